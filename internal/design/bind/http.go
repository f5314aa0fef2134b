package bind

import (
	"regexp"
	"slices"
	"strings"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/diag"
)

// mostOrigins and mostRates bound what is looked through at each request.
const (
	mostOrigins = 100
	mostRates   = 32
)

// http binds what the contract says of HTTP itself: rates, pages of other origins.
func (b *binder) http() {
	c := &b.design.Contract
	b.count(c.Span, "the contract", len(c.Rates), mostRates, "rates")
	for _, r := range c.Rates {
		b.written(r.Name, "rate", &snake)
		b.rate(r)
	}
	if c.CORS != nil {
		b.cors(c.CORS)
	}
	for _, r := range c.Resources {
		for _, o := range r.Operations {
			b.transport(o)
		}
	}
	b.unusedRates()
}

// caches binds which answers many callers may share, once rules are known.
func (b *binder) caches() {
	if !b.design.Access.Span.Known() {
		return
	}
	for _, r := range b.design.Contract.Resources {
		for _, o := range r.Operations {
			b.cached(o)
		}
	}
}

// rate refuses a second rate for the same operations.
func (b *binder) rate(r *design.Rate) {
	if first := b.firstFor(r); first != nil {
		b.add(&badRate, r.ForSpan, "%q and %q are both the rate for %s", first.Name.Text, r.Name.Text, r.For).
			Mend("keep one of the two, and name the other where it is meant").See(first.ForSpan, "the other is for %s here", r.For)
	}
}

// firstFor returns the rate before r that is for the same operations, nil for none.
func (b *binder) firstFor(r *design.Rate) *design.Rate {
	for _, other := range b.design.Contract.Rates {
		if other == r || r.For == design.NoRange {
			return nil
		}
		if other.For == r.For {
			return other
		}
	}
	return nil
}

// unusedRates tells of rates that hold for no operation.
func (b *binder) unusedRates() {
	c := &b.design.Contract
	used := map[*design.Rate]bool{}
	for _, r := range c.Resources {
		for _, o := range r.Operations {
			used[c.RateOf(o)] = true
		}
	}
	for _, r := range c.Rates {
		if !used[r] && b.firstFor(r) == nil && !b.misread(r.Span) {
			b.add(&unusedRate, r.Name.Span, "the rate %q holds for no operation", r.Name.Text).
				Mend("write rate: %s at an operation, or for: all, reads or writes at it, or remove it", r.Name.Text)
		}
	}
}

// origin is an origin as browsers send it (RFC 6454 section 6.2).
var origin = regexp.MustCompile(`^https?://(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?::[1-9][0-9]{0,4})?$`)

// anywhere stands for all origins.
const anywhere = "*"

func (b *binder) cors(c *design.CORS) {
	b.count(c.Span, "cors", len(c.Origins), mostOrigins, "origins")
	for _, o := range c.Origins {
		switch {
		case o.Text == anywhere && c.Credentials:
			b.add(&badCORS, o.Span, "any page would call with the cookies of whoever looks at it").
				Mend("name the origins, or leave out credentials: tokens in the Authorization header do not need it")
		case o.Text == anywhere && len(c.Origins) > 1:
			b.add(&badCORS, o.Span, `"*" stands for all origins, and others are named beside it`).Mend(`keep only "*", or only the others`)
		case o.Text != anywhere && !origin.MatchString(o.Text):
			b.add(&badCORS, o.Span, "%q is not an origin as browsers send it", o.Text).
				Mend("write the scheme and the host in lower case, and a port if it is not the usual one: %q", originOf(o.Text))
		case strings.HasSuffix(o.Text, ":443") && strings.HasPrefix(o.Text, "https:"), strings.HasSuffix(o.Text, ":80") && strings.HasPrefix(o.Text, "http:"):
			b.add(&badCORS, o.Span, "%q has the usual port, which browsers leave out", o.Text).Mend("leave out the port")
		}
	}
}

// originOf guesses the origin that is meant.
func originOf(s string) string {
	s = strings.ToLower(s)
	scheme, rest, ok := strings.Cut(s, "://")
	if !ok {
		scheme, rest = "https", s
	}
	rest, _, _ = strings.Cut(rest, "/")
	if guess := scheme + "://" + rest; origin.MatchString(guess) {
		return guess
	}
	return "https://app.example.com"
}

// transport binds what an operation says of HTTP. It comes when all operations are known.
func (b *binder) transport(o *design.Operation) {
	c := &b.design.Contract
	if o.Rate.Set() {
		if at := slices.IndexFunc(c.Rates, func(r *design.Rate) bool { return r.Name.Text == o.Rate.Name }); at >= 0 {
			o.Rate.To = c.Rates[at]
		} else {
			b.unknownRate(&o.Rate)
		}
	}
	if o.Deprecated != nil {
		b.deprecated(o, o.Deprecated)
	}
}

func (b *binder) unknownRate(ref *design.Ref[design.Rate]) {
	var names []string
	for _, r := range b.design.Contract.Rates {
		names = append(names, r.Name.Text)
	}
	d := b.add(&unknownRate, ref.Span, "there is no rate %q", ref.Name)
	switch near := diag.Nearest(ref.Name, names); {
	case near != "":
		d.Meant(ref.Name, near, names)
	case len(names) == 0:
		d.Mend("declare it: rates: {%s: {requests: 100, per: 1m}}", ref.Name)
	default:
		d.Mend("declare it under rates, or name one that is there: %s", some(names))
	}
}

func (b *binder) deprecated(o *design.Operation, d *design.Deprecated) {
	if d.Sunset.Span.Known() && d.Sunset.N < d.Since.N {
		b.add(&badDeprecation, d.Sunset.Span, "%q would be gone before it should not be used any more", o.Name.Text).
			Mend("write a day that is not before since").See(d.Since.Span, "since stands here")
	}
	if !d.Use.Set() {
		return
	}
	to := b.operations[d.Use.Name]
	switch {
	case to == nil:
		var names []string
		for name := range b.operations {
			names = append(names, name)
		}
		slices.Sort(names)
		f := b.add(&unknownOperation, d.Use.Span, "there is no operation %q", d.Use.Name)
		if near := diag.Nearest(d.Use.Name, names); near != "" {
			f.Meant(d.Use.Name, near, names)
		} else {
			f.Mend("declare it in contract.yaml, or name one that is there: %s", some(names))
		}
	case to == o:
		b.add(&badDeprecation, d.Use.Span, "%q would be used instead of itself", o.Name.Text).Mend("name another operation, or leave use out")
	case to.Deprecated != nil:
		b.add(&badDeprecation, d.Use.Span, "%q, which should be used instead, should not be used any more either", to.Name.Text).
			Mend("name the operation that stays").See(to.Deprecated.Span, "that is said here")
	default:
		d.Use.To = to
	}
}

// cached refuses a cache that many share where two callers get two answers. Whatever
// decides about an answer must be the same for everybody: the rule, and those of each
// field that is sent, or that a request may filter, sort or search by.
func (b *binder) cached(o *design.Operation) {
	e := o.Entity()
	if o.Cache == nil || e == nil {
		return
	}
	differs := func(at diag.Span, format string, args ...any) {
		d := b.add(&badCache, o.Cache.Span, format, args...)
		d.Mend("leave out cache, or let anyone read what the answer is made of")
		if at.Known() {
			d.See(at, "the rule stands here")
		}
	}
	if o.Resource.Only.Written() {
		differs(o.Resource.Only.Span, "%q answers each caller with a row of their own", o.Name.Text)
		return
	}
	if ok, at := b.anyoneReads(e); !ok {
		differs(at, "%q does not answer all callers alike: who may read %s is decided by who asks", o.Name.Text, e.Name.Text)
		return
	}
	if o.Parent != nil && o.Parent.Of.To != nil {
		if ok, at := b.anyoneReads(o.Parent.Of.To); !ok {
			differs(at, "%q does not answer all callers alike: its path goes through %s", o.Name.Text, o.Parent.Of.To.Name.Text)
			return
		}
	}
	w := b.allowed[e]
	if w == nil {
		return
	}
	for _, a := range w.Operations {
		if a.Operation.To == o && a.Condition.Word != design.Anyone {
			differs(a.Condition.Span, "%q does not answer all callers alike: it has a rule of its own", o.Name.Text)
			return
		}
	}
	for _, a := range w.Fields {
		if a.Field.To != nil && a.Read.Written() && a.Read.Word != design.Anyone && touches(o, a.Field.To) {
			differs(a.Read.Span, "%q does not answer all callers alike: %q has a rule of its own", o.Name.Text, a.Field.Name)
			return
		}
	}
	for _, c := range o.Resource.Computed {
		if sends(o, c.Name.Text) && c.Address {
			differs(c.Name.Span, "%q does not answer all callers alike: %q begins with the host that each request names", o.Name.Text, c.Name.Text)
			return
		}
		if sends(o, c.Name.Text) {
			differs(c.Name.Span, "%q does not answer all callers alike: %q is computed of what each may read", o.Name.Text, c.Name.Text)
			return
		}
	}
}

// anyoneReads tells whether anyone may read all rows of e, and where it is said.
func (b *binder) anyoneReads(e *design.Entity) (bool, diag.Span) {
	w := b.allowed[e]
	if w == nil {
		return false, diag.Span{}
	}
	return w.Read.Word == design.Anyone, w.Read.Span
}

// sends tells whether the answer of o has a field or computed value of that name.
func sends(o *design.Operation, name string) bool {
	refs := o.Fields
	if refs == nil {
		refs = o.Resource.Fields
	}
	return slices.ContainsFunc(refs, func(r design.Ref[design.Field]) bool { return r.Name == name })
}

// touches tells whether f can decide about an answer of o.
func touches(o *design.Operation, f *design.Field) bool {
	is := func(r design.Ref[design.Field]) bool { return r.To == f }
	return sends(o, f.Name.Text) || slices.ContainsFunc(o.Resource.Fields, is) || // a request may ask for those with fields
		slices.ContainsFunc(o.Filter, func(x *design.Filter) bool { return x.Field.To == f }) ||
		slices.ContainsFunc(o.Sort, is) || slices.ContainsFunc(o.Search, is) ||
		slices.ContainsFunc(o.Order, func(k design.SortKey) bool { return k.Field.To == f }) ||
		is(o.Resource.Key) || is(o.Under)
}
