package decode_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/diag"
)

// TestExpressionPlaces: every part of an expression is found again in its file,
// however the expression is written, and in whichever file of a folder.
func TestExpressionPlaces(t *testing.T) {
	const text = `policies:
  double: {is: "a == \"é\" && bad"}
  single: {is: 'a == ''x'' && bad'}
  literal:
    is: |
      a == 'x' &&
        bad
  folded:
    is: >-
      a == 'x' &&
      bad
  over_lines:
    is: "a == 'x' &&

      bad"
  plain: {is: a == b && bad}
`
	files := map[string]string{"access/a.yaml": "identity: User\n", "access/b.yaml": text}
	var diags diag.List
	d := read(files, &diags)
	if diags.Len() != 1 || diags.All()[0].Rule.ID != "decode/cel-not-quoted" { // of plain
		t.Fatalf("findings %v", diags.All())
	}
	if len(d.Access.Policies) != 6 {
		t.Fatalf("%d policies", len(d.Access.Policies))
	}
	for _, p := range d.Access.Policies {
		at := len(p.Is.Text) - len("bad")
		if p.Name.Text == "literal" { // which ends in a line break
			at--
		}
		for _, part := range []struct {
			from, to int
			want     string
		}{{0, 1, "a"}, {2, 4, "=="}, {at, at + 3, "bad"}} {
			span := p.Is.At(part.from, part.to)
			if got := text[span.Start.Offset:span.End.Offset]; got != part.want || span.File != "access/b.yaml" {
				t.Errorf("%s: bytes %d to %d of %q are %q of %s", p.Name.Text, part.from, part.to, p.Is.Text, got, span)
			}
		}
	}
}

// TestEdits: a mend that is certain comes as an edit, and mends.
func TestEdits(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"allow: {A: {read: resource.a == caller.id}}", `allow: {A: {read: "resource.a == caller.id"}}`},
		{"allow: {A: {read: resource.a == \"it's\"}}", `allow: {A: {read: 'resource.a == "it''s"'}}`},
		{`allow: {A: {read: a.matches('\d')}}`, `allow: {A: {read: 'a.matches(''\d'')'}}`},
		{"allow: {A: {read: 'never'}}", "allow: {A: {read: never}}"},
		{"policies: {p: {is: a &&\n  b}}", `policies: {p: {is: "a && b"}}`},
	} {
		var diags diag.List
		read(map[string]string{"access.yaml": c.text}, &diags)
		if diags.Len() != 1 || len(diags.All()[0].Edits) != 1 {
			t.Errorf("%q: findings %v", c.text, diags.All())
			continue
		}
		e := diags.All()[0].Edits[0]
		got := c.text[:e.Span.Start.Offset] + e.New + c.text[e.Span.End.Offset:]
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%q: -want +got\n%s", c.text, diff)
		}
		var again diag.List
		read(map[string]string{"access.yaml": got}, &again)
		if again.Len() > 0 {
			t.Errorf("%q: %s", got, again.All()[0].Message)
		}
	}
	// Quotes would make one line of two.
	var diags diag.List
	read(map[string]string{"access.yaml": "policies: {p: {is: a &&\n\n  b}}"}, &diags)
	if diags.Len() != 1 || diags.All()[0].Edits != nil {
		t.Errorf("findings %+v", diags.All())
	}
}

// TestUnreadableIsNever: a condition that cannot be read allows nothing.
func TestUnreadableIsNever(t *testing.T) {
	for _, written := range []string{"", "''", "[a]", "everybody", "5", "{}", "{rule: [a]}", "{rule: everybody}", "{because: x}", "!x anyone"} {
		var c design.Condition
		if a := decodeAllow(t, "allow: {A: {read: "+written+"}}"); a != nil {
			c = a.Read
		}
		if c.Word != design.Never && c.Written() {
			t.Errorf("read: %s is read as %+v", written, c)
		}
	}
}

func decodeAllow(t *testing.T, text string) *design.Allow {
	t.Helper()
	var diags diag.List
	d := read(map[string]string{"access.yaml": text}, &diags)
	if diags.Err() == nil || len(d.Access.Allow) != 1 {
		t.Errorf("%q: findings %v, %d entries", text, diags.All(), len(d.Access.Allow))
		return nil
	}
	return d.Access.Allow[0]
}
