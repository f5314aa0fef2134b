package bind_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/newel-api/newel/internal/design"
)

// decided is a decision that is made; checks of it may follow.
const decided = `decisions:
  store:
    title: Where rows are kept
    context: One machine serves the first year.
    options: {sqlite: {says: A file.}, postgres: {says: A server.}}
    choice: sqlite
    because: Nobody runs a server.
`

// TestDecisions: each mistake is told once, at its place.
func TestDecisions(t *testing.T) {
	const newer = `  server:
    title: A server
    context: The machine is outgrown.
    options: {postgres: {says: A server.}, wait: {says: Another year.}}
    choice: postgres
    because: It must be.
`
	check := func(claim string) string { return decided + "    check: {it: \"" + claim + "\"}\n" }
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"sound": {decided, nil},
		"open":  {strings.Split(decided, "    choice")[0], nil},
		"an option that is near": {strings.Replace(decided, "choice: sqlite", "choice: sqlit", 1), []string{
			`decisions.yaml:6:13: error: the decision "store" has no option "sqlit" [bind/unknown-option]; did you mean "sqlite"?`,
		}},
		"no option is near": {strings.Replace(decided, "choice: sqlite", "choice: oracle", 1), []string{
			`decisions.yaml:6:13: error: the decision "store" has no option "oracle" [bind/unknown-option]; choose one of sqlite, postgres, or write it below options`,
		}},
		"no reason": {strings.Replace(decided, "    because: Nobody runs a server.\n", "", 1), []string{
			`decisions.yaml:6:13: error: "sqlite" is chosen, and nothing says why [bind/no-reason]; write because: with the reason that decided it`,
		}},
		"a reason that cannot be read": {strings.Replace(decided, "Nobody runs a server.", "[a]", 1), []string{
			`decisions.yaml:7:14: error: "because" must be text, not a list [decode/wrong-kind]; write it as A peak of 300 writes a second is far below what it takes.`,
		}},
		"a choice that cannot be read": {strings.Replace(decided, "choice: sqlite", "choice: [sqlite]", 1), []string{
			`decisions.yaml:6:13: error: "choice" must be a name, not a list [decode/wrong-kind]; write it as sqlite`,
		}},
		"accepted without a choice": {strings.Split(decided, "    choice")[0] + "    status: accepted\n", []string{
			`decisions.yaml:6:13: error: the decision "store" is accepted, and nothing is chosen [bind/no-choice]; write choice: and the name of an option, or leave out status while it is open`,
		}},
		"a reason without a choice": {strings.Split(decided, "    choice")[0] + "    because: It is.\n", []string{
			`decisions.yaml:6:14: error: the decision "store" has a reason, and nothing is chosen [bind/no-choice]; write choice: and the name of an option, or leave out because while it is open`,
		}},
		"one option": {strings.Replace(decided, ", postgres: {says: A server.}", "", 1), []string{
			`decisions.yaml:2:3: medium: the decision "store" has one option only [bind/few-options]; write what else was thought of, if only to leave things as they are`,
		}},
		"the form of names": {strings.NewReplacer("  store:", "  The Store:", "sqlite", "SQLite").Replace(decided), []string{
			`decisions.yaml:2:3: error: decision "The Store" is not written in small letters, digits and single dashes [bind/name-form]; write it as "the-store"`,
			`decisions.yaml:5:15: error: option "SQLite" is not written in small letters, digits and single dashes [bind/name-form]; write it as "sq-lite"`,
		}},
		"an unknown decision": {decided + newer + "    supersedes: [stores]\n", []string{
			`decisions.yaml:14:18: error: there is no decision "stores" [bind/unknown-decision]; did you mean "store"?`,
		}},
		"a decision that supersedes itself": {decided + "    supersedes: [store]\n", []string{
			`decisions.yaml:2:3: error: the decision "store" takes the place of itself [bind/circular-decision]; remove supersedes from the older one`,
		}},
		"two that supersede each other": {decided + "    supersedes: [server]\n" + newer + "    supersedes: [store]\n", []string{
			`decisions.yaml:2:3: error: the decision "store" takes the place of itself by way of server [bind/circular-decision]; remove supersedes from the older one`,
		}},
		"a check without a meaning": {check("design.entities.all(e, e.nam != '')"), []string{
			`decisions.yaml:8:43: error: "nam" is nothing that is known of an entity [expr/unknown-name]; did you mean "name"?`,
		}},
		"a check that holds": {check("design.entities.all(e, e.name == 'Note')"), nil},
		"a check that does not": {check("design.entities.all(e, e.name == 'Notes')"), []string{
			`decisions.yaml:8:41: error: the design goes against "it" of the decision "store": "e.name == 'Notes'" is false of entity "Note": e.name is 'Note' [bind/decision-broken]; ` +
				`bring the design to what was chosen, "sqlite", or choose anew and write why`,
		}},
		"a check that nobody can tell": {check("design.entities.all(e, e.rows < 5)"), []string{
			`decisions.yaml:8:41: error: "it" of the decision "store" is neither true nor false: "e.rows" is absent in entity "Note" [bind/undecided-check]; ask has(e.rows) before it`,
		}},
		"of a decision that is proposed": {check("design.title == 'x'") + "    status: proposed\n", nil},
		"of one whose place is taken":    {check("design.title == 'x'") + newer + "    supersedes: [store]\n", nil},
		"by one that is proposed itself": {check("design.title == 'x'") + newer + "    supersedes: [store]\n    status: proposed\n", []string{
			`decisions.yaml:8:18: error: the design goes against "it" of the decision "store": "design.title == 'x'" is false: design.title is 'Notes' [bind/decision-broken]; ` +
				`bring the design to what was chosen, "sqlite", or choose anew and write why`,
		}},
	} {
		f := notes
		f.decisions = c.text
		_, diags, _ := compile(f)
		if diff := cmp.Diff(c.want, all(diags)); diff != "" {
			t.Errorf("%s: -want +got\n%s", name, diff)
		}
	}
}

// TestDecisionsServe: the requirements that decisions name are there, once the file is.
func TestDecisionsServe(t *testing.T) {
	f := notes
	f.decisions = decided + "    requirements: [keep-nots, sing]\n"
	if _, diags, _ := compile(f); diags.Len() > 0 {
		t.Errorf("there is no requirements.yaml, and it says %q", all(diags))
	}
	f.requirements = "requirements: {keep-notes: {story: As a writer I keep notes.}}\n"
	_, diags, _ := compile(f)
	want := []string{
		`decisions.yaml:8:20: error: there is no requirement "keep-nots" [bind/unknown-requirement]; did you mean "keep-notes"?`,
		`decisions.yaml:8:31: error: there is no requirement "sing" [bind/unknown-requirement]; write it in requirements.yaml, or name one that is there: keep-notes`,
	}
	if diff := cmp.Diff(want, all(diags)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// TestDecisionsFirst: decisions.yaml is checked before there is anything else, and asked
// when all is there and right.
func TestDecisionsFirst(t *testing.T) {
	broken := decided + "    check: {it: \"design.title == 'x'\"}\n"
	for _, f := range []files{{decisions: broken}, {decisions: broken, data: notes.data}, {decisions: broken, data: notes.data, contract: notes.contract}} {
		if _, diags, _ := compile(f); diags.Len() > 0 {
			t.Errorf("half of a design, and it says %q", all(diags))
		}
	}
	if _, diags, _ := compile(files{decisions: decided + "    check: {it: \"desing.title == 'x'\"}\n"}); diags.Len() != 1 {
		t.Errorf("alone it says %q", all(diags))
	}
	f := notes
	f.decisions = broken
	f.data = strings.Replace(f.data, "type: text", "type: txet", 1)
	for _, found := range foundIn(f) {
		if strings.Contains(found, "decision") {
			t.Errorf("of a design that does not compile it says %s", found)
		}
	}
}

func foundIn(f files) []string {
	_, diags, _ := compile(f)
	return all(diags)
}

// TestDecisionState: how far a decision is follows from what is written.
func TestDecisionState(t *testing.T) {
	f := notes
	f.decisions = decided + `  later: {title: T, context: C, options: {a: {says: A}, b: {says: B}}, choice: a, because: R, status: proposed, supersedes: [open]}
  open: {title: T, context: C, options: {a: {says: A}, b: {says: B}}}
  old: {title: T, context: C, options: {a: {says: A}, b: {says: B}}, choice: a, because: R}
  older: {title: T, context: C, options: {a: {says: A}, b: {says: B}}, choice: a, because: R}
  new: {title: T, context: C, options: {a: {says: A}, b: {says: B}}, choice: b, because: R, supersedes: [old]}
`
	f.decisions = strings.Replace(f.decisions, "  old: {", "  old: {supersedes: [older], ", 1)
	got := map[string]string{}
	for _, d := range sound(t, f).Decisions.List {
		got[d.Name.Text] = d.State().String()
	}
	want := map[string]string{
		"store": design.Accepted.String(), "later": design.Proposed.String(), "open": design.Open.String(),
		"old": design.Superseded.String(), "older": design.Superseded.String(), "new": design.Accepted.String(),
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// FuzzDecisions: of any text come findings with a mend, or decisions whose parts are
// bound, and nothing panics.
func FuzzDecisions(f *testing.F) {
	for _, claim := range []string{"true", "design.entities.all(e, e.fields.exists(f, has(f.max) && f.max > 5 || f.type in ['text']))", "!design.operations.exists(o, o.anonymous)"} {
		f.Add(decided + "    check: {it: \"" + claim + "\"}\n")
	}
	f.Add(decided + "    supersedes: [store, b]\n    requirements: [a]\n  b: {title: T, context: C, options: {}, status: proposed, supersedes: [store]}\n")
	f.Add("decisions: {a: {reversing: {cost: never}, consequences: [x], choice: b, options: {b: {says: c, pros: [d], cons: []}}}}\n")
	f.Fuzz(func(t *testing.T, text string) {
		whole := notes
		whole.decisions = text
		d, diags, _ := compile(whole)
		for _, found := range diags.All() {
			if found.Fix == "" || strings.Contains(found.Message+found.Fix, "%!") && !strings.Contains(text, "%") {
				t.Errorf("%q: %s", text, shown(found))
			}
		}
		if diags.Err() != nil {
			return
		}
		for _, one := range d.Decisions.List {
			if one.Choice.Set() && (one.Choice.To == nil || one.Because.Text == "") {
				t.Errorf("%q: %s is chosen, and not bound", text, one.Name.Text)
			}
			for _, old := range one.Supersedes {
				if old.To == nil {
					t.Errorf("%q: %s is not bound", text, old.Name)
				}
			}
		}
	})
}
