package payload_test

import (
	"strings"
	"testing"

	"github.com/newel-api/newel/internal/payload"
)

// TestAppendStringByWords: eight bytes are looked at at once, and one of them must not
// hide another. Short texts are looked at byte by byte, and say what is right.
func TestAppendStringByWords(t *testing.T) {
	inner := func(s string) string {
		quoted := payload.AppendString(nil, s)
		return string(quoted[1 : len(quoted)-1])
	}
	for a := range byte(0x80) {
		for b := range byte(0x80) {
			pair := string([]byte{a, b})
			want := "word" + inner(pair[:1]) + inner(pair[1:]) + "xyz and more"
			if got := inner("word" + pair + "xyz and more"); got != want {
				t.Fatalf("%q: got %s, want %s", pair, got, want)
			}
		}
	}
	for c := range 0x100 {
		for at := range 20 {
			s := []byte(strings.Repeat("a", 20))
			s[at] = byte(c)
			want := strings.Repeat("a", at) + inner(string(s[at:at+1])) + strings.Repeat("a", 19-at)
			if got := inner(string(s)); got != want {
				t.Fatalf("%q: got %s, want %s", s, got, want)
			}
		}
	}
}
