package engine_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/payload"
	"github.com/newel-api/newel/internal/plan"
	"github.com/newel-api/newel/internal/seed"
)

// seeded notes what is known of a row before anybody asks.
func (s *server) seeded(row *seed.Row) {
	id := string(row.Entity.AppendID(nil, row.ID()))
	s.ids[row.Entity] = append(s.ids[row.Entity], id)
	known := map[string]string{}
	for f := range row.Entity.All() {
		v := row.Values[f.Index]
		switch {
		case v.IsNull():
		case f.Type == design.TypeRef:
			known[f.Name.Text] = string(f.Target.To.AppendID(nil, v))
		case f.Type == design.TypeUUID:
			known[f.Name.Text] = string(payload.AppendUUID(nil, v.Str))
		case f.Type == design.TypeInteger:
			known[f.Name.Text] = strconv.FormatInt(v.Int, 10)
		case f.Type.Textual():
			known[f.Name.Text] = v.Str
		}
	}
	s.facts[id] = known
}

// note keeps what an answer tells of a row of e.
func (s *server) note(e *design.Entity, o item) {
	id := o.id()
	if id == "" {
		return
	}
	if !slices.Contains(s.ids[e], id) {
		s.ids[e] = append(s.ids[e], id)
	}
	if s.facts[id] == nil {
		s.facts[id] = map[string]string{}
	}
	for name, raw := range o {
		s.facts[id][name] = text(raw)
	}
}

// address returns what stands for a row of r in paths, if it is known.
func (s *server) address(r *plan.Resource, id string) (string, bool) {
	if r.Key == nil || r.Key.Type == design.TypeID {
		return id, true
	}
	key, ok := s.facts[id][r.Key.Name.Text]
	return key, ok
}

// path returns the path by which op is asked about a row, if all of it is known.
func (s *server) path(op *plan.Operation, id string) (string, bool) {
	path := op.Path
	for i := range op.Params {
		about, r := id, op.Resource
		if op.Params[i].Parent {
			about, r = s.facts[id][op.Under.Via.Name.Text], s.plan.Resource(op.Under.Via.Target.To)
		}
		key, ok := s.address(r, about)
		if !ok || key == "" {
			return "", false
		}
		path = strings.Replace(path, "{"+op.Params[i].Name+"}", key, 1)
	}
	return path, true
}

// parents returns the ids of the rows that paths of op may go through: those that p sees.
func (p *person) parents(op *plan.Operation) []string {
	e := op.Under.Via.Target.To
	r := p.plan.Resource(e)
	if slices.ContainsFunc(p.plan.Operations, func(l *plan.Operation) bool { return l.Verb == design.List && l.Resource == r }) {
		return idsOf(p.seen[r])
	}
	return slices.Clone(p.ids[e])
}

// under returns the path of a list or a create below one row.
func (p *person) under(op *plan.Operation, parent string) (string, bool) {
	key, ok := p.address(p.plan.Resource(op.Under.Via.Target.To), parent)
	return strings.Replace(op.Path, "{"+op.Under.Via.Name.Text+"}", key, 1), ok
}

// anyPath returns a path of a create.
func (p *person) anyPath(op *plan.Operation) (string, bool) {
	if op.Under == nil {
		return op.Path, true
	}
	all := p.parents(op)
	if len(all) == 0 {
		return "", false
	}
	return p.under(op, all[p.rng.IntN(len(all))])
}

// listUnder walks a list below each of the rows that p sees. Below one that is not there
// for p, and below one that is nowhere, the answer is the same.
func (p *person) listUnder(op *plan.Operation) {
	p.t.Helper()
	seen := p.parents(op)
	for _, id := range seen {
		path, ok := p.under(op, id)
		if !ok {
			continue
		}
		below := *op
		below.Path = path
		if a := p.ask(http.MethodGet, path, ""); a.status == http.StatusNotFound && len(p.seen[p.plan.Resource(op.Under.Via.Target.To)]) == 0 {
			continue // no list says which of them p sees
		}
		p.list(&below)
	}
	if p.written {
		return
	}
	for _, id := range p.ids[op.Under.Via.Target.To] {
		path, ok := p.under(op, id)
		if !ok || slices.Contains(seen, id) {
			continue
		}
		a := p.ask(http.MethodGet, path, "")
		told := a.status == http.StatusUnauthorized && p.token == "" || a.status == http.StatusForbidden && p.shut[op.Resource]
		if a.status != http.StatusNotFound && !told {
			p.complain("GET "+path, "%d, and no list shows %s: %s", a.status, id, a.body)
		}
	}
}

// notBelow asks for an item that p sees below the rows that it does not refer to.
func (p *person) notBelow(op *plan.Operation, o item) {
	p.t.Helper()
	id := o.id()
	if op.Under == nil || p.written || id == "" {
		return
	}
	via := op.Under.Via.Name.Text
	is := p.facts[id][via]
	defer func() { p.facts[id][via] = is }()
	for _, other := range p.parents(op) {
		p.facts[id][via] = other
		path, ok := p.path(op, id)
		if !ok || other == is {
			continue
		}
		var found item
		a := p.ask(http.MethodGet, path, "")
		if err := json.Unmarshal(a.body, &found); a.status != http.StatusNotFound && (err != nil || a.status != http.StatusOK || found.id() == id) {
			p.complain("GET "+path, "%d, and it is below %s: %s", a.status, is, a.body)
		}
	}
}
