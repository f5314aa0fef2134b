package query

import (
	"slices"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/design/expr"
)

// branch is where the rows that meet a part of the rule are found, and the index that gives
// them in the order of the page; nil for that of a reference, or of the id.
type branch struct {
	expr.Anchor
	index *design.Index
}

// branch returns the one for part that has the fewest rows.
func (s *split) branch(part *design.Node) (best branch, ok bool) {
	for _, a := range s.list.set.Anchors(part) {
		index, served := s.served(a.Field)
		if served && (!ok || many(a) < many(best.Anchor)) {
			best, ok = branch{a, index}, true
		}
	}
	return best, ok
}

// many is the greater the more rows an anchor may have: those that refer to one row, those
// that refer to one of several, and half of all, as a boolean has.
func many(a expr.Anchor) int {
	switch {
	case a.Many != nil:
		return 1
	case a.Field == nil || a.Field.Type == design.TypeRef || a.Field.Unique != nil:
		return 0
	}
	return 2
}

// has tells whether the index has f, so that a test of f may be left to it.
func (b *branch) has(f *design.Field) bool {
	return b.index == nil || slices.ContainsFunc(b.index.Keys, func(k design.SortKey) bool { return k.Field.To == f })
}

// aside is a condition that no engine looks for rows by: where another index has rows that
// meet it, SQLite might take that, and walk past all that the right one leaves out.
func aside(condition string) string {
	switch condition {
	case expr.Always, expr.Never, "":
		return condition
	}
	return "(" + condition + ") IS TRUE"
}

// served returns the index that gives the rows with one value of f in the order of the
// page, and tells whether there is one. The tests that ask for equality may have fields in
// it too; the more, the better.
func (s *split) served(f *design.Field) (best *design.Index, ok bool) {
	if f == nil {
		return nil, true // at most one row
	}
	e := s.list.Projection.Entity
	for _, index := range e.Indexes {
		if s.serves(index, f) && s.list.finds(index, f) && (!ok || len(index.Keys) > len(best.Keys)) {
			best, ok = index, true
		}
	}
	return best, ok || s.referring(f) && len(s.columns) == 1 && s.list.finds(nil, f)
}

// referring tells whether f has the index of it and the id that a reference is given
// where no other index begins with it, and within a tenant with the tenant too.
func (s *split) referring(f *design.Field) bool {
	e := s.list.Projection.Entity
	for _, index := range e.Indexes {
		if index.Keys[0].Field.To == f {
			return false
		}
	}
	for _, unique := range e.Unique {
		if unique[0].To == f {
			return false
		}
	}
	tenant := e.Tenant.To
	return f.Type == design.TypeRef && f.Unique == nil && (tenant == nil || f == tenant || f.Target.To.Tenant.To == nil)
}

func (s *split) serves(index *design.Index, f *design.Field) bool {
	at, has := 0, false
	for ; at < len(index.Keys); at++ {
		key := index.Keys[at].Field.To
		if _, fixed := s.equals[key]; key != f && !fixed {
			break
		}
		has = has || key == f
	}
	rest := index.Keys[at:]
	keys := s.columns[:len(s.columns)-1] // an index ends with the id, in the direction of its last key
	if !has || len(rest) < len(keys) {
		return false
	}
	if len(keys) == 0 {
		return len(rest) == 0
	}
	for i, name := range keys {
		if rest[i].Field.To.Column() != name || rest[i].Desc != rest[0].Desc {
			return false
		}
	}
	return len(rest) == len(keys)
}
