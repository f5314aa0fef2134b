package plan

import (
	"slices"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/plan/query"
)

// Hand is what an answer needs to be written from a row that a write holds in Go, which
// is then not read again: who may read the row and each of its fields, over that row as
// resource. A rule that other rows decide is asked of the database as ever.
type Hand struct {
	Read    *query.Ask
	Guards  []*query.Ask // of the fields that have one
	Columns []int        // of a fetched row: the Index of its field, or ^i where it is whether guard i holds
}

// hand returns how rows of p are answered with from memory, nil where some of it is
// computed from what is in the database.
func (c *compiler) hand(p *query.Projection) *Hand {
	if slices.ContainsFunc(p.Fields, func(f *design.Field) bool { return f.Calc != nil }) {
		return nil
	}
	h := &Hand{Read: query.NewAsk(c.dialect, p.Read), Columns: []int{query.ColumnVersion: p.Entity.Field(design.FieldVersion).Index}}
	for i, f := range p.Fields {
		h.Columns = append(h.Columns, f.Index) // in the order of Projection.Place
		if guard := p.Guards[i]; guard != nil {
			h.Columns = append(h.Columns, ^len(h.Guards))
			h.Guards = append(h.Guards, query.NewAsk(c.dialect, guard))
		}
	}
	return h
}
