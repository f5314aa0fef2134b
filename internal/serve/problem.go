package serve

import (
	"net/http"
	"strconv"

	"github.com/newel-api/newel/internal/catalogue"
	"github.com/newel-api/newel/internal/exec"
	"github.com/newel-api/newel/internal/payload"
)

// problem is why a request is refused, as RFC 9457 tells it. It is an error, so
// that every step of an exchange can end with one.
type problem struct {
	code       string
	status     int    // 0 for the table's
	detail     string // "" for the table's
	violations []violation
	challenge  string  // of the WWW-Authenticate header of a 401; "" for the plain one
	retryAfter int     // seconds; 0 for the table's
	policy     string  // of a rate: which one was not kept; "" for none
	cause      error   // for the log only
	member     *member // of a batch: the call that was refused
}

// violation is one thing that is wrong: with the body, at a pointer, or with a
// parameter of that name.
type violation struct {
	parameter bool
	payload.Violation
}

// Error returns the code.
func (p *problem) Error() string { return p.code }

// Codes that several places give.
const (
	codeNotFound         = "not_found"
	codeSignIn           = "sign_in_required"
	codeForbidden        = "forbidden"
	codeInternal         = "internal"
	codeInvalid          = "invalid"
	codeInvalidJSON      = "invalid_json"
	codeInvalidParameter = "invalid_parameter"
	codeUnknownParameter = "unknown_parameter"
	codeTooMany          = "too_many_attempts"
	codeBusy             = "busy"
	codeQuota            = "quota_exceeded"
)

// kind is what all problems of one code have in common.
type kind struct {
	status     int
	title      string
	detail     string // one sentence, when the place that refuses has none of its own
	retryAfter int    // seconds; 0 for no such header
}

// problems is the catalogue by code.
var problems = func() map[string]kind {
	table := map[string]kind{}
	for _, e := range catalogue.Problems() {
		table[e.Code] = kind{e.Status, e.Title, e.Detail, e.RetryAfter}
	}
	return table
}()

// refusals give each kind of refusal its status, by the code whose title stands in
// for codes that the table does not have.
var refusals = [...]string{
	exec.NotFound: codeNotFound, exec.Forbidden: codeForbidden, exec.SignIn: codeSignIn, exec.BadRequest: codeInvalidParameter,
	exec.Invalid: codeInvalid, exec.Conflict: "conflict", exec.Stale: "precondition_failed", exec.Busy: codeBusy,
	exec.TooMany: codeTooMany, exec.NotImplemented: "not_implemented", exec.Blind: "precondition_required",
}

// refuse sends p.
func (x *exchange) refuse(p *problem) {
	k, known := problems[p.code]
	if !known {
		k = kind{status: p.status, title: http.StatusText(p.status)}
	}
	if p.status != 0 {
		k.status = p.status
	}
	if p.detail != "" {
		k.detail = p.detail
	}
	header := x.w.Header()
	if k.status == http.StatusUnauthorized {
		header["Www-Authenticate"] = []string{p.challengeOr(x.h.challenge)}
	} else if p.challenge != "" {
		header["Www-Authenticate"] = []string{p.challenge}
	}
	if p.retryAfter > 0 {
		k.retryAfter = p.retryAfter
	}
	if k.retryAfter > 0 {
		header.Set("Retry-After", strconv.Itoa(k.retryAfter))
	}
	x.out = appendProblem(x.out[:0], p, &k, x.id, x.trace, x.otherCodes())
	header["Content-Type"], header["Content-Language"] = isProblem, inEnglish
	header["Cache-Control"] = neverStored
	x.send(k.status, x.out)
}

func (p *problem) challengeOr(plain string) string {
	if p.challenge == "" {
		return plain
	}
	return p.challenge
}

// typeOf returns the type URI of a problem with that code: of what is registered with IANA,
// that one.
func typeOf(code string) string {
	if code == codeQuota {
		return "https://iana.org/assignments/http-problem-types#quota-exceeded"
	}
	return catalogue.Type(code)
}

// appendProblem appends p; codes are those that an older version calls otherwise, by today's.
func appendProblem(dst []byte, p *problem, k *kind, request, trace string, codes map[string]string) []byte {
	dst = append(dst, `{"type":`...)
	dst = payload.AppendString(dst, typeOf(codeOr(codes, p.code)))
	dst = append(dst, `,"title":`...)
	dst = payload.AppendString(dst, k.title)
	dst = append(dst, `,"status":`...)
	dst = strconv.AppendInt(dst, int64(k.status), 10)
	dst = append(dst, `,"detail":`...)
	dst = payload.AppendString(dst, k.detail)
	dst = append(dst, `,"code":`...)
	dst = payload.AppendString(dst, codeOr(codes, p.code))
	dst = append(dst, `,"request_id":`...)
	dst = payload.AppendString(dst, request)
	if trace != "" {
		dst = payload.AppendString(append(dst, `,"trace_id":`...), trace)
	}
	if p.policy != "" {
		dst = append(payload.AppendString(append(dst, `,"violated-policies":[`...), p.policy), ']')
	}
	if m := p.member; m != nil {
		dst = strconv.AppendInt(append(dst, `,"operation":{"index":`...), int64(m.index), 10)
		if m.id != "" {
			dst = payload.AppendString(append(dst, `,"id":`...), m.id)
		}
		dst = append(payload.AppendString(append(dst, `,"call":`...), m.call), '}')
	}
	for i, v := range p.violations {
		if i == 0 {
			dst = append(dst, `,"errors":[`...)
		} else {
			dst = append(dst, ',')
		}
		v.Code = codeOr(codes, v.Code)
		dst = v.append(dst)
	}
	if len(p.violations) > 0 {
		dst = append(dst, ']')
	}
	return append(dst, '}')
}

func (v *violation) append(dst []byte) []byte {
	place := `{"pointer":`
	if v.parameter {
		place = `{"parameter":`
	}
	dst = payload.AppendString(append(dst, place...), v.Pointer)
	dst = payload.AppendString(append(dst, `,"code":`...), v.Code)
	dst = payload.AppendString(append(dst, `,"detail":`...), v.Detail)
	return append(dst, '}')
}
