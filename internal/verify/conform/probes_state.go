package conform

import (
	"regexp"
	"strconv"
	"strings"
	"sync"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/plan"
)

var stateProbes = []Probe{
	{ID: "H-10", Section: "RFC 9110 sections 15.3.5 and 8.6", Says: "204 has no body, no Content-Type and no Content-Length", ask: empty},
	{ID: "H-11", Section: "RFC 9110 section 15.4.5", Says: "304 has the header that 200 would have, and no body", ask: notModified},
	{ID: "H-12", Section: "RFC 9110 section 8.8.3", Says: "a row has a strong entity tag, the same as long as it does not change", ask: tagged},
	{ID: "H-13", Section: "RFC 9110 section 13.1.1", Says: "If-Match is compared strongly: another tag or a weak one is 412", ask: ifMatch},
	{ID: "H-13-write", Section: "RFC 9110 section 13.1.1", Says: "a write whose If-Match does not hold is 412 and changes nothing", Writes: true, ask: ifMatchWrite},
	{ID: "H-14", Section: "RFC 9110 section 13.1.2", Says: "If-None-Match is compared weakly: a tag that is known is 304", ask: ifNoneMatch},
	{ID: "H-14-write", Section: "RFC 9110 section 13.1.2", Says: "a write whose If-None-Match names the row is 412", Writes: true, ask: ifNoneMatchWrite},
	{ID: "H-15", Section: "RFC 9110 sections 13.1.3 and 13.1.4", Says: "dates decide nothing where there are entity tags", ask: dates},
	{ID: "H-16", Section: "RFC 9110 section 13.2.2", Says: "If-Match comes first, and preconditions only where the request would succeed without them", ask: precedence},
	{ID: "H-07", Section: "RFC 9110 section 15.5.5", Says: "a row that is not there and an address that is not there are the same 404", ask: notFound},
	{ID: "H-27", Section: "RFC 9110 section 15.5.4", Says: "a row that a caller may not read is answered as one that is not there", ask: hidden},
}

// lateProbes change rows that others look at, and come last.
var lateProbes = []Probe{
	{ID: "H-09", Section: "RFC 9110 section 15.3.2", Says: "201 says where the new row is, and it is there, as it was sent", Writes: true, ask: created},
	{ID: "H-10-delete", Section: "RFC 9110 section 15.3.5", Says: "what is deleted is 204, and gone", Writes: true, ask: deleted},
	{ID: "H-17", Section: "RFC 9110 section 13.1.1", Says: "of many writers with one tag, one wins", Writes: true, ask: lostUpdate},
}

// makes are the bodies of operations.
func (p *asking) makes(op *plan.Operation) ([]string, error) { return p.bodies(op) }

func created(p *asking) error {
	if len(p.operations(isVerb(design.Create))) == 0 {
		return apart("no operation makes rows")
	}
	h, err := p.any(p.operations(func(op *plan.Operation) bool {
		return op.Verb == design.Create && op.Location != nil && op.Sent != nil && plain(op)
	}), p.makes, 201)
	if err != nil {
		return err
	}
	p.last, p.got = h.request, h.got
	location := h.got.get("Location")
	switch {
	case !strings.HasPrefix(location, "/") && !strings.HasPrefix(location, p.at.Scheme+"://"):
		return p.wrong("a Location, not %q", location)
	case h.got.body != "" && h.got.get("ETag") == "":
		return p.wrong("an ETag beside the row")
	case h.got.body == "":
		return apart("who makes the row may not read it")
	}
	made := h.got
	for _, get := range p.operations(isVerb(design.Get)) {
		if get.Resource != h.op.Resource {
			continue
		}
		if err := p.expect(request{method: "GET", target: location, token: h.token}, 200); err != nil {
			return err
		}
		return p.is("ETag", made.get("ETag"))
	}
	return nil
}

func empty(p *asking) error {
	if err := p.expect(request{method: "OPTIONS", target: filled(p.routes[0].template)}, 200, 204); err != nil {
		return err
	}
	if p.got.status == 204 && (p.got.get("Content-Type") != "" || p.got.length >= 0 || p.got.body != "") {
		return p.wrong("no body, no Content-Type and no Content-Length")
	}
	return nil
}

func deleted(p *asking) error {
	h, err := p.any(p.operations(isVerb(design.Delete)), nil, 204)
	if err != nil {
		return err
	}
	p.last, p.got = h.request, h.got
	if h.got.get("Content-Type") != "" || h.got.length >= 0 || h.got.body != "" {
		return p.wrong("no body, no Content-Type and no Content-Length")
	}
	return p.expect(h.request, 404)
}

func notModified(p *asking) error {
	h, err := p.steady()
	if err != nil {
		return err
	}
	whole, err := p.send(h.request)
	if err != nil {
		return err
	}
	if err := p.expect(h.request.with("If-None-Match", whole.get("ETag")), 304); err != nil {
		return err
	}
	if p.got.body != "" {
		return p.wrong("no body")
	}
	if err := p.absent("Content-Type", "Content-Encoding"); err != nil {
		return err
	}
	for _, name := range []string{"ETag", "Cache-Control", "Vary"} {
		if err := p.is(name, whole.get(name)); err != nil {
			return err
		}
	}
	if p.got.get("Date") == "" {
		return p.wrong("a Date")
	}
	return nil
}

// steady returns a get whose answer does not change while the row does not.
func (p *asking) steady() (*hit, error) {
	return p.any(p.operations(func(op *plan.Operation) bool { return op.Verb == design.Get && op.Living.None() }), nil, 200)
}

var strongTag = regexp.MustCompile(`^"[!#-~]+"$`)

func tagged(p *asking) error {
	h, err := p.row()
	if err != nil {
		return err
	}
	if err := p.expect(h.request, 200); err != nil {
		return err
	}
	tag := p.got.get("ETag")
	if !strongTag.MatchString(tag) {
		return p.wrong("a strong entity tag, not %s", tag)
	}
	return first(p.expect(h.request, 200), p.is("ETag", tag))
}

func ifMatch(p *asking) error {
	h, err := p.row()
	if err != nil {
		return err
	}
	if err := p.expect(h.request, 200); err != nil {
		return err
	}
	tag := p.got.get("ETag")
	return first(
		p.expect(h.request.with("If-Match", tag), 200),
		p.expect(h.request.with("If-Match", `"no-such-tag", `+tag), 200),
		p.expect(h.request.with("If-Match", "*"), 200),
		p.expect(h.request.with("If-Match", `"no-such-tag"`), 412),
		p.problem("precondition_failed"),
		p.expect(h.request.with("If-Match", "W/"+tag), 412),
	)
}

func ifMatchWrite(p *asking) error {
	h, err := p.changed()
	if err != nil {
		return err
	}
	if err := p.expect(h.request, 200); err != nil {
		return err
	}
	tag := p.got.get("ETag")
	if tag == "" {
		return p.wrong("an ETag beside the row")
	}
	return first(
		p.expect(h.request.with("If-Match", `"no-such-tag"`), 412),
		p.expect(h.request.with("If-Match", "W/"+tag), 412),
		p.expect(h.request.with("If-Match", `"x"`).with("If-Match", tag), 200),
	)
}

func ifNoneMatch(p *asking) error {
	h, err := p.steady()
	if err != nil {
		return err
	}
	if err := p.expect(h.request, 200); err != nil {
		return err
	}
	tag := p.got.get("ETag")
	return first(
		p.expect(h.request.with("If-None-Match", tag), 304),
		p.expect(h.request.with("If-None-Match", "W/"+tag), 304),
		p.expect(h.request.with("If-None-Match", `"no-such-tag", `+tag), 304),
		p.expect(h.request.with("If-None-Match", "*"), 304),
		p.expect(h.request.with("If-None-Match", `"no-such-tag"`), 200),
	)
}

func ifNoneMatchWrite(p *asking) error {
	h, err := p.changed()
	if err != nil {
		return err
	}
	return first(
		p.expect(h.request.with("If-None-Match", "*"), 412),
		p.expect(h.request.with("If-None-Match", `"no-such-tag"`), 200),
	)
}

func dates(p *asking) error {
	h, err := p.row()
	if err != nil {
		return err
	}
	const past, future = "Mon, 01 Jan 2001 00:00:00 GMT", "Mon, 01 Jan 2199 00:00:00 GMT"
	return first(
		p.expect(h.request.with("If-Modified-Since", future).with("If-None-Match", `"no-such-tag"`), 200),
		p.expect(h.request.with("If-Modified-Since", "no date"), 200),
		p.expect(h.request.with("If-Unmodified-Since", past).with("If-Match", "*"), 200),
	)
}

func precedence(p *asking) error {
	h, err := p.steady()
	if err != nil {
		return err
	}
	if err := p.expect(h.request, 200); err != nil {
		return err
	}
	tag := p.got.get("ETag")
	if err := p.expect(h.request.with("If-Match", `"no-such-tag"`).with("If-None-Match", tag), 412); err != nil {
		return err
	}
	if len(h.op.Params) > 0 {
		none := h.request
		none.target = filled(h.op.Path)
		if err := p.expect(none.with("If-Match", `"no-such-tag"`), 404); err != nil {
			return err
		}
	}
	if h.op.SignedIn {
		nobody := h.request
		nobody.token = ""
		return p.expect(nobody.with("If-Match", `"no-such-tag"`), 401)
	}
	bad := h.request
	bad.target += "?no_such_parameter=1"
	return p.expect(bad.with("If-Match", `"no-such-tag"`), 400)
}

// writers is how many write at once.
const writers = 50

func lostUpdate(p *asking) error {
	for _, op := range p.operations(func(op *plan.Operation) bool { return op.Verb == design.Update && !op.Whole && plain(op) }) {
		field := changeable(op)
		if field == "" {
			continue
		}
		h, err := p.find(op, []string{saying(field, "probe")}, 200)
		if _, isApart := err.(apart); isApart {
			continue
		}
		if err != nil {
			return err
		}
		if err := p.expect(h.request, 200); err != nil {
			return err
		}
		tag := p.got.get("ETag")
		if tag == "" {
			continue
		}
		statuses := p.together(func(i int) request {
			q := h.request.with("If-Match", tag)
			q.body = saying(field, "probe "+strconv.Itoa(i))
			return q
		})
		if statuses.count(200) != 1 || statuses.count(412) != writers-1 {
			p.last = h.request.with("If-Match", tag)
			return p.wrong("of %d at once, each with another value, one 200 and else 412, not %v", writers, statuses.all())
		}
		return nil
	}
	return apart("no update changes a text of a row that is known")
}

// outcomes are answers to requests that were sent at once.
type outcomes []*answer

func (o outcomes) count(status int) (n int) {
	for _, a := range o {
		if a.status == status {
			n++
		}
	}
	return n
}

// all counts each status.
func (o outcomes) all() map[int]int {
	counts := map[int]int{}
	for _, a := range o {
		counts[a.status]++
	}
	return counts
}

// together sends many requests at once, each on a connection of its own.
func (p *asking) together(make func(i int) request) (got outcomes) {
	var lock sync.Mutex
	var all sync.WaitGroup
	for i := range writers {
		all.Go(func() {
			c, err := dial(p.ctx, p.at)
			if err != nil {
				return
			}
			defer c.Close()
			own := p.versioned(make(i))
			if a, err := c.send(&own); err == nil {
				lock.Lock()
				defer lock.Unlock()
				got = append(got, a)
			}
		})
	}
	all.Wait()
	p.requests += writers
	return got
}

// changeable returns a text that an update takes, "" for none: one that may be anything.
func changeable(op *plan.Operation) string {
	for _, slot := range op.Body.Slots {
		f := slot.Field
		if !slot.InPath && f.Type == design.TypeText && f.Pattern == nil && f.Unique == nil && (f.Max == nil || f.Max.N >= 8) && (f.Min == nil || f.Min.N <= 5) {
			return f.Name.Text
		}
	}
	return ""
}

// saying returns a body with one text.
func saying(field, text string) string { return `{"` + field + `":"` + text + `"}` }

var ownID = regexp.MustCompile(`"(?:request_id|trace_id)":"[^"]*"`)

// sans returns a problem without what is of one request.
func sans(body string) string { return ownID.ReplaceAllString(body, "") }

func notFound(p *asking) error {
	if err := first(p.expect(get(nowhere), 404), p.problem("not_found")); err != nil {
		return err
	}
	route := sans(p.got.body)
	h, err := p.any(p.operations(func(op *plan.Operation) bool { return op.Verb == design.Get && len(op.Params) > 0 }), nil, 200)
	if err != nil {
		return err
	}
	q := h.request
	q.target = filled(h.op.Path)
	if err := p.expect(q, 404); err != nil {
		return err
	}
	if sans(p.got.body) != route {
		return p.wrong("the problem of an address that is not there, %s", route)
	}
	return nil
}

func hidden(p *asking) error {
	for _, op := range p.operations(func(op *plan.Operation) bool { return op.Verb == design.Get && len(op.Params) == 1 }) {
		paths, err := p.paths(op)
		if err != nil {
			return err
		}
		for _, path := range paths {
			seen, unseen := false, ""
			for _, token := range p.callers {
				a, err := p.send(request{method: "GET", target: path, token: token})
				if err != nil {
					return err
				}
				seen = seen || a.status == 200
				if a.status == 404 {
					unseen = token
				}
			}
			if !seen || unseen == "" {
				continue
			}
			none, err := p.send(request{method: "GET", target: filled(op.Path), token: unseen})
			if err != nil {
				return err
			}
			if err := p.expect(request{method: "GET", target: path, token: unseen}, 404); err != nil {
				return err
			}
			if sans(p.got.body) != sans(none.body) || len(p.got.header) != len(none.header) {
				return p.wrong("the answer of a row that is not there, %s", none.show())
			}
			return nil
		}
	}
	return apart("no row is known that one caller may read and another may not")
}
