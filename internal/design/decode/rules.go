package decode

import (
	"embed"

	"github.com/newel-api/newel/internal/diag"
)

// Rules are all rules of this room.
var Rules = []*diag.Rule{
	&becauseMissing, &celNotQuoted, &circularType, &conflictingKeys, &definedTwice, &emptyList, &emptyText, &missingKey, &oneKey, &outOfRange,
	&repeatedItem, &unknownKey, &unknownType, &unknownVersion, &unknownWord, &widerType, &wordQuoted, &wrongDefault, &wrongKind, &wrongPath, &wrongTime,
}

// Pages are the pages of the rules.
//
//go:embed rules/*.txtar
var Pages embed.FS

// Keys.
var (
	conflictingKeys = diag.Rule{ID: "decode/conflicting-keys", Severity: diag.Error, Title: "two keys of which only one can hold"}
	definedTwice    = diag.Rule{ID: "decode/defined-twice", Severity: diag.Error, Title: "a key in two files of a step"}
	missingKey      = diag.Rule{ID: "decode/missing-key", Severity: diag.Error, Title: "a key that must be written"}
	oneKey          = diag.Rule{ID: "decode/one-key", Severity: diag.Error, Title: "a mapping that must have one key"}
	unknownKey      = diag.Rule{ID: "decode/unknown-key", Severity: diag.Error, Title: "a key that means nothing where it stands"}
)

// Values.
var (
	emptyList      = diag.Rule{ID: "decode/empty-list", Severity: diag.Error, Title: "a list without items"}
	emptyText      = diag.Rule{ID: "decode/empty-text", Severity: diag.Error, Title: "a text without content"}
	outOfRange     = diag.Rule{ID: "decode/out-of-range", Severity: diag.Error, Title: "a number that is too small or too large"}
	repeatedItem   = diag.Rule{ID: "decode/repeated-item", Severity: diag.Error, Title: "an item twice in one list"}
	unknownVersion = diag.Rule{ID: "decode/unknown-version", Severity: diag.Error, Title: "a version of the language that is not read"}
	unknownWord    = diag.Rule{ID: "decode/unknown-word", Severity: diag.Error, Title: "a word that is none of the known ones"}
	wrongDefault   = diag.Rule{ID: "decode/wrong-default", Severity: diag.Error, Title: "a default that its type cannot hold"}
	wrongKind      = diag.Rule{ID: "decode/wrong-kind", Severity: diag.Error, Title: "a value that is written as something else"}
	wrongTime      = diag.Rule{ID: "decode/wrong-time", Severity: diag.Error, Title: "a length of time or a day that is not written as one"}
	wrongPath      = diag.Rule{ID: "decode/wrong-path", Severity: diag.Error, Title: "a path that is not written as paths are"}
)

// Types of the design.
var (
	circularType = diag.Rule{ID: "decode/circular-type", Severity: diag.Error, Title: "a type that is made from itself"}
	unknownType  = diag.Rule{ID: "decode/unknown-type", Severity: diag.Error, Title: "a type that nobody declared"}
	widerType    = diag.Rule{ID: "decode/wider-type", Severity: diag.Error, Title: "a field that allows more than its type"}
)

// Conditions.
var (
	becauseMissing = diag.Rule{ID: "decode/because-missing", Severity: diag.Error, Title: "open to anyone without a reason"}
	celNotQuoted   = diag.Rule{ID: "decode/cel-not-quoted", Severity: diag.Error, Title: "an expression without quotes"}
	wordQuoted     = diag.Rule{ID: "decode/word-quoted", Severity: diag.Error, Title: "a word of conditions in quotes"}
)
