package engine_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/newel-api/newel/internal/contract"
	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/dialect"
	"github.com/newel-api/newel/internal/plan"
)

// holder holds answers to the document of their design: whatever comes stands there.
type holder struct {
	t     testing.TB
	doc   *contract.Document
	paths map[*contract.Operation]*regexp.Regexp

	lock sync.Mutex
	told map[string]bool
}

func newHolder(t testing.TB, d *design.Design) *holder {
	h := &holder{
		t: t, doc: contract.Of(plan.Compile(d, dialect.SQLite), contract.Everyone()),
		paths: map[*contract.Operation]*regexp.Regexp{}, told: map[string]bool{},
	}
	for _, o := range h.doc.Operations {
		pattern := regexp.MustCompile(`\\\{[^}]*\\\}`).ReplaceAllString(regexp.QuoteMeta(o.Path), `[^/]+`)
		h.paths[o] = regexp.MustCompile("^" + pattern + "$")
	}
	return h
}

// held is a handler whose answers are held to the document.
func held(t testing.TB, d *design.Design, next http.Handler) http.Handler {
	h := newHolder(t, d)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		recorder := httptest.NewRecorder()
		next.ServeHTTP(recorder, r)
		h.seen(r, recorder.Result(), recorder.Body.Bytes())
		for name, values := range recorder.Result().Header {
			w.Header()[name] = values
		}
		w.WriteHeader(recorder.Code)
		_, _ = w.Write(recorder.Body.Bytes())
	})
}

// complain tells one thing once. A request id makes no difference.
func (h *holder) complain(format string, args ...any) {
	h.lock.Lock()
	defer h.lock.Unlock()
	text := requestIDs.ReplaceAllString(fmt.Sprintf(format, args...), "…")
	if !h.told[text] && len(h.told) < 20 {
		h.told[text] = true
		h.t.Error(text)
	}
}

var requestIDs = regexp.MustCompile(`[A-Z2-7]{26}`)

// seen looks up an answer.
func (h *holder) seen(r *http.Request, w *http.Response, body []byte) {
	var o *contract.Operation
	for _, one := range h.doc.Operations {
		// A word of a path comes before a row.
		if one.Method == r.Method && h.paths[one].MatchString(r.URL.Path) && (o == nil || strings.Contains(o.Path, "{")) {
			o = one
		}
	}
	if o == nil {
		return // no path, or none that anybody may use
	}
	a := o.Answer(w.StatusCode)
	if a == nil {
		h.complain("%s answers %d, which the document does not have: %s", o.ID, w.StatusCode, body)
		return
	}
	for name := range w.Header {
		if !slices.Contains(contract.Everywhere, name) &&
			!slices.ContainsFunc(a.Headers, func(h *contract.Header) bool { return http.CanonicalHeaderKey(h.Name) == name }) {
			h.complain("the %d of %s has the header %s, which the document does not have", a.Status, o.ID, name)
		}
	}
	for _, header := range a.Headers {
		if header.Always && w.Header.Get(header.Name) == "" {
			h.complain("the %d of %s lacks the header %s", a.Status, o.ID, header.Name)
		}
	}
	switch {
	case len(a.Codes) > 0:
		h.problem(o, a, body)
	case len(body) == 0 && a.Shape != nil && !a.Empty, len(body) > 0 && a.Shape == nil:
		h.complain("the %d of %s has the body %q", a.Status, o.ID, body)
	case len(body) > 0:
		var v any
		if err := json.Unmarshal(body, &v); err != nil {
			h.complain("the %d of %s is no JSON: %v", a.Status, o.ID, err)
			return
		}
		chosen := r.URL.Query().Has("fields")
		if why := h.fits(a.Shape, v, "", chosen); why != "" {
			h.complain("the %d of %s is not of its shape: %s", a.Status, o.ID, why)
		}
	}
}

// problem holds the codes of a problem to those that the document has.
func (h *holder) problem(o *contract.Operation, a *contract.Answer, body []byte) {
	var p struct {
		Code      string
		Operation *struct {
			Index int
			Call  string
		}
		Errors []struct{ Pointer, Parameter, Code string }
	}
	if err := json.Unmarshal(body, &p); err != nil {
		h.complain("the %d of %s is no problem: %s", a.Status, o.ID, body)
		return
	}
	if !slices.Contains(a.Codes, p.Code) {
		h.complain("the %d of %s has the code %s, which the document does not have: %s", a.Status, o.ID, p.Code, body)
	}
	if p.Operation != nil { // of a batch: as the call alone is refused
		body = bytes.ReplaceAll(body, fmt.Appendf(nil, `"pointer":"/operations/%d/body`, p.Operation.Index), []byte(`"pointer":"`))
		if o := h.doc.Operation(p.Operation.Call); o.Answer(a.Status) != nil {
			h.problem(o, o.Answer(a.Status), bytes.Replace(body, []byte(`"operation":`), []byte(`"in":`), 1))
		}
		return
	}
	if a.Status == http.StatusBadRequest {
		return // unknown members and parameters have any name
	}
	for _, e := range p.Errors {
		pointer := itemNumbers.ReplaceAllString(e.Pointer, "/*$1")
		if !slices.ContainsFunc(a.Errors, func(c *contract.Errors) bool {
			return c.Pointer == pointer && slices.Contains(c.Codes, e.Code)
		}) {
			h.complain("the %d of %s has the error %s at %q, which the document does not have", a.Status, o.ID, e.Code, pointer)
		}
	}
}

// itemNumbers are the items of lists in a pointer.
var itemNumbers = regexp.MustCompile(`/\d+(/|$)`)

// fits tells why v is not of that shape, "" if it is. Where fields were chosen, any may be
// absent.
func (h *holder) fits(s *contract.Shape, v any, at string, chosen bool) string {
	if v == nil && s.Nullable {
		return ""
	}
	s = h.doc.Whole(s)
	switch v := v.(type) {
	case map[string]any:
		if s.Kind == contract.Anything {
			return ""
		}
		return h.object(s, v, at, chosen)
	case []any:
		if s.Kind == contract.Anything {
			return ""
		}
		if s.Kind != contract.List || s.Most != nil && int64(len(v)) > *s.Most {
			return fmt.Sprintf("%s has %d items", at, len(v))
		}
		for i, item := range v {
			if why := h.fits(s.Item, item, fmt.Sprintf("%s/%d", at, i), chosen); why != "" {
				return why
			}
		}
		return ""
	case string:
		return textFits(s, v, at)
	case float64:
		if s.Kind == contract.Integer && v == float64(int64(v)) || s.Kind == contract.Number || s.Kind == contract.Anything {
			return ""
		}
	case bool:
		if s.Kind == contract.Boolean || s.Kind == contract.Anything {
			return ""
		}
	}
	return fmt.Sprintf("%s is %v", at, v)
}

func (h *holder) object(s *contract.Shape, v map[string]any, at string, chosen bool) string {
	if s.Kind != contract.Object {
		return at + " is an object"
	}
	for name, inner := range v {
		m := s.Member(name)
		if m == nil {
			return at + "/" + name + " is not in the document"
		}
		if why := h.fits(m.Shape, inner, at+"/"+name, chosen); why != "" {
			return why
		}
	}
	for _, m := range s.Members {
		if _, there := v[m.Name]; m.Required && !there && !chosen {
			return at + "/" + m.Name + " is missing"
		}
	}
	return ""
}

// textFits holds a text to its words, its pattern and its length.
func textFits(s *contract.Shape, v, at string) string {
	switch {
	case s.Kind == contract.Anything:
		return ""
	case s.Kind != contract.Text, len(s.Words) > 0 && !slices.Contains(s.Words, v):
	case s.Pattern != "" && !goPattern(s.Pattern).MatchString(v):
	case s.Most != nil && int64(len([]rune(v))) > *s.Most, s.Least != nil && int64(len([]rune(v))) < *s.Least:
	default:
		return ""
	}
	return fmt.Sprintf("%s is %q", at, v)
}

// goPattern reads a pattern of JavaScript, as far as documents have them.
func goPattern(pattern string) *regexp.Regexp {
	return regexp.MustCompile(regexp.MustCompile(`\\u([0-9a-f]{4})`).ReplaceAllString(pattern, `\x{$1}`))
}
