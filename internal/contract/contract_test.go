package contract_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/newel-api/newel/internal/compile"
	"github.com/newel-api/newel/internal/contract"
	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/diag"
	"github.com/newel-api/newel/internal/dialect"
	"github.com/newel-api/newel/internal/payload"
	"github.com/newel-api/newel/internal/plan"
	"github.com/newel-api/newel/internal/value"
)

const helpdesk = "../../examples/helpdesk/design"

// load compiles the design in a folder.
func load(t testing.TB, dir string) *plan.Plan {
	t.Helper()
	var diags diag.List
	d, _, err := compile.Folder(dir, &diags)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range diags.All() {
		t.Fatalf("%s: %s", f.Span, f.Message)
	}
	return plan.Compile(d, dialect.SQLite)
}

// designs are the folders of the corpus, and the example.
func designs(t testing.TB) (all []string) {
	t.Helper()
	all, err := filepath.Glob("../../testdata/designs/*/design")
	if err != nil || len(all) < 30 {
		t.Fatalf("%d designs, %v", len(all), err)
	}
	return append(all, helpdesk)
}

// TestGolden holds the document of a small design to what it was; UPDATE=1 rewrites it.
func TestGolden(t *testing.T) {
	got := contract.Of(load(t, "testdata/small"), contract.Everyone()).OpenAPI(contract.OpenAPI31)
	const at = "testdata/small.json"
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(at, got, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(at)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s: -want +got\n%s", at, diff)
	}
}

// TestDeterministic: a design gives one text, in both versions, and it is JSON without a
// member twice and without a reference to nothing.
func TestDeterministic(t *testing.T) {
	for _, dir := range designs(t) {
		for _, version := range contract.Versions {
			first := contract.Of(load(t, dir), contract.Everyone()).OpenAPI(version)
			if again := contract.Of(load(t, dir), contract.Everyone()).OpenAPI(version); !bytes.Equal(first, again) {
				t.Errorf("%s: two documents differ: %s", dir, cmp.Diff(string(first), string(again)))
			}
			var doc any
			if err := json.Unmarshal(first, &doc); err != nil {
				t.Fatalf("%s: %v", dir, err)
			}
			refs(t, dir, doc, doc)
			once(t, dir, json.NewDecoder(bytes.NewReader(first)))
		}
	}
}

// refs follows each $ref in v.
func refs(t *testing.T, dir string, doc, v any) {
	t.Helper()
	switch v := v.(type) {
	case []any:
		for _, item := range v {
			refs(t, dir, doc, item)
		}
	case map[string]any:
		if ref, ok := v["$ref"].(string); ok {
			at := doc
			for step := range strings.SplitSeq(strings.TrimPrefix(ref, "#/"), "/") {
				at = at.(map[string]any)[step]
			}
			if at == nil || len(v) > 1 {
				t.Errorf("%s: %v refers to nothing, or has more beside", dir, v)
			}
		}
		for _, member := range v {
			refs(t, dir, doc, member)
		}
	}
}

// once makes sure that no object has a member twice.
func once(t *testing.T, dir string, d *json.Decoder) {
	t.Helper()
	token, err := d.Token()
	if err != nil {
		t.Fatal(err)
	}
	switch token {
	case json.Delim('['):
		for d.More() {
			once(t, dir, d)
		}
	case json.Delim('{'):
		seen := map[string]bool{}
		for d.More() {
			name, err := d.Token()
			if err != nil {
				t.Fatal(err)
			}
			if seen[name.(string)] {
				t.Errorf("%s: %v stands twice", dir, name)
			}
			seen[name.(string)] = true
			once(t, dir, d)
		}
	default:
		return
	}
	if _, err := d.Token(); err != nil {
		t.Fatal(err)
	}
}

// TestExamples: each body that a document shows is one that its operation takes, and each
// parameter too.
func TestExamples(t *testing.T) {
	for _, dir := range designs(t) {
		p := load(t, dir)
		var doc struct {
			Paths map[string]map[string]struct {
				OperationID string `json:"operationId"`
				Parameters  []struct {
					Name, In string
					Example  any
				}
				RequestBody struct {
					Content map[string]struct{ Example json.RawMessage }
				}
			}
		}
		if err := json.Unmarshal(contract.Of(p, contract.Everyone()).OpenAPI(contract.OpenAPI31), &doc); err != nil {
			t.Fatal(err)
		}
		for _, methods := range doc.Paths {
			for _, o := range methods {
				op := p.Operation(o.OperationID)
				if op == nil {
					continue
				}
				for kind, content := range o.RequestBody.Content {
					in := op.Body.Input
					example := content.Example
					if kind == "application/json-patch+json" {
						if _, wrong, err := payload.ParsePatch(example); err != nil || len(wrong) > 0 {
							t.Errorf("%s: %s is refused in %s: %v %v", dir, example, op.Name, wrong, err)
						}
						continue
					}
					if op.Bulk > 0 {
						var many struct{ Items []json.RawMessage }
						if err := json.Unmarshal(example, &many); err != nil || len(many.Items) != 1 {
							t.Fatalf("%s: %s of %s: %v", dir, example, op.Name, err)
						}
						example = many.Items[0]
					}
					wrong, err := in.Parse(example, make([]value.Value, in.Len()), make([]bool, in.Len()))
					if err != nil || len(wrong) > 0 {
						t.Errorf("%s: %s is refused in %s: %v %v", dir, content.Example, op.Name, wrong, err)
					}
				}
				for i, param := range op.Params {
					example, _ := o.Parameters[i].Example.(string)
					if n, ok := o.Parameters[i].Example.(float64); ok && n == 1 {
						example = "1"
					}
					if _, ok := param.Parse(example); !ok {
						t.Errorf("%s: %v is no %s of %s", dir, o.Parameters[i].Example, param.Name, op.Name)
					}
				}
			}
		}
	}
}

// TestComplete: every operation has a success, words for people, and examples.
func TestComplete(t *testing.T) {
	for _, dir := range designs(t) {
		p := load(t, dir)
		d := contract.Of(p, contract.Everyone())
		for _, op := range p.Operations {
			o := d.Operation(op.Name)
			if o == nil {
				if !nobody(p, op) {
					t.Errorf("%s: %s is not in the document", dir, op.Name)
				}
				continue
			}
			if o.Summary == "" || o.Answers[0].Status >= 300 || o.Answer(401) == nil || o.Answer(500) == nil {
				t.Errorf("%s: %s has %q and begins with %d", dir, o.ID, o.Summary, o.Answers[0].Status)
			}
			for _, a := range o.Answers {
				if a.Describe == "" || a.Shape != nil && a.Example == nil {
					t.Errorf("%s: the %d of %s has no words or no example", dir, a.Status, o.ID)
				}
			}
		}
	}
}

// nobody tells whether the design lets nobody at all do op.
func nobody(p *plan.Plan, op *plan.Operation) bool {
	for _, r := range p.Design.Contract.Resources {
		for _, o := range r.Operations {
			if o.Name.Text == op.Name {
				rule := plan.RulesOf(p.Design).Operation(o)
				return rule.Op == design.OpConst && rule.Truth == design.False
			}
		}
	}
	return false
}
