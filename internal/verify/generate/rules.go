package generate

import (
	"embed"

	"github.com/newel-api/newel/internal/diag"
)

// Rules are all rules of this room.
var Rules = []*diag.Rule{&caseFails}

// Pages are the pages of the rules.
//
//go:embed rules/*.txtar
var Pages embed.FS

var caseFails = diag.Rule{ID: "generate/case-fails", Severity: diag.High, Title: "a generated request that the API does not treat as its contract says"}

// Add adds a finding for each failure, at the contract's title.
func (r *Report) Add(at diag.Span, diags *diag.List) {
	for i := range r.Failures {
		f := &r.Failures[i]
		diags.Add(&caseFails, at, "%s: %s (case %d of chance %d): expected %s", f.Operation, f.Kind, f.Case, r.Chance, short(f.Expected)).
			Mend("ask again with the same --cases and --chance; mend Go code of the program if the operation has some; else report it")
	}
}
