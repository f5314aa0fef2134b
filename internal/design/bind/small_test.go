package bind_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const (
	userData = `newel: 1
entities:
  User:
    global: true
    fields:
      email: {type: email, unique: true}
      handle: {type: text, max: 40, unique: true, optional: true}
      password: {type: text, max: 40, unique: true}
      age: {type: integer, unique: true}
`
	tenantData = `newel: 1
entities:
  Firm: {global: true, fields: {name: {type: text}}}
  Club: {global: true, fields: {name: {type: text}}}
  Desk: {tenant: firm, fields: {firm: {ref: Firm}}}
`
	signIn = "identity: User\nsign_in: {password: {login: email}}\n"
)

// TestSmallDesigns: what the pages of the rules and the helpdesk do not show.
func TestSmallDesigns(t *testing.T) {
	for _, c := range []struct {
		name string
		files
		want []string
	}{
		// access.yaml
		{
			"an optional login",
			files{data: userData, access: "identity: User\nsign_in: {password: {login: handle}}\n"},
			[]string{"access.yaml:2:29 bind/bad-login"},
		},
		{
			"a login that is no text",
			files{data: userData, access: "identity: User\nsign_in: {password: {login: age}}\n"},
			[]string{"access.yaml:2:29 bind/bad-login"},
		},
		{
			"a login that is called as the password",
			files{data: userData, access: "identity: User\nsign_in: {password: {login: password}}\n"},
			[]string{"access.yaml:2:29 bind/reserved-name"},
		},
		{
			"a field of sign-up that is called so",
			files{data: userData, access: signIn + "sign_up: {who: never, fields: [email, password]}\n"},
			[]string{"access.yaml:3:39 bind/reserved-name"},
		},
		{
			"sign-in without an identity",
			files{data: userData, access: "sign_in: {password: {login: email}}\n"},
			[]string{"access.yaml:1:11 bind/sign-in-incomplete"},
		},
		{
			"an identity without sign-in",
			files{data: userData, access: "identity: User\n"},
			[]string{"access.yaml:1:11 bind/nobody-signs-in"},
		},
		{
			"a field that caller has already",
			files{data: strings.Replace(userData, "age:", "authenticated:", 1), access: signIn},
			[]string{"data.yaml:9:7 bind/reserved-name"},
		},
		{
			"policies that are called as something else",
			files{data: userData, access: signIn +
				"policies:\n  now: {is: \"caller.authenticated\"}\n  size: {is: \"caller.authenticated\"}\n  x: {with: {input: User, in: text}, is: \"caller.authenticated\"}\n"},
			[]string{"access.yaml:4:3 bind/reserved-name", "access.yaml:5:3 bind/reserved-name", "access.yaml:6:14 bind/reserved-name", "access.yaml:6:27 bind/reserved-name"},
		},
		{
			"a policy of nothing that is known",
			files{data: userData, access: signIn +
				"policies:\n  p: {with: {x: Thing}, is: \"x.y == 1\"}\nallow:\n  User: {read: \"p(resource)\"}\n"},
			[]string{"access.yaml:4:17 bind/unknown-entity"},
		},
		{
			"two rules of which one is misspelt",
			files{data: userData, access: signIn +
				"allow:\n  Usr: {read: \"resource.nonsense\"}\n  User: {read: signed_in}\n"},
			[]string{"access.yaml:4:3 bind/unknown-entity"},
		},
		{
			"rules on nothing that is known",
			files{data: userData, access: signIn + "allow:\n  Thing: {read: \"resource.nonsense\"}\n"},
			[]string{"access.yaml:4:3 bind/unknown-entity"},
		},
		{"an operation of another entity", files{
			data: notes.data + "  Tag: {global: true, fields: {word: {type: text}}}\n", contract: notes.contract,
			access: notes.access + "  Tag: {operations: {getNote: never}}\n",
		}, []string{"access.yaml:4:22 bind/unknown-operation"}},
		{"readable by nobody", files{
			data:   notes.data + "  Tag: {global: true, fields: {note: {ref: Note}}}\n",
			access: "allow:\n  Tag: {read: \"readable(resource.note)\"}\n",
		}, nil},
		{
			"a circle of policies",
			files{data: userData, access: signIn +
				"policies:\n  a: {with: {u: User}, is: \"b(u) || b(u)\"}\n  b: {with: {u: User}, is: \"c(u)\"}\n  c: {with: {u: User}, is: \"b(u)\"}\nallow:\n  User: {read: \"a(resource)\"}\n"},
			[]string{"access.yaml:5:3 bind/circular-rule"},
		},

		// contract.yaml
		{
			"a path of the server's own",
			files{data: notes.data, contract: strings.Replace(notes.contract, "  notes:", "  metrics:", 1)},
			[]string{"contract.yaml:4:3 bind/reserved-name"},
		},
		{
			"the path of the codes",
			files{data: notes.data, contract: strings.Replace(notes.contract, "  notes:", "  problems:", 1)},
			[]string{"contract.yaml:4:3 bind/reserved-name"},
		},
		{"such a path below a base", files{data: notes.data, contract: "base: /v1" + strings.Replace(notes.contract, "  notes:", "  metrics:", 1)}, nil},
		{
			"a page of a million",
			files{data: notes.data, contract: notes.contract + "      listNotes: {list: {page: {max: 1000000}}}\n"},
			[]string{"contract.yaml:9:38 bind/bad-page"},
		},
		{
			"a filter by what every list has",
			files{
				data:     strings.Replace(notes.data, "body", "sort", 1),
				contract: strings.Replace(notes.contract, "body", "sort", 1) + "      listNotes: {list: {filter: [sort]}}\n",
			},
			[]string{"contract.yaml:9:35 bind/reserved-name"},
		},
		{
			"a filter by what every answer has",
			files{
				data:     strings.Replace(notes.data, "body", "fields", 1),
				contract: strings.Replace(notes.contract, "body", "fields", 1) + "      listNotes: {list: {filter: [fields]}}\n",
			},
			[]string{"contract.yaml:9:35 bind/reserved-name"},
		},
		{
			"an update of nothing",
			files{data: notes.data, contract: notes.contract + "      updateNote: {update: []}\n"},
			[]string{"contract.yaml:9:7 bind/changes-nothing"},
		},
		{
			"what Newel keeps",
			files{data: notes.data, contract: notes.contract + "      updateNote: {update: [body, version], set: {updated_at: \"now\"}}\n"},
			[]string{"contract.yaml:9:35 bind/not-settable", "contract.yaml:9:51 bind/not-settable"},
		},
		{
			"a new row in a state of its own",
			files{
				data:     notes.data + "      state: {type: state, initial: a, moves: {a: [b]}}\n",
				contract: notes.contract + "      createNote: {create: [body], set: {state: \"'b'\"}, also: [{Note: {body: \"'x'\", state: \"'b'\"}}]}\n",
			},
			[]string{"contract.yaml:9:42 bind/not-settable", "contract.yaml:9:85 bind/not-settable"},
		},
		{
			"an also that leaves something out",
			files{data: notes.data, contract: notes.contract + "      createNote: {create: [body], also: [{Note: {}}]}\n"},
			[]string{"contract.yaml:9:44 bind/missing-value"},
		},
		{
			"an input that is called as the id",
			files{
				data:     notes.data,
				contract: notes.contract + "      setNote: {post: \"/{id}/set\", input: {id: {ref: Note}, created_at: {type: text, min: 3, max: 2}}, set: {body: \"input.created_at\"}}\n",
			},
			[]string{"contract.yaml:9:44 bind/reserved-name", "contract.yaml:9:91 bind/bad-bounds"},
		},
		{"a relation in the place of a field", files{
			data:     notes.data + "      parent: {ref: Note, optional: true, inverse: kids}\n",
			contract: strings.Replace(notes.contract, "[id, body]", "[id, kids]", 1),
		}, []string{"contract.yaml:6:18 bind/unknown-field"}},
		{
			"no read rule",
			files{data: notes.data, contract: notes.contract + "      deleteNote: delete\n      listNotes: {list: {}}\n", access: "allow:\n  Note: {delete: never}\n"},
			[]string{"contract.yaml:8:7 bind/no-rule"},
		},
		{
			"no rules at all",
			files{data: notes.data, contract: notes.contract + "      createNote: {create: [body]}\n      deleteNote: delete\n", access: "allow: {}\n"},
			[]string{"contract.yaml:8:7 bind/no-rule", "contract.yaml:9:7 bind/no-rule", "contract.yaml:10:7 bind/no-rule"},
		},

		// data.yaml
		{"a table of SQLite's", files{data: strings.Replace(notes.data, "Note:", "SqliteMaster:", 1)}, []string{"data.yaml:4:3 bind/reserved-name"}},
		{"a column of PostgreSQL's", files{data: strings.Replace(notes.data, "body:", "xmin:", 1)}, []string{"data.yaml:7:7 bind/reserved-name"}},
		{
			"a relation that is called as a field of every row",
			files{data: notes.data + "      parent: {ref: Note, optional: true, inverse: id}\n"},
			[]string{"data.yaml:8:52 bind/reserved-name"},
		},
		{"a name of no letters", files{data: strings.Replace(notes.data, "Note:", "\"7\":", 1)}, []string{"data.yaml:4:3 bind/name-form"}},
		{"a name of many forms", files{data: strings.Replace(notes.data, "Note:", "\"my HTTPNotes\":", 1)}, []string{"data.yaml:4:3 bind/name-form"}},
		{"no states at all", files{data: notes.data + "      state: {type: state, initial: a, moves: {}}\n"}, []string{"data.yaml:8:37 bind/unknown-state"}},
		{"one state", files{data: notes.data + "      state: {type: state, initial: a, moves: {a: []}}\n"}, nil},
		{"a default of the wrong enum", files{data: notes.data + "      size: {type: enum, values: [small, large], default: enormous}\n"}, []string{"data.yaml:8:59 bind/bad-default"}},
		{"a tenant that is itself", files{data: tenantData + "  Seat: {tenant: seat, fields: {seat: {ref: Seat, optional: true}}}\n"}, []string{"data.yaml:6:18 bind/bad-tenant"}},
		{
			"a tenant that refers to itself",
			files{data: tenantData + "  Seat: {tenant: seat, fields: {seat: {ref: Seat}}}\n"},
			[]string{"data.yaml:6:18 bind/bad-tenant", "data.yaml:6:33 bind/required-cycle"},
		},
		{"another kind of tenant", files{data: tenantData + "  Seat: {tenant: club, fields: {club: {ref: Club}, desk: {ref: Desk}}}\n"}, []string{"data.yaml:6:64 bind/leaves-tenant"}},
		{"unique by what belongs to the tenant", files{data: tenantData + "  Seat: {tenant: firm, fields: {firm: {ref: Firm}, desk: {ref: Desk}, number: {type: integer}}, unique: [[desk, number]]}\n"}, nil},
		{
			"a circle of three, and one within it",
			files{data: "newel: 1\nentities:\n  A: {global: true, fields: {b: {ref: B}}}\n  B: {global: true, fields: {c: {ref: C}, a: {ref: A}}}\n  C: {global: true, fields: {a: {ref: A}}}\n"},
			[]string{"data.yaml:3:30 bind/required-cycle"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, diags, _ := compile(c.files)
			var got []string
			for _, d := range diags.All() {
				got = append(got, d.Span.String()+" "+d.Rule.ID)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("-want +got\n%s%s", diff, strings.Join(all(diags), "\n"))
			}
		})
	}
}
