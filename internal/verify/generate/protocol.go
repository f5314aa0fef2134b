package generate

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/newel-api/newel/internal/contract"
	"github.com/newel-api/newel/internal/design"
)

// newKey returns an idempotency key that was not there before.
func (r *run) newKey() string {
	r.keysMade++
	return "key-" + strconv.FormatUint(r.seed, 10) + "-" + strconv.Itoa(r.keysMade)
}

// badToken is a header with a token that nobody has.
const badToken = "Bearer nonsense"

// protocolEdges are headers and methods.
func (r *run) protocolEdges(op *operation) (all []maker) {
	header := func(name, text string, statuses ...int) {
		all = append(all, func() *try {
			t := r.base(op, false)
			t.header = slices.DeleteFunc(t.header, func(line [2]string) bool { return line[0] == name })
			t = t.with(name, text)
			t.statuses, t.why = statuses, "the header "+name+": "+text
			if text == badToken {
				t.code = "invalid_token" // whoever sends one believes to be somebody
			}
			return t
		})
	}
	header("Accept", "application/json")
	header("Accept", "text/html;q=0.9, */*;q=0.1")
	header("Accept-Language", "xx, *;q=0")
	header("X-No-Such-Header", "x")
	if op.plan != nil { // signing in and out has no caller, and no row
		if r.doc.SignIn {
			header("Authorization", "Basic YTpi", 400, 401)
			header("Authorization", "Bearer", 400, 401)
			header("Authorization", badToken, 401)
		}
		header("If-Match", "nonsense", 400)
		if op.many {
			header("If-Match", "*", 400) // each item may have a version
		} else {
			header("If-Match", "*")
		}
		header("If-None-Match", `"a`, 400)
	}
	if op.Body != nil {
		for _, media := range []string{"text/plain", "application/xml", "application/json; charset=latin1", "multipart/form-data"} {
			header("Content-Type", media, 415)
		}
		header("Content-Type", "application/json; charset=UTF-8")
		header("Content-Encoding", "br", 415)
	}
	if op.plan != nil && op.plan.Write != nil {
		if op.plan.Verb != design.Create && !op.many {
			header("If-Match", `"987654321"`, 412, 404, 403, 409)
		}
		header(idempotencyKey, strings.Repeat("k", 256), 400)
		header(idempotencyKey, "a b", 400, 200, 201, 204, 401, 403, 404, 409, 412, 422)
		all = append(all, func() *try {
			t := r.base(op, true).with(idempotencyKey, r.newKey())
			t.why = "a key of its own"
			return t
		})
	}
	return append(all, r.methods(op)...)
}

// methods are those that the address does not have.
func (r *run) methods(op *operation) (all []maker) {
	for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, "QUERY", "TRACE"} {
		if slices.ContainsFunc(r.operations, func(o *operation) bool {
			return o.Method == method && sameAddress(o.Path, op.Path)
		}) {
			continue
		}
		all = append(all, func() *try {
			t := r.base(op, false)
			t.body, t.media, t.method, t.statuses = nil, "", method, []int{405}
			t.why = "the method " + method
			return t
		})
	}
	return all
}

// sameAddress tells whether two templates can be the same path.
func sameAddress(a, b string) bool {
	one, two := strings.Split(a, "/"), strings.Split(b, "/")
	if len(one) != len(two) {
		return false
	}
	for i := range one {
		if one[i] != two[i] && !strings.HasPrefix(one[i], "{") && !strings.HasPrefix(two[i], "{") {
			return false
		}
	}
	return true
}

// byChance is a request with several things at once, as anybody, about rows that the
// requests before have made.
func (r *run) byChance(op *operation) *try {
	t := r.base(op, true)
	t.why = "a combination by chance"
	if r.IntN(3) > 0 || t.caller == nobody {
		t.caller = r.anybody(op)
	}
	if r.IntN(4) > 0 && !op.many {
		t.path = r.paths(op, t.caller)
	}
	for _, p := range op.Params {
		if p.In == contract.InQuery && r.IntN(6) == 0 {
			if v, ok := r.fine(op, p); ok && len(t.query) < 4 {
				t.query = append(t.query, member{p.Name, v})
				t.dry = t.dry || p.Name == dryRun && v.text == "true"
			}
		}
	}
	if r.IntN(3) == 0 {
		r.spoil(op, t)
	}
	r.Shuffle(len(t.body), func(i, j int) { t.body[i], t.body[j] = t.body[j], t.body[i] })
	return t
}

// spoil breaks the body or the query in one or two places.
func (r *run) spoil(op *operation, t *try) {
	if len(op.members) > 0 && r.IntN(4) > 0 {
		for range 1 + r.IntN(2) {
			m := op.members[r.IntN(len(op.members))]
			if op.rowIn(m.Name) != nil {
				t.put(m.Name, wrong(quoted("nonsense"), "no id"))
				if e := op.rowIn(m.Name); e.Counted() && e.Prefix.Text == "" {
					t.put(m.Name, wrong(quoted("nonsense"), "no id"))
				}
				continue
			}
			s := op.slots[m.Name]
			if s == nil {
				continue
			}
			some := edges(r.doc, m.Shape, &s.slot)
			t.put(m.Name, some[r.IntN(len(some))])
		}
		return
	}
	t.query = append(t.query, member{"no_such_parameter", wrong("1", "unknown")})
}
