package engine_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"sync"
	"testing"

	"github.com/newel-api/newel/internal/contract"
	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/dialect"
	"github.com/newel-api/newel/internal/plan"
)

// holder holds answers to the document of their design: whatever comes stands there.
type holder struct {
	t       testing.TB
	doc     *contract.Document
	matcher *contract.Matcher

	lock sync.Mutex
	told map[string]bool
}

func newHolder(t testing.TB, d *design.Design) *holder {
	doc := contract.Of(plan.Compile(d, dialect.SQLite), contract.Everyone())
	return &holder{t: t, doc: doc, matcher: contract.NewMatcher(doc), told: map[string]bool{}}
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
	o := h.matcher.Find(r.Method, r.URL.Path)
	if o == nil {
		return // no path, or none that anybody may use
	}
	for _, why := range h.doc.Breaks(o, &contract.Answered{Status: w.StatusCode, Header: w.Header, Body: body, Chosen: r.URL.Query().Has("fields")}) {
		h.complain("%s", why)
	}
}
