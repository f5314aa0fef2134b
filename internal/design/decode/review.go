package decode

import (
	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/design/source"
	"github.com/newel-api/newel/internal/diag"
)

// Review reads the files of review.yaml into a design's part. What was read of a design
// with findings is for further findings only.
func Review(files []*source.File, into *design.Review, diags *diag.List) {
	into.Span = readFiles(newReader(nil, diags), reviewFile, "review.yaml", files, into)
}

var reviewFile = &mapping[design.Review]{
	sample: "{accept: [{rule: review/counted-ids, at: Invoice, because: The law wants numbers without gaps.}]}",
	keys: []key[design.Review]{
		may("accept", "the findings of the review that are meant so", list(acceptance, 1, func(*design.Acceptance) string { return "" }), // the review knows what is accepted twice
			func(d *design.Review, v []*design.Acceptance, _ place) { d.Accept = append(d.Accept, v...) }),
	},
}

// dayForm is how the last day of an acceptance is written.
const dayForm = `^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$`

var acceptance = object(&mapping[design.Acceptance]{
	sample: "{rule: review/counted-ids, at: Invoice, because: The law wants numbers without gaps.}",
	keys: []key[design.Acceptance]{
		must("rule", "the rule of the finding", words("review/counted-ids"),
			func(a *design.Acceptance, v design.Name, _ place) { a.Rule = v }),
		must("at", `what the finding is about, as "newel review" names it`, words("Invoice"),
			func(a *design.Acceptance, v design.Name, _ place) { a.At = v }),
		must("because", "why it is meant so", words("The law wants numbers without gaps."),
			func(a *design.Acceptance, v design.Name, _ place) { a.Because = v }),
		may("until", "the last day on which it is accepted", path("2027-01-31", dayForm, "a day, as 2027-01-31"),
			func(a *design.Acceptance, v design.Name, _ place) { a.Until = v }).unless("always"),
	},
}, func(_ *reader, at place, a *design.Acceptance) *design.Acceptance {
	a.Span = at.span
	return a
})
