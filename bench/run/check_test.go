package run

import (
	"strings"
	"testing"

	"github.com/newel-api/newel/bench/dataset"
)

// lines writes what a run says to the test's log.
type lines struct{ t *testing.T }

func (l lines) Write(p []byte) (int, error) {
	l.t.Log(strings.TrimSuffix(string(p), "\n"))
	return len(p), nil
}

// TestAlike: Newel and the servers that are written by hand answer alike, refuse
// alike, and keep what they have acknowledged. PocketBase takes long to build; "bench
// check" asks it too.
func TestAlike(t *testing.T) {
	b, err := New(Options{
		Set: dataset.Set{Users: 50, Articles: 2500, Comments: 100}, Servers: []string{"newel", "newel-quiet", "best", "typical"}, Plain: true, Say: lines{t},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := b.Close(); err != nil {
			t.Error(err)
		}
	}()
	if err := b.Prepare(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := b.Check(t.Context()); err != nil {
		t.Fatal(err)
	}
}
