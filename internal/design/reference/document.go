package reference

import (
	"fmt"
	"slices"
	"strings"

	"github.com/newel-api/newel/internal/design/decode"
	"github.com/newel-api/newel/internal/design/expr"
	"github.com/newel-api/newel/internal/design/fact"
)

// Document returns docs/language-reference.md.
func Document() string {
	var b strings.Builder
	b.WriteString(`# Every key of a design

<!-- Made from the tables in internal/design/decode, expr and fact: UPDATE=1 go test ./internal/design/reference -->

What is read, and nothing else is. [language.md](language.md) teaches it; this page is for
looking things up, as is ` + "`newel explain KEY`" + `. NAME stands for a name that you choose.
`)
	for _, step := range decode.Language {
		fmt.Fprintf(&b, "\n## %s.yaml\n", step.Name)
		for _, section := range Sections(step) {
			section.document(&b)
		}
	}
	documentCEL(&b)
	documentFacts(&b)
	b.WriteString("\n## Codes\n\nWhat clients meet in answers is in [problems.md](problems.md), code by code.\n")
	return b.String()
}

func (s *Section) document(b *strings.Builder) {
	if s.Places[0] != "" {
		fmt.Fprintf(b, "\n### %s\n", s.Places[0])
	}
	for i, place := range s.Places[1:] {
		if i == 0 {
			b.WriteString("\nAlso at ")
		} else {
			b.WriteString(", ")
		}
		b.WriteString("`" + place + "`")
	}
	if len(s.Places) > 1 {
		b.WriteString(".\n")
	}
	if len(s.Shape.OneOf) > 0 {
		fmt.Fprintf(b, "\nExactly one of %s must be written.\n", oneOf(s.Shape.OneOf))
	}
	b.WriteString("\n| key | says | value | | without it | example |\n|---|---|---|---|---|---|\n")
	for i := range s.Shape.Keys {
		k := &s.Shape.Keys[i]
		fmt.Fprintf(b, "| `%s` | %s | %s | %s | %s | %s |\n", k.Name, cell(k.Doc), cell(Value(k.Shape)), cell(Needed(k)), cell(k.Default),
			code(k.Name+": "+k.Shape.Example()))
	}
}

// cell makes text fit into a table.
func cell(text string) string { return strings.ReplaceAll(text, "|", "\\|") }

// code makes code fit into a table.
func code(text string) string { return "`" + cell(text) + "`" }

// documentFacts lists what the profile plan knows of a design.
func documentFacts(b *strings.Builder) {
	b.WriteString(`
## The design, as checks of decisions see it

` + "`design`" + ` is the first of these; a list is asked with exists, all, filter and size, a list of texts also
with in. What may be absent is asked for with has first. Of the words for rules, ` + "`conditional`" + ` stands
for a condition that depends on who asks or on what row it is about.
`)
	for _, k := range fact.Subject.Kinds {
		fmt.Fprintf(b, "\n### %s\n\n%s.\n\n| fact | says | is |\n|---|---|---|\n", k.Name, strings.ToUpper(k.Means[:1])+k.Means[1:])
		for i := range k.Facts {
			f := &k.Facts[i]
			is := f.Type()
			if f.Words != nil {
				is += "; one of " + strings.Join(f.Words, ", ")
			}
			fmt.Fprintf(b, "| `%s` | %s | %s |\n", f.Name, cell(f.Means), cell(is))
		}
	}
}

func documentCEL(b *strings.Builder) {
	b.WriteString(`
## CEL

Expressions are of several profiles, and each has a part of CEL:

| profile | stands in |
|---|---|
`)
	columns, line := "", ""
	for i, name := range expr.ProfileNames {
		fmt.Fprintf(b, "| %s | %s |\n", name, expr.Where[i])
		columns, line = columns+" "+name+" |", line+"---|"
	}
	fmt.Fprintf(b, "\n| | says |%s example |\n|---|---|%s---|\n", columns, line)
	for _, f := range slices.Concat(expr.Functions, expr.Names) {
		fmt.Fprintf(b, "| %s | %s |", code(f.Name), cell(f.Means))
		for i := range expr.ProfileNames {
			mark := ""
			if f.In.In(expr.Profile(i)) {
				mark = " yes"
			}
			b.WriteString(mark + " |")
		}
		fmt.Fprintf(b, " %s |\n", code(f.Example))
	}
	b.WriteString(`
A policy is called as a function: ` + "`member_of(resource.org)`" + `. What else CEL has is refused:

| | why | instead |
|---|---|---|
`)
	for _, name := range expr.Refused() {
		r, _ := expr.RefusalOf(name)
		fmt.Fprintf(b, "| %s | %s | %s |\n", code(name), cell(r.Why), cell(r.Instead))
	}
}
