package seed

import (
	"strconv"
	"strings"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/design/expr"
	"github.com/newel-api/newel/internal/payload"
	"github.com/newel-api/newel/internal/value"
)

// hold makes sure that the rows are what the tables hold: complete, within their
// tenant, unique where the design says so, and as its checks demand.
func (r *reader) hold() {
	for _, e := range r.design.Data.Entities {
		var checks []check
		for _, rule := range e.Checks {
			checks = append(checks, check{rule, expr.NewSet(expr.RootsOf(design.RootResource), rule.Tree)})
		}
		keys := uniques(e)
		for _, row := range r.rows {
			if row.Entity != e {
				continue
			}
			slugs(row)
			if !r.complete(row) {
				continue
			}
			r.tenant(row)
			for _, c := range checks {
				r.check(row, c)
			}
			for _, k := range keys {
				r.unique(row, k)
			}
		}
	}
}

// slugs makes the slugs that are not written. Two that are alike are told of as taken:
// what a seed holds depends on no order.
func slugs(row *Row) {
	for _, f := range row.Entity.Fields {
		if f.Type == design.TypeSlug && row.Values[f.Index].IsNull() && !row.Values[f.From.To.Index].IsNull() {
			row.Values[f.Index] = value.OfText(payload.MakeSlug(row.Values[f.From.To.Index].Str))
		}
	}
}

// complete makes sure that the row has a value in every required field.
func (r *reader) complete(row *Row) bool {
	whole := true
	for _, f := range row.Entity.Fields {
		if f.Required() && row.Values[f.Index].IsNull() {
			whole = false
			r.diags.Add(&missingValue, row.Span, "%s has no %q", row, f.Name.Text).
				See(f.Name.Span, "every %s has one", row.Entity.Name.Text).
				Mend("write it: %s: %s", f.Name.Text, example(f))
		}
	}
	return whole
}

// example is what a value of f looks like.
func example(f *design.Field) string {
	switch f.Type {
	case design.TypeRef:
		return "$row, the name of a row of " + f.Target.Name
	case design.TypeEnum, design.TypeState:
		var words []string
		for _, v := range f.Values {
			words = append(words, v.Text)
		}
		return "one of " + few(words)
	case design.TypeEmail:
		return "ann@example.org"
	case design.TypeInteger:
		return "1"
	case design.TypeBoolean:
		return "true"
	case design.TypeTimestamp:
		return "2026-11-01T09:30:00Z"
	case design.TypeDate:
		return "2026-11-25"
	case design.TypeUUID:
		return "0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b"
	case design.TypeURL:
		return "https://example.org"
	case design.TypeNumber:
		return "1.5"
	case design.TypeJSON:
		return "{a: 1}"
	case design.TypeList:
		return "[…], a list of its items"
	case design.TypeSlug:
		return "my-first-post"
	case design.TypeSecret:
		return "some long text that nobody can guess"
	case design.TypeDecimal:
		low, high := f.Range()
		return string(payload.AppendDecimal(nil, min(max(0, low), high), f.Places))
	case design.TypeText, design.TypeID, design.TypeNone:
	}
	return "some text"
}

// tenant makes sure that the row refers to rows of its own tenant only.
func (r *reader) tenant(row *Row) {
	mine := row.Entity.Tenant.To
	if mine == nil {
		return
	}
	for _, f := range row.fields {
		if f.refer == nil || f.to == mine {
			continue
		}
		theirs := f.refer.Entity.Tenant.To
		if theirs == nil || theirs.Target.To != mine.Target.To || f.refer.Values[theirs.Index] == row.Values[mine.Index] {
			continue
		}
		r.diags.Add(&otherTenant, f.node.Span, "%s refers to %s, which is of another %s", row, f.refer, mine.Name.Text).
			See(f.refer.at(theirs), "its %s is written here", theirs.Name.Text).
			Mend("refer to a row with the same %s, or change the %s of one of the two", theirs.Name.Text, mine.Name.Text)
	}
}

// check is one check of an entity.
type check struct {
	rule *design.Rule
	set  *expr.Set
}

// check makes sure that the row satisfies c. A condition that is too large to decide
// here is left to the database.
func (r *reader) check(row *Row, c check) {
	frame := expr.Frame{Resource: row.Values}
	if t, decided := c.set.Truth(c.set.Decide(&frame), 0); decided && t != design.True {
		r.diags.Add(&checkBroken, row.Span, "%s breaks the check %q", row, c.rule.Name.Text).
			See(c.rule.Name.Span, "the check is declared here").
			Mend("change the row so that this holds: %s", strings.Join(strings.Fields(c.rule.Expr.Text), " "))
	}
}

// key is fields that are unique together, and the rows seen by their values.
type key struct {
	fields []*design.Field
	seen   map[string]*Row
}

// uniques returns what is unique in e: a field within its tenant, or the fields of a
// list.
func uniques(e *design.Entity) (keys []*key) {
	add := func(fields ...*design.Field) { keys = append(keys, &key{fields, map[string]*Row{}}) }
	for _, f := range e.Fields {
		switch {
		case f.Unique == nil:
		case e.Tenant.To != nil && e.Tenant.To != f:
			add(e.Tenant.To, f)
		default:
			add(f)
		}
	}
	for _, list := range e.Unique {
		var fields []*design.Field
		for _, ref := range list {
			fields = append(fields, ref.To)
		}
		add(fields...)
	}
	return keys
}

// unique makes sure that no row before this one has the same values. Rows without
// one of the values are never the same.
func (r *reader) unique(row *Row, k *key) {
	var text strings.Builder
	var names []string
	for _, f := range k.fields {
		v := row.Values[f.Index]
		if v.IsNull() {
			return
		}
		text.WriteString(spelled(f.Compared(v)))
		names = append(names, f.Name.Text)
	}
	first := k.seen[text.String()]
	if first == nil {
		k.seen[text.String()] = row
		return
	}
	last := k.fields[len(k.fields)-1]
	r.diags.Add(&taken, row.at(last), "%s has the same %s as %s", row, strings.Join(names, " and "), first).
		See(first.at(last), "it is taken here").
		Mend("change one of the two: the design says that no two rows share it")
}

// spelled spells v so that only equal values have equal spellings.
func spelled(v value.Value) string {
	return strconv.Quote(v.Str) + strconv.FormatInt(v.Int, 10) + ";"
}
