package bind_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/newel-api/newel/internal/design/bind"
)

// linked is a design with a link between rows of one tenant, and one to global rows.
var linked = files{
	data: `newel: 1
entities:
  Firm: {global: true, fields: {name: {type: text, max: 40}}}
  User: {global: true, fields: {email: {type: email, unique: true}}}
  Label: {tenant: firm, fields: {firm: {ref: Firm}, name: {type: text, max: 40}}}
  Ticket:
    tenant: firm
    fields:
      firm: {ref: Firm, inverse: tickets}
      title: {type: text, max: 40}
    links:
      labels: {to: Label, inverse: tickets}
      watchers: {to: User, inverse: watched, as: Watch}
`,
	contract: `title: Desk
resources:
  ticket_labels:
    of: TicketLabel
    fields: [id, ticket, label]
    operations:
      listTicketLabels: {list: {filter: [ticket, label]}}
      createTicketLabel: {create: [firm, ticket, label]}
`,
	access: `identity: User
sign_in: {password: {login: email}}
allow:
  TicketLabel: {read: "resource.ticket.watchers.exists(w, w.user == caller.id)", create: "result.label.tickets.all(t, t.ticket.title != 'x')"}
  Ticket: {read: "resource.labels.exists(l, l.label.name == 'bug') || caller.watched.exists(w, w.ticket == resource)"}
`,
}

// TestLinks: what a link makes is an entity to all that names it, and a mistake in a link
// is told of at the word that is wrong.
func TestLinks(t *testing.T) {
	for _, c := range []struct {
		from, to string
		want     []string
	}{
		{"", "", nil},
		{"to: Label,", "to: Lable,", []string{"data.yaml:12:20 bind/unknown-entity"}},
		{"to: User,", "to: Everybody,", []string{"access.yaml:4:61 expr/unknown-name", "data.yaml:13:22 bind/unknown-entity"}},
		{"as: Watch", "as: Firm", []string{"data.yaml:13:50 bind/name-taken"}},
		{"as: Watch", "as: watch", []string{"data.yaml:13:50 bind/name-form"}},
		{"as: Watch", "as: Watch, was: Firm", []string{"data.yaml:13:62 bind/bad-was"}},
		{"      labels: {", "      title: {", []string{"access.yaml:5:28 expr/unknown-name", "data.yaml:12:7 bind/name-taken"}},
		{"inverse: tickets}\n      w", "inverse: name}\n      w", []string{"access.yaml:4:104 expr/unknown-name", "data.yaml:12:36 bind/name-taken"}},
		{"  Ticket:\n    tenant: firm\n", "  Ticket:\n", []string{"contract.yaml:8:36 bind/unknown-field", "data.yaml:6:3 bind/tenant-or-global"}},
		{"    tenant: firm\n    fields", "    tenant: form\n    fields", []string{"data.yaml:7:13 bind/unknown-field"}},
		{"{ref: Firm, inverse", "{ref: Furm, inverse", []string{"data.yaml:9:19 bind/unknown-entity"}},
		{"{ref: Firm, inverse", "{ref: Firm, optional: true, inverse", []string{"data.yaml:7:13 bind/bad-tenant"}},
		{"{to: User, inverse: watched", "{to: Ticket, inverse: watched", []string{"access.yaml:4:61 expr/unknown-name", "access.yaml:5:78 expr/unknown-name", "data.yaml:13:22 bind/bad-link"}},
		{"Label: {tenant: firm, fields: {firm: {ref: Firm}", "Label: {tenant: boss, fields: {boss: {ref: User}", []string{"data.yaml:12:20 bind/bad-link"}},
	} {
		f := linked
		if !strings.Contains(f.data, c.from) {
			t.Fatalf("the design has no %q", c.from)
		}
		f.data = strings.Replace(f.data, c.from, c.to, 1)
		_, diags, _ := compile(f)
		var got []string
		for _, d := range diags.All() {
			got = append(got, d.Span.String()+" "+d.Rule.ID)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%q → %q: -want +got\n%s%s", c.from, c.to, diff, strings.Join(all(diags), "\n"))
		}
	}
}

// TestLinksTwice: a design that is bound again has each entity once.
func TestLinksTwice(t *testing.T) {
	d, diags, _ := compile(linked)
	count := len(d.Data.Entities)
	bind.Bind(d, diags)
	if again := len(d.Data.Entities); count != 6 || again != count || diags.Len() > 0 {
		t.Errorf("%d entities, then %d\n%s", count, again, strings.Join(all(diags), "\n"))
	}
}
