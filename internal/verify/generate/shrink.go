package generate

import (
	"context"
	"slices"

	"github.com/newel-api/newel/internal/contract"
)

// mostShrinks is how many smaller requests are tried.
const mostShrinks = 60

// shrink makes a request that fails smaller, as long as it fails in the same way.
func (r *run) shrink(ctx context.Context, t *try, w *wrongness, a *answer) (*try, *wrongness, *answer, error) {
	tried := 0
	for again := true; again && tried < mostShrinks; {
		again = false
		for _, smaller := range reductions(t) {
			if tried++; tried > mostShrinks {
				break
			}
			w2, a2, err := r.ask(ctx, smaller)
			if err != nil {
				return nil, nil, nil, err
			}
			if w2 != nil && w2.kind == w.kind {
				t, w, a, again = smaller, w2, a2, true
				break
			}
		}
	}
	return t, w, a, nil
}

// reductions are requests with one thing less.
func reductions(t *try) (all []*try) {
	for i := range t.query {
		c := t.clone()
		c.query = slices.Delete(c.query, i, i+1)
		c.dry = c.dry && slices.ContainsFunc(c.query, func(m member) bool { return m.name == dryRun && m.text == "true" })
		all = append(all, c)
	}
	if len(t.statuses) == 0 {
		for i, line := range t.header {
			if slices.ContainsFunc(t.op.Params, func(p *contract.Param) bool { return p.Required && p.Name == line[0] }) {
				continue // without it, it would be wrong for another reason
			}
			c := t.clone()
			c.header = slices.Delete(c.header, i, i+1)
			all = append(all, c)
		}
	}
	for i := range t.body {
		if t.raw != nil {
			break
		}
		required := slices.ContainsFunc(t.op.members, func(m2 *contract.Member) bool { return m2.Required && m2.Name == t.body[i].name })
		twice := slices.ContainsFunc(t.body[:i], func(m member) bool { return m.name == t.body[i].name })
		if required && !twice {
			continue // it would be wrong for another reason
		}
		c := t.clone()
		c.body = slices.Delete(c.body, i, i+1)
		all = append(all, c)
	}
	return all
}
