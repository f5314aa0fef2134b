package review_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// notes is a design in which nothing is found; the cases below change it.
var notes = map[string]string{
	"data.yaml": `newel: 1
entities:
  Team: {global: true, fields: {name: {type: text, max: 80}}}
  User: {global: true, fields: {email: {type: email, unique: true}, name: {type: text, max: 80, optional: true}}}
  Member:
    tenant: team
    fields:
      team: {ref: Team, inverse: members, on_delete: cascade}
      user: {ref: User, on_delete: cascade}
      role: {type: enum, values: [guest, owner], default: guest}
  Note:
    tenant: team
    expect: {rows: 1000000, distinct: {team: 500}}
    fields:
      team: {ref: Team, inverse: notes, on_delete: cascade}
      author: {ref: User, on_delete: cascade}
      owner: {ref: User, optional: true, on_delete: set_null}
      body: {type: text, max: 1000}
      due: {type: date, optional: true}
      open: {type: boolean, default: true}
`,
	"contract.yaml": `title: Notes
rates: {usual: {requests: 60, per: 1m, for: all}}
resources:
  teams: {of: Team, fields: [id, name], operations: {getTeam: get}}
  members:
    of: Member
    fields: [id, team, user, role]
    operations:
      addMember: {create: [team, user, role]}
  notes:
    of: Note
    fields: [id, team, author, owner, body, due, open]
    operations:
      listNotes: {list: {}}
      addNote: {create: [team, body], set: {author: "caller.id"}}
      editNote: {update: [body]}
`,
	"access.yaml": `identity: User
sign_in: {password: {login: email}}
policies:
  member_of: {with: {team: Team}, is: "team.members.exists(m, m.user == caller.id)"}
  owner_of: {with: {team: Team}, is: "team.members.exists(m, m.user == caller.id && m.role == 'owner')"}
allow:
  Team: {read: "member_of(resource)"}
  User: {read: signed_in}
  Member: {read: "member_of(resource.team)", create: "owner_of(result.team)"}
  Note: {read: "member_of(resource.team)", create: "member_of(result.team)", update: "resource.author == caller.id"}
`,
}

const (
	listAll = "      listNotes: {list: {}}\n"
	addNote = `addNote: {create: [team, body], set: {author: "caller.id"}}`
	ofTeam  = "Note: {read: \"member_of(resource.team)\""
)

// TestBorders: each rule on both sides of where it begins to hold. A case replaces texts of
// notes, in pairs, and says which rules are broken then.
func TestBorders(t *testing.T) {
	for _, c := range []struct {
		name string
		with []string
		want string
	}{
		{"nothing", nil, ""},

		{"a list for all who are signed in", []string{ofTeam, "Note: {read: signed_in"}, "unscoped-list"},
		{"also written as a condition", []string{ofTeam, `Note: {read: "caller.authenticated"`}, "unscoped-list"},
		{"with its reason", []string{ofTeam, "Note: {read: {rule: signed_in, because: notes are of the whole company}"}, ""},
		{"below a row that is not for all", []string{ofTeam, "Note: {read: signed_in", listAll, "      listNotes: {list: {}, under: team}\n"}, ""},
		{"below a row that is for all", []string{ofTeam, "Note: {read: signed_in", `Team: {read: "member_of(resource)"}`, "Team: {read: signed_in}", listAll, "      listNotes: {list: {}, under: team}\n"}, "unscoped-list"},
		{"of what has no tenant", []string{"  members:\n", "  users: {of: User, fields: [id, name], operations: {listUsers: {list: {}}}}\n  members:\n"}, ""},

		{"strangers write by a condition", []string{ofTeam, "Note: {read: {rule: anyone, because: notes are read aloud}", `update: "resource.author == caller.id"`, `update: "resource.open"`}, "open-write"},
		{"they do where it is one of two", []string{ofTeam, "Note: {read: {rule: anyone, because: notes are read aloud}", `update: "resource.author`, `update: "resource.open || resource.author`}, "open-write"},
		{"not where they cannot read", []string{`update: "resource.author == caller.id"`, `update: "resource.open"`}, ""},
		{"not where both are asked", []string{ofTeam, "Note: {read: {rule: anyone, because: notes are read aloud}", `update: "resource.author`, `update: "resource.open && resource.author`}, ""},
		{"not with the reason", []string{ofTeam, "Note: {read: {rule: anyone, because: notes are read aloud}", `update: "resource.author == caller.id"`, `update: {rule: "resource.open", because: a book for guests}`}, ""},
		{"not where a required field is of the caller", []string{`create: "member_of(result.team)"`, `create: "result.open"`}, ""},

		{"owners give themselves power", []string{"      open:", "      verified: {type: boolean, default: false}\n      open:", "update: [body]", "update: [body, verified]"}, "privileged-field"},
		{"as everybody does", []string{"      open:", "      verified: {type: boolean, default: false}\n      open:", "update: [body]", "update: [body, verified]", `"resource.author == caller.id"`, "signed_in"}, "privileged-field"},
		{"not where others decide", []string{"      open:", "      verified: {type: boolean, default: false}\n      open:", "update: [body]", "update: [body, verified]", `"resource.author == caller.id"`, `"owner_of(resource.team)"`}, ""},
		{"nor where both must be", []string{"      open:", "      verified: {type: boolean, default: false}\n      open:", "update: [body]", "update: [body, verified]", `"resource.author == caller.id"`, `"owner_of(resource.team) && resource.author == caller.id"`}, ""},
		{"but where one is enough", []string{"      open:", "      verified: {type: boolean, default: false}\n      open:", "update: [body]", "update: [body, verified]", `"resource.author == caller.id"`, `"owner_of(resource.team) || resource.author == caller.id"`}, "privileged-field"},
		{"nor where the field has its own rule", []string{
			"      open:", "      verified: {type: boolean, default: false}\n      open:", "update: [body]", "update: [body, verified]",
			`"resource.author == caller.id"}`, `"resource.author == caller.id", fields: {verified: {write: "owner_of(resource.team)"}}}`,
		}, ""},
		{"whoever signs up does", []string{"name: {type: text, max: 80, optional: true}", "role: {type: enum, values: [user, admin], default: user}", "policies:", "sign_up: {who: anyone, because: all may, fields: [email, role]}\npolicies:"}, "privileged-field"},

		{"signed by others", []string{addNote, "addNote: {create: [team, body, author]}"}, "in-anothers-name"},
		{"not where the rule holds it", []string{addNote, "addNote: {create: [team, body, author]}", `create: "member_of(result.team)"`, `create: "member_of(result.team) && result.author == caller.id"`}, ""},
		{"but where it asks for another", []string{addNote, "addNote: {create: [team, body, author]}", `create: "member_of(result.team)"`, `create: "member_of(result.team) && result.author != caller.id"`}, "in-anothers-name"},
		{"owned by others, among members", []string{addNote, `addNote: {create: [team, body, owner], set: {author: "caller.id"}}`}, ""},
		{"owned by others, for everybody", []string{addNote, `addNote: {create: [team, body, owner], set: {author: "caller.id"}}`, `create: "member_of(result.team)"`, "create: signed_in"}, "in-anothers-name"},

		{"two thousand rows for each team", []string{listAll, "      listNotes: {list: {filter: [{due: [lt]}], sort: [due]}}\n"}, ""},
		{"twenty thousand", []string{listAll, "      listNotes: {list: {filter: [{due: [lt]}], sort: [due]}}\n", "{team: 500}", "{team: 50}"}, "unindexed-filter unindexed-sort"},
		{"ten thousand", []string{listAll, "      listNotes: {list: {filter: [{due: [lt]}]}}\n", "{team: 500}", "{team: 100}"}, "unindexed-filter"},
		{"one less", []string{listAll, "      listNotes: {list: {filter: [{due: [lt]}]}}\n", "rows: 1000000, distinct: {team: 500}", "rows: 999900, distinct: {team: 100}"}, ""},
		{"below a row, as nobody knows how many", []string{listAll, "      listNotes: {list: {sort: [due]}, under: author}\n", "  members:\n", "  users: {of: User, fields: [id, name]}\n  members:\n"}, ""},
		{"below a row that has many", []string{listAll, "      listNotes: {list: {sort: [due]}, under: author}\n", "  members:\n", "  users: {of: User, fields: [id, name]}\n  members:\n", "{team: 500}", "{team: 500, author: 2}"}, "unindexed-sort"},
		{"with an index", []string{listAll, "      listNotes: {list: {filter: [{due: [lt]}], sort: [due]}}\n", "{team: 500}", "{team: 50}", "      open: {type: boolean, default: true}\n", "      open: {type: boolean, default: true}\n    indexes: [[team, due]]\n"}, ""},
		{"with one that has something else before", []string{listAll, "      listNotes: {list: {sort: [due]}}\n", "{team: 500}", "{team: 50}", "      open: {type: boolean, default: true}\n", "      open: {type: boolean, default: true}\n    indexes: [[open, due]]\n"}, "unindexed-sort"},
		{"whether there is one", []string{listAll, "      listNotes: {list: {filter: [{due: [present]}, open]}}\n", "{team: 500}", "{team: 50}"}, ""},
		{"of a reference", []string{listAll, "      listNotes: {list: {filter: [author]}}\n", "{team: 500}", "{team: 50}"}, ""},
		{"the order without a request", []string{listAll, "      listNotes: {list: {order: [-due]}}\n", "{team: 500}", "{team: 50}"}, "unindexed-sort"},
		{"a search without a rate", []string{"rates: {usual: {requests: 60, per: 1m, for: all}}\n", "", "      open: {type: boolean, default: true}\n", "      open: {type: boolean, default: true}\n    search: [body]\n", listAll, "      listNotes: {list: {search: [body]}}\n"}, "no-rate"},
		{"with one", []string{"      open: {type: boolean, default: true}\n", "      open: {type: boolean, default: true}\n    search: [body]\n", listAll, "      listNotes: {list: {search: [body]}}\n"}, ""},
		{"with one of others", []string{"for: all}}", "for: writes}}", "      open: {type: boolean, default: true}\n", "      open: {type: boolean, default: true}\n    search: [body]\n", listAll, "      listNotes: {list: {search: [body]}}\n"}, "no-rate"},
		{"rows of whoever signs up", []string{"for: all}}", "for: reads}}", "policies:", "sign_up: {who: anyone, because: all may, fields: [email]}\npolicies:", `create: "member_of(result.team)"`, "create: signed_in"}, "no-rate"},
		{"of members only", []string{"for: all}}", "for: reads}}", "policies:", "sign_up: {who: anyone, because: all may, fields: [email]}\npolicies:"}, ""},
		{"a large total", []string{listAll, "      listNotes: {list: {total: 10001}}\n", "{team: 500}", "{team: 50}"}, "large-total"},
		{"of few rows", []string{listAll, "      listNotes: {list: {total: 10001}}\n"}, ""},

		{"a text without an end", []string{"body: {type: text, max: 1000}", "body: {type: text}"}, "unbounded-text"},
		{"with a pattern without one", []string{"body: {type: text, max: 1000}", `body: {type: text, pattern: "[a-z]+"}`}, "unbounded-text"},
		{"with one that ends", []string{"body: {type: text, max: 1000}", `body: {type: text, pattern: "[a-z]{1,9}(-[0-9]?)?"}`}, ""},
		{"items without an end", []string{"      open:", "      tags: {type: list, of: {type: text}, optional: true}\n      open:", "update: [body]", "update: [body, tags]"}, "unbounded-text"},
		{"that no request gives", []string{"      open:", "      trace: {type: text, optional: true}\n      open:"}, ""},
		{"an input without an end", []string{"      editNote:", "      turnNote: {post: \"/{id}/turn\", summary: Turn it, input: {why: {type: text}}, set: {open: \"false\"}}\n      editNote:", "update: \"resource", "operations: {turnNote: \"owner_of(resource.team)\"}, update: \"resource"}, "unbounded-text"},

		{"integers to the border", []string{"      open:", "      pages: {type: integer, min: -9007199254740991, max: 9007199254740991, default: 1}\n      open:", "update: [body]", "update: [body, pages]"}, ""},
		{"one more", []string{"      open:", "      pages: {type: integer, min: 0, max: 9007199254740992, default: 1}\n      open:", "update: [body]", "update: [body, pages]"}, "unsafe-integer"},
		{"one less than the least", []string{"      open:", "      pages: {type: integer, min: -9007199254740992, max: 5, default: 1}\n      open:", "update: [body]", "update: [body, pages]"}, "unsafe-integer"},

		{"one boolean", []string{"      open:", "      published: {type: boolean, default: false}\n      open:"}, ""},
		{"beside a state", []string{"      open:", "      published: {type: boolean, default: false}\n      state: {type: state, initial: a, moves: {a: [b], b: []}}\n      open:"}, "boolean-state"},
		{"a text for an address", []string{"      open:", "      contact_email: {type: text, max: 80, optional: true}\n      open:"}, "text-for-type"},
		{"a flaw is told once", []string{"      open:", "      contact_email: {type: text, optional: true}\n      open:", "update: [body]", "update: [body, contact_email]"}, "text-for-type"},
		{"not with a pattern", []string{"      open:", "      contact_email: {type: text, pattern: \"[a-z]{1,9}@a\", optional: true}\n      open:"}, ""},
		{"searched by personal data", []string{"global: true, fields: {email", "global: true, search: [email], fields: {email", "  members:\n", "  users: {of: User, fields: [id, email], operations: {listUsers: {list: {search: [email]}}}}\n  members:\n"}, "personal-in-address"},
		{"a read that is a post", []string{"      editNote:", "      getNote: {post: \"/{id}/turn\", summary: Turn it, set: {open: \"false\"}}\n      editNote:", "update: \"resource", "operations: {getNote: \"owner_of(resource.team)\"}, update: \"resource"}, "misleading-name"},
		{"a resource of one row", []string{"  members:\n", "  user: {of: User, only: \"caller.id\", fields: [id, email], operations: {getMe: get}}\n  members:\n"}, ""},
		{"a resource of many", []string{"  members:\n", "  user: {of: User, fields: [id, name], operations: {getUser: get}}\n  members:\n"}, "singular-resource"},
		{"a delete that changes", []string{"editNote:", "removeNote:"}, "misleading-name"},
	} {
		t.Run(c.name, func(t *testing.T) {
			files := map[string]string{}
			for name, text := range notes {
				files[name] = text
			}
			for i := 0; i < len(c.with); i += 2 {
				found := 0
				for name, text := range files {
					if strings.Contains(text, c.with[i]) {
						found++
						files[name] = strings.Replace(text, c.with[i], c.with[i+1], 1)
					}
				}
				if found != 1 {
					t.Fatalf("%q stands in %d files", c.with[i], found)
				}
			}
			var got []string
			for _, line := range findings(t, files) {
				_, rule, _ := strings.Cut(line, " review/")
				got = append(got, rule)
			}
			slices.Sort(got)
			if diff := cmp.Diff(c.want, strings.Join(got, " ")); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}
