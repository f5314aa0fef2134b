package main

import (
	"encoding/json"
	"math/rand/v2"
	"testing"
	"unicode/utf8"
)

// TestAppendString: what is appended, encoding/json reads as what it was.
func TestAppendString(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	alphabet := []rune("abc \"\\\n\r\t\b\x00\x1f\x7fäß€😀/<>&\u2028")
	for range 20_000 {
		var s []byte
		for range r.IntN(40) {
			s = utf8.AppendRune(s, alphabet[r.IntN(len(alphabet))])
		}
		var got string
		if err := json.Unmarshal(appendString(nil, s), &got); err != nil || got != string(s) {
			t.Fatalf("%q became %q: %v", s, got, err)
		}
	}
}

// TestParse: what is read, and what is refused.
func TestParse(t *testing.T) {
	for text, want := range map[string]map[int]string{
		`{}`:                               {},
		` { "title" : "a\tb" } `:           {title: "a\tb"},
		`{"slug":"s","body":""}`:           {slug: "s", body: ""},
		`{"body":"\ud83d\ude00\u00e9€"}`:   {body: "😀é€"},
		`{"t\u0069tle":"x","body":"\\\/"}`: {title: "x", body: `\/`},
	} {
		var in input
		if !in.parse([]byte(text)) {
			t.Errorf("%s is refused", text)
			continue
		}
		for n, got := range in.value {
			value, there := want[n]
			if there != (got != nil) || string(got) != value {
				t.Errorf("%s: %s is %q, want %q", text, names[n], got, value)
			}
		}
	}
	for _, text := range []string{
		``, `[]`, `{`, `{}x`, `{"title":"a",}`, `{,}`, `{"title" "a"}`, `{"title":1}`, `{"title":null}`, `{"title":"a""body":"b"}`,
		`{"title":"a","title":"b"}`, `{"other":"a"}`, `{"Title":"a"}`, `{"title":"\ud83d"}`, `{"title":"\ude00"}`, `{"title":"\ud83dx"}`,
		`{"title":"\u0000"}`, "{\"title\":\"\xff\"}", "{\"title\":\"a\nb\"}", `{"title":"\x"}`, `{"title":"\u12g4"}`, `{"title":"a`, `{"title":"a\`,
		`{"title":"a"} {}`, "\xef\xbb\xbf{}",
	} {
		if new(input).parse([]byte(text)) {
			t.Errorf("%q is accepted", text)
		}
	}
}
