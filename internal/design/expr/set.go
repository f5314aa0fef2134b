package expr

import (
	"fmt"
	"strings"

	"github.com/newel-api/newel/internal/design"
)

// Set is the conditions of one statement, prepared for partial evaluation: which
// of their parts are decided in Go, over the roots that are known, before any SQL
// is made. What a Set says never changes; it is safe for concurrent use.
type Set struct {
	known    Roots
	timeless bool // the time is not known
	conds    []*design.Node
	atoms    []*design.Node // the largest parts that need no database
	terms    []*design.Term // known values that SQL uses, which may be absent
	truths   Memo[condition, design.Truth]
	index    map[string]int // key of an atom or a term → first of its bits
}

// Vector is what a Set decided for one frame: two bits an atom (true, false;
// neither is unknown) and one bit a term (present). Equal vectors have equal SQL.
type Vector uint64

const vectorBits = 64

// NewSet prepares conds. Roots in known are rows held in Go.
func NewSet(known Roots, conds ...*design.Node) *Set { return newSet(known, false, conds) }

// NewTimeless prepares conds as [NewSet] does, but decides nothing by the time: what it
// decides holds whenever it is asked.
func NewTimeless(known Roots, conds ...*design.Node) *Set { return newSet(known, true, conds) }

// NeverAnonymous tells whether rule can hold for no anonymous caller, whatever
// rows there are.
func NeverAnonymous(rule *design.Node) bool {
	set := NewTimeless(RootsOf(design.RootCaller), rule)
	t, decided := set.Truth(set.Decide(&Frame{}), 0)
	return decided && t != design.True
}

func newSet(known Roots, timeless bool, conds []*design.Node) *Set {
	s := &Set{known: known, timeless: timeless, conds: conds, index: map[string]int{}}
	for _, c := range conds {
		s.collectAtoms(c)
	}
	for _, c := range conds {
		s.collectTerms(c)
	}
	return s
}

func (s *Set) bits() int { return 2*len(s.atoms) + len(s.terms) }

// collectAtoms gives bits to the largest local parts of n. What finds no room in
// the vector stays in SQL, where its known values are parameters; the meaning is
// the same.
func (s *Set) collectAtoms(n *design.Node) {
	if n.Op == design.OpConst {
		return
	}
	if !s.local(n) {
		for _, kid := range parts(n) {
			s.collectAtoms(kid)
		}
		return
	}
	key := nodeKey(n)
	if _, seen := s.index[key]; !seen && s.bits()+2 <= vectorBits {
		s.index[key] = s.bits()
		s.atoms = append(s.atoms, n)
	}
}

func (s *Set) collectTerms(n *design.Node) {
	if s.decided(n) >= 0 {
		return
	}
	for _, t := range []*design.Term{n.Left, n.Right} {
		if t == nil || !s.simple(t) || always(t.Root) || t.Authed {
			continue
		}
		key := termKey(t)
		if _, seen := s.index[key]; !seen && s.bits()+1 <= vectorBits {
			s.index[key] = s.bits()
			s.terms = append(s.terms, t)
		}
	}
	for _, kid := range parts(n) {
		s.collectTerms(kid)
	}
}

// parts returns the nodes that n is made of.
func parts(n *design.Node) []*design.Node {
	if n.Seen == nil {
		return n.Kids
	}
	return append(n.Kids[:len(n.Kids):len(n.Kids)], n.Seen)
}

// local tells whether n can be decided from the known rows alone.
func (s *Set) local(n *design.Node) bool {
	if n.Op == design.OpExists || n.Op == design.OpAll {
		return false
	}
	for _, t := range []*design.Term{n.Left, n.Right} {
		if t != nil && !s.simple(t) {
			return false
		}
	}
	for _, kid := range n.Kids {
		if !s.local(kid) {
			return false
		}
	}
	return true
}

// simple tells whether t needs no database: known, and at most one step.
func (s *Set) simple(t *design.Term) bool {
	switch t.Root {
	case design.RootLiteral:
		return true
	case design.RootNow, design.RootToday:
		return !s.timeless
	case design.RootVar, design.RootParam:
		return false
	default:
		return s.known.Has(t.Root) && len(t.Path) <= 1
	}
}

// always tells whether a term that begins there is there for every request.
func always(r design.Root) bool {
	return r == design.RootLiteral || r == design.RootNow || r == design.RootToday
}

// decided returns the first bit of an atom, or -1.
func (s *Set) decided(n *design.Node) int {
	if n.Op == design.OpConst || !s.local(n) {
		return -1
	}
	if bit, ok := s.index[nodeKey(n)]; ok {
		return bit
	}
	return -1
}

// Decide evaluates every atom over f. It allocates nothing.
func (s *Set) Decide(f *Frame) (v Vector) {
	bit := 0
	e := evaluation{frame: f}
	for _, n := range s.atoms {
		switch e.node(n) {
		case design.True:
			v |= 1 << bit
		case design.False:
			v |= 2 << bit
		case design.Unknown:
		}
		bit += 2
	}
	for _, t := range s.terms {
		if !f.Value(t).IsNull() {
			v |= 1 << bit
		}
		bit++
	}
	return v
}

// Truth decides condition i when v alone decides it. It is not decided when it takes
// the database.
func (s *Set) Truth(v Vector, i int) (t design.Truth, decided bool) {
	t = s.truths.Get(condition{v, i}, func() design.Truth {
		switch NewBuilder(0).Condition(s, v, i) {
		case Always:
			return design.True
		case Never:
			return design.False
		}
		return design.Unknown
	})
	return t, t != design.Unknown
}

// condition is one condition of a Set, given what is decided.
type condition struct {
	vector Vector
	number int
}

// nodeKey spells n so that equal nodes have equal keys.
func nodeKey(n *design.Node) string {
	var b strings.Builder
	writeNode(&b, n)
	return b.String()
}

func writeNode(b *strings.Builder, n *design.Node) {
	fmt.Fprintf(b, "(%d %d", n.Op, n.Truth)
	for _, t := range []*design.Term{n.Left, n.Right} {
		if t != nil {
			b.WriteByte(' ')
			b.WriteString(termKey(t))
		}
	}
	for _, v := range n.List {
		fmt.Fprintf(b, " %q:%d", v.Str, v.Int)
	}
	if n.Many != nil {
		fmt.Fprintf(b, " %s %p", n.Many.Name.Text, n.Var)
	}
	for _, kid := range n.Kids {
		b.WriteByte(' ')
		writeNode(b, kid)
	}
	b.WriteByte(')')
}

func termKey(t *design.Term) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d:%d:%q:%d:%t:%t", t.Root, t.Literal.Kind, t.Literal.Str, t.Literal.Int, t.Authed, t.Size)
	if t.Var != nil {
		fmt.Fprintf(&b, "%p", t.Var)
	}
	for _, step := range t.Path {
		b.WriteByte('.')
		b.WriteString(step.Name.Text)
	}
	return b.String()
}
