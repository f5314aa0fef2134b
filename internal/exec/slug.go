package exec

import (
	"crypto/rand"
	"strconv"
	"strings"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/payload"
	"github.com/newel-api/newel/internal/plan"
	"github.com/newel-api/newel/internal/plan/query"
	"github.com/newel-api/newel/internal/value"
)

// How a slug that is taken is made another one: numbers, then letters that nobody can
// foresee. Beyond that the constraint of the table says that it is taken.
const (
	lastNumber   = 9
	randomTries  = 4
	randomLetter = 6
)

// slugs makes the slugs of a new row that nothing gave, in the write's own
// transaction.
func (w *writing) slugs(slugs []plan.Slug, row []value.Value) error {
	for _, s := range slugs {
		if !row[s.Field.Index].IsNull() || row[s.From.Index].IsNull() {
			continue
		}
		base := payload.MakeSlug(row[s.From.Index].Str)
		for try := 1; try <= lastNumber+randomTries; try++ {
			slug := base
			switch {
			case try > lastNumber:
				slug += "-" + strings.ToLower(rand.Text()[:randomLetter])
			case try > 1:
				slug += "-" + strconv.Itoa(try)
			}
			row[s.Field.Index] = value.OfText(slug)
			taken, err := w.taken(s, s.Field.Entity.Tenant.To, row)
			if err != nil {
				return err
			}
			if !taken {
				break
			}
		}
	}
	return nil
}

func (w *writing) taken(s plan.Slug, tenant *design.Field, row []value.Value) (bool, error) {
	var slots [query.SlotFirst + 1]value.Value
	slots[query.SlotFirst] = row[s.Field.Index]
	if tenant != nil {
		slots[query.SlotTenant] = row[tenant.Index]
	}
	return w.one(s.Taken, slots[:])
}
