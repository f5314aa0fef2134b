package serve

import (
	"errors"
	"net/http"
	"slices"
	"strconv"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/exec"
	"github.com/newel-api/newel/internal/payload"
	"github.com/newel-api/newel/internal/plan"
	"github.com/newel-api/newel/internal/value"
)

// items is the member with the rows, in bodies and answers of operations on many rows.
const items = "items"

// bulk carries out an operation on many rows, in one transaction: all of them or none.
func (x *exchange) bulk() error {
	op := x.endpoint.operation
	x.call.Operation, x.call.Request = op, x.id
	if err := x.enter(op); err != nil {
		return err
	}
	if err := x.takesJSON(); err != nil {
		return err
	}
	if err := x.acceptBody(jsonTypes); err != nil {
		return err
	}
	if err := x.parameters(op); err != nil {
		return err
	}
	if len(x.r.Header["If-Match"])+len(x.r.Header["If-None-Match"]) > 0 {
		return &problem{code: "invalid_precondition", detail: "A request about many rows takes no If-Match: each of its items may have a version."}
	}
	key, err := x.repeatable(op)
	if err != nil {
		return err
	}
	if err := x.readBody(); err != nil {
		return err
	}
	calls, err := x.rowsOf(op)
	if err != nil {
		return err
	}
	if !x.named(op) {
		return &problem{code: codeNotFound}
	}
	for _, c := range calls {
		c.Parent = x.call.Parent
	}
	t := exec.Together{Now: x.call.Now, Dry: x.dry}
	if key != "" && !x.dry {
		release, err := x.once(op.Name+op.Version, key, nil)
		if err != nil {
			return err
		}
		defer release()
		t.Once = x.call.Once
	}
	var out []byte
	t.Do = func(run runs, _ bool) (err error) {
		out, err = doRows(calls, run, t.Once != nil)
		return err
	}
	if err := x.together(&t); err != nil {
		return x.failedRow(err)
	}
	status := http.StatusOK
	switch op.Verb {
	case design.Delete:
		x.send(http.StatusNoContent, nil)
		return nil
	case design.Create:
		status = http.StatusCreated
	default:
	}
	x.sendJSON(status, out)
	return nil
}

// rowError is why one of many rows was refused, and so all of them.
type rowError struct {
	index int
	cause error
}

// Error tells the cause.
func (e *rowError) Error() string { return e.cause.Error() }

// Unwrap returns the cause.
func (e *rowError) Unwrap() error { return e.cause }

// doRows carries out the calls for the rows, and writes the answer.
func doRows(calls []*exec.Call, run runs, keyed bool) ([]byte, error) {
	out := []byte(`{"items":[`)
	for i, c := range calls {
		if keyed {
			c.Once = &exec.Once{Tell: func(*exec.Answer) exec.Told { return exec.Told{} }}
		}
		answer, err := run(c, nil)
		if err == nil && len(out)+len(answer.Body) > togetherBytes {
			err = &exec.Refusal{Kind: exec.Invalid, Code: codeInvalid, Violations: []payload.Violation{{
				Code: payload.CodeTooLarge, Detail: "is the row with which the answer has more than " + strconv.Itoa(togetherBytes>>20) + " MiB",
			}}}
		}
		if err != nil {
			return nil, &rowError{i, err}
		}
		if i > 0 {
			out = append(out, ',')
		}
		if len(answer.Body) == 0 { // not for who wrote it
			out = append(out, "null"...)
		}
		out = append(out, answer.Body...)
	}
	return append(out, "]}"...), nil
}

// failedRow returns the problem of the row that was refused, with its place; whatever else
// went wrong is the machine's.
func (x *exchange) failedRow(err error) error {
	var failed *rowError
	if !errors.As(err, &failed) || !refusal(failed.cause) {
		return err
	}
	p := *x.problemOf(failed.cause)
	at := "/" + items + "/" + strconv.Itoa(failed.index)
	p.violations = slices.Clone(p.violations)
	for i := range p.violations {
		p.violations[i].Pointer = at + p.violations[i].Pointer
	}
	if len(p.violations) == 0 {
		detail := p.detail
		if detail == "" {
			detail = problems[p.code].detail
		}
		p.violations = []violation{{false, payload.Violation{Pointer: at, Code: p.code, Detail: detail}}}
	}
	return &p
}

// rowsOf reads a body with many rows, and makes a call for each.
func (x *exchange) rowsOf(op *plan.Operation) ([]*exec.Call, error) {
	tree, wrong, err := payload.ParseTree(x.in)
	if err != nil {
		return nil, err
	}
	if wrong != nil {
		return nil, misread([]payload.Violation{*wrong})
	}
	list, bad := listOf(tree, items, op.Bulk)
	if len(bad) > 0 {
		return nil, misread(bad)
	}
	calls := make([]*exec.Call, len(list.Kids))
	for i, kid := range list.Kids {
		c := x.call
		n := op.Body.Input.Len()
		c.Input, c.Present = make([]value.Value, n, n+1), make([]bool, n, n+1) // and what the path gives
		violations, err := op.Body.Input.Parse(kid.Append(nil), c.Input, c.Present)
		if err != nil {
			return nil, err
		}
		for _, v := range violations {
			v.Pointer = "/" + items + "/" + strconv.Itoa(i) + v.Pointer
			bad = append(bad, v)
		}
		if op.Verb != design.Create && len(violations) == 0 {
			c.ID = c.Input[n-2]
			if c.Present[n-1] {
				c.IfMatch = exec.Precondition{Given: true, Versions: []int64{c.Input[n-1].Int}}
			}
		}
		calls[i] = &c
	}
	if len(bad) > 0 {
		return nil, misread(bad)
	}
	return calls, nil
}

// listOf returns the one member of an object, a list of 1 to most items, or what is wrong.
func listOf(t *payload.Tree, name string, most int) (list *payload.Tree, bad []payload.Violation) {
	bad = unknown(t, "", name)
	list = t.Member(name)
	wrong := func(code, detail string) {
		bad = append(bad, payload.Violation{Pointer: "/" + name, Code: code, Detail: detail})
	}
	switch {
	case len(bad) > 0:
	case list == nil:
		wrong(payload.CodeRequired, "is missing")
	case list.Kind != '[':
		wrong(payload.CodeWrongType, "must be an array")
	case len(list.Kids) == 0:
		wrong(payload.CodeTooFewItems, "must have at least 1 item")
	case len(list.Kids) > most:
		wrong(payload.CodeTooManyItems, "must have at most "+strconv.Itoa(most)+" items")
	}
	return list, bad
}
