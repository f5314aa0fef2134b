package oracle

import (
	"encoding/json"
	"maps"
	"testing"
)

// m is a mapping of a document.
type m = map[string]any

// facet is one schema in two versions. It is put in every place, there and back.
type facet struct {
	name     string
	old, new m
}

var text = m{"type": "string"}

// with returns a schema with one key more, or another.
func with(schema m, key string, v any) m {
	out := maps.Clone(schema)
	out[key] = v
	return out
}

// bounds are facets of a keyword that bounds: another value, one where none was.
func bounds(schema m, key string, low, high any) []facet {
	return []facet{
		{key + " raised", with(schema, key, low), with(schema, key, high)},
		{key + " set", schema, with(schema, key, low)},
	}
}

func facets() []facet {
	integer, list := m{"type": "integer"}, m{"type": "array", "items": text}
	object := m{"type": "object", "properties": m{"a": text, "b": m{"type": "integer"}}}
	all := []facet{
		{"string to integer", text, integer},
		{"integer to number", integer, m{"type": "number"}},
		{"string to any", text, m{}},
		{"string to string or integer", text, m{"type": []any{"string", "integer"}}},
		{"nullable", text, m{"type": []any{"string", "null"}}},
		{"enum value added", with(text, "enum", []any{"a", "b"}), with(text, "enum", []any{"a", "b", "c"})},
		{"enum set", text, with(text, "enum", []any{"a", "b"})},
		{"enum value replaced", with(text, "enum", []any{"a", "b"}), with(text, "enum", []any{"a", "c"})},
		{"pattern set", text, with(text, "pattern", "^a+$")},
		{"pattern changed", with(text, "pattern", "^a+$"), with(text, "pattern", "^b+$")},
		{"format set", text, with(text, "format", "uuid")},
		{"format changed", with(text, "format", "date"), with(text, "format", "date-time")},
		{"int32 to int64", with(integer, "format", "int32"), with(integer, "format", "int64")},
		{"multipleOf set", integer, with(integer, "multipleOf", 2)},
		{"multipleOf narrower", with(integer, "multipleOf", 2), with(integer, "multipleOf", 4)},
		{"multipleOf other", with(integer, "multipleOf", 2), with(integer, "multipleOf", 3)},
		{"uniqueItems set", list, with(list, "uniqueItems", true)},
		{"items narrower", list, with(list, "items", with(text, "maxLength", 5))},
		{"default set", text, with(text, "default", "a")},
		{"default changed", with(text, "default", "a"), with(text, "default", "b")},
		{"exclusiveMinimum raised", with(integer, "exclusiveMinimum", 1), with(integer, "exclusiveMinimum", 2)},
		{"exclusiveMaximum raised", with(integer, "exclusiveMaximum", 1), with(integer, "exclusiveMaximum", 2)},
		{"member added", object, with(object, "properties", m{"a": text, "b": integer, "c": text})},
		{"member required", object, with(object, "required", []any{"a"})},
		{"required member added", object, m{"type": "object", "required": []any{"c"}, "properties": m{"a": text, "b": integer, "c": text}}},
		{"required member with default added", object, m{"type": "object", "required": []any{"c"}, "properties": m{"a": text, "b": integer, "c": with(text, "default", "x")}}},
		{"closed", object, with(object, "additionalProperties", false)},
		{"read-only", object, with(object, "properties", m{"a": with(text, "readOnly", true), "b": integer})},
		{"write-only", object, with(object, "properties", m{"a": with(text, "writeOnly", true), "b": integer})},
		{"oneOf member added", m{"oneOf": []any{text, integer}}, m{"oneOf": []any{text, integer, m{"type": "boolean"}}}},
		{"anyOf member added", m{"anyOf": []any{text, integer}}, m{"anyOf": []any{text, integer, m{"type": "boolean"}}}},
		{"deprecated", text, with(text, "deprecated", true)},
		{"description", with(text, "description", "one"), with(text, "description", "two")},
	}
	for _, b := range []struct {
		schema    m
		key       string
		low, high any
	}{
		{integer, "minimum", 1, 2},
		{integer, "maximum", 10, 20},
		{text, "minLength", 1, 2},
		{text, "maxLength", 10, 20},
		{list, "minItems", 1, 2},
		{list, "maxItems", 10, 20},
		{object, "minProperties", 1, 2},
		{object, "maxProperties", 10, 20},
	} {
		all = append(all, bounds(b.schema, b.key, b.low, b.high)...)
	}
	return all
}

// places are where a schema stands.
var places = map[string]func(operation, schema m){
	"request property": func(o, s m) { o["requestBody"] = m{"required": true, "content": content(inside(s))} },
	"request body":     func(o, s m) { o["requestBody"] = m{"required": true, "content": content(s)} },
	"query parameter": func(o, s m) {
		o["parameters"] = []any{m{"name": "p", "in": "query", "schema": s}}
	},
	"response property": func(o, s m) { o["responses"] = m{"200": m{"description": "ok", "content": content(inside(s))}} },
	"response body":     func(o, s m) { o["responses"] = m{"200": m{"description": "ok", "content": content(s)}} },
}

func content(schema m) m { return m{"application/json": m{"schema": schema}} }

func inside(schema m) m {
	return m{"type": "object", "required": []any{"x"}, "properties": m{"x": schema}}
}

// structure is an operation in two versions.
type structure struct {
	name     string
	old, new m
}

func structures() []structure {
	base := operation()
	edit := func(do func(o m)) m {
		o := operation()
		do(o)
		return o
	}
	param := func(p m) m { return edit(func(o m) { o["parameters"] = []any{p} }) }
	query := m{"name": "p", "in": "query", "schema": text}
	body := func(required bool, types ...string) m {
		return edit(func(o m) {
			c := m{}
			for _, t := range types {
				c[t] = m{"schema": text}
			}
			o["requestBody"] = m{"required": required, "content": c}
		})
	}
	answer := func(status string, a m) m {
		return edit(func(o m) { o["responses"].(m)[status] = a })
	}
	header := func(h m) m { return answer("200", m{"description": "ok", "headers": m{"X-H": h}}) }
	secure := func(all ...any) m { return edit(func(o m) { o["security"] = all }) }
	return []structure{
		{"operation added", nil, base},
		{"deprecated operation removed", edit(func(o m) { o["deprecated"] = true }), nil},
		{"operation deprecated", base, edit(func(o m) { o["deprecated"] = true })},
		{"operationId changed", base, edit(func(o m) { o["operationId"] = "other" })},
		{"tag added", base, edit(func(o m) { o["tags"] = []any{"t"} })},
		{"optional parameter added", base, param(query)},
		{"required parameter added", base, param(with(query, "required", true))},
		{"parameter required", param(query), param(with(query, "required", true))},
		{"parameter moved", param(query), param(with(query, "in", "header"))},
		{"optional body added", base, body(false, "application/json")},
		{"required body added", base, body(true, "application/json")},
		{"body required", body(false, "application/json"), body(true, "application/json")},
		{"request media type added", body(true, "application/json"), body(true, "application/json", "text/plain")},
		{"success status added", base, answer("202", m{"description": "later"})},
		{"error status added", base, answer("404", m{"description": "no"})},
		{"second error status added", answer("400", m{"description": "no"}), edit(func(o m) {
			o["responses"].(m)["400"], o["responses"].(m)["404"] = m{"description": "no"}, m{"description": "no"}
		})},
		{"response media type added", answer("200", m{"description": "ok", "content": m{"application/json": m{"schema": text}}}), answer("200", m{"description": "ok", "content": m{"application/json": m{"schema": text}, "text/plain": m{"schema": text}}})},
		{"optional header added", base, header(m{"schema": text})},
		{"required header added", base, header(m{"required": true, "schema": text})},
		{"header required", header(m{"schema": text}), header(m{"required": true, "schema": text})},
		{"security added", base, secure(m{"key": []any{}})},
		{"second security added", secure(m{"key": []any{}}), secure(m{"key": []any{}}, m{"oauth": []any{"a"}})},
		{"scope added", secure(m{"oauth": []any{"a"}}), secure(m{"oauth": []any{"a", "b"}})},
	}
}

func operation() m {
	return m{"operationId": "act", "responses": m{"200": m{"description": "ok"}}}
}

// document returns a document in JSON with one operation beside another that stays; nil for
// none.
func document(t *testing.T, o m) []byte {
	t.Helper()
	paths := m{"/other": m{"get": m{"operationId": "stay", "responses": m{"200": m{"description": "ok"}}}}}
	if o != nil {
		paths["/things"] = m{"post": o}
	}
	text, err := json.Marshal(m{
		"openapi": "3.1.0", "info": m{"title": "t", "version": "1"}, "paths": paths,
		"components": m{"securitySchemes": m{
			"key": m{"type": "apiKey", "in": "header", "name": "X-Key"},
			"oauth": m{"type": "oauth2", "flows": m{"clientCredentials": m{
				"tokenUrl": "https://id.test/token", "scopes": m{"a": "a", "b": "b"},
			}}},
		}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return text
}
