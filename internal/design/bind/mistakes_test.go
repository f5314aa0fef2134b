package bind_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// change is one mistake: in the file, the first from becomes to.
type change struct{ file, from, to string }

func (f *files) apply(t *testing.T, c change) {
	t.Helper()
	text := map[string]*string{"data": &f.data, "contract": &f.contract, "access": &f.access}[c.file]
	if !strings.Contains(*text, c.from) {
		t.Fatalf("%s.yaml of the helpdesk has no %q", c.file, c.from)
	}
	*text = strings.Replace(*text, c.from, c.to, 1)
}

// TestTenMistakes: they are all told at once, each with its place, its reason and its
// mend, and nothing beside them.
func TestTenMistakes(t *testing.T) {
	f := helpdesk(t)
	for _, c := range []change{
		{"data", "requester: {ref: User,", "requester: {ref: Usr,"},
		{"data", "default: normal", "default: medium"},
		{"data", "initial: open", "initial: opened"},
		{"data", "author: {ref: User, on_delete: restrict}", "author: {ref: User, on_delete: set_null}"},
		{"data", "- [ticket, created_at]", "- [ticket, made_at]"},
		{"contract", "filter: [email]", "filter: [created_at]"},
		{"contract", "updateTicket: {update: [subject,", "updateTicket: {update: [state, subject,"},
		{"contract", "move: {state: closed}", "move: {state: close}"},
		{"access", "closeTicket:", "closeTickets:"},
		{"access", `delete: "resource.author == caller.id ||`, `delete: "resource.author == caller.name ||`},
	} {
		f.apply(t, c)
	}
	want := []string{
		`access.yaml:58:7: error: Ticket has no operation "closeTickets" [bind/unknown-operation]; did you mean "closeTicket"?`,
		`access.yaml:64:14: error: * [expr/unlike-types]; *`,
		`contract.yaml:23:35: error: "listUsers" would filter by "created_at", which "users" does not send [bind/not-sent]; add "created_at" to the fields of "users", or leave it out here`,
		`contract.yaml:48:31: error: "updateTicket" cannot write "state": states change by moves only [bind/not-settable]; declare a post: operation with move: {state: …}`,
		`contract.yaml:58:56: error: "close" is not a state of "state" [bind/unknown-state]; did you mean "closed"?`,
		`data.yaml:34:24: error: there is no entity "Usr" [bind/unknown-entity]; did you mean "User"?`,
		`data.yaml:37:70: error: the default of "priority" is "medium", which is none of its values [bind/bad-default]; write one of low, normal, urgent`,
		`data.yaml:40:18: error: "opened" is not a state of "state" [bind/unknown-state]; did you mean "open"?`,
		`data.yaml:58:27: error: "author" is required, and on_delete set_null would clear it [bind/set-null-required]; add optional: true, or choose restrict or cascade`,
		`data.yaml:61:18: error: Comment has no field "made_at" [bind/unknown-field]; *`,
	}
	_, diags, _ := compile(f)
	got := all(diags)
	for i := range min(len(got), len(want)) {
		if like(want[i], got[i]) {
			got[i] = want[i]
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	for _, d := range diags.All() {
		if len(d.Message) > 160 || strings.HasSuffix(d.Message, ".") || strings.HasSuffix(d.Fix, ".") {
			t.Errorf("%s: %q, fix: %q", d.Rule.ID, d.Message, d.Fix)
		}
	}
}

// like tells whether got is want, in which * stands for anything that another room
// says.
func like(want, got string) bool {
	return regexp.MustCompile("^" + strings.ReplaceAll(regexp.QuoteMeta(want), `\*`, ".*") + "$").MatchString(got)
}

// TestOneMistake: one mistake gives one finding.
func TestOneMistake(t *testing.T) {
	for _, c := range []struct {
		change
		want string
	}{
		{change{"data", "global: true", "global: yes"}, "data.yaml:5:13 source/implicit-boolean"},
		{change{"data", "global: true", "global: 1"}, "data.yaml:5:13 decode/wrong-kind"},
		{change{"data", "global: true", "globl: true"}, "data.yaml:5:5 decode/unknown-key"},
		{change{"data", "    global: true\n    prefix: org\n", "    prefix: org\n"}, "data.yaml:4:3 bind/tenant-or-global"},
		{change{"data", "optional: true, on_delete", "optional: maybe, on_delete"}, "data.yaml:35:39 decode/wrong-kind"},
		{change{"data", "{ref: Organization, inverse: tickets, on_delete: restrict}", "{ref: Firm, inverse: tickets, on_delete: restrict}"}, "data.yaml:33:18 bind/unknown-entity"},
		{change{"data", "note: {type: text, max", "note: {type: prose, max"}, "data.yaml:45:20 decode/unknown-word"},
		{change{"data", "tenant: org\n    prefix: tkt", "tenant: organization\n    prefix: tkt"}, "data.yaml:29:13 bind/unknown-field"},
		{change{"data", "tenant: org\n    prefix: tkt", "tenant: subject\n    prefix: tkt"}, "data.yaml:29:13 bind/bad-tenant"},
		{change{"data", "org: {ref: Organization, inverse: members, on_delete: cascade}", "org: {ref: Organization, optional: true, inverse: members, on_delete: cascade}"}, "data.yaml:20:13 bind/bad-tenant"},
		{change{"data", "expect: {rows: 5000000, distinct: {org:", "expect: {rows: 5000000, distinct: {firm:"}, "data.yaml:28:3 bind/unknown-field"},
		{change{"data", "prefix: cmt", "prefix: tkt"}, "data.yaml:54:13 bind/name-taken"},
		{change{"data", "email: {type: email, unique: true}", "email: {type: email}"}, "access.yaml:3:21 bind/bad-login"},
		{change{"contract", "of: Ticket", "of: Tickets"}, "contract.yaml:37:9 bind/unknown-entity"},
		{change{"contract", "of: Ticket", "of: Case"}, "contract.yaml:37:9 bind/unknown-entity"},
		{change{"contract", "fields: [id, org, requester, assignee", "fields: [id, org, requestr, assignee"}, "contract.yaml:38:23 bind/unknown-field"},
		{change{"contract", "create: [ticket, body]", "create: [tickt, body]"}, "contract.yaml:68:18 bind/unknown-field"},
		{change{"contract", "updateTicket: {update:", "getTicket: {update:"}, "contract.yaml:48:7 source/duplicate-key"},
		{change{"contract", "editComment: {update", "changeRole: {update"}, "contract.yaml:70:7 bind/name-taken"},
		{change{"contract", "{Membership: {org", "{Member: {org"}, "contract.yaml:16:14 bind/unknown-entity"},
		{change{"contract", "getTicket: get", "getTicket: {get: {}, fields: [id, subjct]}"}, "contract.yaml:46:41 bind/unknown-field"},
		{change{"contract", "getTicket: get", "getTicket: {get: {}, fields: [id, subject, comments]}"}, "contract.yaml:46:50 bind/unknown-field"},
		{change{"contract", "getTicket: get", "getTicket: {get: {}, fields: [id, version, subject]}"}, "contract.yaml:46:41 bind/sends-more"},
		{change{"contract", "getTicket: get", "getTicket: {get: {}, fields: []}"}, "contract.yaml:46:36 decode/empty-list"},
		{change{"contract", "getTicket: get", "getTicket: {get: {}, fields: [id, id]}"}, "contract.yaml:46:41 decode/repeated-item"},
		{change{"contract", "deleteComment: delete", "deleteComment: {delete: {}, fields: [id]}"}, "contract.yaml:71:35 decode/unknown-key"},
		{change{"contract", "base: /v1", "base: v1"}, "contract.yaml:2:7 decode/wrong-path"},
		{change{"access", "identity: User", "identity: Usr"}, "access.yaml:1:11 bind/unknown-entity"},
		{change{"access", "identity: User", "identity: Person"}, "access.yaml:1:11 bind/unknown-entity"},
		{change{"access", "with: {org: Organization}", "with: {org: Firm}"}, "access.yaml:11:17 bind/unknown-entity"},
		{change{"access", "m.role == 'admin'", "m.rank == 'admin'"}, "access.yaml:18:57 expr/unknown-name"},
		{change{"access", "  Ticket:\n", "  Tickets:\n"}, "access.yaml:46:3 bind/unknown-entity"},
		{change{"access", `closeTicket: "agent_of(resource.org)"`, ""}, "contract.yaml:58:7 bind/no-rule"},
		{change{"access", `    create: "admin_of(result.org)"` + "\n", ""}, "contract.yaml:32:7 bind/no-rule"},
		{change{"access", `read: "readable(resource.ticket)"`, `read: "readable(resource.tickets)"`}, "access.yaml:61:30 expr/unknown-name"},
		{change{"access", "login: email", "login: name"}, "access.yaml:3:21 bind/bad-login"},
		{change{"access", "fields: [email, name]", "fields: [name]"}, "access.yaml:4:1 bind/missing-value"},
	} {
		f := helpdesk(t)
		f.apply(t, c.change)
		_, diags, _ := compile(f)
		var got []string
		for _, d := range diags.All() {
			got = append(got, d.Span.String()+" "+d.Rule.ID)
		}
		if diff := cmp.Diff([]string{c.want}, got); diff != "" {
			t.Errorf("%q → %q: -want +got\n%s%s", c.from, c.to, diff, strings.Join(all(diags), "\n"))
		}
	}
}

var word = regexp.MustCompile(`[A-Za-z_][A-Za-z0-9_]*`)

// TestTypos: wherever one word of the design is misspelt, every finding is about that
// word: either it stands at the place, or at places that still spell it right.
func TestTypos(t *testing.T) {
	whole := helpdesk(t)
	for i, name := range []string{"data", "contract", "access"} {
		text := *whole.part(i)
		for _, at := range word.FindAllStringIndex(text, -1) {
			f := whole
			*f.part(i) = text[:at[1]] + "q" + text[at[1]:]
			_, diags, _ := compile(f)
			if diags.Len() < 2 {
				continue
			}
			for _, d := range diags.All() {
				if !strings.Contains(d.Message+d.Fix, text[at[0]:at[1]]) {
					t.Errorf("%s.yaml, %q in line %d: %s", name, text[at[0]:at[1]], 1+strings.Count(text[:at[0]], "\n"), shown(d))
				}
			}
		}
	}
}

// part returns one of the texts.
func (f *files) part(i int) *string { return []*string{&f.data, &f.contract, &f.access}[i] }

// TestRenaming: what things are called does not matter, as long as all say the same.
func TestRenaming(t *testing.T) {
	for from, to := range map[string]string{
		"Organization": "Firm", "Ticket": "SupportCase", "Membership": "X1", "Comment": "A", "org": "organization", "requester": "asker",
		"assignee": "a", "subject": "s_1", "priority": "weight", "note": "remark", "author": "writer", "ticket": "incident",
		"members": "people", "comments": "remarks", "member_of": "belongs", "agent_of": "x", "solveTicket": "z", "urgent": "high",
		"pending": "waiting", "closed_has_owner": "owned", "not_an_agent": "not_ours", "tickets": "cases", "users": "people_list",
	} {
		f := helpdesk(t)
		for i := range 3 {
			*f.part(i) = regexp.MustCompile(`\b`+from+`\b`).ReplaceAllString(*f.part(i), to)
		}
		if from == "org" { // it is a prefix too
			f.data = strings.Replace(f.data, "prefix: organization", "prefix: org", 1)
		}
		if _, diags, _ := compile(f); diags.Len() > 0 {
			t.Errorf("%s renamed to %s: %s", from, to, strings.Join(all(diags), "\n"))
		}
	}
}
