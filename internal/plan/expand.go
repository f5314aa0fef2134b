package plan

import (
	"slices"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/payload"
	"github.com/newel-api/newel/internal/plan/query"
	"github.com/newel-api/newel/internal/value"
)

// Path is what a request may ask for beside a row: a reference or a relation, "comments", or
// one of the rows that it leads to, "comments.author".
type Path struct {
	Name   string
	Within int       // the path that it goes on from; -1 for one that begins at the row
	Below  int       // which path it is beside the rows that it goes on from
	Many   *Relation // nil for a reference, whose row comes with the rows that refer
}

// Paths are all that a request may ask for beside the rows of an answer.
type Paths []Path

// Below returns what asked asks for beside the rows at the end of path i, by the paths that
// they have.
func (p Paths) Below(i int, asked uint64) (paths uint64) {
	for k := range p {
		if p[k].Within == i && asked&(1<<k) != 0 {
			paths |= 1 << p[k].Below
		}
	}
	return paths
}

// on returns the number of the path that goes on from path i by its path k.
func (p Paths) on(i, k int) int {
	return slices.IndexFunc(p, func(path Path) bool { return path.Within == i && path.Below == k })
}

// Relation is how the rows of a relation are read and sent beside one row.
type Relation struct {
	Rows   *query.Related
	Size   int             // how many at the most
	Object *payload.Object // writes one
	Paths  Paths           // what may stand beside one
}

// Deep reads and writes the rows of an answer with the rows that references of expanded
// rows lead to. It is apart so that a request which does not ask for them does not pay for
// them.
type Deep struct {
	Asked  uint64 // the paths that need it
	Sent   *query.Projection
	Row    *query.Row // nil where the answer is a list
	Object *payload.Object
}

// expand makes the shapes and programs of a from what it sends and what may stand beside.
func (c *compiler) expand(a *answer) {
	for _, x := range a.expands {
		a.paths = append(a.paths, Path{Name: nameOf(c.members(a.of), x), Within: -1})
	}
	for i, x := range a.expands {
		to := c.shown[x.Target()]
		for k, next := range c.expandsOf(to) {
			a.paths = append(a.paths, Path{Name: a.paths[i].Name + "." + nameOf(c.members(to), next), Within: i, Below: k})
		}
	}
	deep := *a.sent
	a.sent.Expands, _ = c.joined(a, false)
	a.row, a.object = query.NewRow(c.dialect, a.sent), c.object(a, a.sent)
	var asked uint64
	if deep.Expands, asked = c.joined(a, true); asked != 0 {
		a.deep = &Deep{Asked: asked, Sent: &deep, Row: query.NewRow(c.dialect, &deep), Object: c.object(a, &deep)}
	}
}

// joined returns the expands of the references of a, which are joined to its rows, and if
// they go deep those of the references of these; asked are the paths of the latter.
func (c *compiler) joined(a *answer, deep bool) (expands []*query.Expand, asked uint64) {
	for i, x := range a.expands {
		if x.Many != nil {
			continue
		}
		e := query.NewExpand(nil, x.Name.To, c.rules.field(x.Name.To).read, c.projections[x.Target()], uint(i))
		for k, next := range c.expandsOf(c.shown[x.Target()]) {
			switch {
			case next.Many != nil:
				e.Sent.Keyed = true
			case deep:
				at := uint(a.paths.on(i, k))
				asked |= 1 << at
				e.Sent.Expands = append(e.Sent.Expands,
					query.NewExpand(e.Row, next.Name.To, c.rules.field(next.Name.To).read, c.projections[next.Target()], at))
			}
		}
		expands = append(expands, e)
	}
	return expands, asked
}

// object returns the program that writes rows of p, which a sends.
func (c *compiler) object(a *answer, p *query.Projection) *payload.Object {
	return besides(c.view, a.expands, p, c.members(a.of), 0, -1, func(k int) int { return k }, func(i int, e *query.Expand, column int) *payload.Object {
		to := c.shown[e.Sent.Entity]
		return besides(c.view, c.expandsOf(to), e.Sent, c.members(to), column, column+e.Sent.KeyPlace(), func(k int) int { return a.paths.on(i, k) },
			func(_ int, e *query.Expand, column int) *payload.Object {
				return objectFrom(e.Sent, c.members(c.shown[e.Sent.Entity]), column, c.view)
			})
	})
}

// besides returns the program that writes rows of p, whose members are called so and whose
// columns are counted from that one, with what expands says beside them. The id that relations are found by is in the
// column key, number gives the path of an expand, and one the program of a row that is
// joined.
func besides(view *design.View, expands []*design.Expand, p *query.Projection, names *design.Members, from, key int, number func(int) int, one func(int, *query.Expand, int) *payload.Object) *payload.Object {
	var members []payload.Beside
	next := 0
	for i, x := range expands {
		switch {
		case x.Many != nil:
			members = append(members, payload.Beside{Name: nameOf(names, x), Relation: number(i), Key: key})
		case next < len(p.Expands):
			column := from + p.ExpandPlace(next)
			e := p.Expands[next]
			m := payload.Beside{Name: nameOf(names, x), Column: column, Object: one(i, e, column), Number: e.Sent.Entity.IDKind() == value.Int}
			if at := e.IDPlace(); at > 0 {
				m.ID = column + at
			}
			members = append(members, m)
			next++
		}
	}
	o := objectFrom(p, names, from, view)
	if len(members) == 0 {
		return o
	}
	return o.Expanding(members)
}

// relations makes the reading of all relations, and gives it to the paths of the resources.
// Each resource has its answer: relations send each other's rows.
func (c *compiler) relations() {
	guard := func(f *design.Field) *design.Node { return c.rules.field(f).read }
	for _, r := range c.plan.Design.Contract.Resources {
		for _, x := range r.Expand {
			if x.Many != nil {
				to := c.answers[c.shown[x.Target()]]
				rows := query.NewRelated(c.dialect, to.sent, x.Many.Via, order(x.Order), guard)
				c.many[x] = &Relation{Rows: rows, Size: int(x.Size.N), Object: to.object, Paths: to.paths}
			}
		}
	}
	for _, a := range c.answers {
		c.relate(a)
	}
}

// relate gives the paths of a the relations that they lead to.
func (c *compiler) relate(a *answer) {
	for i := range a.paths {
		p := &a.paths[i]
		if p.Within < 0 {
			p.Many = c.many[a.expands[i]]
		} else {
			p.Many = c.many[c.expandsOf(c.shown[a.expands[p.Within].Target()])[p.Below]]
		}
	}
}

// deepUnder returns d for what is asked for, a list or one row, under the rule of the
// operation.
func (c *compiler) deepUnder(d *Deep, rule *design.Node, one bool, at query.Address) *Deep {
	sent := *d.Sent
	sent.Read = rule
	out := &Deep{Asked: d.Asked, Sent: &sent, Object: d.Object}
	if one {
		out.Row = query.NewRowAt(c.dialect, &sent, at)
	}
	return out
}
