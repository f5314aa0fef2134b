package contract

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/plan"
)

// Of returns the document of a plan, as the view has it.
func Of(p *plan.Plan, v *View) *Document {
	b := &builder{
		plan: p, view: v, rules: plan.RulesOf(p.Design), shapes: map[string]*Shape{}, rows: map[*design.Resource]*Shape{},
		declared: map[string]*design.Operation{}, shown: map[*design.Entity]*design.Resource{},
		out: &Document{Title: p.Title, Describe: p.Design.Contract.Describe.Text, Base: p.Base, SignIn: p.Auth != nil},
	}
	b.examples = newExamples(p)
	b.problem()
	b.patchShape()
	for _, r := range p.Design.Contract.Resources {
		if !r.Only.Written() {
			b.shown[r.Of.To] = r
		}
		for _, o := range r.Operations {
			b.declared[o.Name.Text] = o
		}
	}
	if p.Auth != nil {
		b.auth(p.Auth)
	}
	for _, op := range p.Operations {
		b.operation(op)
	}
	if p.Batch > 0 {
		b.batch(p.Batch)
	}
	b.versioned()
	b.finish()
	return b.out
}

type builder struct {
	plan     *plan.Plan
	view     *View
	rules    plan.Rules
	examples *examples
	shapes   map[string]*Shape // by name
	patch    *Shape            // of a JSON Patch
	rows     map[*design.Resource]*Shape
	declared map[string]*design.Operation
	shown    map[*design.Entity]*design.Resource // which resource shows the rows of an entity
	out      *Document
}

// name gives a shape a name that no other has, and puts it among those of the document.
func (b *builder) name(s *Shape, name string) *Shape {
	free := name
	for n := 2; b.shapes[free] != nil; n++ {
		free = name + strconv.Itoa(n)
	}
	s.Name, b.shapes[free] = free, s
	return s
}

// problem names the shapes that every document has.
func (b *builder) problem() {
	one := b.name(&Shape{Kind: Object, Describe: "One thing that is wrong with a request.", Members: []*Member{
		{Name: "pointer", Shape: &Shape{Kind: Text}, Describe: "The place in the body (RFC 6901); empty for the whole."},
		{Name: "parameter", Shape: &Shape{Kind: Text}, Describe: "The parameter of the query."},
		{Name: "code", Required: true, Shape: &Shape{Kind: Text}, Describe: "What is wrong, for programs."},
		{Name: "detail", Required: true, Shape: &Shape{Kind: Text}, Describe: "What is wrong, for people."},
	}}, "ProblemError")
	call := &Shape{Kind: Object, Members: []*Member{
		{Name: "index", Required: true, Shape: &Shape{Kind: Integer, Format: "int32", Min: length(0)}},
		{Name: "id", Shape: &Shape{Kind: Text}},
		{Name: "call", Required: true, Shape: &Shape{Kind: Text}},
	}}
	b.name(&Shape{Kind: Object, Describe: "Why a request was refused (RFC 9457).", Members: []*Member{
		{Name: "type", Required: true, Shape: &Shape{Kind: Text, Format: "uri-reference"}, Describe: "An address that tells what the code means and what to do."},
		{Name: "title", Required: true, Shape: &Shape{Kind: Text}},
		{Name: "status", Required: true, Shape: &Shape{Kind: Integer, Format: "int32", Min: length(400), Max: length(599)}, Describe: "The status of the answer."},
		{Name: "detail", Required: true, Shape: &Shape{Kind: Text}, Describe: "What has happened, for people."},
		{Name: "code", Required: true, Shape: &Shape{Kind: Text}, Describe: "What has happened, for programs; it never changes its meaning."},
		{Name: "request_id", Required: true, Shape: &Shape{Kind: Text}, Describe: "That of the header X-Request-Id."},
		{Name: "trace_id", Shape: &Shape{Kind: Text}, Describe: "That of the header traceparent, where the request had one."},
		{Name: "violated-policies", Shape: &Shape{Kind: List, Item: &Shape{Kind: Text}}, Describe: "The rates that were not kept."},
		{Name: "operation", Shape: call, Describe: "Of a batch: the call that was refused."},
		{Name: "errors", Shape: &Shape{Kind: List, Item: one}, Describe: "All that is wrong with the request."},
	}}, "Problem")
}

// finish sorts what has no order of its own, and gives the links.
func (b *builder) finish() {
	for _, s := range b.shapes {
		b.out.Shapes = append(b.out.Shapes, s)
	}
	slices.SortFunc(b.out.Shapes, func(x, y *Shape) int { return cmp.Compare(x.Name, y.Name) })
	used := map[string]bool{}
	for _, o := range b.out.Operations {
		used[o.Tag] = true
	}
	if used[authTag] {
		b.out.Tags = append(b.out.Tags, Tag{authTag, "Who is calling."})
	}
	if used[batchTag] {
		b.out.Tags = append(b.out.Tags, Tag{batchTag, "Several calls at once."})
	}
	for _, r := range b.plan.Design.Contract.Resources {
		if used[r.Name.Text] {
			b.out.Tags = append(b.out.Tags, Tag{r.Name.Text, sentenceOr(r.Describe.Text, sentence(plural(r)))})
		}
	}
	b.links()
	b.out.prune()
}

// prune leaves out the names of shapes that nothing of the document has.
func (d *Document) prune() {
	used := map[*Shape]bool{}
	var use func(*Shape)
	use = func(s *Shape) {
		if s == nil || used[s] {
			return
		}
		used[s] = true
		use(s.Item)
		for _, m := range s.Members {
			use(m.Shape)
		}
		if s.Name != "" {
			use(d.Shape(s.Name)) // of one that may be null: the one that may not
		}
	}
	for _, o := range d.Operations {
		for _, p := range o.Params {
			use(p.Shape)
		}
		if o.Body != nil {
			use(o.Body.Shape)
			use(o.Body.Patch)
		}
		for _, a := range o.Answers {
			use(a.Shape)
		}
	}
	d.Shapes = slices.DeleteFunc(d.Shapes, func(s *Shape) bool { return !used[s] })
}

// operation adds op, if the caller of the view can ever do it.
func (b *builder) operation(op *plan.Operation) {
	declared := b.declared[op.Name]
	rule, read := b.rules.Operation(declared), b.rules.Read(op.Entity)
	who := b.view
	if op.SignedIn {
		if who.kind == anonymous {
			return
		}
		who = who.signedIn()
	}
	switch {
	case who.never(rule), op.Verb != design.Create && who.never(read):
		return
	case op.Under != nil && who.never(b.rules.Read(declared.Parent.Of.To)):
		return
	}
	o := &Operation{
		ID: op.Name, Tag: op.Resource.Name, Method: op.Method, Path: op.Path, Verb: op.Verb.String(),
		Summary: sentenceOr(declared.Summary.Text, summary(declared)), Describe: declared.Describe.Text, Caller: b.caller(op),
	}
	c := &calling{builder: b, op: op, declared: declared, out: o, rule: rule, read: read, who: who}
	c.params()
	c.body()
	c.answers()
	c.transport()
	c.out.sort()
	b.out.Operations = append(b.out.Operations, o)
}

// calling is one operation while it is described.
type calling struct {
	*builder
	op         *plan.Operation
	declared   *design.Operation
	out        *Operation
	rule, read *design.Node
	who        *View // who can ever call it
}

// caller says who may call op.
func (b *builder) caller(op *plan.Operation) Caller {
	switch {
	case op.SignedIn || b.view.kind == signedIn:
		return SignedIn
	case b.plan.Auth == nil || b.view.kind == anonymous:
		return Anybody
	default:
		return Either
	}
}

// links tells what can be done with a row that an operation makes.
func (b *builder) links() {
	planned := make(map[string]*plan.Operation, len(b.plan.Operations))
	for _, op := range b.plan.Operations {
		planned[op.Name] = op
	}
	for _, o := range b.out.Operations {
		op := planned[o.ID]
		made := o.Answer(201)
		if op == nil || made == nil || made.Shape == nil {
			continue
		}
		for _, next := range b.out.Operations {
			then := planned[next.ID]
			if then == nil || then.Resource != op.Resource || !b.declared[next.ID].OfRow() {
				continue
			}
			if params, ok := linked(op, then, made.Shape); ok {
				o.Links = append(o.Links, &Link{Name: next.ID, Operation: next.ID, Params: params})
			}
		}
	}
}

// linked gives the parameters of the path of then, when op has made a row of that shape.
func linked(op, then *plan.Operation, row *Shape) (params [][2]string, ok bool) {
	for _, p := range then.Params {
		from := ""
		switch {
		case !p.Parent && row.Member(p.Field.Name.Text) != nil:
			from = "$response.body#/" + p.Field.Name.Text
		case p.Parent && len(op.Params) > 0 && op.Params[0].Name == p.Name:
			from = "$request.path." + p.Name
		default:
			return nil, false
		}
		params = append(params, [2]string{p.Name, from})
	}
	return params, true
}
