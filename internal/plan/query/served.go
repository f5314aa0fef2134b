package query

import (
	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/design/expr"
)

// anchor returns where the rows that meet part of the rule are found, in the order of the
// page: what an index serves, an equality first.
func (s *split) anchor(part *design.Node) (best expr.Anchor, ok bool) {
	for _, a := range s.list.set.Anchors(part) {
		if s.served(a.Field) && (!ok || best.Many != nil && a.Many == nil) {
			best, ok = a, true
		}
	}
	return best, ok
}

// served tells whether an index gives the rows with one value of f in the order of the
// page. The tests that ask for equality may have fields in it too.
func (s *split) served(f *design.Field) bool {
	if f == nil {
		return true // at most one row
	}
	e := s.list.Projection.Entity
	for _, index := range e.Indexes {
		if s.serves(index, f) && s.list.finds(index, f) {
			return true
		}
	}
	return s.referring(f) && len(s.columns) == 1 && s.list.finds(nil, f)
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
