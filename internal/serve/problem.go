package serve

import (
	"net/http"
	"strconv"

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
	challenge  string // of the WWW-Authenticate header of a 401; "" for the plain one
	retryAfter int    // seconds; 0 for the table's
	cause      error  // for the log only
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
)

// kind is what all problems of one code have in common.
type kind struct {
	status     int
	title      string
	detail     string // one sentence, when the place that refuses has none of its own
	retryAfter int    // seconds; 0 for no such header
}

// problems is the table of everything that can go wrong. A code is part of every
// API's contract: it keeps its meaning and its status for ever.
var problems = map[string]kind{
	"body_too_large":         {413, "Body too large", "The body of the request is larger than this server takes.", 0},
	codeBusy:                 {503, "Busy", "The server has too much to do; try again.", 1},
	"client_closed":          {499, "Client closed", "The connection ended before the answer.", 0},
	"conflict":               {409, "Conflict", "Somebody else changed the row at the same time; try again.", 0},
	"duplicate_key":          {400, "Duplicate member", "The body has a member twice.", 0},
	"duplicate_parameter":    {400, "Duplicate parameter", "The request has a parameter twice.", 0},
	codeForbidden:            {403, "Forbidden", "You may not do this.", 0},
	"illegal_move":           {409, "Illegal move", "The row is not in a state that this operation can leave.", 0},
	"in_use":                 {409, "In use", "Other rows still refer to this one.", 0},
	codeInternal:             {500, "Internal error", "Something went wrong here; the request id helps to find out what.", 0},
	codeInvalid:              {422, "Invalid", "The request breaks rules of this operation.", 0},
	"invalid_authorization":  {401, "Invalid authorization", `The Authorization header must be "Bearer", a space and one token.`, 0},
	"invalid_body":           {400, "Invalid body", "The body of the request ends too early or is not framed as HTTP asks.", 0},
	"invalid_cursor":         {400, "Invalid cursor", "The cursor is not one that this list gave for these parameters.", 0},
	codeInvalidJSON:          {400, "Invalid JSON", "The body of the request is not JSON.", 0},
	codeInvalidParameter:     {400, "Invalid parameter", "A parameter of the request is wrong.", 0},
	"invalid_precondition":   {400, "Invalid precondition", `The If-Match header must be "*" or a list of entity tags in double quotes.`, 0},
	"invalid_query":          {400, "Invalid query", "The query string has a percent sign that is not followed by two hexadecimal digits.", 0},
	"invalid_token":          {401, "Invalid token", "The token is unknown, expired or revoked; sign in again.", 0},
	"method_not_allowed":     {405, "Method not allowed", "This address does not take that method; the Allow header names those it takes.", 0},
	codeNotFound:             {404, "Not found", "There is nothing at this address, or not for you.", 0},
	"not_ready":              {503, "Not ready", "The server cannot answer requests now.", 1},
	"overloaded":             {503, "Overloaded", "The server has too many requests under way; try again.", 1},
	"precondition_failed":    {412, "Precondition failed", "The row has changed since you read it; read it again.", 0},
	"reference_lost":         {409, "Reference lost", "A row that this one refers to is not there any more.", 0},
	"request_timeout":        {408, "Request timeout", "The body of the request took too long to arrive.", 0},
	codeSignIn:               {401, "Sign-in required", "Sign in to do this.", 0},
	"taken":                  {409, "Taken", "Another row has this value already.", 0},
	"timeout":                {503, "Timeout", "The request took too long; try again.", 1},
	codeTooMany:              {429, "Too many attempts", "There were too many attempts; wait before the next.", 60},
	"unavailable":            {503, "Unavailable", "The server cannot do this now; try again later.", 10},
	"unknown_key":            {400, "Unknown member", "The body has a member that this operation does not take.", 0},
	codeUnknownParameter:     {400, "Unknown parameter", "The request has a parameter that this operation does not take.", 0},
	"unsupported_encoding":   {415, "Unsupported encoding", "The body must not be encoded; the Accept-Encoding header names what is taken.", 0},
	"unsupported_media_type": {415, "Unsupported media type", "The body must have a media type that the Accept header names.", 0},
	"wrong_credentials":      {401, "Wrong credentials", "There is no such login, or the password is not its own.", 0},
}

// refusals give each kind of refusal its status, by the code whose title stands in
// for codes that the table does not have.
var refusals = [...]string{
	exec.NotFound: codeNotFound, exec.Forbidden: codeForbidden, exec.SignIn: codeSignIn, exec.BadRequest: codeInvalidParameter,
	exec.Invalid: codeInvalid, exec.Conflict: "conflict", exec.Stale: "precondition_failed", exec.Busy: codeBusy,
	exec.TooMany: codeTooMany,
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
		header.Set("WWW-Authenticate", p.challengeOrPlain())
	}
	if p.retryAfter > 0 {
		k.retryAfter = p.retryAfter
	}
	if k.retryAfter > 0 {
		header.Set("Retry-After", strconv.Itoa(k.retryAfter))
	}
	x.out = appendProblem(x.out[:0], p, &k, x.id)
	header["Content-Type"] = isProblem
	header["Cache-Control"] = neverStored
	x.send(k.status, x.out)
}

func (p *problem) challengeOrPlain() string {
	if p.challenge == "" {
		return "Bearer"
	}
	return p.challenge
}

func appendProblem(dst []byte, p *problem, k *kind, request string) []byte {
	dst = append(dst, `{"type":`...)
	dst = payload.AppendString(dst, "/problems/"+p.code)
	dst = append(dst, `,"title":`...)
	dst = payload.AppendString(dst, k.title)
	dst = append(dst, `,"status":`...)
	dst = strconv.AppendInt(dst, int64(k.status), 10)
	dst = append(dst, `,"detail":`...)
	dst = payload.AppendString(dst, k.detail)
	dst = append(dst, `,"code":`...)
	dst = payload.AppendString(dst, p.code)
	dst = append(dst, `,"request_id":`...)
	dst = payload.AppendString(dst, request)
	for i, v := range p.violations {
		if i == 0 {
			dst = append(dst, `,"errors":[`...)
		} else {
			dst = append(dst, ',')
		}
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
