package bind

import (
	"slices"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/payload"
)

// mostSearched is how many texts of an entity, and of a list, are searched.
const mostSearched = 16

// searched binds the texts of e whose words are kept.
func (b *binder) searched(e *design.Entity) {
	for i := range e.Search {
		ref := &e.Search[i]
		f := b.field(e, ref)
		if f == nil || f.Type == design.TypeNone || f.Type.Textual() {
			continue
		}
		what := "of the type " + f.Type.String()
		if f.Type == design.TypeRef {
			what = "a reference"
		}
		b.add(&wrongUse, ref.Span, "%q is %s, and words are found in texts", f.Name.Text, what).
			Mend("name a text, an email, a url or a slug, or leave it out").See(f.Name.Span, "%q is declared here", f.Name.Text)
	}
	if len(e.Search) > 0 {
		b.count(e.Search[0].Span, e.Name.Text, len(e.Search), mostSearched, "fields to search")
	}
}

// searches binds the texts that a list looks for words in. Whoever may search by a
// field can find out its words.
func (b *binder) searches(o *design.Operation) {
	e := o.Entity()
	b.count(o.VerbSpan, o.Name.Text, len(o.Search), mostSearched, "fields to search")
	for i := range o.Search {
		ref := &o.Search[i]
		if !b.bare(o, ref, "search") {
			continue
		}
		f := b.field(e, ref)
		if f == nil || f.Type == design.TypeNone {
			continue
		}
		b.isSent(o, f, ref, "search")
		if slices.ContainsFunc(e.Search, func(kept design.Ref[design.Field]) bool { return kept.To == f }) || b.misread(b.reach(e)) {
			continue
		}
		d := b.add(&notSearched, ref.Span, "%q would search in %q, whose words are not kept", o.Name.Text, f.Name.Text)
		if f.Type.Textual() {
			d.Mend("add it to the search of %s in data.yaml: search: [%s]", e.Name.Text, f.Name.Text)
		} else {
			d.Mend("leave it out: words are found in texts")
		}
		d.See(f.Name.Span, "%q is declared here", f.Name.Text)
	}
}

// looks counts what a search makes of the rules on reading its fields: they are asked for
// each word.
func (b *binder) looks(o *design.Operation) {
	a := b.allowed[o.Entity()]
	if len(o.Search) == 0 || a == nil {
		return
	}
	l := newLoad()
	for _, rule := range a.Fields {
		if !slices.ContainsFunc(o.Search, func(ref design.Ref[design.Field]) bool { return ref.To != nil && ref.To == rule.Field.To }) {
			continue
		}
		for range payload.MostWords {
			l.condition(rule.Read.Tree)
		}
	}
	b.weigh(l, o.Name.Span, "the rules on what "+o.Name.Text+" searches")
}
