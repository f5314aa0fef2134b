package compat_test

import (
	"strings"
	"testing"

	"github.com/newel-api/newel/internal/compat"
	"github.com/newel-api/newel/internal/diag"
)

// circles are schemas that hold or refer to themselves.
var circles = []string{
	`A: {$ref: "#/components/schemas/A"}`,
	`{A: {$ref: "#/components/schemas/B"}, B: {$ref: "#/components/schemas/A"}}`,
	`A: {allOf: [{$ref: "#/components/schemas/A"}, {type: object}]}`,
	`{A: {allOf: [{$ref: "#/components/schemas/B"}]}, B: {allOf: [{$ref: "#/components/schemas/A"}, {required: [x]}]}}`,
	`A: {oneOf: [{$ref: "#/components/schemas/A"}, {type: "null"}]}`,
	`A: {type: object, properties: {up: {oneOf: [{$ref: "#/components/schemas/A"}, {type: "null"}]}, all: {type: array, items: {$ref: "#/components/schemas/A"}}}}`,
	`A: {oneOf: [{$ref: "#/components/schemas/A"}, {type: array, items: {$ref: "#/components/schemas/A"}}]}`,
	`A: {anyOf: [{type: object, properties: {a: {$ref: "#/components/schemas/A"}}}, {type: array, items: {anyOf: [{$ref: "#/components/schemas/A"}, {type: string}]}}]}`,
	`A: {type: object, properties: {a: {$ref: "#/components/schemas/A/properties/a"}}}`,
	`A: {$ref: "#/components/schemas/A", type: object}`,
	`{A: {allOf: [{$ref: "#/components/schemas/B"}, {properties: {a: {allOf: [{$ref: "#/components/schemas/A"}, {required: [x]}]}}}]}, B: {type: object, properties: {a: {$ref: "#/components/schemas/A"}}}}`,
	`A: {$ref: "#"}`,
	`A: {not: {$ref: "#/components/schemas/A"}, additionalProperties: {$ref: "#/components/schemas/A"}}`,
}

func circleDocument(schemas string) string {
	return `openapi: 3.1.0
paths:
  /a:
    post:
      requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/A"}}}}
      responses: {"200": {content: {application/json: {schema: {$ref: "#/components/schemas/A"}}}}}
components:
  schemas:
    ` + schemas + "\n"
}

// TestCircles: shapes that hold themselves are read and compared to the end, and are what
// they are.
func TestCircles(t *testing.T) {
	for _, schemas := range circles {
		var diags diag.List
		old, new := compat.Load("a", []byte(circleDocument(schemas)), &diags), compat.Load("b", []byte(circleDocument(schemas)), &diags)
		for _, c := range compat.Compare(old, new, compat.Options{}) {
			t.Errorf("%s: %s", schemas, show(c))
		}
	}
}

// TestNullableNames: a shape that may be null too is compared as itself, once, with null
// beside it.
func TestNullableNames(t *testing.T) {
	const before = `A: {type: object, required: [n], properties: {n: {type: integer}, up: {oneOf: [{$ref: "#/components/schemas/A"}, {type: "null"}]}}}`
	for _, c := range []struct{ to, want string }{
		{strings.Replace(before, "integer", "number", 1), "response-property-type-generalized"},
		{strings.Replace(before, `{oneOf: [{$ref: "#/components/schemas/A"}, {type: "null"}]}`, `{$ref: "#/components/schemas/A"}`, 1), "request-property-became-not-nullable response-property-became-not-nullable"},
		{strings.Replace(before, "required: [n], ", "", 1), "request-property-became-optional response-property-became-optional"},
	} {
		var diags diag.List
		old, new := compat.Load("a", []byte(circleDocument(before)), &diags), compat.Load("b", []byte(circleDocument(c.to)), &diags)
		var ids []string
		for _, change := range compat.Compare(old, new, compat.Options{}) {
			ids = append(ids, change.ID)
		}
		for _, want := range strings.Fields(c.want) {
			if n := strings.Count(strings.Join(ids, " "), want); n != 1 {
				t.Errorf("%s: %s is there %d times in %q", c.to, want, n, ids)
			}
		}
		if len(ids) != 2 {
			t.Errorf("%s: %q", c.to, ids)
		}
	}
}

// FuzzLoad: whatever the bytes, reading ends without a panic, and a document has no change
// against itself.
func FuzzLoad(f *testing.F) {
	for _, schemas := range circles {
		f.Add([]byte(circleDocument(schemas)))
	}
	f.Add([]byte(`{"openapi":"3.0.0","paths":{"/{a":{"get":{"parameters":[{"name":"a","in":"path"}]},"parameters":1}}}`))
	f.Add([]byte("openapi: 3.1.0\npaths: {/a: &x {get: {security: [{a: [b]}, {}], callbacks: {c: {d: *x}}}}}\n"))
	f.Add([]byte(`{"openapi":"3.1.0","paths":{"/a":{"get":{"responses":{"200":{"content":{"a/b":{"schema":{"type":["null",1],"enum":[null,{"a":[]}],"minimum":1e400,"multipleOf":0}}}}}}}}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		var diags diag.List
		old, new := compat.Load("a", text, &diags), compat.Load("b", text, &diags)
		if old == nil || new == nil {
			return
		}
		for _, c := range compat.Compare(old, new, compat.Options{}) {
			t.Errorf("%s", show(c))
		}
	})
}
