package compile_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/newel-api/newel/internal/compile"
	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/diag"
)

// against are changes of the example that go against its decisions: in a file, what
// matches becomes that. Beside the check each makes false, others may be.
var against = map[string][][3]string{
	"store.within_reach":             {{"data", `rows: 5000000`, "rows: 50000000"}},
	"tenancy.under_an_organization":  {{"data", `\nentities:\n`, "\nentities:\n  Team: {global: true, fields: {name: {type: text, max: 9}}}\n  Seat: {tenant: team, fields: {team: {ref: Team, on_delete: cascade}}}\n"}},
	"tenancy.nothing_else_is_global": {{"data", `\nentities:\n`, "\nentities:\n  Team: {global: true, fields: {name: {type: text, max: 9}}}\n"}},
	"ids.not_to_be_guessed":          {{"data", `prefix: lbl`, "prefix: lbl\n    id: integer"}},
	"ids.three_letters":              {{"data", `prefix: lbl`, "prefix: label"}},
	"sign-in.by_password":            {{"access", `(?s)sign_in:.*?policies:`, "policies:"}},
	"sign-in.address_is_unique":      {{"data", `email: \{type: email, unique: true\}`, "email: {type: text, max: 100, unique: true}"}},
	"closed.nothing_open":            {{"access", `  User:\n    read: signed_in`, "  User:\n    read: {rule: anyone, because: people are known}"}},
	"closed.addresses_are_hidden":    {{"data", `(name: \{type: text, min: 1, max: 40.*\})`, "$1\n      mail: {type: email, optional: true}"}},
	"deletion.tickets_stay":          {{"access", `(?s)(  Ticket:.*?delete: )never`, "${1}signed_in"}},
	"deletion.authors_stay":          {{"data", `author: \{ref: User, on_delete: restrict\}`, "author: {ref: User, on_delete: cascade}"}},
	"states.each_state_has_one":      {{"data", `solved: \[open, closed\]`, "solved: [open, closed, frozen]"}},
	"lists.short_pages":              {{"contract", `max: 200\}`, "max: 300}"}},
	"lists.no_totals":                {{"contract", `(page: \{size: 20, max: 100\})`, "$1\n          total: 1000"}},
	"evolution.one_path":             {{"contract", `base: /v1`, "base: /v2"}},
	"due-days.due_is_a_day":          {{"data", `due: \{type: date.*\}`, "due: {type: timestamp, optional: true}"}, {"contract", `>= today`, ">= now"}, {"contract", `>= today`, ">= now"}},
	"go-code.few": {
		{"contract", `(\n  tickets:\n    of: Ticket\n(?s:.*?)    operations:\n)`, "$1" + strings.Repeat("      doX: {post: \"/{id}/x\", go: true, returns: tickets, refuses: {later: Not now.}}\n", 3)},
		{"access", `(      mergeTickets: .*\n)`, "$1" + strings.Repeat("      doX: signed_in\n", 3)},
	},
	"go-code.refusals_are_named": {{"contract", `        refuses:\n(?:          .*\n)+`, ""}},
	"needed.asked_for":           {{"requirements", `\n      - unlabelTicket`, ""}},
}

// cannot are checks that no design of today can go against, and why.
var cannot = map[string]string{"store.engine": "there is one engine; it binds when there are two"}

// TestDecisionsBind: for each check of the example's decisions there is a design that
// goes against it, and is told so by name.
func TestDecisionsBind(t *testing.T) {
	folder := filepath.Join("..", "..", "examples", "helpdesk", "design")
	var checks []string
	for _, d := range read(t, folder, new(diag.List)).Decisions.List {
		for _, c := range d.Checks {
			if d.State() == design.Accepted {
				checks = append(checks, d.Name.Text+"."+c.Name.Text)
			}
		}
	}
	for _, check := range checks {
		if against[check] == nil && cannot[check] == "" {
			t.Errorf("nothing goes against %s", check)
		}
	}
	for check, changes := range against {
		if !slices.Contains(checks, check) {
			t.Errorf("the example has no %s", check)
			continue
		}
		files := map[string]string{}
		for _, step := range []string{"data", "contract", "access", "requirements", "decisions"} {
			text, err := os.ReadFile(filepath.Join(folder, step+".yaml"))
			if err != nil {
				t.Fatal(err)
			}
			files[step+".yaml"] = string(text)
		}
		for _, c := range changes {
			name, pattern := c[0]+".yaml", regexp.MustCompile(c[1])
			at := pattern.FindStringSubmatchIndex(files[name])
			if at == nil {
				t.Fatalf("%s: %s of the example has no %s", check, name, c[1])
			}
			text := files[name]
			files[name] = text[:at[0]] + string(pattern.ExpandString(nil, numbered(c[2]), text, at)) + text[at[1]:]
		}
		var diags diag.List
		read(t, write(t, files), &diags)
		decision, name, _ := strings.Cut(check, ".")
		told := false
		for _, d := range diags.All() {
			broken := d.Rule.ID == "bind/decision-broken"
			told = told || broken && strings.Contains(d.Message, `"`+name+`" of the decision "`+decision+`"`)
			if d.Severity == diag.Error && !broken {
				t.Errorf("%s: %s: %s", check, d.Span, d.Message)
			}
		}
		if !told {
			t.Errorf("%s: the design goes against it, and nothing says so", check)
		}
	}
}

// numbered gives each doX of a text another name.
func numbered(text string) string {
	for _, n := range []string{"One", "Two", "Three"} {
		text = strings.Replace(strings.Replace(text, "doX", "do"+n, 1), `/x"`, "/"+strings.ToLower(n)+`"`, 1)
	}
	return text
}

func read(t *testing.T, dir string, diags *diag.List) *design.Design {
	t.Helper()
	d, _, err := compile.Folder(dir, diags)
	if err != nil {
		t.Fatal(err)
	}
	return d
}
