package contract

import (
	"strings"

	"github.com/newel-api/newel/internal/design"
)

// summary is one line on an operation that the design says nothing of.
func summary(o *design.Operation) string {
	one := "the caller's " + words(o.Entity().Name.Text)
	many := plural(o.Resource)
	if !o.Resource.Only.Written() {
		one = article(words(o.Entity().Name.Text))
	}
	if o.Parent != nil {
		many += " of " + article(words(o.Parent.Of.To.Name.Text))
	}
	if o.Bulk != nil {
		one = "many " + plural(o.Resource)
	}
	switch o.Verb {
	case design.List:
		return "List " + many
	case design.Get:
		return "Get " + one
	case design.Create:
		return "Create " + one
	case design.Update:
		if o.Whole {
			return "Replace " + one
		}
		return "Change " + one
	case design.Delete:
		if o.All != nil {
			return "Delete all " + plural(o.Resource)
		}
		return "Delete " + one
	case design.Post, design.VerbNone:
	}
	return sentence(words(pascal(o.Name.Text)))
}

// plural names the rows of a resource: "ticket labels".
func plural(r *design.Resource) string {
	return strings.NewReplacer("_", " ", "-", " ").Replace(r.Name.Text)
}

// words returns a PascalCase name as words: "ticket label".
func words(name string) string { return spaced(design.Snake(name)) }

func article(noun string) string {
	if strings.ContainsAny(noun[:min(1, len(noun))], "aeiou") {
		return "an " + noun
	}
	return "a " + noun
}

// sentence returns s with a capital letter.
func sentence(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

func sentenceOr(own, other string) string {
	if own != "" {
		return own
	}
	return other
}

// pascal returns a name in PascalCase: "listTickets" → "ListTickets", "ticket_labels" →
// "TicketLabels".
func pascal(name string) string {
	var b strings.Builder
	for part := range strings.FieldsFuncSeq(name, func(c rune) bool { return c == '_' || c == '-' || c == '.' }) {
		b.WriteString(sentence(part))
	}
	return b.String()
}
