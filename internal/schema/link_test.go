package schema_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/newel-api/newel/internal/dialect"
	"github.com/newel-api/newel/internal/schema"
)

const (
	linkSides = `
  Team: {global: true, fields: {name: {type: text, max: 40}}}
  User: {global: true, fields: {name: {type: text, max: 40}}}
  Label: {tenant: crew, fields: {crew: {ref: Team}, name: {type: text, max: 40}}}
`
	linkShort = linkSides + `
  OldTicket:
    tenant: team
    fields: {team: {ref: Team}}
    links:
      labels: {to: Label, inverse: tickets, as: TicketLabel}
      watchers: {to: User}
`
	linkLong = linkSides + `
  OldTicket:
    tenant: team
    fields: {team: {ref: Team}}
  TicketLabel:
    tenant: team
    fields:
      team: {ref: Team, on_delete: cascade}
      old_ticket: {ref: OldTicket, inverse: labels, on_delete: cascade}
      label: {ref: Label, inverse: tickets, on_delete: cascade}
    unique: [[old_ticket, label]]
  OldTicketUser:
    tenant: team
    fields:
      team: {ref: Team, on_delete: cascade}
      old_ticket: {ref: OldTicket, inverse: watchers, on_delete: cascade}
      user: {ref: User, on_delete: cascade}
    unique: [[old_ticket, user]]
`
	linkRenamed = linkSides + `
  Ticket:
    was: OldTicket
    tenant: group
    fields: {group: {ref: Team, was: team}}
    links:
      labels: {to: Label, inverse: tickets, as: Mark, was: TicketLabel}
      watchers: {to: User}
`
)

// TestLinks: a line of links gives the tables that the entity would give which says the
// same.
func TestLinks(t *testing.T) {
	short, long := build(t, linkShort), build(t, linkLong)
	if diff := cmp.Diff(long.Create(dialect.SQLite), short.Create(dialect.SQLite)); diff != "" {
		t.Errorf("the tables differ (-written +link):\n%s", diff)
	}
	if diff := cmp.Diff(long.Create(dialect.Postgres), short.Create(dialect.Postgres)); diff != "" {
		t.Errorf("the tables differ (-written +link):\n%s", diff)
	}
	back := false // the way from the other side has an index
	for _, x := range short.Table("ticket_label").Indexes {
		back = back || x.Keys[0].Column == "label"
	}
	if !back {
		t.Error("no index begins with the label")
	}
}

// TestLinksAreRenamed: what is made of names goes with them, with its rows.
func TestLinksAreRenamed(t *testing.T) {
	old, new := build(t, linkShort), build(t, linkRenamed)
	new.Keep(old)
	var what []string
	for _, c := range schema.Diff(old, new) {
		what = append(what, c.What)
		if !c.Additive {
			t.Errorf("refused: %s (%s)", c.What, c.Why)
		}
	}
	want := []string{
		"table old_ticket: renamed to ticket", "table ticket_label: renamed to mark", "table old_ticket_user: renamed to ticket_user",
		"table ticket: column team renamed to group",
		"table mark: column team renamed to group", "table mark: column old_ticket renamed to ticket",
		"table ticket_user: column team renamed to group", "table ticket_user: column old_ticket renamed to ticket",
	}
	if diff := cmp.Diff(want, what); diff != "" {
		t.Errorf("changes (-want +got):\n%s", diff)
	}
}
