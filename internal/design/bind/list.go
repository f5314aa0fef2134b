package bind

import (
	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/payload"
)

// several checks what a list says about its items and about how many it has.
func (b *binder) several(f *design.Field) {
	if b.bounds(f) {
		for _, at := range []*design.Bound{f.Min, f.Max} {
			if at != nil && at.N > payload.MostItems {
				b.add(&badBounds, at.Span, "%q has room for %d items, and a list has at most %d", f.Name.Text, at.N, payload.MostItems).
					Mend("write %d or less, or make an entity of the items", payload.MostItems)
			}
		}
	}
	b.typed(f.Item)
}
