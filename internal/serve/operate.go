package serve

import (
	"errors"
	"net/http"
	"slices"
	"strconv"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/exec"
	"github.com/newel-api/newel/internal/plan"
)

// operate turns a request into a call of an operation, and its answer into a
// response.
func (x *exchange) operate() error {
	op := x.endpoint.operation
	x.call.Operation, x.call.Request = op, x.id
	if err := x.enter(op); err != nil {
		return err
	}
	if op.Sent != nil || op.Go != nil && op.Go.Answer != nil { // else there is no body
		if err := x.takesJSON(); err != nil {
			return err
		}
	}
	types := x.endpoint.types
	if types != nil {
		if err := x.acceptBody(types); err != nil {
			return err
		}
	}
	if err := x.parameters(op); err != nil {
		return err
	}
	if err := x.preconditions(); err != nil {
		return err
	}
	key, err := x.repeatable(op)
	if err != nil {
		return err
	}
	if types != nil {
		if err := x.body(op); err != nil {
			return err
		}
	}
	if !x.named(op) {
		return &problem{code: codeNotFound} // as late as for a row that is not there
	}
	if key != "" {
		path := x.r.URL.Path // the exchange may be another's when the store tells for the last time
		release, err := x.once(op.Name+op.Version, key, func(a *exec.Answer) exec.Told { return told(op, a, path) })
		if err != nil {
			return err
		}
		defer release()
	}
	return x.perform(op)
}

// enter finds out who asks, and counts their request.
func (x *exchange) enter(op *plan.Operation) error {
	err := x.authenticate(op.SignedIn)
	if x.endpoint.rate != nil { // who fails to sign in is counted too
		if err := x.charge(x.endpoint.rate, x.who()); err != nil {
			return err
		}
	}
	return err
}

// perform runs the call and sends its answer.
func (x *exchange) perform(op *plan.Operation) error {
	answer, err := x.h.runner.Run(x.ctx, &x.call, x.out[:0])
	once := x.call.Once
	if once != nil && once.Replayed {
		x.w.Header()["Idempotency-Replayed"] = replayed
	}
	if err != nil {
		if refusal := (*exec.Refusal)(nil); op.Old != nil && errors.As(err, &refusal) {
			return reworded(op, refusal)
		}
		return err
	}
	if len(answer.Body) > 0 {
		x.out = answer.Body
	}
	if once != nil && once.Replayed {
		x.outcome(op, &once.Kept, &answer)
		return nil
	}
	return x.answer(op, &answer)
}

// named reads the parameters of the path; it is false when no row is called so.
func (x *exchange) named(op *plan.Operation) bool {
	for i := range op.Params {
		v, ok := op.Params[i].Parse(x.rows[i])
		switch {
		case !ok:
			return false
		case op.Params[i].Parent:
			x.call.Parent = v
		default:
			x.call.ID = v
		}
	}
	return true
}

// answer sends what the operation gave.
func (x *exchange) answer(op *plan.Operation, a *exec.Answer) error {
	switch op.Verb {
	case design.List:
		if a.Next != "" {
			x.link(x.nextLink(a.Next))
		} else if x.call.Page.Cursor != "" {
			x.link(x.firstLink())
		}
		x.sharable()
		x.sendPacked(a.Body, x.squeezes(len(a.Body)))
	case design.Get:
		return x.item(a)
	case design.Create, design.Update, design.Post, design.Delete, design.VerbNone:
		t := told(op, a, x.r.URL.Path)
		x.outcome(op, &t, a)
	}
	return nil
}

// item sends a row that was asked for, or 304 when the client has it: what is computed
// from other rows changes without the version, so then nobody knows. Its caches may
// keep it and must ask each time.
//
// The tag is the row's version, whatever fields were asked for: the query is part of the
// address, each address has caches of its own, and tags of two addresses need not differ
// (RFC 9110 sections 4.2.1 and 8.8.1). So a version that was read with few fields does
// for the If-Match of a write.
func (x *exchange) item(a *exec.Answer) error {
	packed := x.squeezes(len(a.Body))
	header := x.w.Header()
	header["Cache-Control"], header["Vary"] = revalidated, x.h.vary
	x.sharable()
	switch c := &x.call; {
	case c.IfMatch.Given && !c.IfMatch.Names(a.Version):
		return c.Stale(a.Version)
	case c.IfNone.Any, c.IfNone.Names(a.Version) && !c.Living():
		if !c.IfNone.Any { // the tag of the one that the client has
			packed = slices.Contains(x.tags, a.Version)
		}
		header["Etag"] = x.value(valueTag, x.tagOf(a.Version, packed))
		x.send(http.StatusNotModified, nil)
	default:
		header["Etag"] = x.value(valueTag, x.tagOf(a.Version, packed))
		x.sendPacked(a.Body, packed)
	}
	return nil
}

// sharable lets caches that many share keep the answer, where the design says so. What
// expands stands under rules of its own.
func (x *exchange) sharable() {
	if shared := x.endpoint.shared; shared != nil && x.call.Expand == 0 {
		header := x.w.Header()
		header["Cache-Control"], header["Vary"] = shared, x.h.varyPublic
	}
}

// sharedFor returns the Cache-Control header of answers that many may share.
func sharedFor(c *design.Cache) []string {
	text := "public, max-age=" + strconv.FormatInt(c.Public.N, 10)
	if c.Stale.Span.Known() {
		text += ", stale-while-revalidate=" + strconv.FormatInt(c.Stale.N, 10)
	}
	return []string{text}
}

// link adds to the Link header.
func (x *exchange) link(text string) {
	if x.links != "" {
		x.w.Header()["Link"] = []string{x.links, text}
		return
	}
	x.w.Header()["Link"] = x.value(valueLink, text)
}

// sendPacked sends a JSON body, compressed where that is so.
func (x *exchange) sendPacked(body []byte, packed bool) {
	if packed {
		body = x.squeeze(body)
	}
	x.sendJSON(http.StatusOK, body)
}

// tag sets the entity tag: the row's version. There is none without a row to show.
func (x *exchange) tag(a *exec.Answer) {
	if len(a.Body) > 0 {
		x.w.Header()["Etag"] = x.value(valueTag, x.tagOf(a.Version, false))
	}
}
