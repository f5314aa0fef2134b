package plan

import (
	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/design/expr"
	"github.com/newel-api/newel/internal/dialect"
	"github.com/newel-api/newel/internal/payload"
	"github.com/newel-api/newel/internal/plan/query"
)

// Compile makes the plan of d for an engine. d must have bound without errors.
func Compile(d *design.Design, engine dialect.Dialect) *Plan {
	rules := newRules(d)
	p := compile(d, engine, rules, nil)
	p.versions(d, engine, rules)
	return p
}

// compile makes the plan as a view has it; nil for that of today.
func compile(d *design.Design, engine dialect.Dialect, rules *rules, view *design.View) *Plan {
	c := &compiler{
		dialect: engine, rules: rules, view: view, projections: map[*design.Entity]*query.Projection{}, answers: map[*design.Resource]*answer{},
		resources: map[*design.Resource]*Resource{}, shown: map[*design.Entity]*design.Resource{}, many: map[*design.Expand]*Relation{},
		plan: &Plan{Design: d, Dialect: engine, Title: d.Contract.Title.Text, Base: d.Contract.Base.Text, CORS: d.Contract.CORS, Compress: d.Contract.Compress},
	}
	for _, r := range d.Contract.Resources {
		c.plan.Absolute = c.plan.Absolute || r.Address.Text != ""
		if !r.Only.Written() {
			c.projections[r.Of.To], c.shown[r.Of.To] = c.projection(r.Of.To, c.visible(r, r.Fields)), r
		}
	}
	for _, r := range d.Contract.Resources {
		c.resource(r)
	}
	c.relations()
	for _, r := range d.Contract.Resources {
		for _, op := range r.Operations {
			if !c.has(op) {
				continue
			}
			c.plan.Operations = append(c.plan.Operations, c.operation(op))
		}
	}
	c.plan.Auth = c.auth(&d.Access)
	if b := d.Contract.Batch; b != nil {
		c.plan.Batch = int(b.Max.N)
	}
	return c.plan
}

type compiler struct {
	dialect dialect.Dialect
	rules   *rules
	plan    *Plan
	view    *design.View // of the version that is compiled; nil for today's

	projections map[*design.Entity]*query.Projection // what expands send: all fields of the resource, without expands
	answers     map[*design.Resource]*answer         // of the operations that send all that their resource does
	shown       map[*design.Entity]*design.Resource
	many        map[*design.Expand]*Relation // of the expands of relations
	resources   map[*design.Resource]*Resource
}

func (c *compiler) resource(r *design.Resource) {
	c.resources[r] = &Resource{Name: r.Name.Text, Path: c.plan.Base + "/" + c.inPaths(r), Entity: r.Of.To}
	if !r.Only.Written() {
		c.resources[r].Key = r.Addressed()
	}
	c.plan.Resources = append(c.plan.Resources, c.resources[r])
	c.answers[r] = c.answer(r, r.Fields)
}

func (c *compiler) operation(o *design.Operation) *Operation {
	e := o.Entity()
	op := &Operation{
		Name: o.Name.Text, Verb: o.Verb, Method: o.Method(), Resource: c.resources[o.Resource], Entity: e,
		Rate: c.plan.Design.Contract.RateOf(o), Cache: o.Cache, Deprecated: o.Deprecated,
	}
	rule := c.rules.operation(o)
	op.SignedIn = expr.NeverAnonymous(rule)
	if o.Verb != design.Create {
		op.SignedIn = op.SignedIn || expr.NeverAnonymous(c.rules.verb(e, design.Get))
	}
	c.path(op, o)
	c.sends(op, c.answering(o), rule, c.address(o))
	switch o.Verb {
	case design.List:
		op.List = c.list(o, op)
	case design.Create:
		op.Body, op.Write = c.create(o, rule)
		c.located(op, o)
	case design.Update, design.Delete, design.Post:
		op.Body, op.Write = c.change(o, rule)
	case design.Get, design.VerbNone:
	}
	if op.Write != nil {
		op.Go = c.code(o, op)
	}
	if o.All != nil {
		op.All = c.all(o)
	}
	op.Absolute = c.plan.Absolute && op.Sent != nil
	if o.Bulk != nil {
		op.Bulk = int(o.Bulk.Max.N)
	}
	op.Whole, op.NeedsVersion, op.NeedsKey = o.Whole, o.IfMatch == design.Required, o.Idempotency == design.Required
	if c.view != nil {
		c.seen(op, o)
	}
	return op
}

func (c *compiler) list(o *design.Operation, op *Operation) *List {
	l := &List{Sort: map[string]*design.Field{}, Size: int(o.Page.Size.N), Max: int(o.Page.Max.N), Bare: o.Bare}
	if o.Total != nil {
		l.Total = int(o.Total.N)
	}
	var tests []query.Test
	names := c.members(o.Resource)
	for _, f := range o.Filter {
		if isHidden(names, f.Field.To) {
			continue
		}
		for _, at := range f.Operators {
			one := seenFilter(filter(f.Field.To, at.Operator), names.Of(f.Field.To))
			l.Filters = append(l.Filters, one)
			tests = append(tests, query.Test{Field: f.Field.To, Operator: one.Operator})
		}
	}
	if o.Parent != nil { // the last test, which every request asks
		tests = append(tests, query.Test{Field: o.Under.To, Operator: design.EqualTo})
	}
	for _, ref := range o.Sort {
		if name := called(names, ref.To); name != "" {
			l.Sort[name], l.Sorts = ref.To, append(l.Sorts, name)
		}
	}
	l.Order = order(o.Order)
	guard := func(f *design.Field) *design.Node { return c.rules.field(f).read }
	l.Shape = query.NewList(c.dialect, op.Sent, tests, sortable(o), targets(o.Search), guard)
	if op.Deep != nil {
		l.Deep = query.NewList(c.dialect, op.Deep.Sent, tests, sortable(o), targets(o.Search), guard)
	}
	return l
}

// order returns the order that the design gives to rows.
func order(keys []design.SortKey) *query.Order {
	out := &query.Order{}
	for i, k := range keys {
		out.Keys = append(out.Keys, query.Key{Field: k.Field.To, Desc: k.Desc})
		if i > 0 {
			out.Text += ","
		}
		if k.Desc {
			out.Text += "-"
		}
		out.Text += k.Field.Name
	}
	return out
}

// sortable returns the fields that rows of the list may be sorted by.
func sortable(o *design.Operation) []*design.Field {
	fields := targets(o.Sort)
	for _, k := range o.Order {
		fields = append(fields, k.Field.To)
	}
	return fields
}

// filter returns the query parameter that compares f so. Whatever a request compares
// with need not be a value that f could have: less than nothing is a question too. But
// what should be equal must be.
func filter(f *design.Field, o design.Operator) Filter {
	of := f
	if o == design.Holds {
		of = f.Item
	}
	s := slot(of)
	s.Required, s.Nullable = true, false
	name := f.Name.Text
	if o != design.EqualTo {
		name += "[" + o.String() + "]"
	}
	switch o {
	case design.Present:
		s = payload.Slot{Format: payload.Boolean, Required: true}
	case design.LessThan, design.AtMost, design.MoreThan, design.AtLeast:
		s.Min, s.Max, s.Low, s.High, s.Pattern = nil, nil, nil, nil, nil
		if f.Type == design.TypeEmail {
			s.Format, s.Fold = payload.Text, true
		}
	case design.BeginsWith:
		one := int64(1)
		s.Format, s.Min, s.Pattern, s.Fold = payload.Text, &one, nil, f.Type == design.TypeEmail
	case design.NoOperator, design.EqualTo, design.UnlikeTo, design.AmongThem, design.Holds:
	}
	s.Name, s.Caseless = name, query.Test{Field: f, Operator: o}.Folds()
	return Filter{Name: name, Operator: o, Field: f, Slot: &s}
}
