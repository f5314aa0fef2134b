package decode

import (
	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/design/source"
	"github.com/newel-api/newel/internal/diag"
)

// Requirements reads the files of requirements.yaml into a design's part. What was
// read of a design with findings is for further findings only.
func Requirements(files []*source.File, into *design.Requirements, diags *diag.List) {
	into.Span = readFiles(newReader(nil, diags), requirementsFile, "requirements.yaml", files, into)
}

var requirementsFile = &mapping[design.Requirements]{
	sample: "{requirements: {}}",
	keys: []key[design.Requirements]{
		may("world", "the rows that are there when a criterion begins: entity, row, field", named("entity", populated),
			func(q *design.Requirements, v []*design.Member, _ place) { q.World = append(q.World, v...) }),
		may("requirements", "what the API must do", named("requirement", requirement),
			func(q *design.Requirements, v []*design.Requirement, _ place) { q.List = append(q.List, v...) }),
	},
}

// populated is the form of the rows of an entity.
var populated = members("row", members("field", member))

var requirement = object(&mapping[design.Requirement]{
	sample: "{story: As a customer I close my own ticket.}",
	keys: []key[design.Requirement]{
		must("story", "who wants what, and why", words("As a customer I close my own ticket so that nobody works on it in vain."),
			func(q *design.Requirement, v design.Name, _ place) { q.Story = v }),
		may("operations", "the operations that it needs", list(refer[design.Operation]("solveTicket"), 0, refName[design.Operation]),
			func(q *design.Requirement, v []design.Ref[design.Operation], _ place) { q.Operations = v }),
		may("promises", "what always holds, and which clause keeps it", named("promise", promise),
			func(q *design.Requirement, v []*design.Promise, _ place) { q.Promises = v }),
		may("accept", "the criteria by which it is met, each with its steps", named("criterion", criterion),
			func(q *design.Requirement, v []*design.Criterion, _ place) { q.Accept = v }),
	},
}, func(_ *reader, at place, q *design.Requirement) *design.Requirement {
	q.Name = at.name
	return q
})

var promise = object(&mapping[design.Promise]{
	sample: "{says: Only who asked solves it, by: access.Ticket.operations.solveTicket}",
	keys: []key[design.Promise]{
		must("says", "the promise, as a sentence", words("A customer solves only tickets they asked for"),
			func(p *design.Promise, v design.Name, _ place) { p.Says = v }),
		must("by", "the clause that keeps it", name("access.Ticket.operations.solveTicket"),
			func(p *design.Promise, v design.Name, _ place) { p.By = v }),
	},
}, func(_ *reader, at place, p *design.Promise) *design.Promise {
	p.Name = at.name
	return p
})

var criterion = object(&mapping[design.Criterion]{
	sample: "{steps: [{call: listTickets, expect: 401}]}",
	keys: []key[design.Criterion]{
		may("proves", "the promises whose clauses it would fail without", list(refer[design.Promise]("own-only"), 1, refName[design.Promise]),
			func(c *design.Criterion, v []design.Ref[design.Promise], _ place) { c.Proves = v }),
		must("steps", "the calls, one after the other", list(step, 1, func(*design.Step) string { return "" }),
			func(c *design.Criterion, v []*design.Step, _ place) { c.Steps = v }),
	},
}, func(_ *reader, at place, c *design.Criterion) *design.Criterion {
	c.Name = at.name
	return c
})

// The most that one step does.
const (
	mostRepeats  = 1000
	mostParallel = 100
)

var step = object(&mapping[design.Step]{
	sample: "{as: ann, call: getTicket, path: {id: $t}, expect: 200}",
	keys: []key[design.Step]{
		may("as", "the row of the identity entity that calls", name("ann"),
			func(s *design.Step, v design.Name, _ place) { s.As = v }).unless("nobody is signed in"),
		must("call", "the operation", refer[design.Operation]("getTicket"),
			func(s *design.Step, v design.Ref[design.Operation], _ place) { s.Call = v }),
		may("path", "the parameters in its path", named("parameter", member),
			func(s *design.Step, v []*design.Member, _ place) { s.Path = v }),
		may("query", "the parameters of its query", named("parameter", member),
			func(s *design.Step, v []*design.Member, _ place) { s.Query = v }),
		may("headers", "headers of the request", named("header", member),
			func(s *design.Step, v []*design.Member, _ place) { s.Headers = v }),
		may("body", "the body, as JSON", anything, func(s *design.Step, v *design.Value, _ place) { s.Body = v }),
		must("expect", "the status, or what must hold of the answer", expectation,
			func(s *design.Step, v design.Expectation, _ place) { s.Expect = v }),
		may("save", "parts of the answer for later steps, as $name", named("name", save),
			func(s *design.Step, v []*design.Save, _ place) { s.Save = v }),
		may("repeat", "how often it is called, one call after the other", whole(1, mostRepeats),
			func(s *design.Step, v design.Bound, _ place) { s.Repeat = v }).unless("once"),
		may("parallel", "how often it is called at the same time", whole(2, mostParallel),
			func(s *design.Step, v design.Bound, _ place) { s.Parallel = v }),
	},
}, func(_ *reader, at place, s *design.Step) *design.Step {
	s.Span = at.span
	return s
})

var save = func() form[*design.Save] {
	from := name("body.id")
	return form[*design.Save]{from.shape, func(r *reader, at place, n *source.Node) (*design.Save, bool) {
		v, ok := from.read(r, at, n)
		return &design.Save{Name: at.name, From: v}, ok
	}}
}()

const (
	leastStatus = 100
	mostStatus  = 599
)

var fullExpectation = object(&mapping[design.Expectation]{
	sample: "{status: 200, body: {state: solved}}",
	oneOf:  []string{"status", "statuses"},
	variant: func(key string, _ *source.Node) string {
		return key
	},
	kind: func(string) string { return "this expectation" },
	keys: []key[design.Expectation]{
		may("status", "the status", whole(leastStatus, mostStatus), func(e *design.Expectation, v design.Bound, _ place) { e.Status = v }),
		may("statuses", "how many of the calls get each status", named("status", counted),
			func(e *design.Expectation, v []*design.Member, _ place) { e.Statuses = v }),
		may("headers", "headers of the answer", named("header", member),
			func(e *design.Expectation, v []*design.Member, _ place) { e.Headers = v }).with("status"),
		may("body", "members of the body", anything, func(e *design.Expectation, v *design.Value, _ place) { e.Body = v }).with("status"),
	},
}, func(_ *reader, at place, e *design.Expectation) design.Expectation {
	e.Span = at.span
	return *e
})

// counted is the form of a number of answers.
var counted = func() form[*design.Member] {
	number := whole(0, mostRepeats)
	return form[*design.Member]{number.shape, func(r *reader, at place, n *source.Node) (*design.Member, bool) {
		_, ok := number.read(r, at, n)
		if !ok {
			return nil, false
		}
		return &design.Member{Name: at.name, Value: valueOf(r, at, n)}, true
	}}
}()

// expectation is the form of what must come of a step: a status, or more.
var expectation = func() form[design.Expectation] {
	status := whole(leastStatus, mostStatus)
	shape := &Shape{Kind: Alternative, Sample: "200", Either: []*Shape{status.shape, fullExpectation.shape}}
	return form[design.Expectation]{shape, func(r *reader, at place, n *source.Node) (design.Expectation, bool) {
		switch {
		case n == nil || n.Kind == source.List:
			r.is(source.Map, n, at, shape)
			return design.Expectation{Span: at.span}, false
		case n.Kind == source.Map:
			return fullExpectation.read(r, at, n)
		}
		v, ok := status.read(r, at, n)
		return design.Expectation{Span: at.span, Status: v}, ok
	}}
}()
