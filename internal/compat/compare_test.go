package compat_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/newel-api/newel/internal/compat"
	"github.com/newel-api/newel/internal/diag"
)

// edits are changes to testdata/base.yaml, each of one kind. What is found, there and
// back, stands in testdata/changes.golden: read it whenever it changes.
var edits = []struct{ from, to string }{
	{"operationId: health", "operationId: getHealth"},
	{"operationId: health", "description: no name"},
	{"  /v1/health:", "  /v2/health:"},
	{"  /v1/health:\n    get:", "  /v1/health:\n    put: {operationId: setHealth, responses: {\"200\": {description: set}}}\n    get:"},
	{"tags: [orders]", "tags: [shop]"},
	{"operationId: getOrder\n", "operationId: getOrder\n      deprecated: true\n"},
	{`x-sunset: "2027-01-01"`, `x-sunset: "2026-12-01"`},
	{"{name: limit, in: query", "{name: limit, in: query, required: true"},
	{"{name: limit, in: query", "{name: size, in: query"},
	{"maximum: 100, default: 20", "maximum: 50, default: 20"},
	{"default: 20", "default: 50"},
	{"type: integer, minimum: 1, maximum: 100", "type: string"},
	{"{name: id, in: path", "{name: order, in: path"},
	{"in: query, schema: {type: string, enum: [new, paid]}", "in: query, schema: {type: string, enum: [new]}"},
	{"in: query, schema: {type: string, enum: [new, paid]}", "in: query, style: form, explode: false, schema: {type: string, enum: [new, paid]}"},
	{"in: header, schema: {type: string, maxLength: 64}", "in: header, schema: {type: string, maxLength: 32}"},
	{"ETag: {required: true,", "ETag: {"},
	{"            Link: {schema: {type: string}}\n", ""},
	{"ETag: {required: true, schema: {type: string}}", "ETag: {required: true, schema: {type: string, maxLength: 3}}"},
	{"            text/csv: {schema: {type: string}}\n", ""},
	{`        "422": {$ref: "#/components/responses/Problem"}` + "\n", ""},
	{`"201":`, `"200":`},
	{`"204": {description: paid}`, `"204": {description: paid}` + "\n        \"303\": {description: see}"},
	{"security: []", "security: [{token: []}]"},
	{"security: [{token: [write]}, {key: []}]", "security: [{token: [write]}]"},
	{"security: [{token: [write]}, {key: []}]", "security: [{token: [write, pay]}, {key: []}]"},
	{"in: header, name: X-Key", "in: query, name: key"},
	{"https://id.test/token", "https://id.test/new"},
	{"[new, paid, sent]", "[new, paid, sent, lost]"},
	{"[not_found, invalid]", "[not_found, invalid, taken]"},
	{"required: [id, state, total]", "required: [id, state]"},
	{"required: [id, state, total]\n      properties:\n        id: {type: string, format: uuid, readOnly: true}\n        state: {type: string, enum: [new, paid, sent]}\n        total:", "required: [id, state, amount]\n      properties:\n        id: {type: string, format: uuid, readOnly: true}\n        state: {type: string, enum: [new, paid, sent]}\n        amount:"},
	{"total: {type: integer, minimum: 0}", "amount: {type: integer, minimum: 0}"},
	{"required: [id, state, total]\n      properties:\n", "required: [id, state, total, sum]\n      properties:\n        sum: {type: integer}\n"},
	{"        total: {type: integer, minimum: 0}", "        total: {type: number, minimum: 0}"},
	{"note: {type: [string, \"null\"], maxLength: 200}", "note: {type: string, maxLength: 200}"},
	{"note: {type: [string, \"null\"], maxLength: 200}", "note: {type: [string, \"null\"], maxLength: 500}"},
	{"note: {type: string, maxLength: 200}", "note: {type: string, maxLength: 100}"},
	{"note: {type: string, maxLength: 200}\n", "note: {type: string, maxLength: 200}\n        vip: {type: boolean}\n"},
	{"        note: {type: string, maxLength: 200}\n", ""},
	{"secret: {type: string, writeOnly: true}", "secret: {type: string}"},
	{"format: uuid, readOnly: true", "format: uuid"},
	{"pattern: \"^[A-Z]+$\"", "pattern: \"^[A-Z0-9]+$\""},
	{"pattern: \"^[A-Z]+$\", ", ""},
	{"multipleOf: 2", "multipleOf: 4"},
	{"multipleOf: 2", "multipleOf: 3"},
	{"uniqueItems: true, ", ""},
	{"additionalProperties: {type: string, maxLength: 5}", "additionalProperties: {type: string, maxLength: 4}"},
	{"additionalProperties: false\n      required: [lines]", "required: [lines]"},
	{"required: [lines]", "required: [lines, country]"},
	{"required: [lines]", "required: [lines, note]"},
	{"minItems: 1, ", ""},
	{"exclusiveMaximum: 1000", "maximum: 1000"},
	{"format: int32", "format: int64"},
	{"format: int32", "format: double"},
	{"minLength: 2", "minLength: 3"},
	{"anyOf: [{type: string}, {type: \"null\"}]", "type: string"},
	{"kind: {const: card}", "kind: {const: plastic}"},
	{"oneOf: [{$ref: \"#/components/schemas/Card\"}, {$ref: \"#/components/schemas/Transfer\"}]", "oneOf: [{$ref: \"#/components/schemas/Card\"}, {type: string}]"},
	{"oneOf: [{$ref: \"#/components/schemas/Card\"}, {$ref: \"#/components/schemas/Transfer\"}]", "oneOf: [{$ref: \"#/components/schemas/Transfer\"}, {$ref: \"#/components/schemas/Card\"}]"},
	{"propertyName: kind", "propertyName: by"},
	{"required: [id], properties: {id: {type: string}, amount: {type: integer}}", "required: [id], properties: {id: {type: string}}"},
	{"required: [id], properties: {id: {type: string}, amount", "properties: {id: {type: string}, amount"},
	{"requestBody:\n        required: true", "requestBody:\n        required: false"},
	{"sku: {type: string, ", "sku: {not: {const: A}, type: string, "},
}

func load(t *testing.T, name, text string) *compat.Document {
	t.Helper()
	var diags diag.List
	d := compat.Load(name, []byte(text), &diags)
	for _, found := range diags.All() {
		t.Fatalf("%s: %s", name, found.Message)
	}
	return d
}

func base(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("testdata/base.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// show writes a change on one line.
func show(c *compat.Change) string {
	line := fmt.Sprintf("%-8s %-9s %s | %s | %s | %s", c.Severity, c.Tier, c.ID, c.Place, c.Text, strings.Join(c.Operations, " "))
	if c.Bridge != nil {
		line += " | " + c.Bridge.Stub
	}
	return line
}

func TestChanges(t *testing.T) {
	before := base(t)
	old := load(t, "base.yaml", before)
	var b strings.Builder
	for _, e := range edits {
		if strings.Count(before, e.from) == 0 {
			t.Fatalf("%q is not in the base", e.from)
		}
		after := load(t, "edited.yaml", strings.Replace(before, e.from, e.to, 1))
		there, back := compat.Compare(old, after, compat.Options{}), compat.Compare(after, old, compat.Options{})
		fmt.Fprintf(&b, "%q -> %q\n", e.from, e.to)
		for _, c := range there {
			fmt.Fprintf(&b, "  > %s\n", show(c))
		}
		for _, c := range back {
			fmt.Fprintf(&b, "  < %s\n", show(c))
		}
		if (len(there) == 0) != (len(back) == 0) {
			t.Errorf("%q: %d changes there, %d back", e.from, len(there), len(back))
		}
	}
	golden(t, "changes.golden", b.String())
}

// TestSame: a document has no change against itself, and none against itself in JSON
// or in another order.
func TestSame(t *testing.T) {
	for _, c := range compat.Compare(load(t, "a", base(t)), load(t, "b", base(t)), compat.Options{}) {
		t.Errorf("a document against itself: %s", show(c))
	}
}

// golden compares got with a file of testdata; with UPDATE=1 it rewrites it.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (UPDATE=1 rewrites it): -want +got\n%s", path, diff)
	}
}
