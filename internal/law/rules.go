package law

import (
	"embed"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/diag"
	"github.com/newel-api/newel/internal/plan"
)

// Rules are all rules of this room.
var Rules = []*diag.Rule{&brokenLaw}

// Pages are the pages of the rules.
//
//go:embed rules/*.txtar
var Pages embed.FS

var brokenLaw = diag.Rule{ID: "law/broken-law", Severity: diag.High, Title: "a version that its clients cannot rely on"}

// Check is Try for the plan of d, with a finding for each law that is broken.
func Check(d *design.Design, p *plan.Plan, seed uint64, diags *diag.List) (broken []Broken, tried int) {
	broken, tried = Try(p, seed)
	for _, b := range broken {
		if v := d.Contract.Version(b.Version); v != nil {
			diags.Add(&brokenLaw, v.Name.Span, "in version %q, %s breaks the law that %s: %s", b.Version, b.Operation, b.Law, b.Detail).
				Mend("correct the changes of its members, or write lossy: true where they cannot do better")
		}
	}
	return broken, tried
}
