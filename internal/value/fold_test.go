package value_test

import (
	"testing"
	"unicode"

	"pgregory.net/rapid"

	"github.com/newel-api/newel/internal/value"
)

func TestFolded(t *testing.T) {
	for _, same := range [][]string{
		{"ann", "Ann", "ANN"},
		{"straße", "STRASSE", "Strasse", "STRAẞE"},
		{"é", "É", "e\u0301", "E\u0301"},
		{"σοφος", "ΣΟΦΟΣ", "σοφος"},
		{"", ""},
		{"猫 7", "猫 7"},
	} {
		for _, text := range same {
			if got, want := value.OfText(text).Folded(), value.OfText(same[0]).Folded(); got != want {
				t.Errorf("%q folds to %q, %q to %q", text, got.Str, same[0], want.Str)
			}
		}
	}
	if value.OfText("e").Folded() == value.OfText("é").Folded() {
		t.Error("an accent is no case")
	}
	for _, v := range []value.Value{{}, value.OfInt(7), value.OfBytes("A")} {
		if v.Folded() != v {
			t.Errorf("%v is no text and folds", v)
		}
	}
}

// TestFoldedOnce: folding a folded text changes nothing, and case never counts.
func TestFoldedOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := value.OfText(rapid.String().Draw(t, "text")).Folded()
		if again := v.Folded(); again != v {
			t.Fatalf("%q folds again, to %q", v.Str, again.Str)
		}
	})
}

// TestFoldedLetters: every letter folds as its other cases do.
func TestFoldedLetters(t *testing.T) {
	for c := rune(0); c <= unicode.MaxRune; c++ {
		other := unicode.SimpleFold(c)
		if one, two := value.OfText(string(c)).Folded(), value.OfText(string(other)).Folded(); other != c && one != two {
			t.Errorf("%U folds to %q, and %U to %q", c, one.Str, other, two.Str)
		}
	}
}
