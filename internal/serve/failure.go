package serve

import (
	"context"
	"errors"
	"log/slog"
	"math"

	"github.com/newel-api/newel/internal/exec"
	"github.com/newel-api/newel/internal/payload"
	"github.com/newel-api/newel/internal/store"
)

// fail answers with the problem that err is, and tells the log of the machine's.
func (x *exchange) fail(err error) {
	p := x.problemOf(err)
	if p.cause != nil {
		level := slog.LevelWarn
		if p.code == codeInternal || p.code == "unavailable" {
			level = slog.LevelError
		}
		x.h.log.LogAttrs(
			x.r.Context(), level, "request failed",
			slog.String("request_id", x.id), slog.String("code", p.code), slog.String("cause", p.cause.Error()),
		)
	}
	x.refuse(p)
}

// problemOf returns the problem that err is. What is no refusal is the machine's:
// the client learns nothing but whether trying again may help. The store may still
// be at work then, so the buffers are not used again.
func (x *exchange) problemOf(err error) *problem {
	var own *problem
	var refusal *exec.Refusal
	var syntax *payload.SyntaxError
	switch {
	case errors.As(err, &own):
		return own
	case errors.As(err, &refusal):
		return refused(refusal)
	case errors.As(err, &syntax):
		return &problem{code: codeInvalidJSON, detail: syntax.Error()}
	}
	x.spoiled = true
	switch {
	case x.r.Context().Err() != nil:
		return &problem{code: "client_closed"}
	case errors.Is(err, store.ErrBusy):
		return &problem{code: codeBusy, cause: err}
	case errors.Is(err, context.DeadlineExceeded):
		return &problem{code: "timeout", cause: err}
	case errors.Is(err, store.ErrFull), errors.Is(err, store.ErrClosed):
		return &problem{code: "unavailable", cause: err}
	}
	return &problem{code: codeInternal, cause: err}
}

// refused returns the problem that a refusal is.
func refused(r *exec.Refusal) *problem {
	switch r.Kind {
	case exec.NotFound:
		// The table's own words: nothing may tell one kind of absence from another.
		return &problem{code: codeNotFound}
	case exec.Invalid:
		return invalid(r)
	case exec.Forbidden, exec.SignIn, exec.BadRequest, exec.Conflict, exec.Stale, exec.Busy, exec.TooMany, exec.NotImplemented, exec.Blind:
	default:
		return &problem{code: codeInternal, cause: r}
	}
	p := &problem{code: r.Code, detail: r.Detail, status: problems[refusals[r.Kind]].status}
	if r.After > 0 {
		p.retryAfter = int(math.Ceil(r.After.Seconds()))
	}
	for _, v := range r.Violations {
		p.violations = append(p.violations, violation{r.Kind == exec.BadRequest, v})
	}
	return p
}

// invalid returns the problem of a body that breaks rules. Members that are
// unknown, or there twice, mean that the client is mistaken about the contract:
// 400, whatever else is wrong with it.
func invalid(r *exec.Refusal) *problem {
	p := &problem{code: r.Code, detail: r.Detail, status: problems[codeInvalid].status}
	for _, v := range r.Violations {
		p.violations = append(p.violations, violation{false, v})
		switch {
		case v.Code == payload.CodeUnknownKey, v.Code == payload.CodeDuplicateKey && p.code != payload.CodeUnknownKey:
			p.code, p.detail, p.status = v.Code, "", 0
		}
	}
	return p
}
