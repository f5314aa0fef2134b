package payload

import (
	"slices"
	"strconv"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// What a search may ask for.
const (
	MostWords     = 16
	longestSearch = 256 // characters
	leastPrefix   = 3   // bytes of UTF-8: fewer are how too many words begin
)

// Word is one word that a search looks for.
type Word struct {
	Text   string // letters, digits and marks
	Prefix bool   // a word that begins so will do
}

// Words cuts the text of a search into its words: letters, digits and their marks; all else
// is between them. A star right behind a word makes it a beginning.
func Words(written string) ([]Word, *Violation) {
	if !utf8.ValidString(written) {
		return nil, invalidText
	}
	if utf8.RuneCountInString(written) > longestSearch {
		return nil, &Violation{Code: CodeTooLong, Detail: "must have at most " + strconv.Itoa(longestSearch) + " characters"}
	}
	var words []Word
	text := norm.NFC.String(written)
	from, real := -1, false // where the word under way began, and whether it is more than marks
	end := func(at int, c rune) {
		if real {
			words = append(words, Word{text[from:at], c == '*'})
		}
		from, real = -1, false
	}
	for i, c := range text {
		if !inWord(c) {
			end(i, c)
			continue
		}
		if from < 0 {
			from = i
		}
		real = real || !unicode.IsMark(c)
	}
	end(len(text), 0)
	short := slices.ContainsFunc(words, func(w Word) bool { return w.Prefix && len(w.Text) < leastPrefix })
	switch {
	case short:
		return nil, &Violation{Code: CodeTooShort, Detail: "must have at least 3 letters before a star"}
	case len(words) == 0:
		return nil, &Violation{Code: CodeTooShort, Detail: "must have a word: letters or digits"}
	case len(words) > MostWords:
		return nil, &Violation{Code: CodeTooLong, Detail: "must have at most " + strconv.Itoa(MostWords) + " words"}
	}
	return words, nil
}

// inWord tells whether c stands in words: what the tokenizer of package dialect is told.
// Marks that choose how a sign looks, and those around one, do not.
func inWord(c rune) bool {
	return unicode.In(c, unicode.L, unicode.N, unicode.Mn, unicode.Mc, unicode.Co) && (c < '\ufe00' || c > '\ufe0f')
}
