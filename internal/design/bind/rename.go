package bind

import "github.com/newel-api/newel/internal/design"

// renames checks the names that entities and fields say they had before.
func (b *binder) renames(all []*design.Entity) {
	entities := map[string]design.Name{}
	for _, e := range all {
		entities[e.Table()] = e.Name
	}
	claims := map[string]design.Name{}
	for _, e := range all {
		if !b.was(e.Was, design.Snake(e.Was.Text), "entity", entities, claims) {
			e.Was = design.Name{} // its ids do not begin with it either
		}
		names, claimed := map[string]design.Name{}, map[string]design.Name{}
		for f := range e.All() {
			names[f.Name.Text] = f.Name
		}
		for _, f := range e.Fields {
			b.was(f.Was, f.Was.Text, "field", names, claimed)
		}
	}
}

// was checks one old name. key is what the database calls it; names are those of
// today, claims those that were claimed before.
func (b *binder) was(old design.Name, key, kind string, names, claims map[string]design.Name) bool {
	if old.Text == "" {
		return true
	}
	if now, there := names[key]; there {
		b.add(&badWas, old.Span, "%q is the name of %s that is there today", old.Text, article(kind)).
			Mend("write the name that it had before, or remove was").See(now.Span, "%q is declared here", now.Text)
		return false
	}
	if first, taken := claims[key]; taken {
		b.add(&badWas, old.Span, "two say that they were %q before", old.Text).
			Mend("keep the one that takes over what is there").See(first.Span, "the other says it here")
		return false
	}
	claims[key] = old
	return true
}

func article(kind string) string {
	if kind == "entity" {
		return "an entity"
	}
	return "a field"
}
