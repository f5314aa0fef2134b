package expr

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/diag"
)

// Verdict is what a claim says of a design.
type Verdict struct {
	Truth design.Truth
	// Of a claim that is not true: where it is not, why, and what to look at.
	Span  diag.Span
	Why   string // as a phrase: `"o.page_max <= 100" is false of operation "listTickets"`
	Mend  string // where the claim itself should be written otherwise; else ""
	Seen  []Culprit
	Names []string // of what it is not true, in the order of the design
}

// Culprit is a thing that a claim is not true of.
type Culprit struct {
	Name string
	At   diag.Span
}

const (
	mostCulprits = 5
	mostValues   = 4
	mostItems    = 5
)

// Ask asks whether the claim holds of whole, which the facts of its subject are of.
func (c *Claim) Ask(whole any) Verdict {
	a := &inquiry{whole: whole}
	switch v := a.ask(c.root).(type) {
	case bool:
		if v {
			return Verdict{Truth: design.True}
		}
		b := &blame{inquiry: &inquiry{whole: whole}, claim: c}
		return b.verdict(b.find(c.root, false))
	case *failure:
		return c.undecided(a, v)
	}
	return Verdict{}
}

// undecided says why a claim is neither true nor false.
func (c *Claim) undecided(a *inquiry, f *failure) Verdict {
	if f.costly {
		return Verdict{
			Span: c.at.expr.At(0, len(c.at.expr.Text)), Why: fmt.Sprintf("it looks at more than %d things", mostLooks),
			Mend: "ask fewer lists inside one another",
		}
	}
	a.slots = f.slots
	b := &blame{inquiry: a, claim: c}
	source := c.at.source(f.part.expr)
	of := b.label(f.part.kids[0], a.ask(f.part.kids[0]))
	v := Verdict{Span: c.at.span(f.part.expr), Why: fmt.Sprintf("%q is absent%s", source, of), Mend: fmt.Sprintf("ask has(%s) before it", source)}
	v.Seen, v.Names = b.seen, b.names
	return v
}

// blame looks for the part of a claim that decides it.
type blame struct {
	*inquiry
	claim *Claim
	truth bool
	seen  []Culprit
	names []string
}

// find returns the innermost part that makes p what it is, which is want. Variables stay
// what they are there.
func (b *blame) find(p *part, want bool) *part {
	b.truth = want
	switch p.op {
	case partNot:
		return b.find(p.kids[0], !want)
	case partAnd, partOr:
		if want != (p.op == partOr) { // all of them make it so
			return p
		}
		for _, kid := range p.kids {
			if b.ask(kid) == want {
				return b.find(kid, want)
			}
		}
	case partExists, partAll:
		if want == (p.op == partExists) {
			return b.among(p, want)
		}
	case partLiteral, partDesign, partVariable, partFact, partHas, partEqual, partUnequal, partLess, partAtMost, partIn, partPrefix, partSuffix,
		partInside, partMatch, partSize, partFilter:
	}
	return p
}

// among goes on with each item that makes p what it is, and stays at the first. What is
// noted is the innermost thing.
func (b *blame) among(p *part, want bool) *part {
	items, ok := b.items(p).([]any)
	if !ok {
		return p
	}
	var first *part
	var slots []any
	var truth bool
	for _, item := range items {
		if b.with(p, item) != want {
			continue
		}
		noted := len(b.names)
		b.slots = append(b.slots[:p.slot], item)
		found := b.find(p.kids[1], want)
		if k := p.kids[0].typ.kind; k != nil && len(b.names) == noted {
			b.note(k, item)
		}
		if first == nil {
			first, slots, truth = found, slices.Clone(b.slots), b.truth
		}
		b.slots = b.slots[:p.slot]
	}
	if first == nil {
		return p
	}
	b.slots, b.truth = slots, truth
	return first
}

// note remembers a thing that the claim is not true of.
func (b *blame) note(k *Kind, thing any) {
	name, at := k.Label(thing)
	b.names = append(b.names, name)
	if len(b.seen) == mostCulprits {
		return
	}
	b.seen = append(b.seen, Culprit{k.Name + " " + quote(name), at})
}

// label returns ` in entity "Ticket"` for a thing that p is, "" for the design.
func (b *blame) label(p *part, v any) string {
	k := p.typ.kind
	if k == nil || p.op == partDesign {
		return ""
	}
	b.note(k, v)
	name, _ := k.Label(v)
	return fmt.Sprintf(" in %s %s", k.Name, quote(name))
}

// verdict says what was found at p, where the variables are.
func (b *blame) verdict(p *part) Verdict {
	c, of := b.claim.at, ""
	var used []*part
	things := 0
	variables(p, &used)
	for _, v := range used {
		if v.slot >= len(b.slots) {
			continue // of a list inside p
		}
		switch k, is := v.typ.kind, b.slots[v.slot]; {
		case k != nil:
			name, _ := k.Label(is)
			of += fmt.Sprintf(" of %s %s", k.Name, quote(name))
			things++
		default:
			of += " of " + show(is)
		}
	}
	if things == 0 && len(b.seen) > 0 {
		of += " of " + b.seen[0].Name
	}
	if n := len(b.names) - 1; n > 0 {
		of += fmt.Sprintf(" and %d more", n)
	}
	why := fmt.Sprintf("%q is %t%s", c.source(p.expr), b.truth, of)
	if values := b.values(p); len(values) > 0 {
		why += ": " + strings.Join(values, ", ")
	}
	return Verdict{Truth: design.False, Span: c.span(p.expr), Why: why, Seen: b.seen, Names: b.names}
}

// variables collects the variables that p names, each once, in their order.
func variables(p *part, used *[]*part) {
	if p.op == partVariable && !slices.ContainsFunc(*used, func(v *part) bool { return v.slot == p.slot }) {
		*used = append(*used, p)
	}
	for _, kid := range p.kids {
		variables(kid, used)
	}
}

// values says what the facts of p are, where they say more than that p is true or false.
func (b *blame) values(p *part) (all []string) {
	var find func(q *part)
	find = func(q *part) {
		if (q.op == partFact || q.op == partSize) && q.typ.kind == nil && q != p && len(all) < mostValues {
			if text := show(b.ask(q)); text != "" {
				line := b.claim.at.source(q.expr) + " is " + text
				if !slices.Contains(all, line) {
					all = append(all, line)
				}
			}
			return
		}
		if q.op == partExists || q.op == partAll || q.op == partFilter {
			return
		}
		for _, kid := range q.kids {
			find(kid)
		}
	}
	find(p)
	return all
}

// show writes a value as a claim would.
func show(v any) string {
	switch v := v.(type) {
	case string:
		return "'" + v + "'"
	case int64:
		return strconv.FormatInt(v, 10)
	case bool:
		return strconv.FormatBool(v)
	case []any:
		var items []string
		for i, item := range v {
			if i == mostItems {
				items = append(items, "…")
				break
			}
			items = append(items, show(item))
		}
		return "[" + strings.Join(items, ", ") + "]"
	}
	return "absent"
}
