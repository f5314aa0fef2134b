package decode_test

import (
	"maps"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/design/decode"
	"github.com/newel-api/newel/internal/design/source"
	"github.com/newel-api/newel/internal/diag"
	"github.com/newel-api/newel/internal/diag/page"
)

// read decodes a design from its files, by name: "data.yaml", "data/users.yaml".
func read(files map[string]string, diags *diag.List) *design.Design {
	d := new(design.Design)
	steps := map[string][]*source.File{}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		step := strings.TrimSuffix(strings.Split(name, "/")[0], path.Ext(name))
		steps[step] = append(steps[step], source.Parse(name, []byte(files[name]), diags))
	}
	var types *decode.Types
	if f := steps["data"]; f != nil {
		types = decode.Data(f, &d.Data, diags)
	}
	if f := steps["contract"]; f != nil {
		decode.Contract(f, types, &d.Contract, diags)
	}
	if f := steps["access"]; f != nil {
		decode.Access(f, &d.Access, diags)
	}
	if f := steps["requirements"]; f != nil {
		decode.Requirements(f, &d.Requirements, diags)
	}
	if f := steps["decisions"]; f != nil {
		decode.Decisions(f, &d.Decisions, diags)
	}
	if f := steps["review"]; f != nil {
		decode.Review(f, &d.Review, diags)
	}
	return d
}

// TestPages runs the pages of this room as far as this room sees them: every rule
// has one, a bad design breaks exactly what its page says, a good one nothing.
func TestPages(t *testing.T) {
	pages, err := page.All(decode.Pages)
	if err != nil {
		t.Fatal(err)
	}
	findings := func(files map[string]string) (found []string) {
		var diags diag.List
		read(files, &diags)
		for _, d := range diags.All() {
			found = append(found, d.Span.String()+" "+d.Rule.ID)
		}
		return found
	}
	var rules, documented []string
	for _, r := range decode.Rules {
		rules = append(rules, r.ID+": "+r.Title)
	}
	for _, p := range pages {
		documented = append(documented, p.Rule+": "+p.Title)
		if diff := cmp.Diff(p.Want, findings(p.Bad)); diff != "" {
			t.Errorf("%s, bad: -want +got\n%s", p.Rule, diff)
		}
		if got := findings(p.Good); got != nil {
			t.Errorf("%s, good: %q", p.Rule, got)
		}
	}
	slices.Sort(rules)
	slices.Sort(documented)
	if diff := cmp.Diff(rules, documented); diff != "" {
		t.Errorf("rules and pages: -want +got\n%s", diff)
	}
}
