package seed

import (
	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/dialect"
	"github.com/newel-api/newel/internal/store"
	"github.com/newel-api/newel/internal/value"
)

// number gives rows whose ids are counted the numbers after those that their table gave
// before: rows that had them are gone, and no number is given twice.
func (r *Rows) number(tx store.Tx, d dialect.Dialect) error {
	more := map[*design.Entity]int64{} // than the ids are now
	for _, e := range r.counted() {
		first := int64(0)
		for _, row := range r.List {
			if row.Entity == e && (first == 0 || row.ID().Int < first) {
				first = row.ID().Int
			}
		}
		last, err := number(tx, d.LastNumber(e.Table()))
		if err != nil {
			return err
		}
		more[e] = last + 1 - first
	}
	if len(more) == 0 {
		return nil
	}
	for _, row := range r.List {
		for f := range row.Entity.All() {
			e := f.Target.To
			if f.Type == design.TypeID {
				e = row.Entity
			}
			if v := &row.Values[f.Index]; e != nil && !v.IsNull() {
				v.Int += more[e]
			}
		}
	}
	return nil
}

// skip tells the engine which numbers are taken, where it does not see it.
func (r *Rows) skip(tx store.Tx, d dialect.Dialect) error {
	for _, e := range r.counted() {
		sql := d.SkipNumbers(e.Table())
		if sql == "" {
			continue
		}
		last := int64(0)
		for _, row := range r.List {
			if row.Entity == e {
				last = max(last, row.ID().Int)
			}
		}
		if _, err := tx.Query(sql, []value.Value{value.OfInt(last)}, nil); err != nil {
			return err
		}
	}
	return nil
}

// counted returns the entities that have rows here with ids that are counted.
func (r *Rows) counted() (all []*design.Entity) {
	seen := map[*design.Entity]bool{}
	for _, row := range r.List {
		if e := row.Entity; e.Counted() && !seen[e] {
			seen[e] = true
			all = append(all, e)
		}
	}
	return all
}

func number(tx store.Tx, sql string) (n int64, err error) {
	_, err = tx.Query(sql, nil, func(r store.Row) error {
		n = r.Int(0)
		return nil
	})
	return n, err
}
