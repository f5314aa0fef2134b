package expr

import (
	"slices"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/dialect"
)

// Calc returns the SQL of a computed value; NULL where there is none. What its node
// asks is condition i of s, given what v decided.
func (b *Builder) Calc(c *design.Calc, s *Set, v Vector, i int) string {
	switch c.Kind {
	case design.CalcTruth:
		return b.truthValue(s, v, i)
	case design.CalcSize, design.CalcSum:
		b.set, b.vector = s, v
		return b.aggregate(c)
	case design.CalcTerm:
	}
	return b.Term(c.Term)
}

// truthValue is a condition as a value.
func (b *Builder) truthValue(s *Set, v Vector, i int) string {
	holds := b.Condition(s, v, i)
	if holds == Always {
		return "TRUE"
	}
	fails := b.node(s.conds[i], false)
	switch {
	case fails == Always:
		return "FALSE"
	case holds == Never && fails == Never:
		return "NULL"
	case holds == Never:
		return "CASE WHEN " + fails + " THEN FALSE END"
	case fails == Never:
		return "CASE WHEN " + holds + " THEN TRUE END"
	}
	return "CASE WHEN " + holds + " THEN TRUE WHEN " + fails + " THEN FALSE END"
}

// aggregate counts or sums rows. Where the row that has the relation is absent there
// is no value; where it has no rows there is 0.
func (b *Builder) aggregate(c *design.Calc) string {
	n := c.Node
	if b.absent(n.Left) {
		return "NULL"
	}
	saved := b.mark()
	parent := b.Term(n.Left)
	inner := newSource(b.alias("m"))
	b.vars[n.Var] = inner
	what := "count(*)"
	if c.Kind == design.CalcSum {
		what = b.Dialect.Sum(b.Term(c.Term))
	}
	body, seen := b.node(n.Kids[0], true), b.seen(n)
	delete(b.vars, n.Var)
	if body == Never || seen == Never {
		b.reset(saved)
		if b.present(n.Left) {
			return "0"
		}
		return "CASE WHEN " + b.Term(n.Left) + " IS NOT NULL THEN 0 END"
	}
	text := "(SELECT " + what + " FROM " + dialect.Quote(n.Many.Many().Table()) + " AS " + inner.alias + inner.text() +
		" WHERE " + Column(inner.alias, n.Many.Via.Column()) + " = " + parent
	for _, condition := range []string{seen, body} {
		if condition != Always {
			text += " AND " + condition
		}
	}
	text += ")"
	if b.present(n.Left) {
		return text
	}
	return "CASE WHEN " + parent + " IS NOT NULL THEN " + text + " END"
}

// narrow makes c see what the caller may read and nothing else: rows whose read rule
// holds, and of them fields whose rules hold. What of the resource's row itself, or of
// a row that it leads to, may not be read hides the value; a row of a relation of
// which not all that is asked for may be read is not there.
func (c *compiler) narrow(calc *design.Calc) bool {
	n := &narrowing{c: c, ok: true}
	if calc.Node != nil {
		calc.Node = n.node(calc.Node, calc)
	}
	if calc.Term != nil && calc.Kind == design.CalcTerm {
		n.term(calc.Term)
	}
	calc.Guard = n.all(nil)
	if calc.Guard != nil && calc.Guard.Op == design.OpConst && calc.Guard.Truth == design.True {
		calc.Guard = nil
	}
	return n.ok
}

// narrowing collects the conditions under which terms may be used.
type narrowing struct {
	c     *compiler
	ok    bool
	asked []asking
}

// asking is one condition, for the variable whose row it is about; nil for the rows
// that the statement or the request has.
type asking struct {
	of   *design.Var
	key  string
	node *design.Node
}

// all takes the conditions about v together and forgets them; nil for none.
func (n *narrowing) all(v *design.Var) *design.Node {
	var kids []*design.Node
	for _, a := range n.asked {
		if a.of == v {
			kids = append(kids, a.node)
		}
	}
	n.asked = slices.DeleteFunc(n.asked, func(a asking) bool { return a.of == v })
	switch len(kids) {
	case 0:
		return nil
	case 1:
		return kids[0]
	}
	return &design.Node{Op: design.OpAnd, Kids: kids}
}

// node copies m with Seen in each quantifier. calc is the sum or size whose node m is.
func (n *narrowing) node(m *design.Node, calc *design.Calc) *design.Node {
	n.term(m.Left)
	n.term(m.Right)
	out := *m
	if m.Many != nil {
		row := &design.Term{Root: design.RootVar, Var: m.Var, Type: design.TypeRef, Of: m.Var.Entity}
		n.ask(row, nil, "row", n.c.scope.ReadRule(m.Var.Entity))
	}
	out.Kids = slices.Clone(m.Kids)
	for i, kid := range m.Kids {
		out.Kids[i] = n.node(kid, nil)
	}
	if m.Many != nil {
		if calc != nil && calc.Kind == design.CalcSum {
			n.term(calc.Term)
		}
		out.Seen = n.all(m.Var)
	}
	return &out
}

// term asks for all that t goes through: at each step the field's rule, and where it
// leads to a row, that row's.
func (n *narrowing) term(t *design.Term) {
	if t == nil || len(t.Path) == 0 {
		return
	}
	var absent []*design.Node // an optional step on the way has no row: nothing is there to be hidden
	row := &design.Term{Root: t.Root, Var: t.Var, Type: design.TypeRef}
	if t.Root == design.RootCaller {
		row.Of = n.c.scope.Identity
		n.ask(row, nil, "row", n.c.scope.ReadRule(row.Of))
	}
	for i, f := range t.Path {
		n.ask(row, absent, f.Name.Text, n.c.scope.FieldRead(f))
		row = longer(row, f)
		if i == len(t.Path)-1 {
			return // its id is what the row before holds
		}
		if f.Optional {
			absent = append(absent, &design.Node{Op: design.OpNot, Kids: []*design.Node{{Op: design.OpHas, Left: row}}})
		}
		n.ask(row, absent, "row", n.c.scope.ReadRule(row.Of))
	}
}

// ask adds that rule, over resource, holds of row, unless one of absent does; a nil
// rule holds always.
func (n *narrowing) ask(row *design.Term, absent []*design.Node, what string, rule *design.Node) {
	key := termKey(row) + " " + what
	known := slices.ContainsFunc(n.asked, func(a asking) bool { return a.key == key })
	if rule == nil || known || rule.Op == design.OpConst && rule.Truth == design.True {
		return
	}
	whole := n.c.whole
	spot := &placing{c: n.c, row: operand{expr: whole, term: row}, vars: map[*design.Var]*design.Var{}, ok: true}
	placed := spot.tree(whole, rule)
	if placed == nil {
		n.ok = false
		return
	}
	if len(absent) > 0 {
		placed = &design.Node{Op: design.OpOr, Kids: append(slices.Clone(absent), placed)}
	}
	var of *design.Var
	if row.Root == design.RootVar {
		of = row.Var
	}
	n.asked = append(n.asked, asking{of, key, placed})
}
