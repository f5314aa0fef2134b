package bind_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/newel-api/newel/internal/design"
)

// TestSets: after Bind everything points at what it names.
func TestSets(t *testing.T) {
	d := sound(t, helpdesk(t))
	ticket, user, organization := d.Data.Entity("Ticket"), d.Data.Entity("User"), d.Data.Entity("Organization")
	at := 0
	for f := range ticket.All() {
		if f.Index != at || f.Entity != ticket {
			t.Errorf("%s has the index %d, want %d", f.Name.Text, f.Index, at)
		}
		at++
	}
	org := ticket.Field("org")
	if ticket.Tenant.To != org || org.Target.To != organization {
		t.Error("the tenant of a ticket is not its organization")
	}
	tickets := organization.Inverse("tickets")
	if tickets == nil || tickets.On != organization || tickets.Via != org || org.Relation != tickets || tickets.Many() != ticket {
		t.Errorf("the relation of an organization to its tickets is %+v", tickets)
	}
	if ticket.Field("requester").Relation != nil {
		t.Error("a reference without an inverse has a relation")
	}
	if ticket.Checks[0].Tree == nil || ticket.Indexes[0].Keys[2].Field.To != ticket.Field(design.FieldCreatedAt) {
		t.Error("the check or the index of a ticket is not bound")
	}
	assign := operation(t, d, "assignTicket")
	if assign.Set[0].Term == nil || assign.Require[0].Tree == nil || assign.Input[0].Target.To != user {
		t.Errorf("assignTicket is not bound: %+v", assign)
	}
	founding := operation(t, d, "createOrganization")
	if founding.Also[0].Set[2].Term.Literal.Str != "admin" {
		t.Errorf("the founder becomes %+v", founding.Also[0].Set[2].Term)
	}
	if m := operation(t, d, "solveTicket").Move; m.Field.To != ticket.Field("state") {
		t.Errorf("solveTicket moves %+v", m)
	}
	if d.Access.Password.Login.To != user.Field("email") || d.Access.SignUp.Fields[1].To != user.Field("name") {
		t.Error("sign-in is not bound")
	}
	for _, p := range d.Access.Policies {
		if p.Tree == nil {
			t.Errorf("the policy %s has no tree", p.Name.Text)
		}
	}
}

func operation(t *testing.T, d *design.Design, name string) *design.Operation {
	t.Helper()
	for _, r := range d.Contract.Resources {
		for _, o := range r.Operations {
			if o.Name.Text == name {
				return o
			}
		}
	}
	t.Fatalf("there is no operation %s", name)
	return nil
}

// TestWords: a word is a condition like any other; nothing written has no tree, and
// that is never.
func TestWords(t *testing.T) {
	f := helpdesk(t)
	d := sound(t, f)
	rules := map[string]*design.Allow{}
	for _, a := range d.Access.Allow {
		rules[a.Entity.To.Name.Text] = a
	}
	signedIn := rules["User"].Read.Tree
	if signedIn.Op != design.OpIs || !signedIn.Left.Authed || signedIn.Left.Root != design.RootCaller {
		t.Errorf("signed_in is %+v", signedIn)
	}
	if never := rules["User"].Delete.Tree; never.Op != design.OpConst || never.Truth != design.False {
		t.Errorf("never is %+v", never)
	}
	if anyone := d.Access.SignUp.Who.Tree; anyone.Op != design.OpConst || anyone.Truth != design.True {
		t.Errorf("anyone is %+v", anyone)
	}
	if email := rules["User"].Fields[0]; email.Read.Tree == nil || email.Write.Tree != nil {
		t.Errorf("the rules of an address are %+v", email)
	}
}

// TestFillsIn: prefixes and pages that are not written.
func TestFillsIn(t *testing.T) {
	f := notes
	f.data = strings.ReplaceAll(f.data, "Note:", "FieldNote:")
	f.contract = `
title: Notes
resources:
  notes:
    of: FieldNote
    fields: [id, body]
    operations:
      listAll: {list: {}}
`
	for page, want := range map[string][2]int64{
		"{}":                              {20, 100},
		"{page: {max: 5}}":                {5, 5},
		"{page: {size: 500}}":             {500, 500},
		"{page: {size: 7, max: 9}}":       {7, 9},
		"{page: {size: 1000, max: 1000}}": {1000, 1000},
	} {
		one := f
		one.contract = strings.Replace(f.contract, "list: {}", "list: "+page, 1)
		one.access = "allow:\n  FieldNote: {read: never}\n"
		d := sound(t, one)
		p := operation(t, d, "listAll").Page
		if got := [2]int64{p.Size.N, p.Max.N}; got != want {
			t.Errorf("%s: size and max are %d, want %d", page, got, want)
		}
		if got := d.Data.Entities[0].Prefix.Text; got != "field_note" {
			t.Errorf("the prefix is %q", got)
		}
	}
}

// TestPrefixes: what ids begin with when nobody says it.
func TestPrefixes(t *testing.T) {
	for text, want := range map[string]string{
		"    id: uuid\n": "note", "    id: integer\n": "", "    id: integer\n    prefix: nt\n": "nt", "    was: OldNote\n": "old_note", "    was: OldNote\n    id: integer\n": "",
	} {
		f := notes
		f.data = strings.Replace(f.data, "    fields:", text+"    fields:", 1)
		if got := sound(t, f).Data.Entities[0].Prefix.Text; got != want {
			t.Errorf("%q: the prefix is %q, want %q", text, got, want)
		}
	}
}

// notes is a design with little in it.
var notes = files{
	data: `
newel: 1
entities:
  Note:
    global: true
    fields:
      body: {type: text, max: 1000}
`,
	contract: `
title: Notes
resources:
  notes:
    of: Note
    fields: [id, body]
    operations:
      getNote: get
`,
	access: `
allow:
  Note: {read: {rule: anyone, because: the notes are public}}
`,
}

// TestMissingParts: a part without its file is not held against the others.
func TestMissingParts(t *testing.T) {
	whole := helpdesk(t)
	for name, f := range map[string]files{
		"data":              {data: whole.data},
		"data and contract": {data: whole.data, contract: notes.contract},
		"data and access":   {data: whole.data, access: whole.access},
		"contract":          {contract: whole.contract},
		"access":            {access: whole.access},
		"nothing":           {},
	} {
		if name == "data and contract" {
			f.contract = strings.NewReplacer("of: Note", "of: Comment").Replace(f.contract)
		}
		if _, diags, _ := compile(f); diags.Len() > 0 {
			t.Errorf("%s alone: %s", name, strings.Join(all(diags), "\n"))
		}
	}
}

// TestTwice: findings do not depend on chance.
func TestTwice(t *testing.T) {
	f := helpdesk(t)
	f.data = strings.ReplaceAll(f.data, "ref: User", "ref: Usr")
	f.contract = strings.ReplaceAll(f.contract, "created_at", "creation")
	f.access = strings.ReplaceAll(f.access, "create:", "update:")
	_, first, _ := compile(f)
	for range 5 {
		_, again, _ := compile(f)
		if diff := cmp.Diff(all(first), all(again)); diff != "" {
			t.Fatalf("-first +again\n%s", diff)
		}
	}
}

// TestLongChains: a thousand policies, each asking the next, compile in one pass; the
// circle that they make when the last asks the first is told once.
func TestLongChains(t *testing.T) {
	chain := func(last string) files {
		f := notes
		var b strings.Builder
		b.WriteString("policies:\n")
		for i := range 1000 {
			fmt.Fprintf(&b, "  p%d: {with: {note: Note}, is: %q}\n", i, fmt.Sprintf("p%d(note)", i+1))
		}
		fmt.Fprintf(&b, "  p1000: {with: {note: Note}, is: %q}\nallow:\n  Note: {read: \"p0(resource)\"}\n", last)
		f.access = b.String()
		return f
	}
	sound(t, chain("note.body == 'x'"))
	_, diags, _ := compile(chain("p0(note) || p500(note)"))
	var rules []string
	for _, d := range diags.All() {
		rules = append(rules, d.Span.String()+" "+d.Rule.ID)
	}
	if diff := cmp.Diff([]string{"access.yaml:2:3 bind/circular-rule", "access.yaml:502:3 bind/circular-rule"}, rules); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}
