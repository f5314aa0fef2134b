package serve_test

import (
	"fmt"
	"hash/fnv"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/newel-api/newel/internal/schema"
	"github.com/newel-api/newel/internal/store"
	"github.com/newel-api/newel/internal/value"
)

// What a vault keeps from ann, carl and whoever is not signed in, by kind. In the plain
// stage none of it is there: a row is missing, a value is another one.
const (
	plain   = ""
	tenant  = "a row of another tenant"
	denied  = "a row that the rule denies"
	perRow  = "a field that is hidden in some rows"
	wholly  = "a field that is hidden in all rows"
	absent  = "a row whose owner and circle are as absent as the caller's"
	ruled   = "a row of an entity without a rule"
	canary  = "canary" // stands in no answer, nor does the number
	figures = 7770777
)

var stages = []string{tenant, denied, perRow, wholly, absent, ruled}

// vault is the design of that name: ann, bob and dan, a chief, are members of one
// organization, eve of another, carl of none.
type vault struct {
	*deck
	people map[string]value.Value
}

func newVault(t *testing.T) *vault {
	v := &vault{deck: &deck{world: newWorld(t, "testdata/vault")}, people: map[string]value.Value{}}
	v.join("ann", "bob", "carl", "dan", "eve")
	must(t, v.db.Read(t.Context(), func(tx store.Tx) error {
		_, err := tx.Query(`SELECT "id", "email" FROM "person"`, nil, func(r store.Row) error {
			name, _, _ := strings.Cut(string(r.Bytes(1)), "@")
			v.people[name] = r.Value(0, value.ID)
			return nil
		})
		return err
	}))
	v.later(`UPDATE "person" SET "chief" = 1 WHERE "email" LIKE 'dan%'`)
	v.later(`UPDATE "person" SET "circle" = 'inner' WHERE "email" LIKE 'eve%'`)
	v.flush()
	return v
}

// rowID returns the id of a row.
func rowID(table, name string) value.Value {
	h := fnv.New32()
	_, _ = h.Write([]byte(name))
	return value.FixedID(uint64(len(table)), 0, uint64(h.Sum32()))
}

// row notes a row, and what $name stands for.
func (v *vault) row(table, name string, cells map[string]value.Value) value.Value {
	id := rowID(table, name)
	cells["id"] = id
	prefix := map[string]string{"org": "org", "doc": "doc", "line": "lin", "note": "not", "member": "mem", "safe": "saf", "person": "per"}[table]
	v.names[name] = string(value.AppendID(nil, prefix, id.Str))
	v.names["from"] = "$from" // a word of batches
	v.insert(table, cells)
	return id
}

// stage makes all rows anew, with the secrets of one kind.
func (v *vault) stage(kind string) {
	v.t.Helper()
	for _, table := range []string{"line", "member", "note", "stamp", schema.KeyTable} {
		v.later(`DELETE FROM "` + table + `"`)
	}
	v.later(`UPDATE "doc" SET "after" = NULL`)
	for _, text := range []string{`"doc"`, `"org"`, `"safe"`, `"person" WHERE "email" LIKE 'ghost%'`} {
		v.later(`DELETE FROM ` + text)
	}
	text := func(secret, otherwise string) value.Value {
		if kind == secret {
			return value.OfText(canary)
		}
		return value.OfText(otherwise)
	}
	number := func(secret string, otherwise value.Value) value.Value {
		if kind == secret {
			return value.OfInt(figures)
		}
		return otherwise
	}
	v.later(`UPDATE "person" SET "phone" = ?1 WHERE "email" LIKE 'bob%'`, text(perRow, "1"))
	ghost := v.row("person", "ghost", map[string]value.Value{
		"email": value.OfText("ghost@example.org"), "name": text(denied, "g"), "phone": text(denied, "g"), "ghost": value.OfBool(true), "chief": value.OfBool(false),
	})
	safe := v.row("safe", "safe", map[string]value.Value{"name": text(ruled, "s")})
	org := v.org("acme", "ann", "bob", "dan")
	for _, name := range []string{"ann", "bob", "dan"} { // their names never change
		v.later(`UPDATE "person" SET "name" = '`+name+`' WHERE "id" = ?1`, v.people[name])
	}
	v.doc("last", org, map[string]value.Value{"owner": v.people["bob"], "title": text(denied, "x"), "sealed": value.OfBool(true), "grade": number(denied, value.Value{})})
	v.doc("one", org, map[string]value.Value{"owner": v.people["ann"], "grade": value.OfInt(5), "memo": text(wholly, "m"), "rank": number(wholly, value.OfInt(0)), "seals": list(text(wholly, "m")), "safe": safe})
	two := v.doc("two", org, map[string]value.Value{
		"owner": v.people["bob"], "grade": number(perRow, value.OfInt(0)), "word": text(perRow, "w"), "marks": list(text(perRow, "w")), "seals": list(text(wholly, "m")), "memo": text(wholly, "m"), "rank": number(wholly, value.OfInt(0)),
		"after": rowID("doc", "last"),
	})
	v.doc("four", org, map[string]value.Value{"owner": ghost, "memo": text(wholly, "m")})
	v.line("l1", org, two, value.OfInt(7), true, false)
	v.line("l2", org, two, number(perRow, value.OfInt(3)), false, false)
	v.row("note", "hello", map[string]value.Value{"text": value.OfText("hello"), "public": value.OfBool(true)})
	v.row("stamp", "first", map[string]value.Value{"number": value.OfInt(1), "text": value.OfText("hello"), "open": value.OfBool(true)})
	switch kind {
	case tenant:
		other := v.org("evil", "eve")
		doc := v.doc("strange", other, map[string]value.Value{"owner": v.people["eve"], "title": value.OfText(canary), "code": value.OfText("strange")})
		v.line("l8", other, doc, value.OfInt(figures), true, false)
	case denied:
		doc := v.doc("sealed", org, map[string]value.Value{"owner": v.people["bob"], "title": value.OfText(canary), "code": value.OfText("taken"), "sealed": value.OfBool(true)})
		v.row("stamp", "seventh", map[string]value.Value{"number": value.OfInt(7), "text": value.OfText(canary), "open": value.OfBool(false)})
		v.line("l9", org, doc, value.OfInt(figures), true, false)
		v.line("l10", org, two, value.OfInt(figures), true, true)
	case absent:
		v.row("note", "orphan", map[string]value.Value{"text": value.OfText(canary), "public": value.OfBool(false)})
		v.doc("nobody", org, map[string]value.Value{"title": value.OfText(canary), "sealed": value.OfBool(true)})
	}
	v.flush()
}

func (v *vault) org(name string, members ...string) value.Value {
	org := v.row("org", name, map[string]value.Value{"name": value.OfText(name)})
	for _, m := range members {
		v.row("member", "m_"+m, map[string]value.Value{"org": org, "person": v.people[m]})
	}
	return org
}

func (v *vault) doc(name string, org value.Value, cells map[string]value.Value) value.Value {
	all := map[string]value.Value{"org": org, "title": value.OfText(name), "level": value.OfInt(1), "sealed": value.OfBool(false), "state": value.OfText("open")}
	maps.Copy(all, cells)
	return v.row("doc", name, all)
}

func (v *vault) line(name string, org, doc, amount value.Value, open, sealed bool) {
	v.row("line", name, map[string]value.Value{"org": org, "doc": doc, "amount": amount, "open": value.OfBool(open), "sealed": value.OfBool(sealed)})
}

var (
	anyID     = regexp.MustCompile(`\b[a-z]{3}_[0-9a-z]{26}\b`)
	anyCursor = regexp.MustCompile(`("next":"|cursor=)[A-Za-z0-9_-]+`)
)

// print is what of an answer may tell something: all but what is drawn by lot.
func (v *vault) print(a answer) string {
	var b strings.Builder
	fmt.Fprintln(&b, a.status)
	for _, name := range slices.Sorted(maps.Keys(a.header)) {
		if name != "Date" && name != "X-Request-Id" && name != "Ratelimit" {
			fmt.Fprintln(&b, name, a.header[name])
		}
	}
	b.WriteString(sansID(a.body))
	known := map[string]string{}
	for name, id := range v.names {
		known[id] = "$" + name
	}
	text := anyID.ReplaceAllStringFunc(b.String(), func(id string) string {
		if name := known[id]; name != "" {
			return name
		}
		return "an id"
	})
	return anyCursor.ReplaceAllString(text, "${1}a cursor")
}

// follow sends the request of a path, and those for the pages that follow.
func (v *vault) follow(p *leakPath) (print, whole string) {
	s := p.step
	for next := ""; ; {
		s.url = p.url + next
		a := v.do(&s)
		for _, values := range a.header {
			whole += strings.Join(values, " ") + "\n"
		}
		print, whole = print+v.print(a)+"\n", whole+a.body+"\n"
		cursor, _, found := strings.Cut(after(a.body, `"next":"`), `"`)
		if !found || a.status >= 400 {
			return print, whole
		}
		next = "&cursor=" + cursor
	}
}

func after(s, sep string) string {
	_, rest, _ := strings.Cut(s, sep)
	return rest
}

// list is the list of one text.
func list(text value.Value) value.Value { return value.OfText(`["` + text.Str + `"]`) }
