package serve

import (
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/exec"
	"github.com/newel-api/newel/internal/payload"
	"github.com/newel-api/newel/internal/plan"
)

// The media types of bodies. To an update JSON means a merge patch (RFC 7396) too: a
// null clears, what is left out stays.
const jsonPatch = "application/json-patch+json" // RFC 6902

var (
	jsonTypes  = []string{"application/json"}
	patchTypes = []string{"application/merge-patch+json", "application/json", jsonPatch}
)

// acceptBody refuses a body of a type, coding or length that is not taken, before
// any of it is read.
func (x *exchange) acceptBody(types []string) error {
	header := x.r.Header
	for _, coding := range header["Content-Encoding"] {
		if !strings.EqualFold(coding, "identity") {
			x.w.Header().Set("Accept-Encoding", "identity")
			return &problem{code: "unsupported_encoding"}
		}
	}
	given := header["Content-Type"]
	absent := len(given) == 0 && x.r.ContentLength == 0
	if !absent && (len(given) != 1 || !isMediaType(given[0], types)) {
		list := strings.Join(types, ", ")
		x.w.Header().Set("Accept", list)
		if x.r.Method == http.MethodPatch {
			x.w.Header().Set("Accept-Patch", list)
		}
		return &problem{code: "unsupported_media_type"}
	}
	if x.r.ContentLength > x.h.limits.Body {
		return x.tooLarge()
	}
	return nil
}

// isMediaType tells whether a Content-Type header names one of types, with no
// parameter but charset=utf-8.
func isMediaType(header string, types []string) bool {
	if slices.Contains(types, header) {
		return true
	}
	name, parameters, err := mime.ParseMediaType(header)
	if err != nil || !slices.Contains(types, name) {
		return false
	}
	for key, v := range parameters {
		if key != "charset" || !strings.EqualFold(v, "utf-8") {
			return false
		}
	}
	return true
}

// tooLarge refuses the body. What is left of it is not worth reading, so the
// connection ends.
func (x *exchange) tooLarge() error {
	x.w.Header()["Connection"] = closing
	return &problem{code: "body_too_large"}
}

// smallestBuffer is where reading begins; a client's word for the length is not
// memory yet.
const smallestBuffer = 4 << 10

// readBody reads the body into x.in, in the time that the request has: without
// that bound, slow senders could take every place.
func (x *exchange) readBody() error {
	if x.r.ContentLength == 0 {
		x.in = x.in[:0]
		return nil
	}
	if deadline, ok := x.ctx.Deadline(); ok {
		connection := http.NewResponseController(x.w)
		if err := connection.SetReadDeadline(deadline); err != nil && !errors.Is(err, http.ErrNotSupported) {
			return x.unread(err)
		}
		// Read to its end, the connection is watched for the client's leaving: the
		// deadline would look like that.
		defer connection.SetReadDeadline(time.Time{})
	}
	body, b := io.LimitReader(x.r.Body, x.h.limits.Body+1), x.in[:0]
	for {
		if len(b) == cap(b) {
			b = slices.Grow(b, max(smallestBuffer, len(b)))
		}
		n, err := body.Read(b[len(b):cap(b)])
		b = b[:len(b)+n]
		if err == io.EOF {
			break
		}
		if err != nil {
			return x.unread(err)
		}
	}
	x.in = b
	if int64(len(b)) > x.h.limits.Body {
		return x.tooLarge()
	}
	return nil
}

// unread refuses a body that could not be read. The connection is of no use then.
func (x *exchange) unread(err error) error {
	x.w.Header()["Connection"] = closing
	if errors.Is(err, os.ErrDeadlineExceeded) || errors.Is(x.ctx.Err(), context.DeadlineExceeded) {
		return &problem{code: "request_timeout"}
	}
	return &problem{code: "invalid_body"}
}

// body reads and parses the body of an operation that takes one.
func (x *exchange) body(op *plan.Operation) error {
	if err := x.readBody(); err != nil {
		return err
	}
	return x.parseBody(op)
}

// parseBody reads what is in x.in.
func (x *exchange) parseBody(op *plan.Operation) error {
	if kind := x.r.Header.Get("Content-Type"); op.Verb == design.Update && !slices.Contains(patchTypes[:2], kind) && isMediaType(kind, patchTypes[2:]) {
		return x.jsonPatch()
	}
	in := op.Body.Input
	x.call.Input = slices.Grow(x.call.Input[:0], in.Len())[:in.Len()]
	x.call.Present = slices.Grow(x.call.Present[:0], in.Len())[:in.Len()]
	switch {
	case len(x.in) > 0:
	case op.Lens != nil && (in.Len() == 0 || op.Lens.Input.Len() == 0):
		x.in = append(x.in, "{}"...) // no body is needed, which then is as good as an empty object
	case in.Len() == 0:
		return nil // an operation without inputs needs no body
	}
	violations, err := x.parse(op)
	if err != nil {
		return err
	}
	if len(violations) > 0 {
		return &exec.Refusal{Kind: exec.Invalid, Code: codeInvalid, Violations: violations}
	}
	return nil
}

// jsonPatch reads a body that is a JSON Patch. One without operations is one too.
func (x *exchange) jsonPatch() error {
	patch, violations, err := payload.ParsePatch(x.in)
	if err != nil {
		return err
	}
	if len(violations) > 0 {
		return &exec.Refusal{Kind: exec.Invalid, Code: codeInvalid, Violations: violations}
	}
	x.call.Patch = patch
	return nil
}

// parse reads the values of the body.
func (x *exchange) parse(op *plan.Operation) ([]payload.Violation, error) {
	if op.Lens != nil {
		return x.older(op)
	}
	return op.Body.Input.Parse(x.in, x.call.Input, x.call.Present)
}

// bodyTypes returns the media types that an operation takes; nil when it has no
// body.
func bodyTypes(op *plan.Operation) []string {
	switch {
	case op.Body == nil:
		return nil
	case op.Verb == design.Update && !op.Whole && op.Lens == nil:
		return patchTypes
	case op.Verb == design.Update && !op.Whole:
		return patchTypes[:2] // a JSON Patch is in the words of today
	}
	return jsonTypes
}
