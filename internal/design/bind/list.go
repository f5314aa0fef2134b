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
	b.listDefault(f)
}

// listDefault holds the default of a list to what the list and its items may be.
func (b *binder) listDefault(f *design.Field) {
	if f.Default == nil {
		return
	}
	switch n := int64(len(f.Default.Items)); {
	case f.Min != nil && n < f.Min.N:
		b.badDefault(f, f.Min.Span).Mend("write a default of at least %d items", f.Min.N)
	case f.Max != nil && n > f.Max.N:
		b.badDefault(f, f.Max.Span).Mend("write a default of at most %d items", f.Max.N)
	}
	for _, written := range f.Default.Items {
		item := *f.Item
		item.Name, item.Default = f.Name, written
		if p := item.Pattern; p != nil && p.Whole != nil && !p.Whole.MatchString(written.Value.Str) {
			b.add(&badDefault, written.Span, "an item of the default of %q does not match the pattern of its items", f.Name.Text).
				Mend("write items that it matches as a whole").See(p.Span, "the pattern stands here")
		}
		switch item.Type {
		case design.TypeText, design.TypeInteger, design.TypeNumber, design.TypeDecimal, design.TypeDate, design.TypeTimestamp:
			b.inBounds(&item)
		case design.TypeEnum:
			b.amongValues(&item)
		default:
		}
	}
}
