package bind

import (
	"slices"

	"github.com/newel-api/newel/internal/design"
)

// Names below the base that Newel answers itself.
var (
	batchPath  = "batch"                                                              // where the contract has it
	authPath   = "auth"                                                               // sign-in, sign-up, sign-out
	watchPaths = []string{"deprecations", "healthz", "metrics", "problems", "readyz"} // only where there is no base
)

// contract binds contract.yaml, its expressions excepted.
func (b *binder) contract() {
	for _, r := range b.design.Contract.Resources {
		b.resource(r)
	}
	for _, r := range b.design.Contract.Resources {
		for _, o := range r.Operations {
			b.operation(o)
		}
		b.expands(r)
	}
	for _, r := range b.design.Contract.Resources {
		b.paths(r)
		b.unlocked(r)
	}
	b.routes()
	b.http()
}

func (b *binder) resource(r *design.Resource) {
	b.written(r.Name, "resource", &snake)
	switch {
	case r.Name.Text == authPath:
		b.reserved(r.Name, "resource", "callers sign in below that path")
	case r.Name.Text == batchPath && b.design.Contract.Batch != nil:
		b.reserved(r.Name, "resource", "several calls are made at that path at once")
	case b.design.Contract.Base.Text == "" && slices.Contains(watchPaths, r.Name.Text):
		b.reserved(r.Name, "resource", "without a base, the server answers there for itself")
	}
	e := b.entity(&r.Of)
	if e == nil {
		return
	}
	b.key(r)
	switch first := b.shown[e]; {
	case r.Only.Written(): // one of the rows that another resource may show
	case first == nil:
		b.shown[e] = r
	case r.Of.Name == first.Of.Name: // else one of the two is misspelt
		b.add(&shownTwice, r.Of.Span, "%q and %q both show %s", first.Name.Text, r.Name.Text, e.Name.Text).
			Mend("move the operations of one into the other").See(first.Of.Span, "%q shows it here", first.Name.Text)
	}
	b.computed(e, r)
	for i := range r.Fields {
		if b.shows(r, &r.Fields[i]) {
			continue
		}
		b.sendable(b.field(e, &r.Fields[i]), &r.Fields[i])
	}
}

// operation binds the names in o.
func (b *binder) operation(o *design.Operation) {
	b.written(o.Name, "operation", &camel)
	if first := b.operations[o.Name.Text]; first != nil {
		b.add(&nameTaken, o.Name.Span, "two operations are called %q", o.Name.Text).
			Mend("rename one of the two: clients call operations by their names").See(first.Name.Span, "the other is declared here")
	} else {
		b.operations[o.Name.Text] = o
	}
	b.under(o)
	if o.Bulk != nil && o.Resource.Only.Written() {
		b.add(&badBulk, o.Bulk.Span, "%q is about many rows, and %q shows each caller one", o.Name.Text, o.Resource.Name.Text).
			Mend("remove bulk, or declare the operation in a resource of all rows").See(o.Resource.Only.Span, "only stands here")
	}
	if o.All != nil {
		b.deletesAll(o)
	}
	b.pathOf(o)
	b.answers(o)
	switch o.Verb {
	case design.List:
		b.list(o)
	case design.Create, design.Update, design.Post:
		b.write(o)
	case design.Delete:
		b.code(o)
	case design.Get, design.VerbNone:
	}
}

// Limits of a list. A statement tells the filters that it uses, and the keys that
// are null, by bits of one word.
const (
	mostFilters = 64
	mostSorts   = 64
	mostRows    = 1000 // of a page
	usualSize   = 20
	usualMax    = 100
)

// list binds what a list may be filtered and sorted by. Without an order it goes by
// the id, that is, the oldest first.
func (b *binder) list(o *design.Operation) {
	e := o.Entity()
	operators := 0
	for _, f := range o.Filter {
		if !b.bare(o, &f.Field, "filter") {
			continue
		}
		b.filter(o, f)
		operators += len(f.Operators)
	}
	for i := range o.Sort {
		if !b.bare(o, &o.Sort[i], "sort") {
			continue
		}
		b.sent(o, b.field(e, &o.Sort[i]), &o.Sort[i], "sort")
	}
	for i := range o.Order {
		ref := &o.Order[i].Field
		if !b.bare(o, ref, "sort") {
			continue
		}
		b.sent(o, b.field(e, ref), ref, "sort")
	}
	b.searches(o)
	most := mostFilters
	if o.Under.Set() {
		most-- // the path's own
	}
	b.count(o.VerbSpan, o.Name.Text, operators, most, "filters")
	b.count(o.VerbSpan, o.Name.Text, len(o.Sort), mostSorts, "fields to sort by")
	b.count(o.VerbSpan, o.Name.Text, len(o.Order), mostKeys, "keys in its order")
	b.page(o)
}

// sent refuses a field that the resource does not send: whoever may filter or sort by
// a field can find out its value.
func (b *binder) sent(o *design.Operation, f *design.Field, ref *design.Ref[design.Field], what string) {
	b.usable(f, ref, "to "+what+" by")
	b.isSent(o, f, ref, what)
}

// isSent is sent for a field of any type.
func (b *binder) isSent(o *design.Operation, f *design.Field, ref *design.Ref[design.Field], what string) {
	if f == nil || slices.ContainsFunc(o.Resource.Fields, func(r design.Ref[design.Field]) bool { return r.To == f }) {
		return
	}
	b.add(&notSent, ref.Span, "%q would %s by %q, which %q does not send", o.Name.Text, what, f.Name.Text, o.Resource.Name.Text).
		Mend("add %q to the fields of %q, or leave it out here", f.Name.Text, o.Resource.Name.Text).
		See(o.Resource.FieldsSpan, "what is sent stands here")
}

// deletesAll refuses an operation on all rows where it cannot be about them.
func (b *binder) deletesAll(o *design.Operation) {
	switch {
	case o.Resource.Only.Written():
		b.add(&badBulk, o.All.Span, "%q is about all rows, and %q shows each caller one", o.Name.Text, o.Resource.Name.Text).
			Mend("remove all, or declare the operation in a resource of all rows").See(o.Resource.Only.Span, "only stands here")
	case o.Bulk != nil:
		b.add(&badBulk, o.Bulk.Span, "%q is about all rows, and about those of a list", o.Name.Text).
			Mend("keep one of the two, or declare two operations").See(o.All.Span, "all stands here")
	case o.IfMatch == design.Required:
		b.add(&badBulk, o.All.Span, "%q is about all rows, and If-Match names the version of one", o.Name.Text).
			Mend("remove if_match")
	}
}

// page fills in the sizes that are not written.
func (b *binder) page(o *design.Operation) {
	p := &o.Page
	if o.Bare && o.Total != nil {
		b.add(&badPage, o.Total.Span, "an answer of %q is an array of rows, where no total has a place", o.Name.Text).
			Mend("remove total, or bare")
	}
	for _, bound := range []design.Bound{p.Size, p.Max} {
		if bound.N > mostRows {
			b.add(&badPage, bound.Span, "a page of %q would have %d rows, the most is %d", o.Name.Text, bound.N, mostRows).
				Mend("write %d or less; clients ask for the next page", mostRows)
			return
		}
	}
	if p.Size.N > 0 && p.Max.N > 0 && p.Size.N > p.Max.N {
		b.add(&badPage, p.Size.Span, "a page of %q has %d rows when a request does not say, and %d at most", o.Name.Text, p.Size.N, p.Max.N).
			Mend("write a size of %d or less, or a greater max", p.Max.N).See(p.Max.Span, "max stands here")
	}
	if p.Max.N == 0 {
		p.Max = design.Bound{N: max(usualMax, p.Size.N), Span: o.VerbSpan}
	}
	if p.Size.N == 0 {
		p.Size = design.Bound{N: min(usualSize, p.Max.N), Span: o.VerbSpan}
	}
}
