package bind

import "github.com/newel-api/newel/internal/design"

// types checks the names of the design's own types, and what those say that no field
// and no input is made from: of the others each field has it, and is checked by itself.
func (b *binder) types(all []*design.Entity) {
	used := map[string]bool{}
	for _, e := range all {
		for _, f := range e.Fields {
			used[f.Named] = true
		}
	}
	for _, r := range b.design.Contract.Resources {
		for _, o := range r.Operations {
			for _, f := range o.Input {
				used[f.Named] = true
			}
		}
	}
	for _, t := range b.design.Data.Types {
		b.written(t.Name, "type", &pascal)
		if !used[t.Name.Text] {
			b.typed(t)
		}
	}
}
