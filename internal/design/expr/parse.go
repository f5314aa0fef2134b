package expr

import (
	"strings"
	"unicode/utf8"

	"cel.dev/cel-go/common"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/parser"

	"github.com/newel-api/newel/internal/diag"
)

// Limits of one expression.
const (
	maxText  = 4096 // bytes
	maxDepth = 24   // brackets in brackets, operators in operators
	maxNodes = 2000 // of the tree, with the policies in their places
	maxSteps = 6    // of a path

	// maxHeight of the SQL of a condition: SQLite reads 1000, some of which are of the
	// statement around it.
	maxHeight = 800
)

// parse reads the text as CEL. It returns nil when that fails; findings say why.
//
// No macro is expanded: has, exists and all are seen as they are written, and so is
// every macro that the language does not have.
func (c *compiler) parse() ast.Expr {
	text := c.expr.Text
	whole := c.expr.At(0, len(text))
	switch {
	case len(text) > maxText:
		c.add(&tooLarge, whole, "the expression has %d bytes, and %d are the limit", len(text), maxText).
			Mend("move parts of it into policies")
		return nil
	case !utf8.ValidString(text):
		c.add(&syntax, whole, "the expression is not UTF-8").Mend("save the file as UTF-8")
		return nil
	}
	c.tokens = tokenize(text)
	if len(c.tokens.list) == 0 {
		c.add(&syntax, whole, "the expression is empty").Mend("write a condition, or leave the key out")
		return nil
	}
	if i, deep := c.tokens.tooDeep(maxDepth); deep {
		c.tooNested(c.at(i))
		return nil
	}
	p, err := parser.NewParser(
		parser.EnableVariadicOperatorASTs(true), parser.EnableIdentEscapeSyntax(false),
		parser.MaxRecursionDepth(maxDepth+1), // the innermost counts too
	)
	if err != nil { // an option that this version of the parser does not take
		c.add(&syntax, whole, "the expression cannot be read: %v", err)
		return nil
	}
	source := common.NewTextSource(text)
	tree, errs := p.Parse(source)
	if found := errs.GetErrors(); len(found) > 0 {
		c.misread(source, found)
		return nil
	}
	c.info = tree.SourceInfo()
	return tree.Expr()
}

// at returns where token i stands.
func (c *compiler) at(i int) diag.Span {
	return c.expr.At(c.tokens.list[i].from, c.tokens.list[i].to)
}

func (c *compiler) tooNested(span diag.Span) {
	c.add(&tooLarge, span, "the expression is nested more than %d deep", maxDepth).
		Mend("move parts of it into policies")
}

// misread tells of the first thing that the parser did not understand; the rest
// mostly follows from it.
func (c *compiler) misread(source common.Source, found []*common.Error) {
	first, place := found[0], int32(-1)
	for _, e := range found {
		if strings.Contains(e.Message, "recursion") {
			c.tooNested(c.expr.At(0, len(c.expr.Text)))
			return
		}
		offset, ok := source.LocationOffset(e.Location)
		if ok && (place < 0 || offset < place) {
			first, place = e, offset
		}
	}
	last := len(c.tokens.list) - 1
	i, ok := c.tokens.at[place]
	if open, is := c.tokens.unclosed(); is && (!ok || i >= last) {
		c.add(&syntax, c.at(open), "%q is not closed", c.tokens.word(open)).Mend("write its other half")
		return
	}
	if !ok {
		c.add(&syntax, c.at(last), "the expression ends after %q, where more is expected", c.tokens.word(last)).
			Mend("write what follows, or leave %q out", c.tokens.word(last))
		return
	}
	message, mend := unexpected(c.tokens.word(i), first.Message)
	d := c.add(&syntax, c.at(i), "%s", message).Mend("%s", mend)
	if operatorsElsewhere[c.tokens.word(i)] != "" {
		d.Edits = c.operators()
	}
}

// operators returns the edits that make CEL's of all operators of other languages; nil
// when one cannot be made so with certainty. The parser tells of the first only.
func (c *compiler) operators() (edits []diag.Edit) {
	for i := range c.tokens.list {
		word := c.tokens.word(i)
		right, _, _ := strings.Cut(operatorsElsewhere[word], ",")
		span := c.at(i)
		switch {
		case right == "":
		case right == "!", i > 0 && c.tokens.word(i-1) == ".", span.End.Offset-span.Start.Offset != len(word): // "not" binds less than "!"
			return nil
		default:
			edits = append(edits, diag.Edit{Span: span, New: right})
		}
	}
	return edits
}

// unexpected says what is wrong with a word that the parser stumbled over, and what
// to write.
func unexpected(word, message string) (what, mend string) {
	if right, ok := operatorsElsewhere[word]; ok {
		return quote(word) + " is not an operator of CEL", "write " + right
	}
	text := strings.ContainsAny(word, `'"`)
	closed := len(word) > 1 && strings.HasSuffix(word, word[:1])
	switch {
	case text && !closed:
		return "a quote is not closed", "write the same quote where the text ends"
	case text && !strings.Contains(message, "extraneous") && !strings.Contains(message, "mismatched"):
		return "the text has a backslash that escapes nothing", `write \\ for a backslash`
	case strings.Contains(message, "reserved identifier"):
		return quote(word) + " is a reserved word of CEL", "use another name"
	case strings.Contains(message, "int literal"), strings.Contains(message, "double literal"):
		return word + " does not fit into 64 bits", "write a smaller number"
	case word == "`":
		return "a name in backquotes", "write the name without them"
	}
	if first := word[0]; text || isLetter(first) || isDigit(first) {
		return quote(word) + " is not expected here", "write an operator before it, or leave it out"
	}
	return quote(word) + " is not expected here", "leave it out, or write what belongs before it"
}

// operatorsElsewhere are operators that other languages have.
var operatorsElsewhere = map[string]string{
	"=": "==, which compares", "&": "&&, which is true when both sides are", "|": "||, which is true when one side is",
	"and": "&&", "or": "||", "not": "!", "AND": "&&", "OR": "||", "NOT": "!",
}

func quote(word string) string { return `"` + word + `"` }
