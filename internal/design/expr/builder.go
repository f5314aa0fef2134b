package expr

import (
	"fmt"
	"strings"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/dialect"
	"github.com/newel-api/newel/internal/value"
)

// Builder collects what one statement needs beside its text: parameters, aliases
// and joins. Package query writes the text around it.
type Builder struct {
	Dialect dialect.Dialect
	params  []Param
	slots   map[int]string
	known   map[string]string // key of a term → its placeholder
	roots   map[design.Root]*source
	vars    map[*design.Var]*source
	outer   *source // where paths from known rows are joined
	aliases int
	held    []held
	set     *Set
	vector  Vector
	plain   bool // literals in the text, columns without alias
}

// Param is where one parameter of a statement comes from.
type Param struct {
	From  From
	Const value.Value  // FromConst
	Term  *design.Term // FromTerm: a value of the frame
	Slot  int          // FromSlot, FromFolded: an argument that the caller of the statement numbers
}

// From tells which field of a Param counts.
type From uint8

// The sources of parameters.
const (
	FromConst From = iota
	FromTerm
	FromSlot
	FromFolded // as FromSlot, folded
)

// source is a row set that is open in the text: a table with the rows that are
// joined to it one to one.
type source struct {
	alias string
	joins []join
	seen  map[string]string // path → alias
}

type join struct{ key, text string }

func (s *source) text() string {
	var b strings.Builder
	for _, j := range s.joins {
		b.WriteString(j.text)
	}
	return b.String()
}

func newSource(alias string) *source { return &source{alias: alias, seen: map[string]string{}} }

// NewBuilder returns a Builder for one statement.
func NewBuilder(d dialect.Dialect) *Builder {
	b := &Builder{
		Dialect: d, slots: map[int]string{}, known: map[string]string{},
		roots: map[design.Root]*source{}, vars: map[*design.Var]*source{},
	}
	b.outer = newSource("")
	return b
}

// Row says that root is the row with that alias in the statement's FROM.
func (b *Builder) Row(root design.Root, alias string) {
	b.outer.alias = alias
	b.roots[root] = b.outer
}

// Joins returns the joins to write after the FROM item, with a leading space, or
// "". Every condition and term must have been made before.
func (b *Builder) Joins() string { return b.outer.text() }

// Joined tells whether a condition made so far needs a join.
func (b *Builder) Joined() bool { return len(b.outer.joins) > 0 }

// Params returns the parameters, in the order of their placeholders.
func (b *Builder) Params() []Param { return b.params }

// Const returns a placeholder bound to v.
func (b *Builder) Const(v value.Value) string {
	if b.plain {
		return b.Dialect.Inline(v)
	}
	return b.param(Param{From: FromConst, Const: v})
}

// Slot returns the placeholder of argument n.
func (b *Builder) Slot(n int) string {
	if p, ok := b.slots[n]; ok {
		return p
	}
	p := b.param(Param{From: FromSlot, Slot: n})
	b.slots[n] = p
	return p
}

// Folded returns the placeholder of argument n as it compares without case.
func (b *Builder) Folded(n int) string { return b.param(Param{From: FromFolded, Slot: n}) }

func (b *Builder) param(p Param) string {
	b.params = append(b.params, p)
	return b.Dialect.Placeholder(len(b.params))
}

// knownTerm returns the placeholder of a value of the frame.
func (b *Builder) knownTerm(t *design.Term) string {
	key := termKey(t)
	if p, ok := b.known[key]; ok {
		return p
	}
	p := b.param(Param{From: FromTerm, Term: t})
	b.known[key] = p
	return p
}

func (b *Builder) alias(letter string) string {
	b.aliases++
	return fmt.Sprintf("%s%d", letter, b.aliases)
}

// Alias returns a name that the statement does not have yet.
func (b *Builder) Alias(letter string) string { return b.alias(letter) }

// Term returns the SQL expression of t; NULL where it is absent. A root that has
// no row in the statement must be known in the frame.
func (b *Builder) Term(t *design.Term) string {
	switch {
	case t.Root == design.RootLiteral:
		return b.Const(t.Literal)
	case t.Root == design.RootNow, t.Root == design.RootToday:
		return b.knownTerm(t)
	case t.Size:
		return b.size(t)
	case b.plain:
		return dialect.Quote(column(t))
	}
	src := b.roots[t.Root]
	if t.Root == design.RootVar {
		src = b.vars[t.Var]
	}
	if src == nil {
		return b.knownPath(t)
	}
	if len(t.Path) == 0 {
		return Column(src.alias, column(t))
	}
	return b.path(src, src.alias, t.Path, "")
}

// column returns the column of the term's last step, or of the row's id.
func column(t *design.Term) string {
	if f := lastField(t); f != nil {
		return f.Column()
	}
	return design.FieldID
}

// knownPath is a path that begins in a row of the frame: its first step is a
// parameter, the row that it refers to is joined by that.
func (b *Builder) knownPath(t *design.Term) string {
	if len(t.Path) <= 1 {
		return b.knownTerm(t)
	}
	first := *t
	first.Path = t.Path[:1]
	start := b.join(b.outer, t.Path[0].Target.To, b.knownTerm(&first), termKey(&first))
	return b.path(b.outer, start, t.Path[1:], termKey(&first))
}

// path walks references by joins and returns the last step's column.
func (b *Builder) path(src *source, alias string, path []*design.Field, key string) string {
	for _, step := range path[:len(path)-1] {
		key += "." + step.Name.Text
		alias = b.join(src, step.Target.To, Column(alias, step.Column()), key)
	}
	return Column(alias, path[len(path)-1].Column())
}

// join adds the row of e whose id is given, once a key. A join on the primary key
// cannot multiply rows; where nothing matches, its columns are NULL: absent.
func (b *Builder) join(src *source, e *design.Entity, id, key string) string {
	return b.joinBy(" LEFT JOIN ", src, e, id, key)
}

func (b *Builder) joinBy(how string, src *source, e *design.Entity, id, key string) string {
	if alias, ok := src.seen[key]; ok {
		return alias
	}
	alias := b.alias("j")
	src.seen[key] = alias
	src.joins = append(src.joins, join{key, how + dialect.Quote(e.Table()) + " AS " + alias + " ON " + Column(alias, design.FieldID) + " = " + id})
	return alias
}

// Join joins the row of e with that id, once a key, and returns its alias. What id
// needs must have been made before. there says that no row of the statement is without one.
func (b *Builder) Join(e *design.Entity, id, key string, there bool) string {
	if there {
		return b.joinBy(" JOIN ", b.outer, e, id, key)
	}
	return b.join(b.outer, e, id, key)
}

// Column returns a column of the row with that alias.
func Column(alias, name string) string { return alias + "." + dialect.Quote(name) }

// mark remembers how far the statement has come, so that a part that turns out
// not to matter can be taken back with its parameters and joins.
type mark struct {
	params int
	joins  map[*source]int
}

func (b *Builder) mark() mark {
	m := mark{len(b.params), map[*source]int{b.outer: len(b.outer.joins)}}
	for _, src := range b.vars {
		m.joins[src] = len(src.joins)
	}
	return m
}

func (b *Builder) reset(m mark) {
	for _, taken := range b.params[m.params:] {
		switch taken.From {
		case FromTerm:
			delete(b.known, termKey(taken.Term))
		case FromSlot:
			delete(b.slots, taken.Slot)
		case FromConst, FromFolded:
		}
	}
	b.params = b.params[:m.params]
	for src, n := range m.joins {
		for _, taken := range src.joins[n:] {
			delete(src.seen, taken.key)
		}
		src.joins = src.joins[:n]
	}
}

// Args appends the values of params for one run: frame terms from f, slots from
// slots.
func Args(params []Param, f *Frame, slots, dst []value.Value) []value.Value {
	for i := range params {
		switch p := &params[i]; p.From {
		case FromConst:
			dst = append(dst, p.Const)
		case FromTerm:
			dst = append(dst, f.Value(p.Term))
		case FromSlot:
			dst = append(dst, slots[p.Slot])
		case FromFolded:
			dst = append(dst, slots[p.Slot].Folded())
		}
	}
	return dst
}
