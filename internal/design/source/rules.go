package source

import (
	"embed"

	"github.com/newel-api/newel/internal/diag"
)

// Rules are all rules of this room.
var Rules = []*diag.Rule{
	&alias, &anchor, &badEscape, &badIndentation, &byteOrderMark, &colonInText, &controlCharacter, &directive, &duplicateKey,
	&emptyItem, &implicitBoolean, &keyNotText, &mergeKey, &missingColon, &needsQuotes, &notUTF8, &null, &numberSpelling,
	&severalDocuments, &syntax, &tab, &tag, &tooDeep, &tooLarge, &unclosedBracket, &unclosedQuote,
}

// Pages are the pages of the rules.
//
//go:embed rules/*.txtar
var Pages embed.FS

// What may not stand in a file at all.
var (
	notUTF8          = diag.Rule{ID: "source/not-utf8", Severity: diag.Error, Title: "bytes that are not UTF-8"}
	byteOrderMark    = diag.Rule{ID: "source/byte-order-mark", Severity: diag.Error, Title: "a byte order mark before the text"}
	controlCharacter = diag.Rule{ID: "source/control-character", Severity: diag.Error, Title: "a character that cannot be seen"}
	tooLarge         = diag.Rule{ID: "source/too-large", Severity: diag.Error, Title: "a file over one mebibyte"}
	tab              = diag.Rule{ID: "source/tab", Severity: diag.Error, Title: "a tab outside quotes"}
)

// What YAML has and a design file does not.
var (
	alias            = diag.Rule{ID: "source/alias", Severity: diag.Error, Title: "an alias of a value elsewhere"}
	anchor           = diag.Rule{ID: "source/anchor", Severity: diag.Error, Title: "an anchor on a value"}
	directive        = diag.Rule{ID: "source/directive", Severity: diag.Error, Title: "a directive to YAML readers"}
	mergeKey         = diag.Rule{ID: "source/merge-key", Severity: diag.Error, Title: "a mapping merged into another"}
	severalDocuments = diag.Rule{ID: "source/several-documents", Severity: diag.Error, Title: "more than one document in a file"}
	tag              = diag.Rule{ID: "source/tag", Severity: diag.Error, Title: "a tag on a value"}
	tooDeep          = diag.Rule{ID: "source/too-deep", Severity: diag.Error, Title: "mappings and lists nested too deep"}
)

// What readers of YAML understand differently.
var (
	duplicateKey    = diag.Rule{ID: "source/duplicate-key", Severity: diag.Error, Title: "a key twice in one mapping"}
	implicitBoolean = diag.Rule{ID: "source/implicit-boolean", Severity: diag.Error, Title: "a word that may be a boolean or text"}
	keyNotText      = diag.Rule{ID: "source/key-not-text", Severity: diag.Error, Title: "a key that is not text"}
	null            = diag.Rule{ID: "source/null", Severity: diag.Error, Title: "null as a value"}
	numberSpelling  = diag.Rule{ID: "source/number-spelling", Severity: diag.Error, Title: "a number in an unusual spelling"}
)

// What is no YAML.
var (
	badEscape       = diag.Rule{ID: "source/bad-escape", Severity: diag.Error, Title: "a backslash that escapes nothing"}
	badIndentation  = diag.Rule{ID: "source/bad-indentation", Severity: diag.Error, Title: "a line indented as no line above it"}
	colonInText     = diag.Rule{ID: "source/colon-in-text", Severity: diag.Error, Title: "a colon and a space inside an unquoted value"}
	emptyItem       = diag.Rule{ID: "source/empty-item", Severity: diag.Error, Title: "a list item without content"}
	missingColon    = diag.Rule{ID: "source/missing-colon", Severity: diag.Error, Title: "a key without a colon and a space"}
	needsQuotes     = diag.Rule{ID: "source/needs-quotes", Severity: diag.Error, Title: "an unquoted value that begins with a mark"}
	syntax          = diag.Rule{ID: "source/syntax", Severity: diag.Error, Title: "text that cannot be read as YAML"}
	unclosedBracket = diag.Rule{ID: "source/unclosed-bracket", Severity: diag.Error, Title: "a bracket or brace that is not closed"}
	unclosedQuote   = diag.Rule{ID: "source/unclosed-quote", Severity: diag.Error, Title: "a quote that is not closed"}
)
