package decode

import (
	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/design/source"
	"github.com/newel-api/newel/internal/diag"
)

// Decisions reads the files of decisions.yaml into a design's part. What was read of a
// design with findings is for further findings only.
func Decisions(files []*source.File, into *design.Decisions, diags *diag.List) {
	into.Span = readFiles(newReader(nil, diags), decisionsFile, "decisions.yaml", files, into)
}

var decisionsFile = &mapping[design.Decisions]{
	sample: "{decisions: {}}",
	keys: []key[design.Decisions]{
		may("decisions", "what was chosen, and what must be, where it is expensive to choose anew", named("decision", decision),
			func(d *design.Decisions, v []*design.Decision, _ place) { d.List = append(d.List, v...) }),
	},
}

// sentences is the form of a list of texts for people.
func sentences(sample string) form[[]design.Name] { return list(words(sample), 1, nameText) }

var decision = object(&mapping[design.Decision]{
	sample: "{title: Where rows are kept, context: One machine serves a year., options: {sqlite: {says: A file beside the program.}}}",
	keys: []key[design.Decision]{
		must("title", "what is decided, in a few words", words("Where rows are kept"),
			func(d *design.Decision, v design.Name, _ place) { d.Title = v }),
		must("context", "what makes a choice necessary, and what it depends on", words("One machine serves the first year."),
			func(d *design.Decision, v design.Name, _ place) { d.Context = v }),
		must("options", "what can be chosen", named("option", alternative),
			func(d *design.Decision, v []*design.Option, _ place) { d.Options = v }),
		may("choice", "the option that is chosen", refer[design.Option]("sqlite"),
			func(d *design.Decision, v design.Ref[design.Option], _ place) { d.Choice = v }).unless("the decision is open"),
		may("because", "why that one, which a choice needs", words("A peak of 300 writes a second is far below what it takes."),
			func(d *design.Decision, v design.Name, _ place) { d.Because = v }),
		may("consequences", "what follows from it, for better and worse", sentences("Nobody runs a database server."),
			func(d *design.Decision, v []design.Name, _ place) { d.Consequences = v }),
		may("revisit_when", "what must happen before it is thought over", words("One machine no longer serves the peak."),
			func(d *design.Decision, v design.Name, _ place) { d.RevisitWhen = v }),
		may("reversing", "what it takes to choose otherwise later", reversing,
			func(d *design.Decision, v *design.Reversing, _ place) { d.Reversing = v }),
		may("requirements", "the requirements that it serves", list(refer[design.Requirement]("open-tickets"), 0, refName[design.Requirement]),
			func(d *design.Decision, v []design.Ref[design.Requirement], _ place) { d.Requirements = v }),
		may("status", "how far it is", word[design.Status](only(design.StatusNames[:], design.Proposed, design.Accepted)),
			func(d *design.Decision, v chosen[design.Status], _ place) { d.Status, d.StatusSpan = v.word, v.span }).
			unless("accepted where something is chosen"),
		may("supersedes", "the decisions that it takes the place of, once it is accepted", list(refer[design.Decision]("store"), 1, refName[design.Decision]),
			func(d *design.Decision, v []design.Ref[design.Decision], _ place) { d.Supersedes = v }),
		may("check", "what must hold of the design while it is accepted", rules("check", "design.store.engine == 'sqlite'"),
			func(d *design.Decision, v []*design.Rule, _ place) { d.Checks = v }),
	},
}, func(_ *reader, at place, d *design.Decision) *design.Decision {
	d.Name, d.Span = at.name, at.span
	return d
})

var alternative = object(&mapping[design.Option]{
	sample: "{says: A file beside the program., pros: [nothing to run], cons: [one machine]}",
	keys: []key[design.Option]{
		must("says", "what it is, as a sentence", words("A file beside the program."),
			func(o *design.Option, v design.Name, _ place) { o.Says = v }),
		may("pros", "what speaks for it", sentences("nothing to run"),
			func(o *design.Option, v []design.Name, _ place) { o.Pros = v }),
		may("cons", "what speaks against it", sentences("one machine"),
			func(o *design.Option, v []design.Name, _ place) { o.Cons = v }),
	},
}, func(_ *reader, at place, o *design.Option) *design.Option {
	o.Name = at.name
	return o
})

var reversing = object(&mapping[design.Reversing]{
	sample: "{cost: weeks, how: The rows are copied to another database.}",
	keys: []key[design.Reversing]{
		must("cost", "how long it takes; never, where nobody can", word[design.Cost](design.CostNames[:]),
			func(r *design.Reversing, v chosen[design.Cost], _ place) { r.Cost = v.word }),
		must("how", "what has to be done", words("The rows are copied to another database."),
			func(r *design.Reversing, v design.Name, _ place) { r.How = v }),
	},
}, func(_ *reader, at place, r *design.Reversing) *design.Reversing {
	r.Span = at.span
	return r
})
