package bind

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/diag"
	"github.com/newel-api/newel/internal/payload"
)

// under binds the reference that the path of o goes through, to the resource that shows
// the row which it leads to. Every resource must have been bound.
func (b *binder) under(o *design.Operation) {
	ref := &o.Under
	f := b.field(o.Entity(), ref)
	if f == nil || f.Type == design.TypeNone || f.Type == design.TypeRef && f.Target.To == nil {
		return
	}
	if f.Type != design.TypeRef {
		b.add(&badUnder, ref.Span, "%q is %s and refers to no row", f.Name.Text, f.Type).
			Mend("name a reference").See(f.Name.Span, "%q is declared here", f.Name.Text)
		return
	}
	parent, name := b.shown[f.Target.To], f.Target.To.Name.Text
	switch {
	case o.Resource.Only.Written():
		b.add(&badUnder, ref.Span, "%q shows each caller one row, which is under none", o.Resource.Name.Text).
			Mend("remove it, or declare the operation in a resource of all rows").See(o.Resource.Only.Span, "only stands here")
		return
	case parent == nil:
		b.add(&badUnder, ref.Span, "no resource shows %s: there is no path to its rows", name).
			Mend("add a resource of: %s, or leave it out", name)
		return
	}
	o.Parent = parent
}

// pathOf checks the parameter that a declared operation writes in its path.
func (b *binder) pathOf(o *design.Operation) {
	if o.Verb != design.Post || o.Path.Text == "" || b.misread(o.Path.Span) || o.Resource.Key.Set() && o.Resource.Key.To == nil {
		return
	}
	written, words := "", o.Path.Text
	if name, rest, ok := strings.Cut(strings.TrimPrefix(o.Path.Text, "/{"), "}"); ok {
		written, words = name, rest
	}
	switch want := o.Resource.Parameter(); {
	case written == want:
	case want == "":
		b.add(&badPath, o.Path.Span, "%q shows each caller one row, and the path of %q has a parameter", o.Resource.Name.Text, o.Name.Text).
			Mend("write %q", words)
	default:
		b.add(&badPath, o.Path.Span, "rows of %q are addressed by {%s}, with which the path of %q does not begin", o.Resource.Name.Text, want, o.Name.Text).
			Mend("write %q", "/{"+want+"}"+words)
	}
}

// paths is a tree of the paths of all operations, as a server walks it: a word before a
// parameter, and never back.
type paths struct {
	words []*paths // in the order in which they were met
	word  string
	row   *paths // what follows a parameter
	param design.Segment
	first *design.Operation // that goes through here
	ends  []*design.Operation
}

// routes looks for operations that one request could mean.
func (b *binder) routes() {
	root := new(paths)
	for _, r := range b.design.Contract.Resources {
		for _, o := range r.Operations {
			nowhere := o.Verb == design.VerbNone || o.Under.Set() && o.Parent == nil || r.Only.Written() && !o.OfRow()
			if !nowhere && (o.Verb != design.Post || o.Path.Text != "" && !b.misread(o.Path.Span)) {
				b.route(root, o)
			}
		}
	}
	b.ambiguous(root)
}

func (b *binder) route(at *paths, o *design.Operation) {
	for _, s := range o.Segments() {
		at = at.next(s, o)
	}
	i := slices.IndexFunc(at.ends, func(other *design.Operation) bool { return other.Method() == o.Method() })
	if i < 0 {
		at.ends = append(at.ends, o)
		return
	}
	first := at.ends[i]
	same := first.Resource == o.Resource && first.Verb == o.Verb && first.Parent == nil && o.Parent == nil
	switch {
	case same && o.Verb == design.Post:
		b.add(&routeTaken, o.Path.Span, "%q and %q are both posted to %q", first.Name.Text, o.Name.Text, o.Path.Text).
			Mend("write another path").See(first.Path.Span, "%q has it from here", first.Name.Text)
	case same:
		b.add(&routeTaken, o.VerbSpan, "%q and %q are both the %s of %q", first.Name.Text, o.Name.Text, o.Word(), o.Resource.Name.Text).
			Mend("keep one of the two, or make one a post: operation").See(first.VerbSpan, "%q is it here", first.Name.Text)
	default:
		b.add(&routeTaken, pathSpan(o), "%q and %q are both %s of %s", first.Name.Text, o.Name.Text, o.Method(), b.template(o)).
			Mend("write another path, or call the resource otherwise").See(pathSpan(first), "%q has it from here", first.Name.Text)
	}
}

// next is the place after a segment.
func (p *paths) next(s design.Segment, o *design.Operation) *paths {
	if s.Name != "" {
		if p.row == nil {
			p.row, p.param = &paths{first: o}, s
		}
		return p.row
	}
	for _, w := range p.words {
		if w.word == s.Word {
			return w
		}
	}
	w := &paths{word: s.Word, first: o}
	p.words = append(p.words, w)
	return w
}

// ambiguous looks for words that could stand for a row too: that row would be out of
// reach.
func (b *binder) ambiguous(p *paths) {
	for _, w := range p.words {
		b.ambiguous(w)
		if p.row != nil && standsFor(p.param.Field, w.word) {
			b.add(&ambiguousPath, pathSpan(w.first), "%q in %s could be a row of %s too", w.word, b.template(w.first), b.template(p.row.first)).
				Mend("write another word, or other values of %q", p.param.Name).See(pathSpan(p.row.first), "%q has its path from here", p.row.first.Name.Text)
		}
	}
	if p.row != nil {
		b.ambiguous(p.row)
	}
}

// standsFor tells whether a segment can be a value of f.
func standsFor(f *design.Field, segment string) bool {
	if f == nil {
		return false
	}
	switch f.Type {
	case design.TypeID:
		_, ok := f.Entity.ParseID(segment)
		return ok
	case design.TypeSlug:
		return payload.IsSlug(segment)
	case design.TypeUUID:
		_, ok := payload.ParseUUID(segment)
		return ok
	case design.TypeInteger:
		_, err := strconv.ParseInt(segment, 10, 64)
		return err == nil
	case design.TypeText:
		if f.Pattern == nil || f.Pattern.Whole == nil {
			return true // which has been told
		}
		if f.Caseless { // any spelling finds the row
			folded, err := regexp.Compile(`(?i)` + f.Pattern.Whole.String())
			return err != nil || folded.MatchString(segment)
		}
		return f.Pattern.Whole.MatchString(segment)
	default:
		return true
	}
}

// template returns the path of o as documents write it.
func (b *binder) template(o *design.Operation) string {
	path := b.design.Contract.Base.Text
	for _, s := range o.Segments() {
		path += "/" + s.String()
	}
	return path
}

// pathSpan returns where o says what its path is.
func pathSpan(o *design.Operation) diag.Span {
	switch {
	case o.Under.Set():
		return o.Under.Span
	case o.Verb == design.Post:
		return o.Path.Span
	}
	return o.VerbSpan
}
