package conform

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Probe is one demand of an RFC, and how it is asked for.
type Probe struct {
	ID      string // "H-01"
	Section string // "RFC 9110 section 9.3.2"
	Says    string // what must hold, as a sentence
	Writes  bool   // it changes rows, or needs the server for itself: only on one that goes away
	ask     func(*asking) error
}

// Outcome is what became of a probe.
type Outcome string

// The outcomes.
const (
	Holds Outcome = "holds"
	Fails Outcome = "fails"
	Apart Outcome = "does not apply"
)

// Result is what became of one probe.
type Result struct {
	ID       string   `json:"id"`
	Section  string   `json:"section"`
	Says     string   `json:"says"`
	Outcome  Outcome  `json:"outcome"`
	Why      string   `json:"why,omitempty"` // it does not apply
	Requests int      `json:"requests"`
	Took     float64  `json:"took_ms"`
	Failure  *Failure `json:"failure,omitempty"`
}

// Failure is the answer that is not what it must be.
type Failure struct {
	Expected string `json:"expected"`
	Request  string `json:"request"`
	Answer   string `json:"answer"`
	Curl     string `json:"curl"`
}

// Error returns what was expected.
func (f *Failure) Error() string { return f.Expected }

// apart is why a probe does not apply.
type apart string

// Error returns the reason.
func (a apart) Error() string { return string(a) }

// asking is one probe under way.
type asking struct {
	*subject
	ctx      context.Context
	requests int
	last     request // that was sent
	got      *answer // to it
}

// send sends one request on a connection of its own.
func (p *asking) send(q request) (*answer, error) {
	c, err := dial(p.ctx, p.at)
	if err != nil {
		return nil, err
	}
	defer c.Close()
	return p.on(c, q)
}

// on sends one request on a connection.
func (p *asking) on(c *connection, q request) (*answer, error) {
	p.requests++
	q = p.versioned(q)
	p.last, p.got = q, nil
	a, err := c.send(&q)
	if err != nil {
		return nil, p.wrong("an answer, and not %v", err)
	}
	p.got = a
	if q.method == http.MethodDelete && a.status < 300 {
		clear(p.found) // some may be about a row that is gone
	}
	if a.status == 429 && !p.limited {
		return nil, apart("the server answers 429: its rate is spent, ask again later")
	}
	return a, nil
}

// versioned returns the request as one to the version that the probes are made of.
func (p *asking) versioned(q request) request {
	if v := p.Plan.Versioning; v != nil && v.Header != "" && !q.has(v.Header) {
		return q.with(v.Header, v.Current)
	}
	return q
}

// wrong is the failure of the last request.
func (p *asking) wrong(format string, args ...any) error {
	f := &Failure{Expected: fmt.Sprintf(format, args...), Request: p.last.show(), Curl: p.last.curl(p.at.String())}
	if p.got != nil {
		f.Answer = p.got.show()
	}
	return f
}

// status is wrong unless the last answer has one of those statuses.
func (p *asking) status(want ...int) error {
	if slices.Contains(want, p.got.status) {
		return nil
	}
	return p.wrong("status %s, not %d", strings.Join(strings.Fields(strings.Trim(fmt.Sprint(want), "[]")), " or "), p.got.status)
}

// is is wrong unless a header of the last answer has that value.
func (p *asking) is(name, want string) error {
	if got := p.got.get(name); got != want {
		return p.wrong("%s: %s, not %q", name, want, got)
	}
	return nil
}

// absent is wrong when the last answer has one of those headers.
func (p *asking) absent(names ...string) error {
	for _, name := range names {
		if got := p.got.get(name); got != "" {
			return p.wrong("no header %s, not %q", name, got)
		}
	}
	return nil
}

// expect sends a request and wants one of those statuses.
func (p *asking) expect(q request, want ...int) error {
	if _, err := p.send(q); err != nil {
		return err
	}
	return p.status(want...)
}

// first returns the first error.
func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// Run asks all probes, or those whose id only matches, of a running API. Without
// Subject.Writes nothing is changed.
func Run(ctx context.Context, s Subject, only *regexp.Regexp) ([]Result, error) {
	of, err := newSubject(ctx, s)
	if err != nil {
		return nil, err
	}
	var results []Result
	for i := range Probes {
		p := &Probes[i]
		if only != nil && !only.MatchString(p.ID) {
			continue
		}
		r := Result{ID: p.ID, Section: p.Section, Says: p.Says}
		if p.Writes && !s.Writes {
			r.Outcome, r.Why = Apart, "it changes rows, or takes all of the server: it is asked on a server that goes away"
			results = append(results, r)
			continue
		}
		q := &asking{subject: of, ctx: ctx}
		began := time.Now()
		err := p.ask(q)
		r.Took = float64(time.Since(began).Microseconds()) / 1e3
		r.Requests = q.requests
		var why apart
		switch {
		case err == nil:
			r.Outcome = Holds
		case errors.As(err, &r.Failure):
			r.Outcome = Fails
		case errors.As(err, &why):
			r.Outcome, r.Why = Apart, string(why)
		default:
			return nil, fmt.Errorf("probe %s: %w", p.ID, err)
		}
		results = append(results, r)
	}
	return results, nil
}
