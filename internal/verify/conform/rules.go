package conform

import (
	"embed"

	"github.com/newel-api/newel/internal/diag"
)

// Rules are all rules of this room.
var Rules = []*diag.Rule{&probeFails}

// Pages are the pages of the rules.
//
//go:embed rules/*.txtar
var Pages embed.FS

var probeFails = diag.Rule{ID: "conform/probe-fails", Severity: diag.High, Title: "a probe of HTTP that the API does not pass"}

// Report adds a finding for each probe that fails, at the contract's title.
func Report(results []Result, at diag.Span, diags *diag.List) {
	for i := range results {
		if r := &results[i]; r.Failure != nil {
			diags.Add(&probeFails, at, "%s does not hold (%s): %s", r.ID, r.Section, r.Says).
				Mend("ask the server itself if something stands in front of it; else report it")
		}
	}
}
