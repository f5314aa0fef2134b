package contract

import (
	"net/http"
	"slices"

	"github.com/newel-api/newel/internal/catalogue"
	"github.com/newel-api/newel/internal/design"
)

// Everywhere are the headers that every answer may have and that no operation lists:
// they belong to HTTP, or say the same of all.
var Everywhere = []string{
	"Access-Control-Allow-Credentials", "Access-Control-Allow-Origin", "Access-Control-Expose-Headers", "Cache-Control", "Connection", "Content-Encoding", "Content-Language", "Content-Length", "Content-Security-Policy",
	"Content-Type", "Date", "Referrer-Policy", "Vary", "X-Content-Type-Options",
}

// What every operation may answer, whatever it does: the codes by status. What depends on
// the operation is added by the functions below. TestAnswers holds all of it to a running
// server.
var (
	codesOfAll    = []string{"invalid_query", "unknown_parameter"}
	codesOfRows   = []string{"duplicate_parameter", "invalid_parameter"}
	codesOfBodies = []string{"duplicate_key", "invalid_body", "invalid_json", "unknown_key"}
	codesOfTokens = []string{"invalid_token"}
	codesOfTypes  = []string{"unsupported_encoding", "unsupported_media_type"}
	codesOfLoad   = []string{"busy", "overloaded", "timeout", "unavailable"}
)

// answers describes what the operation may answer.
func (c *calling) answers() {
	c.successes()
	bad := slices.Concat(codesOfAll, []string{"invalid_authorization", "invalid_precondition"})
	if c.op.Sent != nil || c.op.Bulk > 0 || c.op.All != nil {
		bad = append(bad, codesOfRows...)
	}
	if c.plan.Absolute {
		bad = append(bad, "invalid_host")
	}
	if c.op.List != nil {
		bad = append(bad, "invalid_cursor")
	}
	c.out.common(bad, c.out.Body != nil)
	// Also where nobody need sign in: another scheme than Bearer is refused everywhere.
	c.out.refuse(http.StatusUnauthorized, append([]string{"sign_in_required"}, codesOfTokens...)...)
	if c.forbids() {
		c.out.refuse(http.StatusForbidden, "forbidden").Errors = c.denied()
	}
	if c.op.Sent != nil || c.op.Bulk > 0 || c.op.Go != nil && c.op.Go.Answer != nil {
		c.out.refuse(http.StatusNotAcceptable, "not_acceptable")
	}
	if len(c.op.Params) > 0 || c.op.OneRow != nil || c.op.Bulk > 0 && c.op.Verb != design.Create {
		c.out.refuse(http.StatusNotFound, "not_found")
	}
	if c.op.All == nil && (c.op.Bulk == 0 || c.op.Verb != design.Create) {
		c.out.refuse(http.StatusPreconditionFailed, "precondition_failed")
	}
	if c.op.NeedsVersion && c.op.Bulk == 0 {
		c.out.refuse(http.StatusPreconditionRequired, "precondition_required")
	}
	if c.op.Write != nil {
		c.written()
	}
}

// written describes what comes of a write.
func (c *calling) written() {
	c.conflicts()
	c.invalid()
	if c.ofGo() {
		c.code()
	}
	if c.patches() {
		c.patched()
	}
	if c.op.Bulk > 0 {
		c.ofRows()
	}
	c.out.keys(c.op.NeedsKey)
	c.out.replays(c.op.Bulk == 0)
}

// successes describes what it answers when it is done.
func (c *calling) successes() {
	if c.op.Bulk > 0 {
		c.manySuccesses()
		return
	}
	one := words(c.op.Entity.Name.Text)
	// Told again, an answer to a write has no body where the row has gone since.
	switch c.op.Verb {
	case design.List:
		c.success(http.StatusOK, "A page of "+plural(c.declared.Resource)+".", c.page()).with(linkHeader)
	case design.Get:
		c.success(http.StatusOK, "The "+one+".", c.row()).with(tagHeader(true))
		c.success(http.StatusNotModified, "The client has it already: If-None-Match names its version.", nil).with(tagHeader(true))
	case design.Create:
		made := c.success(http.StatusCreated, "The "+one+" was made. There is no body where the caller may not read it.", c.row()).with(tagHeader(false))
		if at := c.op.Location; at != nil {
			made.with(locationHeader(at.Key.Field.Type == design.TypeID))
		}
		made.Empty = true
	case design.Delete:
		if c.op.All != nil {
			c.success(http.StatusNoContent, "All "+plural(c.declared.Resource)+" that the caller may read are gone.", nil)
			return
		}
		c.success(http.StatusNoContent, "The "+one+" is gone.", nil)
	case design.Update, design.Post:
		if g := c.op.Go; g != nil && g.Answer != nil {
			c.success(http.StatusOK, "Done.", c.returned())
		} else {
			c.success(http.StatusOK, "The "+words(c.op.Sent.Entity.Name.Text)+" as it is now.", c.row()).with(tagHeader(true))
		}
		c.success(http.StatusNoContent, "Done, and the caller may not read the result.", nil)
	case design.VerbNone:
	}
}

// manySuccesses describes what an operation on many rows answers when it is done.
func (c *calling) manySuccesses() {
	switch c.op.Verb {
	case design.Create:
		c.success(http.StatusCreated, "All were made.", c.rowsOfMany())
	case design.Delete:
		c.success(http.StatusNoContent, "All are gone.", nil)
	default:
		c.success(http.StatusOK, "All of them as they are now.", c.rowsOfMany())
	}
}

// page returns the shape of a page of rows.
func (c *calling) page() *Shape {
	most := int64(c.op.List.Max)
	if c.op.List.Bare {
		return c.name(&Shape{Kind: List, Item: c.row(), Most: &most}, pascal(c.op.Name)+"Page")
	}
	s := &Shape{Kind: Object, Members: []*Member{
		{Name: "items", Required: true, Shape: &Shape{Kind: List, Item: c.row(), Most: &most}},
		{Name: "next", Required: true, Shape: &Shape{Kind: Text, Nullable: true}, Describe: "The cursor of the next page, null on the last."},
	}}
	if c.op.List.Total > 0 {
		s.Members = append(s.Members, &Member{
			Name: "total", Shape: &Shape{Kind: Integer, Format: "int64", Min: length(0), Nullable: true},
			Describe: "How many rows all pages have, where total=true asks for it; null when there are too many to count.",
		})
	}
	return c.name(s, pascal(c.op.Name)+"Page")
}

func (c *calling) success(status int, describe string, s *Shape) *Answer {
	a := &Answer{Status: status, Describe: describe, Shape: s, Headers: []*Header{requestID}}
	if s != nil {
		a.Type = jsonType
		a.Example = c.examples.answer(s)
	}
	c.out.Answers = append(c.out.Answers, a)
	return a
}

func (a *Answer) with(h *Header) *Answer {
	a.Headers = append(a.Headers, h)
	return a
}

// common adds what every operation may answer; bad are its codes of 400 that have nothing
// to do with bodies.
func (o *Operation) common(bad []string, body bool) {
	if body {
		bad = append(bad, codesOfBodies...)
		o.refuse(http.StatusRequestTimeout, "request_timeout")
		o.refuse(http.StatusRequestEntityTooLarge, "body_too_large")
		o.refuse(http.StatusUnsupportedMediaType, codesOfTypes...)
	}
	o.refuse(http.StatusBadRequest, bad...)
	o.refuse(http.StatusInternalServerError, "internal")
	o.refuse(http.StatusServiceUnavailable, codesOfLoad...)
}

// refuse adds codes of problems to the answer with that status.
func (o *Operation) refuse(status int, codes ...string) *Answer {
	a := o.Answer(status)
	if a == nil {
		a = &Answer{Status: status, Type: problemType, Shape: problemShape, Headers: append([]*Header{requestID}, headersOf[status]...)}
		o.Answers = append(o.Answers, a)
	}
	for _, code := range codes {
		if !slices.Contains(a.Codes, code) {
			a.Codes = append(a.Codes, code)
		}
	}
	slices.Sort(a.Codes)
	a.Describe = described(a.Codes)
	a.Example = problemExample(a)
	return a
}

// problemShape stands for the shape of that name.
var problemShape = &Shape{Name: "Problem"}

// described joins what the catalogue says of codes.
func described(codes []string) string {
	text := ""
	for _, code := range codes {
		e, ok := catalogue.Find(code)
		if !ok {
			continue
		}
		if text != "" {
			text += " "
		}
		text += "`" + code + "`: " + e.Detail
	}
	return text
}

// sort puts answers in the order of their statuses.
func (o *Operation) sort() {
	slices.SortFunc(o.Answers, func(a, b *Answer) int { return a.Status - b.Status })
	for _, a := range o.Answers {
		slices.SortFunc(a.Errors, func(a, b *Errors) int { return compare(a.Pointer, b.Pointer) })
	}
}

// refusesAnonymous tells whether somebody who is not signed in may be told to sign in.
func (c *calling) refusesAnonymous() bool {
	anon := c.view.anonymous()
	if anon == nil {
		return true // no token, or one that has expired in between
	}
	if c.op.SignedIn || !anon.always(c.rule) && (c.op.Write != nil || anon.verdict(c.rule)&fails != 0) {
		return true
	}
	return c.op.Body != nil && len(c.deniable(anon)) > 0 || c.setsFromCaller()
}

// forbids tells whether somebody who is known may be refused: a list, where the rule can
// fail whatever rows there are; a write, where it can fail at all. A get is not found.
func (c *calling) forbids() bool {
	if !c.who.signed() || c.plan.Auth == nil && c.who.kind != everyone {
		return false
	}
	who := c.who.signedIn()
	switch {
	case c.plan.Auth == nil:
		return false
	case c.op.Verb == design.List:
		return who.verdict(c.rule)&fails != 0
	case c.op.Write == nil:
		return false
	}
	return !who.always(c.rule) || len(c.deniable(who)) > 0 || c.setsFromCaller()
}

// deniable are the fields of the body that a caller may be refused to write.
func (c *calling) deniable(who *View) (fields []*design.Field) {
	if c.op.Body == nil {
		return nil
	}
	for i := range c.op.Body.Slots {
		f := c.op.Body.Slots[i].Field
		if guard := c.guard(f); guard != nil && !who.always(guard) {
			fields = append(fields, f)
		}
	}
	return fields
}

// denied are where the errors of a 403 point.
func (c *calling) denied() (errors []*Errors) {
	for _, f := range c.deniable(c.who.signedIn()) {
		errors = append(errors, &Errors{Pointer: "/" + f.Name.Text, Codes: []string{"forbidden"}})
	}
	return errors
}
