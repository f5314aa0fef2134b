package payload_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/newel-api/newel/internal/payload"
)

// TestWords: what is a letter, a digit or a mark stands in words, and nothing else.
func TestWords(t *testing.T) {
	for text, want := range map[string]string{
		"one":                       "one",
		" one  two, three. ":        "one two three",
		"e-mail don't a_b":          "e mail don t a b",
		"print* fire":               "print* fire",
		"print * fire":              "print fire",
		"*print ** xyz*y":           "print xyz* y",
		"abc*def*":                  "abc* def*",
		"cafe\u0301":                "café",
		"हिन्दी भाषा":               "हिन्दी भाषा",
		"漢* ру*":                    "漢* ру*",
		"42 x1 ½":                   "42 x1 ½",
		"\u0301 a":                  "a",
		"Thanks🤗❤\ufe0flove":        "Thanks love",
		`"a" OR {b}:c ^d NEAR(e)`:   "a OR b c d NEAR e",
		"a\x00b":                    "a b",
		strings.Repeat("a ", 16):    strings.TrimSpace(strings.Repeat("a ", 16)),
		strings.Repeat("é", 256):    strings.Repeat("é", 256),
		"":                          "! too_short",
		"* - \u0301 \ufe0f":         "! too_short",
		"one tw*":                   "! too_short",
		"é*":                        "! too_short",
		strings.Repeat("a ", 17):    "! too_long",
		strings.Repeat("a", 257):    "! too_long",
		strings.Repeat("-", 257):    "! too_long",
		"a\xff":                     "! invalid_text",
		"a " + "\u00ad" + "soft on": "a soft on",
	} {
		words, wrong := payload.Words(text)
		var got []string
		for _, w := range words {
			if w.Prefix {
				w.Text += "*"
			}
			got = append(got, w.Text)
		}
		if wrong != nil {
			got = append(got, "!", wrong.Code)
		}
		if diff := cmp.Diff(want, strings.Join(got, " ")); diff != "" {
			t.Errorf("%q (-want +got):\n%s", text, diff)
		}
	}
}
