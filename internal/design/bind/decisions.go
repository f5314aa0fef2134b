package bind

import (
	"slices"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/design/expr"
	"github.com/newel-api/newel/internal/design/fact"
	"github.com/newel-api/newel/internal/diag"
	"github.com/newel-api/newel/internal/dialect"
)

// mostClaims is how many checks all decisions have.
const mostClaims = 100

// engine is what this Newel serves designs from.
const engine = dialect.SQLite

// decisions binds decisions.yaml. It needs no other file: decisions come before them.
func (b *binder) decisions() {
	all := &b.design.Decisions
	if !all.Span.Known() {
		return
	}
	for _, d := range all.List {
		b.written(d.Name, "decision", &kebab)
		b.options(d)
		b.chosen(d)
		for i := range d.Requirements {
			b.served(&d.Requirements[i])
		}
		for i := range d.Supersedes {
			b.supersedes(d, &d.Supersedes[i])
		}
	}
	for _, d := range all.List {
		if d.State() == design.Accepted || d.State() == design.Superseded {
			for _, old := range d.Supersedes {
				if old.To != nil && old.To.By == nil {
					old.To.By = d
				}
			}
		}
	}
	b.circular()
}

// options checks what can be chosen.
func (b *binder) options(d *design.Decision) {
	for _, o := range d.Options {
		b.written(o.Name, "option", &kebab)
	}
	if len(d.Options) < 2 && d.Title.Text != "" && !b.misread(d.Span) {
		b.add(&fewOptions, d.Name.Span, "the decision %q has %s", d.Name.Text, map[int]string{0: "no option", 1: "one option only"}[len(d.Options)]).
			Mend("write what else was thought of, if only to leave things as they are")
	}
}

// chosen binds the choice of d and makes sure that it has a reason.
func (b *binder) chosen(d *design.Decision) {
	if !d.Choice.Set() {
		switch {
		case b.misread(d.Span): // it may stand in what could not be read
		case d.Status == design.Accepted:
			b.add(&noChoice, d.StatusSpan, "the decision %q is accepted, and nothing is chosen", d.Name.Text).
				Mend("write choice: and the name of an option, or leave out status while it is open")
		case d.Because.Text != "":
			b.add(&noChoice, d.Because.Span, "the decision %q has a reason, and nothing is chosen", d.Name.Text).
				Mend("write choice: and the name of an option, or leave out because while it is open")
		}
		return
	}
	if d.Because.Text == "" && !b.misread(d.Span) {
		b.add(&noReason, d.Choice.Span, "%q is chosen, and nothing says why", d.Choice.Name).
			Mend("write because: with the reason that decided it")
	}
	if d.Choice.To = d.Option(d.Choice.Name); d.Choice.To != nil || len(d.Options) == 0 {
		return
	}
	var names []string
	for _, o := range d.Options {
		names = append(names, o.Name.Text)
	}
	found := b.add(&unknownOption, d.Choice.Span, "the decision %q has no option %q", d.Name.Text, d.Choice.Name)
	if near := diag.Nearest(d.Choice.Name, names); near != "" {
		found.Meant(d.Choice.Name, near, names)
		return
	}
	found.Mend("choose one of %s, or write it below options", some(names))
}

// served binds a requirement that a decision serves.
func (b *binder) served(ref *design.Ref[design.Requirement]) {
	q := &b.design.Requirements
	if !ref.Set() || !q.Span.Known() {
		return
	}
	var names []string
	for _, r := range q.List {
		if r.Name.Text == ref.Name {
			ref.To = r
			return
		}
		names = append(names, r.Name.Text)
	}
	d := b.add(&unknownRequirement, ref.Span, "there is no requirement %q", ref.Name)
	switch near := diag.Nearest(ref.Name, names); {
	case near != "":
		d.Meant(ref.Name, near, names)
	case len(names) == 0:
		d.Mend("write it in requirements.yaml")
	default:
		d.Mend("write it in requirements.yaml, or name one that is there: %s", some(names))
	}
}

// supersedes binds a decision whose place d takes.
func (b *binder) supersedes(d *design.Decision, ref *design.Ref[design.Decision]) {
	if !ref.Set() {
		return
	}
	if ref.To = b.design.Decisions.Decision(ref.Name); ref.To != nil {
		return
	}
	var names []string
	for _, other := range b.design.Decisions.List {
		if other != d {
			names = append(names, other.Name.Text)
		}
	}
	found := b.add(&unknownDecision, ref.Span, "there is no decision %q", ref.Name)
	switch near := diag.Nearest(ref.Name, names); {
	case near != "":
		found.Meant(ref.Name, near, names)
	case len(names) == 0:
		found.Mend("remove it; there is no other decision")
	default:
		found.Mend("name one that is there, %s, or remove it", some(names))
	}
}

// circular tells of decisions that take the place of themselves.
func (b *binder) circular() {
	told := map[*design.Decision]bool{}
	for _, d := range b.design.Decisions.List {
		var path []*design.Decision
		for at := d; at != nil && !told[at]; at = at.By {
			if i := slices.Index(path, at); i >= 0 {
				last := path[len(path)-1]
				b.add(&circularDecision, at.Name.Span, "the decision %q takes the place of itself%s", at.Name.Text, through(at, last)).
					Mend("remove supersedes from the older one")
				break
			}
			path = append(path, at)
		}
		for _, seen := range path {
			told[seen] = true
		}
	}
}

func through(d, last *design.Decision) string {
	if d == last {
		return ""
	}
	return " by way of " + last.Name.Text
}

// claims compiles the checks of all decisions, and asks those that bind, when everything
// else is right: what does not compile has no facts.
func (b *binder) claims() {
	s := b.scope()
	s.Design = fact.Subject
	count := 0
	type asked struct {
		decision *design.Decision
		rule     *design.Rule
		claim    *expr.Claim
	}
	var all []asked
	for _, d := range b.design.Decisions.List {
		for _, r := range d.Checks {
			b.written(r.Name, "check", &snake)
			if count++; count > mostClaims {
				b.add(&tooMany, r.Name.Span, "the decisions have over %d checks", mostClaims).Mend("join those that belong together with &&")
				return
			}
			if !r.Expr.Written() {
				continue
			}
			if claim := expr.Plan(r.Expr, s, b.diags); claim != nil && d.State() == design.Accepted {
				all = append(all, asked{d, r, claim})
			}
		}
	}
	if b.diags.Err() != nil || !b.design.Data.Span.Known() || !b.design.Contract.Span.Known() || !b.design.Access.Span.Known() {
		return
	}
	whole := fact.Of(b.design, engine)
	for _, a := range all {
		if v := a.claim.Ask(whole); v.Truth != design.True {
			b.broke(a.decision, a.rule, v)
		}
	}
}

// broke tells that a check of a decision is not true.
func (b *binder) broke(d *design.Decision, r *design.Rule, v expr.Verdict) {
	var found *diag.Diagnostic
	if v.Truth == design.Unknown {
		found = b.add(&undecidedCheck, v.Span, "%q of the decision %q is neither true nor false: %s", r.Name.Text, d.Name.Text, v.Why).Mend("%s", v.Mend)
	} else {
		found = b.add(&decisionBroken, v.Span, "the design goes against %q of the decision %q: %s", r.Name.Text, d.Name.Text, v.Why).
			Mend("bring the design to what was chosen, %q, or choose anew and write why", d.Choice.Name)
	}
	for _, c := range v.Seen {
		found.See(c.At, "%s is declared here", c.Name)
	}
	found.See(d.Choice.Span, "%q was chosen here: %s", d.Choice.Name, d.Because.Text)
}
