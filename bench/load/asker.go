package load

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"

	"github.com/newel-api/newel/bench/dataset"
	"github.com/newel-api/newel/bench/target"
)

// The operations.
const (
	Get    = "get"
	List   = "list"
	Expand = "expand"
	Create = "create"
	Patch  = "patch"
)

// Operations are all, in the order of tables.
var Operations = []string{Get, List, Expand, Create, Patch}

// world is what the connections share: ids and tokens.
type world struct {
	api      target.API
	set      dataset.Set
	op       string
	run      string
	tokens   []string
	users    []string
	articles []string // where the operation needs them
	bodies   []string
}

func newWorld(p *Plan) (*world, error) {
	w := &world{api: p.API, set: p.Set, op: p.Operation, run: p.Run}
	text, err := os.ReadFile(p.Tokens)
	if err != nil {
		return nil, err
	}
	if w.tokens = strings.Fields(string(text)); len(w.tokens) == 0 {
		return nil, fmt.Errorf("%s has no tokens", p.Tokens)
	}
	for n := range w.set.Users {
		u := w.set.User(n)
		w.users = append(w.users, w.api.User(&u))
	}
	switch w.op {
	case Get, Patch:
		for n := range w.set.Articles {
			w.articles = append(w.articles, w.api.Article(w.set, n))
		}
	case Create:
		for n := range 64 {
			body, err := json.Marshal(w.set.Article(n).Body)
			if err != nil {
				return nil, err
			}
			w.bodies = append(w.bodies, string(body))
		}
	case List, Expand:
	default:
		return nil, fmt.Errorf("there is no operation %q", w.op)
	}
	return w, nil
}

// asker makes the requests of one connection.
type asker struct {
	*world
	r      *rand.Rand
	prefix string // that no other asker has, in any run
	made   int
}

func (w *world) asker(n int) *asker {
	seed := uint64(len(w.run))
	for _, c := range []byte(w.run) {
		seed = seed*131 + uint64(c)
	}
	return &asker{world: w, r: rand.New(rand.NewPCG(seed, uint64(n))), prefix: "n-" + w.run + "-" + strconv.Itoa(n) + "-"}
}

// next returns the next request: of any caller for any row that the operation is for.
func (a *asker) next() target.Request {
	caller := a.r.IntN(len(a.tokens))
	a.made++
	switch a.op {
	case Get:
		n := a.r.IntN(len(a.articles))
		for a.set.Draft(n) {
			n = a.r.IntN(len(a.articles))
		}
		return a.api.Get(a.tokens[caller], a.articles[n])
	case List, Expand:
		return a.api.List(a.tokens[caller], a.users[a.r.IntN(len(a.users))], a.op == Expand)
	case Create:
		count := strconv.Itoa(a.made)
		return a.api.Create(a.tokens[caller], a.users[caller], a.prefix+count, "A new article "+count, a.bodies[a.r.IntN(len(a.bodies))], "published")
	}
	n := a.set.Own(caller, a.r.IntN(a.set.PerUser()))
	return a.api.Patch(a.tokens[caller], a.articles[n], "An edited title "+strconv.Itoa(a.made))
}
