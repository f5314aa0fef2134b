package decode

import "github.com/newel-api/newel/internal/design"

// link is the form of one line of links.
var link = object(&mapping[design.Link]{
	sample: "{to: Label, inverse: tickets}",
	keys: []key[design.Link]{
		must("to", "the entity of the other side", refer[design.Entity]("Label"),
			func(l *design.Link, v design.Ref[design.Entity], _ place) { l.To = v }),
		may("inverse", "the name under which the other side sees the pairs", name("tickets"),
			func(l *design.Link, v design.Name, _ place) { l.Inverse = v }),
		may("as", "the name of the entity whose rows are the pairs", name("TicketLabel"),
			func(l *design.Link, v design.Name, _ place) { l.As = v }).unless("the names of both sides, joined"),
		may("was", "the name that this entity had before, whose rows it takes over", name("OldName"),
			func(l *design.Link, v design.Name, _ place) { l.Was = v }),
	},
}, func(_ *reader, at place, l *design.Link) *design.Link {
	l.Name, l.Span = at.name, at.span
	return l
})
