package law_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/newel-api/newel/internal/compile"
	"github.com/newel-api/newel/internal/diag"
	"github.com/newel-api/newel/internal/diag/page"
	"github.com/newel-api/newel/internal/dialect"
	"github.com/newel-api/newel/internal/law"
	"github.com/newel-api/newel/internal/payload"
	"github.com/newel-api/newel/internal/plan"
)

func read(t *testing.T, folder string) *plan.Plan {
	t.Helper()
	var diags diag.List
	d, _, err := compile.Folder(folder, &diags)
	if err != nil || diags.Err() != nil {
		t.Fatal(folder, err, diags.Err())
	}
	return plan.Compile(d, dialect.SQLite)
}

// TestDesigns: the versions of all designs obey the laws.
func TestDesigns(t *testing.T) {
	folders, err := filepath.Glob("../../testdata/designs/*/design")
	if err != nil {
		t.Fatal(err)
	}
	versions := 0
	for _, folder := range append(folders, "../../examples/helpdesk/design", "../serve/testdata/versions") {
		if _, err := os.Stat(folder); err != nil {
			t.Fatal(err)
		}
		p := read(t, folder)
		versions += len(p.Versions)
		for seed := range uint64(3) {
			broken, tried := law.Try(p, seed)
			for _, b := range broken {
				t.Errorf("%s: %s of %s: %s: %s: %s", folder, b.Operation, b.Version, b.Law, b.Example, b.Detail)
			}
			if len(p.Versions) > 0 && tried == 0 {
				t.Errorf("%s: nothing was tried", folder)
			}
		}
	}
	if versions < 5 {
		t.Errorf("%d versions in all designs", versions)
	}
}

// TestPages: the bad design of a page breaks laws where it says, the good one none.
func TestPages(t *testing.T) {
	pages, err := page.All(law.Pages)
	if err != nil || len(pages) != len(law.Rules) {
		t.Fatalf("%d pages of %d rules: %v", len(pages), len(law.Rules), err)
	}
	for _, p := range pages {
		for want, files := range map[string]map[string]string{strings.Join(p.Want, "\n"): p.Bad, "": p.Good} {
			folder := t.TempDir()
			for name, text := range files {
				if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			var diags diag.List
			d, _, err := compile.Folder(folder, &diags)
			if err != nil || diags.Err() != nil {
				t.Fatal(err, diags.Err())
			}
			law.Check(d, plan.Compile(d, dialect.SQLite), 1, &diags)
			var got []string
			for _, f := range diags.All() {
				got = append(got, strings.TrimPrefix(f.Span.String(), folder+"/")+" "+f.Rule.ID)
			}
			if diff := cmp.Diff(want, strings.Join(got, "\n")); diff != "" {
				t.Errorf("%s: -want +got\n%s", p.Rule, diff)
			}
		}
	}
}

// TestBroken: programs that do not go together are found, each by its law.
func TestBroken(t *testing.T) {
	for _, c := range []struct {
		law      string
		breaking func(op *plan.Operation)
	}{
		{"a row of today is one of the version", func(op *plan.Operation) {
			op.Object = payload.NewObject([]payload.Member{{Name: "x", Format: payload.Integer, Visible: -1}})
		}},
		{"what is wrong is told in the version's names", func(op *plan.Operation) { op.Old = nil }},
		{"what an answer has is what a body means by it", func(op *plan.Operation) {
			i, k := slot(op, "assistant"), slot(op, "room")
			op.Body.Slots[i], op.Body.Slots[k] = op.Body.Slots[k], op.Body.Slots[i]
		}},
		{"a body of the version is one of today", func(op *plan.Operation) {
			i, k := slot(op, "assistant"), slot(op, "room")
			op.Body.Slots[i], op.Body.Slots[k] = op.Body.Slots[k], op.Body.Slots[i]
		}},
	} {
		p := read(t, "../serve/testdata/versions")
		c.breaking(p.Versions[0].Plan.Operation("editJob"))
		broken, _ := law.Try(p, 1)
		if !slices.ContainsFunc(broken, func(b law.Broken) bool { return b.Law == c.law && b.Operation == "editJob" && b.Example != "" }) {
			t.Errorf("%s: %+v", c.law, broken)
		}
	}
}

// slot returns which slot of the body the member goes to.
func slot(op *plan.Operation, member string) int {
	for _, s := range op.Bodies() {
		if s.Name == member {
			return slices.IndexFunc(op.Body.Slots, func(b plan.Slot) bool { return b.Field == s.Field })
		}
	}
	return -1
}
