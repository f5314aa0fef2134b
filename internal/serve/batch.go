package serve

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/newel-api/newel/internal/exec"
	"github.com/newel-api/newel/internal/payload"
)

// The path below the base where several calls are made at once, and its parameter.
const (
	batchPath       = "/batch"
	parameterDryRun = "dry_run" // of a batch, and of operations on many rows
)

// Bounds of what is done in one transaction. Other writers wait for its end.
const (
	togetherPatience = 5 * time.Second
	togetherBytes    = 4 << 20 // of all answers
)

// batch makes several calls in one transaction, which are all done or none.
func (x *exchange) batch() error {
	x.call.Request = x.id
	if err := x.authenticate(false); err != nil {
		return err
	}
	if err := x.takesJSON(); err != nil {
		return err
	}
	if err := x.acceptBody(jsonTypes); err != nil {
		return err
	}
	if err := x.dryRun(); err != nil {
		return err
	}
	key, err := x.key(false)
	if err != nil {
		return err
	}
	if err := x.readBody(); err != nil {
		return err
	}
	members, err := x.members(key != "")
	if err != nil {
		return err
	}
	t := exec.Together{Now: x.call.Now, Dry: x.dry}
	if key != "" && !x.dry {
		release, err := x.once("newel.batch", key, nil)
		if err != nil {
			return err
		}
		defer release()
		t.Once = x.call.Once
	}
	t.Do = func(run runs, again bool) error {
		size := 0
		for i, m := range members {
			if err := m.do(members[:i], run, again); err != nil {
				return &memberError{m, err}
			}
			if size += len(m.answer.body); size > togetherBytes {
				return &memberError{m, &problem{code: codeInvalid, violations: []violation{{false, payload.Violation{
					Code: payload.CodeTooLarge, Detail: "is the call with whose answer there are more than " + strconv.Itoa(togetherBytes>>20) + " MiB of them",
				}}}}}
			}
		}
		return nil
	}
	if err := x.together(&t); err != nil {
		return x.failedMember(err)
	}
	x.out = append(x.out[:0], `{"results":[`...)
	for i, m := range members {
		if i > 0 {
			x.out = append(x.out, ',')
		}
		x.out = m.appendTo(x.out)
	}
	x.out = append(x.out, "]}"...)
	x.sendJSON(http.StatusOK, x.out)
	return nil
}

// runs is how one of several calls is carried out.
type runs = func(c *exec.Call, dst []byte) (exec.Answer, error)

// together carries out several calls, in the time that they have.
func (x *exchange) together(t *exec.Together) error {
	ctx, cancel := context.WithTimeout(x.ctx, togetherPatience)
	defer cancel()
	err := x.h.runner.RunTogether(ctx, t)
	if err == nil && t.Once != nil && t.Once.Replayed {
		x.w.Header()["Idempotency-Replayed"] = replayed
	}
	return err
}

// dryRun reads the one parameter of what is done together.
func (x *exchange) dryRun() error {
	if x.r.URL.RawQuery == "" {
		return nil
	}
	query, err := readQuery(x.r.URL.RawQuery, nil)
	if err != nil {
		return err
	}
	var bad badParameters
	for i, p := range query {
		again := slices.ContainsFunc(query[:i], func(q parameter) bool { return q.name == p.name })
		switch {
		case p.name == parameterDryRun:
			x.dry = x.try(p, again, &bad)
		case !again:
			bad.unknown(p.name)
		}
	}
	return bad.err()
}

// try reads dry_run=true.
func (x *exchange) try(p parameter, again bool, bad *badParameters) bool {
	if again {
		bad.add(1, p.name, "duplicate_parameter", "must be given only once")
		return false
	}
	v, wrong := trySlot.ParseString(p.value)
	if wrong != nil {
		bad.add(0, p.name, wrong.Code, wrong.Detail)
	}
	return v.True()
}

var trySlot = payload.Slot{Name: parameterDryRun, Format: payload.Boolean}

// memberError is why one of several calls was not done, and so none of them.
type memberError struct {
	member *member
	cause  error
}

// Error tells the cause.
func (e *memberError) Error() string { return e.cause.Error() }

// Unwrap returns the cause.
func (e *memberError) Unwrap() error { return e.cause }

// failedMember returns the problem of the call that was refused, with its place; whatever
// else went wrong is the machine's.
func (x *exchange) failedMember(err error) error {
	var failed *memberError
	if !errors.As(err, &failed) || !refusal(failed.cause) {
		return err
	}
	p := *x.problemOf(failed.cause)
	at := "/operations/" + strconv.Itoa(failed.member.index)
	p.member = failed.member
	all := p.violations
	p.violations = make([]violation, len(all))
	for i, v := range all {
		switch {
		case v.parameter:
			v.Pointer = at + "/query" + payload.PointerTo(v.Pointer)
		case !failed.member.whole:
			v.Pointer = at + "/body" + v.Pointer
		default:
			v.Pointer = at + v.Pointer
		}
		v.parameter = false
		p.violations[i] = v
	}
	return &p
}

// refusal tells whether err is one that the client may know, and not the machine's.
func refusal(err error) bool {
	var own *problem
	var refused *exec.Refusal
	var syntax *payload.SyntaxError
	return errors.As(err, &own) || errors.As(err, &refused) || errors.As(err, &syntax)
}
