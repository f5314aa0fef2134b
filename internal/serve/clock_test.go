package serve_test

import "testing"

// TestOpenByTime: a rule that asks for the time alone is open to everybody while it holds.
func TestOpenByTime(t *testing.T) {
	w := newWorld(t, "testdata/clock")
	w.run([]step{
		{method: "GET", url: "/v1/notes", status: 200, has: []string{`"items":[]`}},
		{method: "POST", url: "/v1/notes", status: 201, body: `{"text":"x"}`},
		{name: "its time has passed", method: "GET", url: "/v1/olds", status: 401},
	})
}
