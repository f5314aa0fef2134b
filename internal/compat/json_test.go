package compat

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var jsonTexts = []string{
	`{}`, `{"a":[]}`, `{"a":{"b":[1,2.5,-0,1e3,9007199254740993]},"c":null,"d":true,"e":false}`, ` { "a" : "b" , "c" : [ "d" , [ ] ] } `,
	`{"\u00e9\n":"\ud83d\ude00 é \\ \" \/"}`, `{"a":1,"a":2}`, `{"a":1,}`, `{"a" 1}`, `{"a":01}`, `{"a":1}x`, `{"a":[1,]}`, `{"a":"` + "\n" + `"}`,
	`{"a":"\x"}`, `{"a":tru}`, `{"a":}`, `{"a`, `{`, `{"a":"\ud800"}`, `{"a":+1}`, `{"a":"` + "\xff" + `"}`, `{,}`, `{"a":[}`, `{"a":1.}`,
}

// FuzzJSON: whatever is read, encoding/json reads the same.
func FuzzJSON(f *testing.F) {
	for _, text := range jsonTexts {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		got, err := fastJSON(text)
		want, wrong := parseJSON(text)
		if (err == nil) != (wrong == nil) {
			t.Fatalf("%q: %v, and encoding/json says %v", text, err, wrong)
		}
		if diff := cmp.Diff(want, got, cmp.Comparer(func(a, b json.Number) bool { return a == b })); err == nil && diff != "" {
			t.Errorf("%q: -encoding/json +here\n%s", text, diff)
		}
	})
}
