package verify_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/newel-api/newel/internal/compile"
	"github.com/newel-api/newel/internal/diag"
	"github.com/newel-api/newel/internal/diag/page"
	"github.com/newel-api/newel/internal/seed"
	"github.com/newel-api/newel/internal/verify"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// verified runs the criteria of the design in a folder.
func verified(t *testing.T, dir string, only *regexp.Regexp) ([]verify.Result, *diag.List) {
	t.Helper()
	var diags diag.List
	d, _, err := compile.Folder(dir, &diags)
	if err != nil {
		t.Fatal(err)
	}
	world := seed.World(d, &diags)
	if err := diags.Err(); err != nil {
		t.Fatal(err)
	}
	results, err := verify.Run(t.Context(), verify.Options{Design: d, World: world, Only: only}, &diags)
	if err != nil {
		t.Fatal(err)
	}
	return results, &diags
}

func write(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// TestPages: the bad design of a page fails as it says, the good one holds.
func TestPages(t *testing.T) {
	pages, err := page.All(verify.Pages)
	if err != nil || len(pages) != len(verify.Rules) {
		t.Fatalf("%d pages of %d rules: %v", len(pages), len(verify.Rules), err)
	}
	for _, p := range pages {
		for want, files := range map[string]map[string]string{strings.Join(p.Want, "\n"): p.Bad, "": p.Good} {
			dir := write(t, files)
			_, diags := verified(t, dir, nil)
			var got []string
			for _, d := range diags.All() {
				got = append(got, strings.TrimPrefix(d.Span.String(), dir+"/")+" "+d.Rule.ID)
			}
			if diff := cmp.Diff(want, strings.Join(got, "\n")); diff != "" {
				t.Errorf("%s: -want +got\n%s", p.Rule, diff)
			}
		}
	}
}

var helpdesk = filepath.Join("..", "..", "examples", "helpdesk", "design")

// TestHelpdesk: the example keeps what it promises.
func TestHelpdesk(t *testing.T) {
	results, diags := verified(t, helpdesk, nil)
	for _, d := range diags.All() {
		t.Errorf("%s: %s", d.Span, d.Message)
	}
	requirements := map[string]bool{}
	for _, r := range results {
		requirements[r.Requirement] = true
		if f := r.Failure; f != nil {
			t.Errorf("%s/%s: step %d\n%s\n%s\n%s", r.Requirement, r.Criterion, f.Step, f.Request, f.Answer, strings.Join(f.Differences, "\n"))
		}
	}
	if len(requirements) < 15 {
		t.Errorf("the helpdesk has %d requirements, want at least 15", len(requirements))
	}
}

// TestWeakened: whoever weakens a clause of the helpdesk is caught by a criterion that
// proves it.
func TestWeakened(t *testing.T) {
	files := map[string]string{}
	for _, step := range []string{"data", "contract", "access", "requirements"} {
		text, err := os.ReadFile(filepath.Join(helpdesk, step+".yaml"))
		if err != nil {
			t.Fatal(err)
		}
		files[step+".yaml"] = string(text)
	}
	for _, c := range []struct{ file, from, to, caught string }{
		{"access", `read: "agent_of(resource.org) || resource.requester == caller.id"`, `read: "member_of(resource.org)"`, "see-own-tickets/"},
		{"access", `solveTicket: "agent_of(resource.org) || resource.requester == caller.id"`, "solveTicket: never", "solve-own-ticket/"},
		{"access", `assignTicket: "agent_of(resource.org)"`, "assignTicket: signed_in", "assign-tickets/"},
		{"access", `read: "member_of(resource)"`, "read: signed_in", "open-tickets/"},
		{"access", `read: "agent_of(resource.org) || resource.requester == caller.id"`, `read: "member_of(resource.org)"`, "solve-own-ticket/"},
		{"access", `update: "admin_of(resource)"`, `update: "member_of(resource)"`, "rename-organizations/"},
		{"access", `update: "resource.author == caller.id"`, `update: "readable(resource.ticket)"`, "talk-about-tickets/"},
		{"data", `resource.state != 'closed' || has(resource.assignee)`, `resource.state != 'closed' || has(resource.subject)`, "close-tickets/"},
		{"contract", `m.role in ['agent', 'admin']`, `m.role in ['agent', 'admin', 'customer']`, "assign-tickets/"},
		{"access", `note: {read: "agent_of(resource.org)", write: "agent_of(resource.org)"}`, `note: {read: signed_in, write: "agent_of(resource.org)"}`, "keep-notes/"},
		{"access", `create: "admin_of(result.org)"`, `create: "member_of(result.org)"`, "manage-members/"},
		{"access", `reopenTicket: "resource.requester == caller.id"`, "reopenTicket: signed_in", "reopen-tickets/"},
	} {
		changed := map[string]string{}
		for name, text := range files {
			changed[name] = text
		}
		name := c.file + ".yaml"
		if !strings.Contains(changed[name], c.from) {
			t.Fatalf("%s has no %q", name, c.from)
		}
		changed[name] = strings.Replace(changed[name], c.from, c.to, 1)
		results, _ := verified(t, write(t, changed), regexp.MustCompile("^"+c.caught))
		caught := false
		for _, r := range results {
			caught = caught || !r.Holds
		}
		if !caught {
			t.Errorf("%q in place of %q: %d criteria of %s, and none fails", c.to, c.from, len(results), c.caught)
		}
	}
}
