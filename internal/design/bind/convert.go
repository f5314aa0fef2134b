package bind

import (
	"slices"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/design/expr"
)

// madeAlready refuses a change of what a conversion of a newer version makes: what it would
// mean for the members behind it, nobody says.
func (c *changing) madeAlready(one *design.Change, newer *design.Seen) bool {
	if newer == nil || newer.Made == nil {
		return false
	}
	c.add(&badChange, one.Member.Span, "%q is converted in the version after %q, and can only be renamed before", newer.Name, c.version.Name.Text).
		Mend("write the conversion of the newer version from what it was in this one, and leave the change out")
	return true
}

// builtIn are conversions that need no expression, from an older type to a newer one: up
// and down, of the member old.x and new.x.
var builtIn = map[[2]design.Type][2]string{
	{design.TypeText, design.TypeInteger}:    {"int(old.x)", "string(new.x)"},
	{design.TypeInteger, design.TypeText}:    {"string(old.x)", "int(new.x)"},
	{design.TypeDate, design.TypeTimestamp}:  {"old.x + 'T00:00:00Z'", "new.x.substring(0, 10)"},
	{design.TypeTimestamp, design.TypeDate}:  {"old.x.substring(0, 10)", "new.x + 'T00:00:00Z'"},
	{design.TypeText, design.TypeBoolean}:    {"old.x in ['true', 'false'] ? old.x == 'true' : int(old.x) == 1", "string(new.x)"},
	{design.TypeBoolean, design.TypeText}:    {"string(old.x)", "new.x == 'true'"},
	{design.TypeBoolean, design.TypeInteger}: {"old.x ? 1 : 0", "new.x != 0"},
	{design.TypeInteger, design.TypeBoolean}: {"old.x != 0", "new.x ? 1 : 0"},
}

// converted applies that members were of another type, one, or several.
func (c *changing) converted(one *design.Change, r *design.Resource, o *design.Operation) {
	if o != nil && o.Verb != design.Post {
		c.ofResource(one, o)
		return
	}
	was, becomes := one.Of, one.Into
	switch {
	case one.Kind != design.Merged && one.As == nil || one.Kind == design.Merged && len(was) == 0:
		return // which has been told
	case one.Kind != design.Merged:
		one.As.Name = one.Member
		was = []*design.Field{one.As}
	}
	if one.Kind != design.Split {
		becomes = []design.Name{one.Member}
	}
	made := &design.Conversion{Old: was, Lossy: one.Lossy}
	var hide []*design.Seen
	for _, n := range becomes {
		newer, s := c.member(n, r, o)
		if s == nil || c.madeAlready(one, newer) {
			return
		}
		if newer.Field == nil || design.LensType(newer.Field) == design.TypeNone {
			c.cannot(one, n)
			return
		}
		made.New, hide = append(made.New, newer), append(hide, s)
	}
	for _, f := range was {
		if c.typed(f); !c.freeName(f.Name) {
			return
		}
		if f.Type != design.TypeNone && design.LensType(f) == design.TypeNone {
			c.cannot(one, f.Name)
			return
		}
	}
	if !c.lenses(one, made, o) || !c.covered(one, made, r, o) {
		return
	}
	_, to := c.members(r, o)
	for _, s := range hide {
		s.Hidden, s.Parted = true, true
	}
	for i, f := range was {
		s := &design.Seen{Name: f.Name.Text, Gone: f, Made: made, Part: i, Lossy: one.Lossy}
		c.at[s] = one
		to.List = append(to.List, s)
	}
}

func (c *changing) cannot(one *design.Change, n design.Name) {
	c.add(&badChange, n.Span, "%q is of a type that is not converted", n.Text).
		Mend("convert texts, integers, booleans, dates and such; write removed and added where there is no way between the two").
		See(one.Key, "the change is here")
}

// freeName is free for a name that is not the change's own.
func (c *changing) freeName(n design.Name) bool {
	return c.free(&design.Change{Member: n})
}

// lenses compiles the expressions of a change.
func (c *changing) lenses(one *design.Change, made *design.Conversion, o *design.Operation) bool {
	older, newer := &expr.Document{Older: true, Members: made.Old}, &expr.Document{}
	for _, s := range made.New {
		f := *s.Field
		f.Name.Text = s.Name
		newer.Members = append(newer.Members, &f)
	}
	if one.Kind == design.Retyped && one.Up == nil && one.Down == nil {
		texts, known := builtIn[[2]design.Type{made.Old[0].Type, newer.Members[0].Type}]
		if !known {
			c.add(&badChange, one.Key, "nobody knows how %s becomes %s, and back", article(made.Old[0].Type.String()), article(newer.Members[0].Type.String())).
				Mend("write up and down: what each is, made of the other")
			return false
		}
		x := func(f *design.Field) *design.Field {
			mine := *f
			mine.Name.Text = "x"
			return &mine
		}
		older.Members, newer.Members = []*design.Field{x(made.Old[0])}, []*design.Field{x(newer.Members[0])}
		one.Up, one.Down = []design.Expr{{Text: texts[0], Span: one.Key}}, []design.Expr{{Text: texts[1], Span: one.Key}}
	}
	down := made.Old
	if o != nil { // an input is in no answer
		down = nil
	}
	ok := c.eachHas(one, "up", one.Up, len(made.New)) && c.eachHas(one, "down", one.Down, len(down))
	if !ok {
		return false
	}
	for i, e := range one.Up {
		n := expr.MadeLens(e, older, design.LensType(newer.Members[i]), c.diags)
		made.Up, ok = append(made.Up, n), ok && n != nil
	}
	for i, e := range one.Down {
		n := expr.MadeLens(e, newer, design.LensType(made.Old[i]), c.diags)
		made.Down, ok = append(made.Down, n), ok && n != nil
	}
	return ok
}

// eachHas checks that there is an expression for each of n members.
func (c *changing) eachHas(one *design.Change, key string, all []design.Expr, n int) bool {
	if len(all) == n || n == 0 && one.Kind == design.Retyped {
		return true
	}
	switch {
	case n == 0:
		c.add(&badChange, all[0].Span, "%q is of an input, which is in no answer", spelt(one)).Mend("leave %s out", key)
	case len(all) == 0:
		c.add(&badChange, one.Key, "nothing says what the members are %s", map[string]string{"up": "in the newer version", "down": "in the older version"}[key]).
			Mend("write %s: an expression for each of the %d", key, n)
	default:
		c.add(&badChange, all[0].Span, "%s has %d expressions for %d members", key, len(all), n).Mend("write one for each, in their order")
	}
	return false
}

// covered checks that bodies of the older version have what today's must have.
func (c *changing) covered(one *design.Change, made *design.Conversion, r *design.Resource, o *design.Operation) bool {
	optional := slices.ContainsFunc(made.Old, func(f *design.Field) bool { return f.Optional })
	for _, s := range made.New {
		for _, op := range bodies(s.Field, r, o) {
			_, falls := c.newer.Operations[op].Absent[s.Field]
			if op.Verb != design.Update && optional && needs(s.Field) && !falls {
				c.add(&badChange, one.Member.Span, "%q requires %q, and what it is made of may be absent", op.Name.Text, s.Name).
					Mend("leave optional out behind the older members, or let the newer one be optional")
				return false
			}
		}
	}
	return true
}
