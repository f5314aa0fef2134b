package decode

import (
	"math"
	"slices"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/design/source"
)

// The words with which a key of an operation goes: those of the verbs.
var (
	verbs    = append(design.VerbNames[design.List:len(design.VerbNames):len(design.VerbNames)], design.ReplaceWord)
	creates  = design.Create.String()
	updates  = design.Update.String()
	replaces = design.ReplaceWord
	deletes  = design.Delete.String()
	posts    = design.Post.String()

	sending = []string{design.List.String(), design.Get.String(), creates, updates, replaces, posts} // answer with rows
	asking  = []string{design.List.String(), design.Get.String()}
	alone   = []string{design.List.String(), design.Get.String(), design.Delete.String()} // need no more than the word
)

// operation is the form of an operation: a verb alone, or a mapping with the verb as
// one of its keys.
var operation = form[*design.Operation]{
	&Shape{Kind: Alternative, Sample: operationKeys.sample, Either: []*Shape{{Kind: Word, Words: alone}, operationKeys.shape()}},
	readOperation,
}

func readOperation(r *reader, at place, n *source.Node) (*design.Operation, bool) {
	if n == nil || n.Kind != source.Scalar || n.Refused {
		return operationOf.read(r, at, n)
	}
	o := &design.Operation{Name: at.name, Span: at.span}
	word := n.Text
	if !slices.Contains(verbs, word) {
		word = r.oneOf(n, at, verbs)
	} else if !slices.Contains(alone, word) {
		r.diags.Add(&wrongKind, n.Span, "%s must say more than %q", at.label, word).
			Mend("write it as %s", sampleOf(word))
	}
	switch {
	case word == replaces:
		o.Verb, o.VerbSpan, o.Whole = design.Update, n.Span, true
	case word != "":
		o.Verb, o.VerbSpan = design.Verb(slices.Index(design.VerbNames[:], word)), n.Span
	}
	return o, true
}

// sampleOf returns an operation of that verb.
func sampleOf(verb string) string {
	i := operationKeys.find(verb)
	return "{" + verb + ": " + operationKeys.keys[i].Shape.sample() + "}"
}

var operationOf = object(operationKeys, func(_ *reader, at place, o *design.Operation) *design.Operation {
	o.Name, o.Span = at.name, at.span
	return o
})

var operationKeys = &mapping[design.Operation]{
	sample:  "{create: [subject]}",
	oneOf:   verbs,
	variant: func(key string, _ *source.Node) string { return key },
	kind:    kindOf("operation"),
	keys: []key[design.Operation]{
		verb(design.List, "answers with many rows, page by page", listing, func(o *design.Operation, v *design.Operation, _ place) {
			o.Filter, o.Sort, o.Order, o.Page, o.Total, o.Search, o.Bare = v.Filter, v.Sort, v.Order, v.Page, v.Total, v.Search, v.Bare
		}),
		verb(design.Get, "answers with one row", nothing, func(*design.Operation, struct{}, place) {}),
		verb(design.Create, "makes a row of the fields that are listed", fields(0),
			func(o *design.Operation, v []design.Ref[design.Field], _ place) { o.Body = v }).noting(unsureBody),
		verb(design.Update, "changes those of the fields listed that a body names", fields(0),
			func(o *design.Operation, v []design.Ref[design.Field], _ place) { o.Body = v }).noting(unsureBody),
		may(replaces, "gives all of the fields that are listed anew: one that the body leaves out gets its default, or no value", fields(0),
			func(o *design.Operation, v []design.Ref[design.Field], _ place) { o.Body = v }).noting(func(o *design.Operation, at place) {
			o.Verb, o.VerbSpan, o.Whole = design.Update, at.name.Span, true
			unsureBody(o, at)
		}),
		verb(design.Delete, "deletes a row", deleting, func(o *design.Operation, v *design.Operation, _ place) { o.All = v.All }),
		verb(design.Post, "does something of its own to a row, at a path below the row's",
			path(`"/{id}/close"`, `^(?:/\{[a-z][a-z0-9_]*\})?`+segments+`$`, `"/{id}" and lower-case words after it`),
			func(o *design.Operation, v design.Name, _ place) { o.Path = v }),
		may("summary", "what it does, to people, in a line", words("Close a ticket"),
			func(o *design.Operation, v design.Name, _ place) { o.Summary = v }).unless("made from its verb or its name"),
		may("describe", "what there is to know about it, to people", words("Nobody answers a closed ticket."),
			func(o *design.Operation, v design.Name, _ place) { o.Describe = v }),
		may("fields", "what its answer has, of the fields that the resource sends", fields(1),
			func(o *design.Operation, v []design.Ref[design.Field], at place) { o.Fields, o.FieldsSpan = v, at.span }).with(sending...).
			unless("all that the resource sends"),
		may("under", "the reference to the row that its path begins with", refer[design.Field]("ticket"),
			func(o *design.Operation, v design.Ref[design.Field], _ place) { o.Under = v }).unless("the path begins with the resource"),
		may("input", "the members of the body", named("input", input),
			func(o *design.Operation, v []*design.Field, _ place) { o.Input = v }).with(posts),
		may("set", "the fields that are given a value", assigns,
			func(o *design.Operation, v []*design.Assign, _ place) { o.Set = v }).with(creates, updates, replaces, posts).noting(unsureSet),
		may("require", "named conditions on the request; the name is told when one does not hold",
			rules("condition", "resource.state == 'open'"),
			func(o *design.Operation, v []*design.Rule, _ place) { o.Require = v }).with(creates, updates, replaces, posts),
		may("move", "the state that the row moves to", oneNamed("", move),
			func(o *design.Operation, v *design.Move, _ place) { o.Move = v }).with(posts).noting(unsureMove),
		may("also", "rows that are written beside it, in the same transaction",
			list(oneNamed("", also), 0, func(*design.Also) string { return "" }),
			func(o *design.Operation, v []*design.Also, _ place) { o.Also = v }).with(creates, updates, replaces, posts),
		may("go", "true when a Go function of the program does the work", boolean,
			func(o *design.Operation, v bool, at place) { o.Go, o.GoSpan = v, at.span }).with(posts).unless("false").noting(unsureGo),
		may("returns", "what the Go function answers with: a row of that resource, or members of its own", returns,
			func(o *design.Operation, v *design.Returns, _ place) { o.Returns = v }).with(posts).unless("the row, as its resource sends it"),
		may("refuses", "what Go code may refuse with: the code that clients get, and what it means", named("refusal", refusal),
			func(o *design.Operation, v []*design.Refusal, _ place) { o.Refuses = v }).with(creates, updates, replaces, deletes, posts),
		may("rate", "the rate that holds for it", refer[design.Rate]("search"),
			func(o *design.Operation, v design.Ref[design.Rate], _ place) { o.Rate = v }).unless("the rate for its kind, or for all"),
		may("cache", "that caches which many callers share may keep its answers", caching,
			func(o *design.Operation, v *design.Cache, _ place) { o.Cache = v }).with(asking...).unless("only the caller's own cache, which asks each time"),
		may("deprecated", "that it should not be used any more", deprecated,
			func(o *design.Operation, v *design.Deprecated, _ place) { o.Deprecated = v }),
		may("bulk", "that it is about many rows: a list of them in the body, in one transaction", bulk,
			func(o *design.Operation, v *design.Batch, _ place) { o.Bulk = v }).with(creates, updates, replaces, deletes).
			unless("about one row"),
		may("if_match", "required when a request must name the version of the row that it means, in If-Match", need,
			func(o *design.Operation, v chosen[design.Need], _ place) { o.IfMatch = v.word }).with(updates, replaces, deletes, posts).
			unless("a request may name it"),
		may("idempotency", "required when a request must have an Idempotency-Key, by which it can be repeated safely", need,
			func(o *design.Operation, v chosen[design.Need], _ place) { o.Idempotency = v.word }).with(creates, updates, replaces, deletes, posts).
			unless("a request may have one"),
	},
}

// need is the form of what requests must have.
var need = word[design.Need](design.NeedNames[:])

// Until what is written behind these keys has been read, and for good when it cannot
// be, something is named that is not set. So nothing is said of an operation that
// would write nothing, or too little.
func unsureBody(o *design.Operation, _ place) { o.Body = make([]design.Ref[design.Field], 1) }
func unsureSet(o *design.Operation, _ place)  { o.Set = []*design.Assign{{}} }
func unsureMove(o *design.Operation, _ place) { o.Move = &design.Move{} }
func unsureGo(o *design.Operation, _ place)   { o.Go = true }

// verb is a key that is a verb. The operation has the verb whatever stands behind
// it.
func verb[V any](v design.Verb, doc string, f form[V], put func(o *design.Operation, v V, at place)) key[design.Operation] {
	return may(v.String(), doc, f, put).noting(func(o *design.Operation, at place) { o.Verb, o.VerbSpan = v, at.name.Span })
}

// nothing is the form of a mapping that has no keys yet.
var nothing = object(&mapping[struct{}]{sample: "{}"}, func(*reader, place, *struct{}) struct{} { return struct{}{} })

var deleting = object(&mapping[design.Operation]{
	sample: "{}",
	keys: []key[design.Operation]{
		may("all", "that it deletes all rows that the caller may read, in one transaction: how many at the most", whole(1, mostBulk),
			func(o *design.Operation, v design.Bound, _ place) { o.All = &v }).unless("it deletes the one row that its path names"),
	},
}, func(_ *reader, _ place, o *design.Operation) *design.Operation { return o })

// mostTotal bounds what a count may cost: the rows are looked at one by one.
const mostTotal = 1_000_000

var listing = object(&mapping[design.Operation]{
	sample: "{filter: [state], order: [-created_at]}",
	keys: []key[design.Operation]{
		may("filter", "the fields that a request may filter by, each with its operators", list(filter, 0, filterName),
			func(o *design.Operation, v []*design.Filter, _ place) { o.Filter = v }),
		may("sort", "the fields that a request may sort by", fields(0),
			func(o *design.Operation, v []design.Ref[design.Field], _ place) { o.Sort = v }),
		may("order", "the order when a request names none", list(sortKey, 0, sortName),
			func(o *design.Operation, v []design.SortKey, _ place) { o.Order = v }).unless("by id"),
		may("page", "how many rows are sent at once", page,
			func(o *design.Operation, v *design.Page, _ place) { o.Page = *v }),
		may("search", "the texts in which a request may look for words", fields(1),
			func(o *design.Operation, v []design.Ref[design.Field], _ place) { o.Search = v }),
		may("total", "how many rows are counted at the most when a request has total=true", whole(1, mostTotal),
			func(o *design.Operation, v design.Bound, _ place) { o.Total = &v }),
		may("bare", "true when the answer is an array of the rows and nothing else; the Link header says what follows", boolean,
			func(o *design.Operation, v bool, _ place) { o.Bare = v }).unless("false: the rows are the member items"),
	},
}, func(_ *reader, _ place, o *design.Operation) *design.Operation { return o })

var page = object(&mapping[design.Page]{
	sample: "{size: 20, max: 100}",
	keys: []key[design.Page]{
		may("size", "rows when a request does not say", whole(1, math.MaxInt32),
			func(p *design.Page, v design.Bound, _ place) { p.Size = v }).unless("20, or max if that is less"),
		may("max", "rows at most, whatever a request says", whole(1, math.MaxInt32),
			func(p *design.Page, v design.Bound, _ place) { p.Max = v }).unless("100, or size if that is more"),
	},
}, func(_ *reader, at place, p *design.Page) *design.Page {
	p.Span = at.span
	return p
})

// move is the form of the state behind the field that moves.
var move = func() form[*design.Move] {
	to := name("closed")
	return form[*design.Move]{to.shape, func(r *reader, at place, n *source.Node) (*design.Move, bool) {
		v, ok := to.read(r, at, n)
		return &design.Move{Field: ref[design.Field](at), To: v}, ok
	}}
}()

// also is the form of the fields behind the entity of the row.
var also = form[*design.Also]{assigns.shape, func(r *reader, at place, n *source.Node) (*design.Also, bool) {
	v, _ := assigns.read(r, at, n)
	return &design.Also{Entity: ref[design.Entity](at), Span: at.span, Set: v}, true
}}
