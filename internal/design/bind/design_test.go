package bind_test

import (
	"fmt"
	"os"
	"testing"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/design/bind"
	"github.com/newel-api/newel/internal/design/decode"
	"github.com/newel-api/newel/internal/design/source"
	"github.com/newel-api/newel/internal/diag"
)

// files are the three texts of a design; an empty one is missing.
type files struct{ data, contract, access, requirements, decisions string }

// helpdesk reads a copy of the example, so that places stay when the example grows.
func helpdesk(t testing.TB) (f files) {
	t.Helper()
	for name, text := range map[string]*string{"data": &f.data, "contract": &f.contract, "access": &f.access} {
		read, err := os.ReadFile("testdata/helpdesk/" + name + ".yaml")
		if err != nil {
			t.Fatal(err)
		}
		*text = string(read)
	}
	return f
}

// compile sends a design through the rooms, as package compile does. bound is false
// when a text cannot be read, so that there was nothing to bind.
func compile(f files) (d *design.Design, diags *diag.List, bound bool) {
	d, diags, bound = new(design.Design), new(diag.List), true
	parse := func(name, text string) []*source.File {
		if text == "" {
			return nil
		}
		file := source.Parse(name, []byte(text), diags)
		bound = bound && !file.Broken
		return []*source.File{file}
	}
	var types *decode.Types
	if trees := parse("data.yaml", f.data); trees != nil {
		types = decode.Data(trees, &d.Data, diags)
	}
	if trees := parse("contract.yaml", f.contract); trees != nil {
		decode.Contract(trees, types, &d.Contract, diags)
	}
	if trees := parse("access.yaml", f.access); trees != nil {
		decode.Access(trees, &d.Access, diags)
	}
	if trees := parse("requirements.yaml", f.requirements); trees != nil {
		decode.Requirements(trees, &d.Requirements, diags)
	}
	if trees := parse("decisions.yaml", f.decisions); trees != nil {
		decode.Decisions(trees, &d.Decisions, diags)
	}
	if bound {
		bind.Bind(d, diags)
	}
	return d, diags, bound
}

// sound compiles a design that must have no findings.
func sound(t *testing.T, f files) *design.Design {
	t.Helper()
	d, diags, _ := compile(f)
	for _, found := range diags.All() {
		t.Errorf("%s", shown(found))
	}
	if t.Failed() {
		t.FailNow()
	}
	return d
}

// shown writes a finding on one line.
func shown(d *diag.Diagnostic) string {
	return fmt.Sprintf("%s: %s: %s [%s]; %s", d.Span, d.Severity, d.Message, d.Rule.ID, d.Fix)
}

func all(diags *diag.List) (lines []string) {
	for _, d := range diags.All() {
		lines = append(lines, shown(d))
	}
	return lines
}
