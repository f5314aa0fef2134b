package decode_test

import (
	"strings"
	"testing"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/design/decode"
	"github.com/newel-api/newel/internal/diag"
	"github.com/newel-api/newel/internal/diag/page"
)

// FuzzDecode: whatever three files come, there is a design in which everything that
// later rooms rest on is there, or a finding of severity error; and every place is
// one of the file.
func FuzzDecode(f *testing.F) {
	pages, err := page.All(decode.Pages)
	if err != nil {
		f.Fatal(err)
	}
	for _, p := range pages {
		f.Add(p.Bad["data.yaml"], p.Bad["contract.yaml"], p.Bad["access.yaml"])
	}
	f.Add("newel: 1\nentities: {A: {expect: {distinct: {a: 1}}, unique: [[a]], indexes: [[-a]], fields: {a: {type: state, initial: a, moves: {a: []}}}}}",
		"title: T\nresources: {a: {of: A, fields: [a], operations: {a: list, b: {post: '/{id}/a', move: {a: b}, input: {c: {ref: A}}, set: {a: '1'}}}}}",
		"identity: A\nsign_up: {who: never, fields: []}\npolicies: {a: {with: {b: A, c: text}, is: |\n  a\n}}\nallow: {A: {read: >-\n  a\n  b\n, operations: {a: never}}}")
	f.Fuzz(func(t *testing.T, data, contract, access string) {
		files := map[string]string{"data.yaml": data, "contract.yaml": contract, "access.yaml": access}
		var diags diag.List
		d := read(files, &diags)
		for _, found := range diags.All() {
			checkSpan(t, files, found.Span)
			if !strings.HasPrefix(found.Rule.ID, "source/") && (found.Message == "" || found.Fix == "") {
				t.Errorf("%s: message %q, fix %q", found.Rule.ID, found.Message, found.Fix)
			}
		}
		_ = dump(files, d) // takes the stretch of every span
		if diags.Err() == nil {
			checkWhole(t, d)
		}
	})
}

func checkSpan(t *testing.T, files map[string]string, s diag.Span) {
	t.Helper()
	text, known := files[s.File]
	if !known || s.Start.Offset > s.End.Offset || s.End.Offset > len(text) {
		t.Errorf("%+v is no place of the design", s)
	}
}

// checkWhole checks what bind and plan take for granted.
func checkWhole(t *testing.T, d *design.Design) {
	if d.Data.Language != design.Language || d.Contract.Title.Text == "" {
		t.Errorf("version %d, title %q", d.Data.Language, d.Contract.Title.Text)
	}
	for _, e := range d.Data.Entities {
		checkFields(t, e.Fields)
		if e.Name.Text == "" || len(e.System) != 4 {
			t.Errorf("entity %q has %d system fields", e.Name.Text, len(e.System))
		}
		for f := range e.All() {
			if f.Entity != e {
				t.Errorf("field %q is of another entity", f.Name.Text)
			}
		}
		for _, c := range e.Checks {
			checkExpr(t, c.Expr)
		}
	}
	for _, r := range d.Contract.Resources {
		for _, o := range r.Operations {
			checkOperation(t, r, o)
		}
	}
	for _, p := range d.Access.Policies {
		checkExpr(t, p.Is)
		for _, with := range p.With {
			if with.Type == design.TypeNone || (with.Type == design.TypeRef) != with.Entity.Set() {
				t.Errorf("parameter %+v", with)
			}
		}
	}
	for _, a := range d.Access.Allow {
		for _, c := range []design.Condition{a.Read, a.Create, a.Update, a.Delete} {
			checkCondition(t, c)
		}
		for _, o := range a.Operations {
			checkCondition(t, o.Condition)
		}
	}
}

func checkFields(t *testing.T, fields []*design.Field) {
	for _, f := range fields {
		switch {
		case f.Name.Text == "", f.Type == design.TypeNone, (f.Type == design.TypeRef) != f.Target.Set(),
			f.Type == design.TypeEnum && len(f.Values) == 0,
			f.Type == design.TypeState && f.Initial.Text == "",
			f.Default != nil && f.Default.Value.Kind != f.Type.Kind():
			t.Errorf("field %+v", f)
		}
	}
}

func checkOperation(t *testing.T, r *design.Resource, o *design.Operation) {
	if !r.Of.Set() || len(r.Fields) == 0 || o.Resource != r || o.Verb == design.VerbNone || (o.Verb == design.Post) != (o.Path.Text != "") {
		t.Errorf("operation %+v", o)
	}
	checkFields(t, o.Input)
	for _, a := range o.Set {
		checkExpr(t, a.Value)
	}
	for _, c := range o.Require {
		checkExpr(t, c.Expr)
	}
	for _, a := range o.Also {
		for _, s := range a.Set {
			checkExpr(t, s.Value)
		}
	}
}

func checkExpr(t *testing.T, e design.Expr) {
	if strings.TrimSpace(e.Text) == "" || !e.Written() || e.Chars == nil {
		t.Errorf("expression %q at %s", e.Text, e.Span)
	}
}

func checkCondition(t *testing.T, c design.Condition) {
	if !c.Written() {
		return
	}
	if (c.Word == design.NoWord) != c.Expr.Written() || c.Word == design.Anyone && c.Because.Text == "" {
		t.Errorf("condition %+v", c)
	}
}
