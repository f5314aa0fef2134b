package decode_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/diag"
)

// TestFindings pins what each mistake is called, the stretch of text that is pointed
// at, and what is said. A mistake gives one finding.
func TestFindings(t *testing.T) {
	const (
		data     = "newel: 1\nentities: {Note: {fields: {body: {type: text}%s}%s}}\n"
		contract = "title: T\nresources: {notes: {of: Note, fields: [id], operations: {op: %s}}}\n"
		access   = "allow: {Note: {read: %s}}\n"
	)
	field := func(s string) string { return fmt.Sprintf(data, ", f: "+s, "") }
	entity := func(s string) string { return fmt.Sprintf(data, "", ", "+s) }
	op := func(s string) string { return fmt.Sprintf(contract, s) }
	read := func(s string) string { return fmt.Sprintf(access, s) }
	for _, c := range []struct{ step, text, want string }{
		// whole files
		{"data", "", `missing-key "data.yaml": data.yaml has no key "entities"; write entities: {name: {global: true, fields: {name: {type: text}}}}, the kinds of rows · ` +
			`missing-key "data.yaml": data.yaml has no key "newel"; write newel: 1, the version of the design language`},
		{"contract", "# T", `missing-key "contract.yaml": contract.yaml has no key "title"; write title: Helpdesk, what the API is called`},
		{"access", "", ``},
		{"data", "- a", `wrong-kind "- a": data.yaml must be a mapping, not a list; write it as {newel: 1, entities: {}}`},
		{"data", "newel: 2\nentities: {}", `unknown-version "2": the design is written in version 2 of the language, and this program reads version 1; write newel: 1, or use a program that reads version 2`},
		{"data", "newel: \"1\"\nentities: {}", `wrong-kind "\"1\"": "newel" must be a whole number, not text; remove the quotes: in them it is text`},
		{"data", "newel: 1\nentites: {A: {fields: {}}}", `unknown-key "entites": "entites" is not a key of data.yaml; did you mean "entities"?`},
		{"data", "newel: 1\nentities:\n", `wrong-kind "entities": "entities" must be a mapping, and nothing is written; write it as {name: {global: true, fields: {name: {type: text}}}}, or leave it out`},
		{"data", "newel: null\nentities: {}", ``}, // source has said it
		{"contract", "title: 2026", `wrong-kind "2026": "title" must be text, not a number; write it in quotes: "2026"`},
		{"contract", "title: ' '", `empty-text "' '": "title" is empty; write what is meant, or leave it out`},
		{"contract", "title: T\neditions: {}", `unknown-key "editions": "editions" is not a key of contract.yaml; use one of title, describe, base, cors, compress, rates, batch, docs, resources, versioning, versions, or remove it`},
		{"contract", "title: T\nbase: v1", `wrong-path "v1": "base" must be a path of lower-case words without a slash at the end, not "v1"; write it as /v1`},

		// entities and fields
		{"data", "newel: 1\nentities: {A: x}", `wrong-kind "x": entity "A" must be a mapping, not text; write it as {global: true, fields: {name: {type: text}}}`},
		{"data", "newel: 1\nentities: {A: {}}", `missing-key "A": entity "A" has no key "fields"; write fields: {name: {type: text}}, the values of a row`},
		{"data", "newel: 1\nentities: {'': {fields: {}}}", `empty-text "''": the name is empty; write what is meant, or leave it out`},
		{"data", entity("global: yep"), `wrong-kind "yep": "global" must be true or false, not text; write it as true`},
		{"data", entity("global: 'true'"), `wrong-kind "'true'": "global" must be true or false, not text; write it as true`},
		{"data", entity("expect: {rows: 0}"), `out-of-range "0": "rows" is 0, must be from 1 to 9223372036854775807; write a number between the two`},
		{"data", entity("unique: [body]"), `wrong-kind "body": an item of "unique" must be a list, not text; write it as [name]`},
		{"data", entity("unique: [[a, b], [a, b]]"), `repeated-item "[a, b]": "a, b" stands in this list twice; remove one of the two`},
		{"data", entity("unique: [[a, a]]"), `repeated-item "a": "a" stands in this list twice; remove one of the two`},
		{"data", entity("indexes: [[a, -a]]"), `repeated-item "-a": "a" stands in this list twice; remove one of the two`},
		{"data", entity("indexes: [['-']]"), `empty-text "'-'": the name behind the dash is empty; write what is meant, or leave it out`},
		{"data", entity("check: {a: resource.b}"), `cel-not-quoted "resource.b": check "a" is an expression without quotes; write it in quotes: "resource.b"`},
		{"data", entity("check: {a: ['b']}"), `wrong-kind "['b']": check "a" must be an expression in quotes, not a list; write it as "resource.starts_at < resource.ends_at"`},
		{"data", field("text"), `wrong-kind "text": field "f" must be a mapping, not text; write it as {type: text}`},
		{"data", field("{}"), `missing-key "f": field "f" has none of the keys type, ref; write one of them, as in {type: text}`},
		{"data", field("{typ: text, max: 3}"), `unknown-key "typ": "typ" is not a key of field "f"; did you mean "type"?`},
		{"data", field("{type: txt, max: 3}"), `unknown-word "txt": "type" is "txt", must be one of text, email, integer, boolean, timestamp, date, uuid, url, number, decimal, json, list, slug, secret, enum, state; did you mean "text"?`},
		{"data", field("{type: string, max: 3}"), `unknown-word "string": "type" is "string", must be one of text, email, integer, boolean, timestamp, date, uuid, url, number, decimal, json, list, slug, secret, enum, state; write one of those words`},
		{"data", field("{type: enum}"), `missing-key "f": field "f" has no key "values"; write values: [low], the words that it may be, in their order`},
		{"data", field("{type: boolean, max: 3}"), `unknown-key "max": "max" is not a key of a boolean field; remove it; it goes with text, integer, number, decimal, date, timestamp, list, secret`},
		{"data", field("{type: timestamp, min: 2026-11-25}"), `out-of-range "2026-11-25": "min" is "2026-11-25", which "f" cannot be: it must be a time as "2026-11-01T09:30:00Z"; write it as "2026-11-25T09:30:00Z"`},
		{"data", field("{ref: Note, type: text}"), `conflicting-keys "type": field "f" has both "ref" and "type"; keep one of the two`},
		{"data", field("{rf: Note, type: text}"), `unknown-key "rf": "rf" is not a key of field "f"; did you mean "ref"?`},
		{"data", field("{ref: Note, on_delete: setnull}"), `unknown-word "setnull": "on_delete" is "setnull", must be one of restrict, cascade, set_null; did you mean "set_null"?`},
		{"data", field("{type: integer, min: 1.5}"), `wrong-kind "1.5": "min" must be a whole number, not a fraction; write it as 20`},
		{"data", field("{type: integer, min: 9223372036854775808}"), `out-of-range "9223372036854775808": "min" is 9223372036854775808, must be from -9223372036854775808 to 9223372036854775807; write a number between the two`},
		{"data", field("{type: enum, values: []}"), `empty-list "[]": "values" has no items; write it as [low], or leave it out`},
		{"data", field("{type: enum, values: [1, true]}"), `wrong-kind "1": an item of "values" must be a name, not a number; write it in quotes: "1" · ` +
			`wrong-kind "true": an item of "values" must be a name, not a boolean; write it in quotes: "true"`},
		{"data", field("{type: state, initial: a, moves: {a: [a, a]}}"), `repeated-item "a": "a" stands in this list twice; remove one of the two`},
		{"data", field("{type: state, moves: {a: [b]}}"), `missing-key "f": field "f" has no key "initial"; write initial: open, the state of a new row`},

		// defaults
		{"data", field("{type: integer, default: 9223372036854775808}"), `wrong-default "9223372036854775808": "default" is "9223372036854775808", must be a whole number of 64 bits, without quotes; write a value of the type integer, or leave it out`},
		{"data", field("{type: integer, default: '1'}"), `wrong-default "'1'": "default" is "1", must be a whole number of 64 bits, without quotes; write a value of the type integer, or leave it out`},
		{"data", field("{type: boolean, default: 0}"), `wrong-default "0": "default" is "0", must be true or false, without quotes; write a value of the type boolean, or leave it out`},
		{"data", field("{type: text, default: 5}"), `wrong-default "5": "default" is "5", must be text; a number or a boolean needs quotes; write a value of the type text, or leave it out`},
		{"data", field("{type: email, default: nobody}"), `wrong-default "nobody": "default" is "nobody", must be an email address as "name@example.com"; write a value of the type email, or leave it out`},
		{"data", field("{type: timestamp, default: 2026-11-01}"), `wrong-default "2026-11-01": "default" is "2026-11-01", must be a time as "2026-11-01T09:30:00Z"; write a value of the type timestamp, or leave it out`},
		{"data", field("{type: enum, values: [a], default: 1}"), `wrong-default "1": "default" is "1", must be one of its values; write a value of the type enum, or leave it out`},
		{"data", field("{type: date, default: 2026-02-30}"), `wrong-default "2026-02-30": "default" is "2026-02-30", must be a day as "2026-11-25"; write a value of the type date, or leave it out`},
		{"data", field("{type: uuid, default: 5}"), `wrong-default "5": "default" is "5", must be text; a number or a boolean needs quotes; write a value of the type uuid, or leave it out`},
		{"data", field("{type: url, default: ftp://a}"), `wrong-default "ftp://a": "default" is "ftp://a", must be an address as "https://example.com/path", of at most 2048 characters; write a value of the type url, or leave it out`},
		{"data", field("{type: number, default: '1.5'}"), `wrong-default "'1.5'": "default" is "1.5", must be a number, without quotes; write a value of the type number, or leave it out`},
		{"data", field("{type: decimal, digits: 3, places: 2, default: 10}"), `wrong-default "10": "default" is "10", must be at most 9.99; write a value of the type decimal, or leave it out`},
		{"data", field("{type: decimal, digits: 3, places: 2, min: 0.001}"), `out-of-range "0.001": "min" is "0.001", which "f" cannot be: it must have at most 2 digits after the point; write a number that "f" can be`},
		{"data", field("{type: decimal, digits: 19, places: 2}"), `out-of-range "19": "digits" is 19, must be from 1 to 18; write a number between the two`},
		{"data", field("{type: decimal, digits: 9}"), `missing-key "f": field "f" has no key "places"; write places: 20, how many of its digits stand after the point`},
		{"data", field("{type: number, max: x}"), `out-of-range "x": "max" is "x", which "f" cannot be: it must be a number, without quotes; write a number that "f" can be`},
		{"data", field("{type: date, max: 5}"), `out-of-range "5": "max" is "5", which "f" cannot be: it must be text; a number or a boolean needs quotes; write it as "2026-11-25"`},
		{"data", field("{type: json, default: '{'}"), `wrong-default "'{'": "default" is "{", must be a JSON value other than null; write a value of the type json, or leave it out`},
		{"data", field("{type: secret, default: x}"), `unknown-key "default": "default" is not a key of a secret field; remove it; it goes with text, email, integer, boolean, timestamp, date, uuid, url, number, decimal, json, list, enum`},
		{"data", field("{type: email, pattern: x}"), `unknown-key "pattern": "pattern" is not a key of an email field; remove it; it goes with text`},
		{"data", field("{ref: Note, default: x}"), `unknown-key "default": "default" is not a key of a ref field; remove it; it goes with text, email, integer, boolean, timestamp, date, uuid, url, number, decimal, json, list, enum`},
		{"data", field("{type: list, of: {type: integer}, default: [1, a]}"), `wrong-default "a": an item of "default" is text, must be a whole number of 64 bits, without quotes; write items of the type integer`},
		{"data", field("{type: list, of: {type: text}, default: [[a]]}"), `wrong-default "[a]": an item of "default" is a list, must be one value; write items of the type text`},
		{"data", field("{type: list, of: {type: text}, default: a}"), `wrong-default "a": "default" is text, and "f" is a list; write its items in brackets: […]`},
		{"data", field("{type: text, default: [a]}"), `wrong-default "[a]": "default" is a list, and "f" takes one value; write a value of the type text, or leave it out`},
		{"data", field("{type: text, default: ''}"), ``},

		// operations
		{"contract", op("gett"), `unknown-word "gett": operation "op" is "gett", must be one of list, get, create, update, delete, post, replace; did you mean "get"?`},
		{"contract", op("create"), `wrong-kind "create": operation "op" must say more than "create"; write it as {create: [name]}`},
		{"contract", op("post"), `wrong-kind "post": operation "op" must say more than "post"; write it as {post: "/{id}/close"}`},
		{"contract", op("[get]"), `wrong-kind "[get]": operation "op" must be a mapping, not a list; write it as {create: [subject]}`},
		{"contract", op("{}"), `missing-key "op": operation "op" has none of the keys list, get, create, update, delete, post, replace; write one of them, as in {create: [subject]}`},
		{"contract", op("{get: {}, list: {}}"), `conflicting-keys "list": operation "op" has both "get" and "list"; keep one of the two`},
		{"contract", op("{get: {}, sett: {a: b}}"), `unknown-key "sett": "sett" is not a key of operation "op"; did you mean "set"?`},
		{"contract", op("{set: {a: 'b'}, list: {}}"), `unknown-key "set": "set" is not a key of a list operation; remove it; it goes with create, update, replace, post`},
		{"contract", op("{update: [a], move: {a: b}}"), `unknown-key "move": "move" is not a key of an update operation; remove it; it goes with post`},
		{"contract", op("{get: {fields: [a]}}"), `unknown-key "fields": "fields" is not a key of "get"; remove it; nothing is written there`},
		{"contract", op("{list: {filtre: [a]}}"), `unknown-key "filtre": "filtre" is not a key of "list"; did you mean "filter"?`},
		{"contract", op("{list: {page: {size: 0}}}"), `out-of-range "0": "size" is 0, must be from 1 to 2147483647; write a number between the two`},
		{"contract", op("{create: [a, a]}"), `repeated-item "a": "a" stands in this list twice; remove one of the two`},
		{"contract", op("{create: {a: b}}"), `wrong-kind "{a: b}": "create" must be a list, not a mapping; write it as [name]`},
		{"contract", op("{create: [a], set: {b: true}}"), `cel-not-quoted "true": "b" is an expression without quotes; write it in quotes: "true"`},
		{"contract", op("{create: [a], set: {b: ''}}"), `empty-text "''": "b" is empty; write what is meant, or leave it out`},
		{"contract", op("{create: [a], also: [{}]}"), `one-key "{}": an item of "also" has 0 keys, must have one; write it as {name: {name: "caller.id"}}`},
		{"contract", op("{post: '/close'}"), ``},
		{"contract", op("{post: '/{slug}/close'}"), ``},
		{"contract", op("{post: '/{id}'}"), `wrong-path "'/{id}'": "post" must be "/{id}" and lower-case words after it, not "/{id}"; write it as "/{id}/close"`},
		{"contract", op("{post: '/close/{id}'}"), `wrong-path "'/close/{id}'": "post" must be "/{id}" and lower-case words after it, not "/close/{id}"; write it as "/{id}/close"`},
		{"contract", op("{post: '/{id}/Close'}"), `wrong-path "'/{id}/Close'": "post" must be "/{id}" and lower-case words after it, not "/{id}/Close"; write it as "/{id}/close"`},
		{"contract", op("{post: '/{id}/close', input: {a: {type: state}}}"), `unknown-word "state": "type" is "state", must be one of text, email, integer, boolean, timestamp, date, uuid, url, number, decimal, json, list, secret, enum; did you mean "date"?`},
		{"contract", op("{post: '/{id}/close', input: {a: {type: text, unique: true}}}"), `unknown-key "unique": "unique" is not a key of input "a"; use one of type, ref, min, max, pattern, digits, places, describe, optional, default, values, ordered, of, or remove it`},

		// conditions
		{"access", read("anyone"), `because-missing "anyone": "read" is open to anyone, and nothing says why; write the reason, as in {rule: anyone, because: the notes are public}`},
		{"access", read("{rule: anyone}"), `because-missing "{rule: anyone}": "read" is open to anyone, and nothing says why; write the reason, as in {rule: anyone, because: the notes are public}`},
		{"access", read("{rule: anyone, because: ''}"), `empty-text "''": "because" is empty; write what is meant, or leave it out`},
		{"access", read("{because: x}"), `missing-key "read": "read" has no key "rule"; write rule: "resource.owner == caller.id", who may: a word, or an expression in quotes`},
		{"access", read("signedin"), `unknown-word "signedin": "read" is "signedin", which is not one of the words anyone, signed_in, never; did you mean "signed_in"?`},
		{"access", read("true"), `unknown-word "true": "read" is "true", which is not one of the words anyone, signed_in, never; write one of those words, or an expression in quotes`},
		{"access", read("resource.a == caller.id"), `cel-not-quoted "resource.a == caller.id": "read" is an expression without quotes; write it in quotes: "resource.a == caller.id"`},
		{"access", read("resource.a == \"it's\""), `cel-not-quoted "resource.a == \"it's\"": "read" is an expression without quotes; write it in quotes: 'resource.a == "it''s"'`},
		{"access", read("'never'"), `word-quoted "'never'": "never" is a word of its own, and in quotes an expression; write never without quotes`},
		{"access", read("''"), `empty-text "''": "read" is empty; write what is meant, or leave it out`},
		{"access", read("[a]"), `wrong-kind "[a]": "read" must be one of the words anyone, signed_in, never or an expression in quotes, not a list; write it as "resource.owner == caller.id"`},
		{"access", "allow: {Note: {read:}}", `wrong-kind "read": "read" must be one of the words anyone, signed_in, never or an expression in quotes, and nothing is written; write it as "resource.owner == caller.id", or leave it out`},

		// the rest of access
		{"access", "sign_in: {}", `missing-key "sign_in": "sign_in" has no key "password"; write password: {login: email}, by a password`},
		{"access", "sign_in: {password: email}", `wrong-kind "email": "password" must be a mapping, not text; write it as {login: email}`},
		{"access", "sign_in: {password: {login: email}, api_keys: {}}", `unknown-key "api_keys": "api_keys" is not a key of "sign_in"; use one of password, or remove it`},
		{"access", "sign_up: {who: anyone, fields: []}", `because-missing "anyone": "sign_up" is open to anyone, and nothing says why; write the reason, as in {who: anyone, because: customers register themselves, fields: [email]}`},
		{"access", "sign_up: {who: signed_in, fields: []}", `unknown-word "signed_in": "who" is "signed_in", must be one of anyone, never; write one of those words`},
		{"access", "policies: {p: {with: {a: enum}, is: 'x'}}", `unknown-word "enum": parameter "a" is "enum", which is neither an entity nor one of the words text, email, integer, boolean, timestamp, date, uuid, url, number; write one of those words, or an entity, as in Organization`},
		{"access", "policies: {p: {with: {a: 5}, is: 'x'}}", `wrong-kind "5": parameter "a" must be a name or one of the words text, email, integer, boolean, timestamp, date, uuid, url, number, not a number; write it in quotes: "5"`},
		{"access", "policies: {p: {}}", `missing-key "p": policy "p" has no key "is"; write is: "org.owner == caller.id", the condition`},
		{"access", "policies: {p: {is: |\n    ;}}", ``}, // source has said it
	} {
		if got := explain(c.step, c.text); got != c.want {
			t.Errorf("%s: %q: -want +got\n%s", c.step, c.text, cmp.Diff(strings.Split(c.want, " · "), strings.Split(got, " · ")))
		}
	}
}

// explain draws the findings of decode on one file, " · " between them.
func explain(step, text string) string {
	var diags diag.List
	name := step + ".yaml"
	read(map[string]string{name: text}, &diags)
	var got []string
	for _, d := range diags.All() {
		stretch := name
		if d.Span.Start.Line > 0 {
			stretch = text[d.Span.Start.Offset:d.Span.End.Offset]
		}
		if rule, ours := strings.CutPrefix(d.Rule.ID, "decode/"); ours {
			got = append(got, fmt.Sprintf("%s %q: %s; %s", rule, stretch, d.Message, d.Fix))
		}
	}
	return strings.Join(got, " · ")
}

// TestFolders: what may stand in several files, and what may not.
func TestFolders(t *testing.T) {
	for _, c := range []struct {
		name  string
		files map[string]string
		want  string
	}{
		{"names are joined", map[string]string{"data/a.yaml": "newel: 1\nentities: {A: {fields: {}}}", "data/b.yaml": "entities: {B: {fields: {}}}"}, ""},
		{"a file may be empty", map[string]string{"data/a.yaml": "newel: 1\nentities: {}", "data/b.yaml": "# nothing"}, ""},
		{
			"a name twice",
			map[string]string{"data/a.yaml": "newel: 1\nentities: {A: {fields: {}}}", "data/b.yaml": "entities: {A: {fields: {}}, B: {fields: {}}}", "data/c.yaml": "entities: {B: {fields: {}}}"},
			"data/b.yaml:1:12 decode/defined-twice data/a.yaml:2:12 · data/c.yaml:1:12 decode/defined-twice data/b.yaml:1:29",
		},
		{
			"a scalar twice",
			map[string]string{"contract/a.yaml": "title: T", "contract/b.yaml": "title: T"},
			"contract/b.yaml:1:1 decode/defined-twice contract/a.yaml:1:1",
		},
		{
			"a mapping that is not of names",
			map[string]string{"access/a.yaml": "sign_in: {password: {login: a}}", "access/b.yaml": "sign_in: {password: {login: a}}"},
			"access/b.yaml:1:1 decode/defined-twice access/a.yaml:1:1",
		},
		{
			"a mapping and a list",
			map[string]string{"data/a.yaml": "newel: 1\nentities: {A: {fields: {}}}", "data/b.yaml": "entities: [B]"},
			"data/b.yaml:1:11 decode/wrong-kind",
		},
		{
			"a list and a mapping",
			map[string]string{"data/a.yaml": "newel: 1\nentities: [B]", "data/b.yaml": "entities: {A: {fields: {}}}"},
			"data/a.yaml:2:11 decode/wrong-kind",
		},
		{
			"a key misspelt in one of them",
			map[string]string{"data/a.yaml": "newel: 1\nentities: {A: {fields: {}}}", "data/b.yaml": "entitise: {B: {fields: {}}}"},
			"data/b.yaml:1:1 decode/unknown-key",
		},
		{
			"a file that cannot be read",
			map[string]string{"data/a.yaml": "newel: [1", "data/b.yaml": "entities: {A: {fields: {b: c}}}"},
			"data/a.yaml:1:8 source/unclosed-bracket · data/b.yaml:1:28 decode/wrong-kind",
		},
		{
			"a file that is no mapping",
			map[string]string{"data/a.yaml": "newel: 1", "data/b.yaml": "[entities]"},
			"data/b.yaml:1:1 decode/wrong-kind",
		},
	} {
		var diags diag.List
		read(c.files, &diags)
		var got []string
		for _, d := range diags.All() {
			line := d.Span.String() + " " + d.Rule.ID
			for _, r := range d.Related {
				line += " " + r.Span.String()
			}
			got = append(got, line)
		}
		if diff := cmp.Diff(c.want, strings.Join(got, " · ")); diff != "" {
			t.Errorf("%s: -want +got\n%s", c.name, diff)
		}
	}
}

// TestHalfRead: what refers to a thing finds it, and what is counted keeps its
// place, so that later rooms have nothing to add about one mistake.
func TestHalfRead(t *testing.T) {
	var diags diag.List
	d := read(map[string]string{
		"data.yaml": "newl: 1\nentities: {A: text, B: {field: {a: text, b: {tpye: integer, min: x}, c: {type: enum}, d: {type: state, moves: []}, e: {ref: []}}}}",
		"contract.yaml": "title: T\nresources: {r: {of: A, fields: [[], a], operations: {a: [], b: {create: x}, c: {update: [5], sett: {q: }},\n" +
			"  d: {post: 5, move: x, set: []}, e: {lst: {}, requier: {}}, f: creat}}}",
		"access.yaml": "allow: {A: x, B: {raed: nevr}}\npolicies: {p: {is: []}}\nsign_in: {password: x}\nsign_up: {}",
	}, &diags)
	want := `design:
  Data:
    Language: 1
    Entities:
      Name: A
      System: id id
      System: timestamp created_at
      System: timestamp updated_at
      System: integer version
    Entities:
      Name: B
      Fields:
        Name: a
      Fields:
        Name: b
        Type: integer
        Options: type
        Options: min
      Fields:
        Name: c
        Options: type
      Fields:
        Name: d
        Options: type
      Fields:
        Name: e
        Type: ref
        Options: ref
      System: id id
      System: timestamp created_at
      System: timestamp updated_at
      System: integer version
  Contract:
    Title: T
    Resources:
      Name: r
      Of: A
      Fields: not set
      Fields: a
      Operations:
        Name: a
      Operations:
        Name: b
        Verb: create
        Body: not set
      Operations:
        Name: c
        Verb: update
        Body: not set
        Set:
          Field: q
      Operations:
        Name: d
        Verb: post
        Set:
        Move:
      Operations:
        Name: e
        Verb: list
      Operations:
        Name: f
        Verb: create
`
	got, _, _ := strings.Cut(dumpBare(d), "  Access:")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	a := d.Access
	if len(a.Allow) != 2 || a.Allow[1].Read.Word != design.Never || len(a.Policies) != 1 || a.Password == nil || a.SignUp == nil || a.SignUp.Who.Word != design.Never {
		t.Errorf("access is read as\n%s", dumpBare(&design.Design{Access: a}))
	}
}
