package stage

import (
	"cmp"
	"slices"

	"github.com/newel-api/newel/internal/compat"
	"github.com/newel-api/newel/internal/compile"
	"github.com/newel-api/newel/internal/design/format"
	"github.com/newel-api/newel/internal/diag"
	"github.com/newel-api/newel/internal/diag/page"
	"github.com/newel-api/newel/internal/door"
	"github.com/newel-api/newel/internal/law"
	"github.com/newel-api/newel/internal/review"
	"github.com/newel-api/newel/internal/seed"
	"github.com/newel-api/newel/internal/verify"
	"github.com/newel-api/newel/internal/verify/conform"
	"github.com/newel-api/newel/internal/verify/generate"
)

// rooms returns every room that has rules: those that a design passes through, the one
// that reads the rows beside it, the one that knows the layout of its files, the one that
// runs its criteria, the one that compares Go code with it, the one that compares it
// with the contract that its clients have, and the one that reviews it.
func rooms() []compile.Room {
	return append(compile.Rooms(), compile.Room{Rules: seed.Rules, Pages: seed.Pages}, compile.Room{Rules: format.Rules, Pages: format.Pages},
		compile.Room{Rules: verify.Rules, Pages: verify.Pages}, compile.Room{Rules: conform.Rules, Pages: conform.Pages},
		compile.Room{Rules: generate.Rules, Pages: generate.Pages},
		compile.Room{Rules: door.Rules, Pages: door.Pages}, compile.Room{Rules: compat.Rules, Pages: compat.Pages},
		compile.Room{Rules: law.Rules, Pages: law.Pages}, compile.Room{Rules: review.Rules, Pages: review.Pages})
}

// Rules returns all rules, by id.
func Rules() []*diag.Rule {
	var rules []*diag.Rule
	for _, room := range rooms() {
		rules = append(rules, room.Rules...)
	}
	slices.SortFunc(rules, func(a, b *diag.Rule) int { return cmp.Compare(a.ID, b.ID) })
	return rules
}

// Page returns the page of the rule with that id. It is not ok when there is no such
// rule.
func Page(id string) (p *page.Page, ok bool) {
	for _, room := range rooms() {
		if p, ok = room.Page(id); ok {
			return p, true
		}
	}
	return nil, false
}
