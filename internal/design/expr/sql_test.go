package expr_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/design/expr"
	"github.com/newel-api/newel/internal/diag"
	"github.com/newel-api/newel/internal/dialect"
	"github.com/newel-api/newel/internal/value"
)

func (f *fixture) caller(admin, named bool) []value.Value {
	row := make([]value.Value, 0, 12)
	for field := range f.data.Entity("User").All() {
		v := value.Value{}
		switch name := field.Name.Text; {
		case name == "id":
			v = value.FixedID(7, 0, 7)
		case name == "admin":
			v = value.OfBool(admin)
		case name == "name" && named:
			v = value.OfText("ann")
		}
		row = append(row, v)
	}
	return row
}

// sources writes where each parameter comes from.
func sources(params []expr.Param) string {
	var out []string
	for _, p := range params {
		switch p.From {
		case expr.FromConst:
			out = append(out, dumpTerm(&design.Term{Literal: p.Const}))
		case expr.FromTerm:
			out = append(out, dumpTerm(p.Term))
		case expr.FromSlot:
			out = append(out, fmt.Sprint("slot ", p.Slot))
		case expr.FromFolded:
			out = append(out, fmt.Sprint("folded slot ", p.Slot))
		}
	}
	return strings.Join(out, " ")
}

// TestSQL pins what a list of Docs asks the databases, by who asks.
func TestSQL(t *testing.T) {
	f := newFixture()
	callers := map[string][]value.Value{"anyone": nil, "ann": f.caller(false, true), "admin": f.caller(true, false)}
	for _, c := range []struct{ text, caller, sqlite, postgres, params string }{
		{"caller.admin || resource.author == caller.id", "anyone", "FALSE", "FALSE", ""},
		{"caller.admin || resource.author == caller.id", "admin", "TRUE", "TRUE", ""},
		{"caller.admin || resource.author == caller.id", "ann", `r."author" = ?1`, `r."author" = $1`, "caller"},
		{"resource.hot && !resource.hot", "anyone", `(r."hot" = 1 AND r."hot" = 0)`, `(r."hot" AND NOT r."hot")`, ""},
		{"resource.title < 'm' && resource.title != caller.name", "ann", `(r."title" < ?1 AND r."title" <> ?2)`, `(r."title" COLLATE "C" < $1 AND r."title" <> $2)`, `"m" caller.name`},
		{"resource.title < 'm' && resource.title != caller.name", "admin", "FALSE", "FALSE", ""},
		{"called(resource.state)", "ann", `((substr(r."state", 1, length(?1)) = ?1) OR r."state" < ?2)`, `((left(r."state", char_length($1)) = $1) OR r."state" COLLATE "C" < $2)`, `"a" caller.name`},
		{"!(resource.level in [1, 2]) || resource.level in []", "ann", `r."level" NOT IN (?1, ?2)`, `r."level" NOT IN ($1, $2)`, "1 2"},
		{"!(resource.level in [])", "ann", `r."level" IS NOT NULL`, `r."level" IS NOT NULL`, ""},
		{"resource.due <= now && resource.created_at > now", "ann", `(r."due" <= ?1 AND ?1 < r."created_at")`, `(r."due" <= $1 AND $1 < r."created_at")`, "now"},
		{"resource.title.startsWith('a') && !resource.title.endsWith(caller.name)", "ann", `((substr(r."title", 1, length(?1)) = ?1) AND NOT ((length(r."title") >= length(?2) AND substr(r."title", length(r."title") - length(?2) + 1) = ?2)))`, `((left(r."title", char_length($1)) = $1) AND NOT ((char_length(r."title") >= char_length($2) AND right(r."title", char_length($2)) = $2)))`, `"a" caller.name`},
		{"resource.author.boss == caller.id && resource.author.admin", "ann", `LEFT JOIN "user" AS j1 ON j1."id" = r."author" WHERE (j1."boss" = ?1 AND j1."admin" = 1)`, `LEFT JOIN "user" AS j1 ON j1."id" = r."author" WHERE (j1."boss" = $1 AND j1."admin")`, "caller"},
		{"caller.boss.admin", "ann", `LEFT JOIN "user" AS j1 ON j1."id" = ?1 WHERE j1."admin" = 1`, `LEFT JOIN "user" AS j1 ON j1."id" = $1 WHERE j1."admin"`, "caller.boss"},
		{"!has(resource.author.name)", "ann", `LEFT JOIN "user" AS j1 ON j1."id" = r."author" WHERE (r."author" IS NOT NULL AND j1."name" IS NULL)`, `LEFT JOIN "user" AS j1 ON j1."id" = r."author" WHERE (r."author" IS NOT NULL AND j1."name" IS NULL)`, ""},
		{"member_of(resource.org)", "ann", `EXISTS (SELECT 1 FROM "member" AS m1 WHERE m1."org" = r."org" AND m1."user" = ?1)`, `EXISTS (SELECT 1 FROM "member" AS m1 WHERE m1."org" = r."org" AND m1."user" = $1)`, "caller"},
		{"member_of(resource.org)", "anyone", "FALSE", "FALSE", ""},
		{"!member_of(resource.org)", "anyone", `(r."org" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "member" AS m1 WHERE m1."org" = r."org"))`, `(r."org" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "member" AS m1 WHERE m1."org" = r."org"))`, ""},
		{"!resource.parts.exists(p, p.hot)", "ann", `NOT EXISTS (SELECT 1 FROM "doc" AS m1 WHERE m1."parent" = r."id" AND (m1."hot" = 0) IS NOT TRUE)`, `NOT EXISTS (SELECT 1 FROM "doc" AS m1 WHERE m1."parent" = r."id" AND (NOT m1."hot") IS NOT TRUE)`, ""},
		{"resource.parent.parts.all(p, p.author.admin)", "ann", `(r."parent" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "doc" AS m1 LEFT JOIN "user" AS j2 ON j2."id" = m1."author" WHERE m1."parent" = r."parent" AND (j2."admin" = 1) IS NOT TRUE))`, `(r."parent" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "doc" AS m1 LEFT JOIN "user" AS j2 ON j2."id" = m1."author" WHERE m1."parent" = r."parent" AND (j2."admin") IS NOT TRUE))`, ""},
		{"caller.memberships.all(m, m.org == resource.org)", "ann", `NOT EXISTS (SELECT 1 FROM "member" AS m1 WHERE m1."user" = ?1 AND (m1."org" = r."org") IS NOT TRUE)`, `NOT EXISTS (SELECT 1 FROM "member" AS m1 WHERE m1."user" = $1 AND (m1."org" = r."org") IS NOT TRUE)`, "caller"},
		{"resource.parts.all(p, caller.authenticated)", "ann", "TRUE", "TRUE", ""},
		{"resource.parent.parts.exists(p, caller.admin) || true", "ann", "TRUE", "TRUE", ""},
		{"resource.parent.parts.all(p, !caller.admin) && resource.level == 3", "ann", `(r."parent" IS NOT NULL AND r."level" = ?1)`, `(r."parent" IS NOT NULL AND r."level" = $1)`, "3"},
		{"'a' in resource.tags", "ann", `EXISTS (SELECT 1 FROM json_each(r."tags") AS e1 WHERE e1.value = ?1)`, `(r."tags"::jsonb @> to_jsonb($1::text))`, `"a"`},
		{"!('a' in resource.tags)", "ann", `(r."tags" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM json_each(r."tags") AS e1 WHERE e1.value = ?1))`, `(r."tags" IS NOT NULL AND NOT (r."tags"::jsonb @> to_jsonb($1::text)))`, `"a"`},
		{"!(resource.title in caller.teams)", "ann", "FALSE", "FALSE", ""},
		{"caller.name in resource.tags", "admin", "FALSE", "FALSE", ""},
		{"resource.level in resource.levels", "ann", `EXISTS (SELECT 1 FROM json_each(r."levels") AS e1 WHERE e1.value = r."level")`, `(r."levels"::jsonb @> to_jsonb(r."level"))`, ""},
		{"resource.due in resource.times", "ann", `EXISTS (SELECT 1 FROM json_each(r."times") AS e1 WHERE (unixepoch(substr(e1.value, 1, 19)) * 1000000 + substr(e1.value, 21, 6)) = r."due")`, `(r."times"::jsonb @> to_jsonb(to_char(r."due" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')))`, ""},
		{"'2026-11-25' in resource.days", "ann", `EXISTS (SELECT 1 FROM json_each(r."days") AS e1 WHERE (unixepoch(e1.value) / 86400) = ?1)`, `(r."days"::jsonb @> to_jsonb($1::date))`, "20782"},
		{"resource.tag in resource.keys", "ann", `EXISTS (SELECT 1 FROM json_each(r."keys") AS e1 WHERE unhex(replace(e1.value, '-', '')) = r."tag")`, `(r."keys"::jsonb @> to_jsonb(r."tag"))`, ""},
		{"12.5 in resource.prices", "ann", `EXISTS (SELECT 1 FROM json_each(r."prices") AS e1 WHERE CAST(replace(e1.value, '.', '') AS INTEGER) = ?1)`, `(r."prices"::jsonb @> to_jsonb(round($1::bigint::numeric / 100, 2)::text))`, "1250"},
		{"size(resource.tags) <= 3 && !(size(caller.teams) > 1)", "ann", "FALSE", "FALSE", ""},
		{"size(resource.author.teams) <= 3", "ann", `LEFT JOIN "user" AS j1 ON j1."id" = r."author" WHERE json_array_length(j1."teams") <= ?1`, `LEFT JOIN "user" AS j1 ON j1."id" = r."author" WHERE jsonb_array_length(j1."teams"::jsonb) <= $1`, "3"},
	} {
		n := f.compile(t, "Doc", c.text)
		set := expr.NewSet(expr.RootsOf(design.RootCaller), n)
		frame := &expr.Frame{Now: value.OfMicros(0), Caller: callers[c.caller]}
		for d, want := range map[dialect.Dialect]string{dialect.SQLite: c.sqlite, dialect.Postgres: c.postgres} {
			b := expr.NewBuilder(d)
			b.Row(design.RootResource, "r")
			got := b.Condition(set, set.Decide(frame), 0)
			if b.Joined() {
				got = strings.TrimSpace(b.Joins()) + " WHERE " + got
			}
			if got != want || sources(b.Params()) != c.params {
				t.Errorf("%s, for %s on %s\n got %s (%s)\nwant %s (%s)", c.text, c.caller, d, got, sources(b.Params()), want, c.params)
			}
		}
	}
}

// TestTyped: what finds no room among the decisions stays in SQL, where a parameter that
// stands beside no column has its type.
func TestTyped(t *testing.T) {
	f := newFixture()
	var full []*design.Node
	for i := range 32 {
		full = append(full, f.compile(t, "Doc", fmt.Sprint("caller.age == ", i)))
	}
	for text, want := range map[string]string{
		"caller.age == 40":                     "$1::bigint = $2",
		"caller.name == 'a'":                   "$1::text = $2",
		"caller.name < 'a'":                    `$1::text COLLATE "C" < $2`,
		"caller.seen <= now":                   "$1::timestamptz <= $2",
		"now < caller.seen":                    "$1::timestamptz < $2",
		"caller.boss == caller.id":             "$1::uuid = $2",
		"caller.admin":                         "$1::boolean",
		"!caller.admin":                        "NOT $1::boolean",
		"caller.name in ['a', 'b']":            "$1::text IN ($2, $3)",
		"has(caller.name)":                     "$1::text IS NOT NULL",
		"!has(caller.boss)":                    "$1::uuid IS NULL",
		"caller.name.startsWith('a')":          "(left($1::text, char_length($2)) = $2)",
		"resource.title == caller.name":        `r."title" = $1`,
		"caller.name == resource.title":        `$1 = r."title"`,
		"caller.boss.reports.all(u, u.admin)":  `($1::uuid IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "user" AS m1 WHERE m1."boss" = $1 AND (m1."admin") IS NOT TRUE))`,
		"caller.boss.boss == caller.id":        `j1."boss" = $2`,
		"caller.id == caller.boss.boss":        `$1 = j1."boss"`,
		"resource.parts.exists(p, p.level==1)": `EXISTS (SELECT 1 FROM "doc" AS m1 WHERE m1."parent" = r."id" AND m1."level" = $1)`,
	} {
		n := f.compile(t, "Doc", text)
		set := expr.NewSet(expr.RootsOf(design.RootCaller), append(full[:32:32], n)...)
		b := expr.NewBuilder(dialect.Postgres)
		b.Row(design.RootResource, "r")
		if got := b.Condition(set, set.Decide(&expr.Frame{Caller: f.caller(true, true)}), 32); got != want {
			t.Errorf("%s\n got %s\nwant %s", text, got, want)
		}
	}
}

// TestTypedNumbers: an id that is an integer has that type.
func TestTypedNumbers(t *testing.T) {
	f := newFixture()
	count(&f.data, "User")
	var full []*design.Node
	for i := range 32 {
		full = append(full, f.compile(t, "Doc", fmt.Sprint("caller.age == ", i)))
	}
	for text, want := range map[string]string{
		"caller.boss == caller.id": "$1::bigint = $2",
		"caller == caller.boss":    "$1::bigint = $2",
		"!has(caller.home)":        "$1::uuid IS NULL",
	} {
		set := expr.NewSet(expr.RootsOf(design.RootCaller), append(full[:32:32], f.compile(t, "Doc", text))...)
		b := expr.NewBuilder(dialect.Postgres)
		b.Row(design.RootResource, "r")
		if got := b.Condition(set, set.Decide(&expr.Frame{Caller: f.caller(true, true)}), 32); got != want {
			t.Errorf("%s\n got %s\nwant %s", text, got, want)
		}
	}
}

// TestPlain pins the text of CHECK constraints.
func TestPlain(t *testing.T) {
	f := newFixture()
	s := &expr.Scope{Resource: f.data.Entity("Doc"), Profile: expr.OwnRow}
	for _, c := range []struct{ text, sqlite, postgres string }{
		{"resource.state != 'closed' || has(resource.author)", `("state" <> 'closed' OR "author" IS NOT NULL)`, `("state" <> 'closed' OR "author" IS NOT NULL)`},
		{"resource.hot == true && !resource.hot", `("hot" = 1 AND "hot" = 0)`, `("hot" = true AND NOT "hot")`},
		{"resource.level > -3 && resource.level in [1, 2]", `(-3 < "level" AND "level" IN (1, 2))`, `(-3 < "level" AND "level" IN (1, 2))`},
		{"resource.parent != resource.id", `"parent" <> "id"`, `"parent" <> "id"`},
		{"resource.author.id == resource.reviewer", `"author" = "reviewer"`, `"author" = "reviewer"`},
		{"resource.title == 'it\\'s'", `"title" = 'it''s'`, `"title" = 'it''s'`},
		{"resource.due > timestamp('1970-01-01T00:00:01Z')", `1000000 < "due"`, `timestamptz '1970-01-01 00:00:01Z' < "due"`},
		{"!has(resource.due) && 1 < 2", `"due" IS NULL`, `"due" IS NULL`},
		{"true", "TRUE", "TRUE"},
	} {
		n := expr.Condition(at(c.text), s, new(diag.List))
		if n == nil {
			t.Errorf("%s does not compile", c.text)
			continue
		}
		for d, want := range map[dialect.Dialect]string{dialect.SQLite: c.sqlite, dialect.Postgres: c.postgres} {
			if got := expr.Plain(d, n); got != want {
				t.Errorf("%s on %s\n got %s\nwant %s", c.text, d, got, want)
			}
		}
	}
}

// TestDecideAllocatesNothing: it runs with every request.
func TestDecideAllocatesNothing(t *testing.T) {
	f := newFixture()
	set := expr.NewSet(expr.RootsOf(design.RootCaller), f.compile(t, "Doc", "caller.admin || caller.name in ['a', 'b'] && !has(caller.age) || member_of(resource.org)"))
	frame := &expr.Frame{Caller: f.caller(true, true)}
	if n := testing.AllocsPerRun(100, func() { set.Decide(frame) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// TestNoRow: a root whose row nobody gave decides nothing.
func TestNoRow(t *testing.T) {
	f := newFixture()
	for text, want := range map[string]design.Truth{
		"has(resource.title)":                design.Unknown,
		"has(result.title)":                  design.Unknown,
		"has(input.text)":                    design.Unknown,
		"resource.hot":                       design.Unknown,
		"resource.parts.all(p, true)":        design.Unknown,
		"resource.parent.parent == resource": design.Unknown,
		"has(caller.name)":                   design.False, // an anonymous caller is there, without fields
		"has(caller.id)":                     design.False,
		"has(caller.boss.name)":              design.Unknown,
		"caller.authenticated":               design.False,
		"caller.admin":                       design.Unknown,
		"resource.hot || true":               design.True,
		"resource.hot && false":              design.False,
	} {
		if got := expr.Eval(f.compile(t, "Doc", text), &expr.Frame{}, nil); got != want {
			t.Errorf("%s is %d, want %d", text, got, want)
		}
	}
}

// TestSlots: an argument is numbered by where it is first used, and is one
// parameter however often it is used.
func TestSlots(t *testing.T) {
	b := expr.NewBuilder(dialect.Postgres)
	if got := b.Const(value.OfInt(1)) + b.Slot(3) + b.Slot(0) + b.Slot(3); got != "$1$2$3$2" {
		t.Errorf("got %s", got)
	}
	slots := []value.Value{value.OfInt(10), {}, {}, value.OfInt(13)}
	args := expr.Args(b.Params(), &expr.Frame{}, slots, nil)
	if fmt.Sprint(args) != fmt.Sprint([]value.Value{value.OfInt(1), value.OfInt(13), value.OfInt(10)}) {
		t.Errorf("got %v", args)
	}
}
