package contract

import (
	"net/http"
	"slices"

	"github.com/newel-api/newel/internal/payload"
)

// What is done in one transaction: operations on many rows, and batches of calls.

// batchPath is where a batch is sent to, below the base.
const batchPath = "/batch"

// many makes the body of one row that of a list of them.
func (c *calling) many(one *Shape) *Shape {
	most := int64(c.op.Bulk)
	list := &Shape{Kind: List, Item: one, Least: length(1), Most: &most}
	return c.name(&Shape{Kind: Object, Closed: true, Members: []*Member{{Name: "items", Required: true, Shape: list}}}, pascal(c.op.Name)+"Body")
}

// rowsOfMany returns the shape of the answer of an operation on many rows.
func (c *calling) rowsOfMany() *Shape {
	most := int64(c.op.Bulk)
	row := c.row()
	return c.name(&Shape{Kind: Object, Example: ordered{{"items", []any{c.examples.answer(row)}}}, Members: []*Member{{
		Name: "items", Required: true, Shape: &Shape{Kind: List, Item: row.orNull(), Most: &most},
		Describe: "The rows in the order in which they were sent; null for one that the caller may not read.",
	}}}, pascal(c.op.Name)+"Rows")
}

// ofRows makes what one row is refused with what a list of them is: errors name the row.
func (c *calling) ofRows() {
	for _, a := range c.out.Answers {
		switch a.Status {
		case http.StatusUnauthorized:
			if c.refusesAnonymous() {
				a.at("/items/*", "sign_in_required")
			}
		case http.StatusForbidden, http.StatusNotFound, http.StatusConflict, http.StatusPreconditionFailed, http.StatusUnprocessableEntity:
			a.below("/items/*")
			if a.Status != http.StatusUnprocessableEntity {
				a.at("/items/*", a.Codes...)
			}
		}
	}
	a := c.out.refuse(http.StatusUnprocessableEntity, "invalid")
	a.at("", payload.CodeWrongType, payload.CodeInvalidText)
	a.at("/items", payload.CodeRequired, payload.CodeWrongType, payload.CodeTooFewItems, payload.CodeTooManyItems, payload.CodeInvalidText)
	a.at("/items/*", payload.CodeTooLarge)
}

// below puts all errors of an answer below a pointer.
func (a *Answer) below(at string) {
	for _, e := range a.Errors {
		e.Pointer = at + e.Pointer
	}
}

// batch adds how several calls are made at once.
func (b *builder) batch(most int) {
	var calls []string
	byStatus := map[int][]string{}
	for _, o := range b.out.Operations {
		op := b.plan.Operation(o.ID)
		if op == nil || o.Verb == "" || op.Bulk > 0 || op.All != nil {
			continue
		}
		calls = append(calls, o.ID)
		for _, a := range o.Answers {
			byStatus[a.Status] = append(byStatus[a.Status], a.Codes...)
		}
	}
	if calls == nil {
		return
	}
	o := b.own("batch", b.plan.Base+batchPath, "Make several calls", "Makes calls of operations in one transaction: all of them are done, or none. "+
		"An object `{\"$from\": \"a.id\"}` anywhere in a call stands for that part of the body that the call `a` before it was answered. "+
		"What one call is refused with is what it would be refused with alone; `operation` says which one, and pointers begin with its place.")
	o.Tag, o.Caller = batchTag, Anybody
	if b.plan.Auth != nil && b.view.kind == everyone {
		o.Caller = Either
	}
	if b.view.kind == signedIn {
		o.Caller = SignedIn
	}
	o.Params = []*Param{dryParam(), keyParam(false)}
	o.Body = b.batchBody(calls, most)
	o.done(http.StatusOK, "All calls are done, in their order.", b.batchResult(most))
	o.common(slices.Concat(codesOfAll, codesOfRows, []string{"invalid_authorization"}), true)
	o.refuse(http.StatusNotAcceptable, "not_acceptable")
	o.refuse(http.StatusUnauthorized, append([]string{"sign_in_required"}, codesOfTokens...)...)
	for status, codes := range byStatus {
		if len(codes) > 0 {
			o.refuse(status, codes...)
		}
	}
	o.keys(false)
	o.replays(false)
	o.ofCalls()
	for _, a := range o.Answers {
		a.own = true // what any operation may answer
	}
	o.sort()
}

// ofCalls adds what a batch can be refused with by its form.
func (o *Operation) ofCalls() {
	a := o.refuse(http.StatusUnprocessableEntity, "invalid")
	a.at("", payload.CodeWrongType, payload.CodeInvalidText)
	a.at("/operations", payload.CodeRequired, payload.CodeWrongType, payload.CodeTooFewItems, payload.CodeTooManyItems)
	a.at("/operations/*", payload.CodeWrongType, payload.CodeTooLarge)
	a.at("/operations/*/call", payload.CodeRequired, payload.CodeNotAChoice)
	a.at("/operations/*/id", payload.CodeNoMatch, payload.CodeDuplicateKey)
	for _, name := range []string{"path", "query", "headers"} {
		a.at("/operations/*/"+name, payload.CodeWrongType)
	}
}

// batchTag is the tag of batches.
const batchTag = "batch"

func (b *builder) batchBody(calls []string, most int) *Body {
	n := int64(most)
	open := func() *Shape { return &Shape{Kind: Object} }
	one := b.name(&Shape{Kind: Object, Closed: true, Describe: "One call of a batch.", Members: []*Member{
		{Name: "call", Required: true, Shape: &Shape{Kind: Text, Words: calls}, Describe: "The name of the operation."},
		{Name: "id", Shape: &Shape{Kind: Text, Pattern: "^[A-Za-z0-9_-]{1,40}$"}, Describe: "Names the call for those after it."},
		{Name: "path", Shape: open(), Describe: "The parameters of its path."},
		{Name: "query", Shape: open(), Describe: "Those of its query."},
		{Name: "headers", Shape: open(), Describe: "If-Match, If-None-Match and Content-Type."},
		{Name: "body", Shape: &Shape{Kind: Anything, Nullable: true}, Describe: "What a request for it alone would have."},
	}}, "BatchCall")
	shape := b.name(&Shape{Kind: Object, Closed: true, Members: []*Member{
		{Name: "operations", Required: true, Shape: &Shape{Kind: List, Item: one, Least: length(1), Most: &n}},
	}}, "BatchBody")
	return &Body{Required: true, Types: []string{jsonType}, Shape: shape, Example: ordered{{"operations", []any{b.callExample(calls)}}}}
}

// callExample is a call of the first operation that needs least.
func (b *builder) callExample(calls []string) any {
	var best *Operation
	for _, o := range b.out.Operations {
		inPath := func(p *Param) bool { return p.In == InPath }
		if slices.Contains(calls, o.ID) && o.Body == nil && !slices.ContainsFunc(o.Params, inPath) {
			best = o
			break
		}
	}
	if best == nil {
		return ordered{{"call", calls[0]}}
	}
	return ordered{{"call", best.ID}, {"id", "a"}}
}

func (b *builder) batchResult(most int) *Shape {
	n := int64(most)
	headers := &Shape{Kind: Object, Members: []*Member{
		{Name: "ETag", Shape: &Shape{Kind: Text}}, {Name: "Link", Shape: &Shape{Kind: Text}}, {Name: "Location", Shape: &Shape{Kind: Text}},
	}}
	one := b.name(&Shape{Kind: Object, Describe: "What one call of a batch was answered.", Members: []*Member{
		{Name: "id", Shape: &Shape{Kind: Text}, Describe: "That of the call."},
		{Name: "status", Required: true, Shape: &Shape{Kind: Integer, Format: "int32", Min: length(200), Max: length(399)}},
		{Name: "headers", Required: true, Shape: headers},
		{Name: "body", Shape: &Shape{Kind: Anything}, Describe: "The body; absent where there is none."},
	}}, "BatchResult")
	s := b.name(&Shape{Kind: Object, Members: []*Member{
		{Name: "results", Required: true, Shape: &Shape{Kind: List, Item: one, Most: &n}},
	}}, "BatchResults")
	s.Example = ordered{{"results", []any{ordered{{"id", "a"}, {"status", int64(http.StatusOK)}, {"headers", ordered{}}, {"body", ordered{}}}}}}
	return s
}
