package bind

import (
	"regexp"
	"slices"
	"strings"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/diag"
)

// longestName leaves room for what databases join of names: they keep 63 bytes.
const longestName = 48

// form is how names of one kind are written.
type form struct {
	called  string // "PascalCase"
	pattern *regexp.Regexp
	mend    func(words []string) string // of lower-case words; nil when only the author can tell
}

var (
	snakePattern = regexp.MustCompile(`^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$`)

	pascal = form{"PascalCase", regexp.MustCompile(`^[A-Z][A-Za-z0-9]*$`), func(words []string) string {
		return titled(words, 0)
	}}
	snake = form{"snake_case", snakePattern, func(words []string) string { return strings.Join(words, "_") }}
	camel = form{"lowerCamelCase", regexp.MustCompile(`^[a-z][A-Za-z0-9]*$`), func(words []string) string {
		return titled(words, 1)
	}}
	plain  = form{"letters, digits and single marks . _ - between them", regexp.MustCompile(`^[A-Za-z0-9]+(?:[._-][A-Za-z0-9]+)*$`), nil}
	wire   = form{"letters, digits and _, a letter first", regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]{0,63}$`), nil}
	prefix = form{"2 to 12 small letters and digits", regexp.MustCompile(`^[a-z][a-z0-9]{1,11}$`), nil}
)

// titled joins words, those from the first on with a capital.
func titled(words []string, first int) string {
	var out strings.Builder
	for i, w := range words {
		if i >= first {
			w = strings.ToUpper(w[:1]) + w[1:]
		}
		out.WriteString(w)
	}
	return out.String()
}

var notWord = regexp.MustCompile(`[^A-Za-z0-9]+`)

// written checks how the name of a thing is written. kind says what the thing is.
func (b *binder) written(n design.Name, kind string, f *form) {
	switch {
	case n.Text == "": // it is missing, which has been told
	case !f.pattern.MatchString(n.Text):
		d := b.add(&nameForm, n.Span, "%s %q is not written in %s", kind, n.Text, f.called)
		better := ""
		if f.mend != nil {
			words := strings.FieldsFunc(design.Snake(notWord.ReplaceAllString(n.Text, "_")), func(r rune) bool { return r == '_' })
			better = f.mend(words)
		}
		if f.pattern.MatchString(better) && len(better) <= longestName {
			d.Mend("write it as %q", better)
		} else {
			d.Mend("choose a name in %s", f.called)
		}
	case len(n.Text) > longestName:
		b.add(&nameTooLong, n.Span, "%s %q has %d letters, the most is %d", kind, n.Text, len(n.Text), longestName).
			Mend("shorten it: databases cut what is made of longer names")
	}
}

// Words that cannot name anything an expression may mention.
var (
	celWords = []string{
		"as", "break", "const", "continue", "else", "false", "for", "function", "if", "import", "in", "let", "loop", "namespace",
		"null", "package", "return", "true", "var", "void", "while",
	}
	rootWords     = []string{"caller", "input", "now", "resource", "result", "today"}
	functionWords = []string{
		"all", "bool", "bytes", "double", "duration", "dyn", "exists", "filter", "has", "int", "list", "map", "matches", "readable",
		"size", "string", "timestamp", "type", "uint",
	}
	systemFields = []string{design.FieldID, design.FieldCreatedAt, design.FieldUpdatedAt, design.FieldVersion}
	// PostgreSQL gives every table these columns.
	postgresColumns = []string{"cmax", "cmin", "ctid", "tableoid", "xmax", "xmin"}
	// A list reads these from the request beside its filters.
	listParameters = []string{"cursor", "expand", "fields", "limit", "search", "sort", "total"}
)

const kindInput = "input"

// columnName checks the name of a field, an input or a relation.
func (b *binder) columnName(n design.Name, kind string) {
	b.written(n, kind, &snake)
	switch {
	case kind == kindInput && n.Text == design.FieldID:
		b.reserved(n, kind, "expressions mean the id of a row by it")
	case kind != kindInput && slices.Contains(systemFields, n.Text):
		b.reserved(n, kind, "every row has a field of this name already")
	case slices.Contains(celWords, n.Text):
		b.reserved(n, kind, "it is a word of the expressions' language")
	case slices.Contains(postgresColumns, n.Text):
		b.reserved(n, kind, "PostgreSQL gives it to a column of its own")
	}
}

func (b *binder) reserved(n design.Name, kind, why string) {
	b.add(&reservedName, n.Span, "%s cannot be called %q: %s", kind, n.Text, why).Mend("choose another name")
}

// entity binds ref. What is nearest to an unknown name is taken for what was meant,
// here and for fields: so one mistake is not told again by all that rests on it.
func (b *binder) entity(ref *design.Ref[design.Entity]) *design.Entity {
	if !ref.Set() {
		return nil
	}
	if ref.To = b.entities[ref.Name]; ref.To != nil {
		return ref.To
	}
	names := b.everyEntity()
	near := diag.Nearest(ref.Name, names)
	d := b.add(&unknownEntity, ref.Span, "there is no entity %q", ref.Name)
	if near == "" {
		d.Mend("declare it in data.yaml, or name one that is there: %s", some(names))
		return nil
	}
	ref.To = b.entities[near]
	d.Meant(ref.Name, near, names).See(ref.To.Name.Span, "%q is declared here", near)
	return ref.To
}

// everyEntity returns the names of all entities.
func (b *binder) everyEntity() (names []string) {
	for _, e := range b.design.Data.Entities {
		names = append(names, e.Name.Text)
	}
	return names
}

// field binds ref to a field of e; e may be nil, when it did not bind itself.
func (b *binder) field(e *design.Entity, ref *design.Ref[design.Field]) *design.Field {
	if e == nil || !ref.Set() {
		return nil
	}
	if ref.To = e.Field(ref.Name); ref.To != nil {
		return ref.To
	}
	var names []string
	for f := range e.All() {
		names = append(names, f.Name.Text)
	}
	d := b.add(&unknownField, ref.Span, "%s has no field %q", e.Name.Text, ref.Name)
	switch near := diag.Nearest(ref.Name, names); {
	case near != "":
		ref.To = e.Field(near)
		d.Meant(ref.Name, near, names)
	case e.Inverse(ref.Name) != nil:
		d.Mend("name a field: %q is a relation, many rows of %s", ref.Name, e.Inverse(ref.Name).Many().Name.Text)
	default:
		d.Mend("declare it in data.yaml, or name one that is there: %s", some(names))
	}
	d.See(e.Name.Span, "%s is declared here", e.Name.Text)
	return ref.To
}

// someNames is how many names a mend lists.
const someNames = 12

// some lists names, not too many of them.
func some(names []string) string {
	if len(names) > someNames {
		return strings.Join(names[:someNames], ", ") + " …"
	}
	return strings.Join(names, ", ")
}

// count refuses more than most of what a thing has.
func (b *binder) count(span diag.Span, thing string, n, most int, what string) {
	if n > most {
		b.add(&tooMany, span, "%q has %d %s, the most is %d", thing, n, what, most).Mend("remove some, or divide it")
	}
}
