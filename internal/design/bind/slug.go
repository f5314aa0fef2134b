package bind

import "github.com/newel-api/newel/internal/design"

// slugs binds the fields that the slugs of e are made from.
func (b *binder) slugs(e *design.Entity) {
	for _, f := range e.Fields {
		if f.Type != design.TypeSlug || f.From.Name == "" {
			continue
		}
		from := b.field(e, &f.From)
		if from == nil || from.Type == design.TypeNone || from.Type == design.TypeText && from.Required() {
			continue
		}
		b.add(&badSlug, f.From.Span, "%q is made from %q, which is not a required text", f.Name.Text, from.Name.Text).
			Mend("name a field of the type text that every %s has", e.Name.Text).See(from.Name.Span, "%q is declared here", from.Name.Text)
	}
}
