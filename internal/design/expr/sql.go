package expr

import (
	"strings"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/dialect"
	"github.com/newel-api/newel/internal/value"
)

// SQL conditions that no database is needed for.
const (
	Always = "TRUE"
	Never  = "FALSE"
)

// Condition returns SQL that is TRUE exactly where condition i of s holds, given
// what v decided; Always or Never where v decides it alone.
func (b *Builder) Condition(s *Set, v Vector, i int) string {
	b.set, b.vector = s, v
	return b.node(s.conds[i], true)
}

// Plain returns SQL that is TRUE exactly where n holds, with literals written into
// the text and columns without an alias: for CHECK constraints. n may use the
// resource's own fields only.
func Plain(d dialect.Dialect, n *design.Node) string {
	b := NewBuilder(d)
	b.plain = true
	b.set = NewSet(0, n)
	b.vector = b.set.Decide(&Frame{})
	return b.node(n, true)
}

// node translates n so that the SQL is TRUE iff the value of n is want; where n
// is unknown it is FALSE or NULL, for either want. Always and Never leave no
// parameters and no joins behind: PostgreSQL refuses a parameter that the text does
// not use.
func (b *Builder) node(n *design.Node, want bool) string {
	if bit := b.set.decided(n); bit >= 0 {
		holds := b.vector>>bit&1 != 0
		if !want {
			holds = b.vector>>(bit+1)&1 != 0
		}
		return truth(holds)
	}
	switch n.Op {
	case design.OpConst:
		return truth(n.Truth == design.True && want || n.Truth == design.False && !want)
	case design.OpNot:
		return b.node(n.Kids[0], !want)
	case design.OpAnd:
		return b.fold(n.Kids, want, want)
	case design.OpOr:
		return b.fold(n.Kids, want, !want)
	case design.OpExists, design.OpAll:
		return b.many(n, want)
	default:
		return b.atom(n, want)
	}
}

func truth(holds bool) string {
	if holds {
		return Always
	}
	return Never
}

// fold joins the translations of kids by AND or OR and drops what cannot matter.
// What is dropped because another operand decides is taken back.
func (b *Builder) fold(kids []*design.Node, want, all bool) string {
	neutral, deciding, word := Always, Never, " AND "
	if !all {
		neutral, deciding, word = Never, Always, " OR "
	}
	saved := b.mark()
	var parts []string
	for _, kid := range kids {
		switch part := b.node(kid, want); part {
		case neutral:
		case deciding:
			b.reset(saved)
			return deciding
		default:
			parts = append(parts, part)
		}
	}
	switch len(parts) {
	case 0:
		return neutral
	case 1:
		return parts[0]
	}
	return "(" + strings.Join(parts, word) + ")"
}

// absent tells whether t is a known value that v found absent.
func (b *Builder) absent(t *design.Term) bool {
	if t == nil || !b.set.simple(t) {
		return false
	}
	bit, ok := b.set.index[termKey(t)]
	return ok && b.vector>>bit&1 == 0
}

// present tells whether t is surely there: a known value that the vector found, or
// the id of a row of the statement.
func (b *Builder) present(t *design.Term) bool {
	if b.set.simple(t) {
		_, ok := b.set.index[termKey(t)]
		return ok && !b.absent(t)
	}
	return len(t.Path) == 0
}

// atom translates a comparison. Comparing with NULL gives NULL on both engines,
// so an absent side is neither true nor false.
func (b *Builder) atom(n *design.Node, want bool) string {
	if n.Op == design.OpHas {
		return b.has(n.Left, want)
	}
	if b.absent(n.Left) || b.absent(n.Right) || n.Op == design.OpIn && len(n.List) == 0 && want {
		return Never
	}
	if n.Op == design.OpHolds {
		return b.holds(n, want)
	}
	left := b.Term(n.Left)
	if n.Right == nil || b.bare(n.Right) {
		left = b.typed(n.Left, left)
	}
	switch {
	case n.Op == design.OpIs && want:
		return b.Dialect.IsTrue(left)
	case n.Op == design.OpIs:
		return b.Dialect.IsFalse(left)
	case n.Op == design.OpIn:
		return b.in(n, left, want)
	}
	right := b.Term(n.Right)
	switch n.Op {
	case design.OpEqual:
		return left + either(want, " = ", " <> ") + right
	case design.OpLess:
		return b.ordered(n, left) + either(want, " < ", " >= ") + right
	case design.OpAtMost:
		return b.ordered(n, left) + either(want, " <= ", " > ") + right
	case design.OpPrefix:
		return either(want, "", "NOT ") + "(" + b.Dialect.HasPrefix(left, right) + ")"
	case design.OpSuffix:
		return either(want, "", "NOT ") + "(" + b.Dialect.HasSuffix(left, right) + ")"
	case design.OpContains:
		return either(want, "", "NOT ") + "(" + b.Dialect.Contains(left, right) + ")"
	default:
		return Never
	}
}

// bare tells whether the SQL of t is a parameter and nothing else.
func (b *Builder) bare(t *design.Term) bool {
	switch t.Root {
	case design.RootLiteral, design.RootNow, design.RootToday:
		return !b.plain
	case design.RootVar:
		return false
	default:
		return !b.plain && b.roots[t.Root] == nil && len(t.Path) <= 1
	}
}

// typed is text, the SQL of t, with its type where it is bare.
func (b *Builder) typed(t *design.Term, text string) string {
	if !b.bare(t) {
		return text
	}
	return b.Dialect.Typed(text, t.Kind())
}

func either(want bool, yes, no string) string {
	if want {
		return yes
	}
	return no
}

func (b *Builder) ordered(n *design.Node, left string) string {
	if n.Left.Type.Kind() == value.Text {
		return b.Dialect.ByCodePoint(left)
	}
	return left
}

func (b *Builder) in(n *design.Node, left string, want bool) string {
	if len(n.List) == 0 { // in nothing: false for whatever is there
		return left + " IS NOT NULL"
	}
	marks := make([]string, len(n.List))
	for i, v := range n.List {
		marks[i] = b.Const(v)
	}
	return left + either(want, " IN (", " NOT IN (") + strings.Join(marks, ", ") + ")"
}

// has is true where t is present, false where only its last step is absent, and
// unknown where the row before it is absent already.
func (b *Builder) has(t *design.Term, want bool) string {
	cell := b.typed(t, b.Term(t))
	if want {
		return cell + " IS NOT NULL"
	}
	if len(t.Path) < 2 {
		return cell + " IS NULL"
	}
	parent := *t
	parent.Path = t.Path[:len(t.Path)-1]
	return "(" + b.Term(&parent) + " IS NOT NULL AND " + cell + " IS NULL)"
}

// seen translates which rows a quantifier asks.
func (b *Builder) seen(n *design.Node) string {
	if n.Seen == nil {
		return Always
	}
	return b.node(n.Seen, true)
}

// many translates a quantifier.
//
//	T(exists) = EXISTS (… AND T(body))         F(all) = EXISTS (… AND F(body))
//	T(all) = NOT EXISTS (… AND T(body) IS NOT TRUE)   F(exists) = the same with F(body)
//
// The second pair also asks that the row which has the relation is there. An exists that
// a query of the statement answers looks there: see Hold.
func (b *Builder) many(n *design.Node, want bool) string {
	if b.absent(n.Left) {
		return Never
	}
	if name := b.Held(n); want && name != "" {
		return b.Term(n.Left) + ` IN (SELECT "at" FROM ` + name + ")"
	}
	saved := b.mark()
	parent := b.Term(n.Left)
	inner := newSource(b.alias("m"))
	b.vars[n.Var] = inner
	beforeBody := b.mark()
	body := b.node(n.Kids[0], want)
	seen := b.seen(n)
	delete(b.vars, n.Var)
	text := "SELECT 1 FROM " + dialect.Quote(n.Many.Many().Table()) + " AS " + inner.alias
	rows := " WHERE " + Column(inner.alias, n.Many.Via.Column()) + " = " + parent
	switch seen {
	case Always:
	case Never: // there are no rows
		if body = Always; (n.Op == design.OpExists) == want {
			body = Never
		}
	default:
		rows += " AND " + seen
	}
	if (n.Op == design.OpExists) == want {
		switch body {
		case Never:
			b.reset(saved)
			return Never
		case Always:
			return "EXISTS (" + text + inner.text() + rows + ")"
		}
		return "EXISTS (" + text + inner.text() + rows + " AND " + body + ")"
	}
	there := Always
	if !b.present(n.Left) {
		there = b.typed(n.Left, parent) + " IS NOT NULL"
	}
	switch body {
	case Always:
		if there == Always {
			b.reset(saved)
		} else {
			b.reset(beforeBody)
		}
		return there
	case Never:
		body = ""
	default:
		body = " AND (" + body + ") IS NOT TRUE"
	}
	none := "NOT EXISTS (" + text + inner.text() + rows + body + ")"
	if there == Always {
		return none
	}
	return "(" + there + " AND " + none + ")"
}
