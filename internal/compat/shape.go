package compat

import (
	"encoding/json"
	"strings"
)

// Types is a set of JSON types.
type Types uint8

// The types. Number are the numbers that are no integers.
const (
	Null Types = 1 << iota
	Boolean
	Object
	Array
	Number
	Integer
	String

	numeric  = Number | Integer
	anyType  = Null | Boolean | Object | Array | numeric | String
	anyValue = anyType &^ Null
)

var typeWords = map[string]Types{
	"null": Null, "boolean": Boolean, "object": Object, "array": Array, "number": numeric, "integer": Integer, "string": String,
}

// String returns the set as in "string or integer".
func (t Types) String() string {
	if t == 0 {
		return "nothing"
	}
	if t == anyType || t == anyValue {
		return "any value"
	}
	var words []string
	for _, w := range [...]struct {
		types Types
		word  string
	}{
		{String, "string"}, {numeric, "number"}, {Integer, "integer"}, {Boolean, "boolean"}, {Object, "object"}, {Array, "array"}, {Null, "null"},
	} {
		if t&w.types == w.types {
			words = append(words, w.word)
			t &^= w.types
		}
	}
	return strings.Join(words, " or ")
}

// Shape is a set of JSON values: what a schema takes.
type Shape struct {
	At      string // JSON pointer in the document
	Name    string // of the component that it is; "" for none
	Types   Types
	Enum    []string // the values in JSON, without null; nil when any
	Open    bool     // of an enum: values may come that stand in it nowhere
	Bounds  [boundCount]*bound
	Step    *number // multipleOf
	Unique  bool    // uniqueItems
	Pattern string
	Format  string
	Items   *Shape            // nil for any
	Members map[string]*Shape // properties
	Needed  map[string]bool   // required
	Rest    *Shape            // additionalProperties; nil for any
	Union   []*Shape          // oneOf or anyOf; nil for none
	OneOf   bool              // Union is oneOf

	ReadOnly, WriteOnly, Deprecated bool

	Default string // in JSON, "" for none
	Sunset  string
	Texts   map[string]string // keywords that are compared by their text only

	// Of is the shape of which this is another name, or which may be null too when
	// Nullable; then nothing else is set. Of a Union, Nullable is that null is a kind.
	Of       *Shape
	Nullable bool

	waiting []*Shape // shapes to narrow it by, once all are read: shapes may hold themselves
}

// never takes nothing: the schema false.
func (s *Shape) never() bool { return s.Types == 0 }

var anything = &Shape{Types: anyType}

// opaque are the keywords of which only the text is compared.
var opaque = []string{
	"not", "if", "then", "else", "dependentSchemas", "dependentRequired", "dependencies", "contains", "minContains", "maxContains",
	"prefixItems", "propertyNames", "patternProperties", "unevaluatedProperties", "unevaluatedItems", "contentEncoding", "contentMediaType",
	"contentSchema", "additionalItems", "$dynamicRef",
}

// refuses are those among opaque that do nothing but refuse values.
var refuses = map[string]bool{
	"not": true, "if": true, "dependentSchemas": true, "dependentRequired": true, "dependencies": true, "contains": true,
	"prefixItems": true, "propertyNames": true, "patternProperties": true, "unevaluatedProperties": true, "unevaluatedItems": true,
}

// annotations may stand beside $ref without making another set of values.
var annotations = map[string]bool{
	"$ref": true, "description": true, "summary": true, "title": true, "example": true, "examples": true, "deprecated": true,
	"externalDocs": true, "xml": true, "$comment": true,
}

// shapes reads schemas, each place once, so that what refers to one component shares
// one shape.
type shapes struct {
	document map[string]any
	old      bool // OpenAPI 3.0: nullable, and exclusive bounds are booleans
	made     map[string]*Shape
	making   map[string]bool
	lost     map[string]bool // references that lead nowhere
	waiting  []*Shape        // those that must be narrowed
	choices  []*Shape        // those with a Union
}

// later narrows s by t when both are read.
func (r *shapes) later(s, t *Shape) {
	if len(s.waiting) == 0 {
		r.waiting = append(r.waiting, s)
	}
	s.waiting = append(s.waiting, t)
}

// settle narrows all that waits.
func (r *shapes) settle() {
	for len(r.waiting) > 0 {
		s := r.waiting[0]
		r.waiting = r.waiting[1:]
		r.settled(s)
	}
}

// choose gives each choice the types of its kinds.
func (r *shapes) choose() {
	for _, s := range r.choices {
		var types Types
		for _, kind := range s.Union {
			to, null := target(kind)
			if to == s {
				types = anyType
			}
			types |= to.Types
			if null {
				types |= Null
			}
		}
		if s.Nullable {
			types |= Null
		}
		s.Types &= types
	}
}

// settled returns s as it is when nothing waits any more.
func (r *shapes) settled(s *Shape) *Shape {
	by := s.waiting
	s.waiting = nil
	for _, t := range by {
		r.narrow(s, r.settled(t))
	}
	return s
}

// at returns the shape of the schema v that stands at a place.
func (r *shapes) at(v any, at string) *Shape {
	if s := r.made[at]; s != nil {
		return s
	}
	s := &Shape{At: at, Types: anyType}
	if strings.HasPrefix(at, "#/components/schemas/") && strings.Count(at, "/") == 3 {
		s.Name = pointerUnescapes.Replace(at[strings.LastIndexByte(at, '/')+1:])
	}
	r.made[at] = s
	schema, ok := v.(map[string]any)
	switch {
	case !ok && v == false:
		s.Types = 0
		return s
	case !ok:
		return s
	}
	if ref, ok := schema["$ref"].(string); ok {
		return r.referring(s, schema, ref, at)
	}
	r.fill(s, schema, at)
	return s
}

// referring returns the shape that a reference leads to: itself where nothing stands
// beside it, so that it is shared.
func (r *shapes) referring(s *Shape, schema map[string]any, ref, at string) *Shape {
	target, place, ok := r.follow(ref)
	if !ok {
		r.lost[ref] = true
		s.Texts = map[string]string{"$ref": ref}
		return s
	}
	if place == at { // refers to itself: no value is refused by that
		return s
	}
	delete(r.made, at)
	if r.making[at] { // in a circle of references alone
		r.made[at] = s
		return s
	}
	r.making[at] = true
	to := r.at(target, place)
	delete(r.making, at)
	for key := range schema {
		if !annotations[key] && !r.old && !strings.HasPrefix(key, "x-") {
			rest := make(map[string]any, len(schema))
			for k, v := range schema {
				if k != "$ref" {
					rest[k] = v
				}
			}
			r.made[at] = s
			r.fill(s, rest, at)
			r.later(s, to)
			return s
		}
	}
	r.made[at] = to
	return to
}

// follow returns what a reference within the document leads to.
func (r *shapes) follow(ref string) (v any, at string, ok bool) {
	at = ref
	for range maxDepth {
		path, local := strings.CutPrefix(at, "#")
		if !local {
			return nil, at, false
		}
		v = r.document
		for _, step := range strings.Split(strings.TrimPrefix(path, "/"), "/") {
			if path == "" {
				break
			}
			if v, ok = member(v, unescape(step)); !ok {
				return nil, at, false
			}
		}
		next, refers := mapOf(v)["$ref"].(string)
		if !refers || len(mapOf(v)) > 1 {
			return v, at, true
		}
		at = next
	}
	return nil, ref, false
}

func (r *shapes) fill(s *Shape, schema map[string]any, at string) {
	r.types(s, schema)
	r.bounds(s, schema)
	s.Pattern, s.Format = textOf(schema["pattern"]), textOf(schema["format"])
	s.Unique = boolOf(schema["uniqueItems"])
	s.ReadOnly, s.WriteOnly, s.Deprecated = boolOf(schema["readOnly"]), boolOf(schema["writeOnly"]), boolOf(schema["deprecated"])
	s.Sunset = textOf(schema["x-sunset"])
	if step, ok := schema["multipleOf"].(json.Number); ok {
		n := numberOf(step)
		s.Step = &n
	}
	if v, ok := schema["default"]; ok {
		s.Default = canonical(v)
	}
	if v, ok := schema["items"]; ok {
		s.Items = r.at(v, pointer(at, "items"))
	}
	r.members(s, schema, at)
	for _, key := range opaque {
		if v, ok := schema[key]; ok && v != true { // which refuses nothing
			s.text(key, canonical(v))
		}
	}
	if d := mapOf(schema["discriminator"]); d != nil {
		s.text("discriminator", canonical(d["propertyName"]))
	}
	r.unions(s, schema, at)
	for i, part := range listOf(schema["allOf"]) {
		r.later(s, r.at(part, pointer(at, "allOf", number{int: int64(i), exact: true}.String())))
	}
}

func (s *Shape) text(key, text string) {
	if s.Texts == nil {
		s.Texts = map[string]string{}
	}
	if before, ok := s.Texts[key]; ok && before != text {
		text = before + "\n" + text
	}
	s.Texts[key] = text
}

// types reads type, nullable, enum and const.
func (r *shapes) types(s *Shape, schema map[string]any) {
	switch t := schema["type"].(type) {
	case string:
		s.Types = typeWords[t]
		if t == "" || s.Types == 0 {
			s.Types = anyType
		}
	case []any:
		s.Types = 0
		for _, word := range t {
			s.Types |= typeWords[textOf(word)]
		}
	}
	if r.old {
		if boolOf(schema["nullable"]) {
			s.Types |= Null
		} else if s.Types != anyType {
			s.Types &^= Null
		}
	}
	values, has := listOf(schema["enum"]), schema["enum"] != nil
	if more, ok := schema["x-extensible-enum"]; ok {
		s.Open = true
		if list, isList := more.([]any); isList && !has {
			values, has = list, true
		}
	}
	if v, ok := schema["const"]; ok {
		values, has = []any{v}, true
	}
	if has {
		r.enum(s, values)
	}
}

func (r *shapes) enum(s *Shape, values []any) {
	s.Enum = make([]string, 0, len(values))
	var types Types
	for _, v := range values {
		t := typeOf(v)
		types |= t
		if t != Null {
			s.Enum = append(s.Enum, canonical(v))
		}
	}
	if r.old { // nullable is enough there, whatever the enum says
		types |= Null
	}
	if s.Types&types != 0 {
		s.Types &= types
	}
}

func typeOf(v any) Types {
	switch v := v.(type) {
	case nil:
		return Null
	case bool:
		return Boolean
	case map[string]any:
		return Object
	case []any:
		return Array
	case json.Number:
		if numberOf(v).exact {
			return Integer
		}
		return Number
	default:
		return String
	}
}

func (r *shapes) bounds(s *Shape, schema map[string]any) {
	for kind := range boundTable {
		if n, ok := schema[boundTable[kind].key].(json.Number); ok {
			s.Bounds[kind] = &bound{number: numberOf(n)}
		}
	}
	for kind, key := range map[int]string{minimum: "exclusiveMinimum", maximum: "exclusiveMaximum"} {
		switch v := schema[key].(type) {
		case bool:
			if b := s.Bounds[kind]; v && b != nil {
				b.open = true
			}
		case json.Number:
			s.Bounds[kind] = tighter(kind, s.Bounds[kind], &bound{numberOf(v), true})
		}
	}
	for _, kind := range [...]int{minLength, minItems, minProperties} { // 0 says nothing
		if b := s.Bounds[kind]; b != nil && b.exact && b.int <= 0 {
			s.Bounds[kind] = nil
		}
	}
}

func (r *shapes) members(s *Shape, schema map[string]any, at string) {
	properties := mapOf(schema["properties"])
	if len(properties) > 0 {
		s.Members = make(map[string]*Shape, len(properties))
	}
	for name, v := range properties {
		s.Members[name] = r.at(v, pointer(at, "properties", name))
	}
	for _, name := range listOf(schema["required"]) {
		s.need(textOf(name))
	}
	if rest, ok := schema["additionalProperties"]; ok {
		s.Rest = r.at(rest, pointer(at, "additionalProperties"))
		if rest == true {
			s.Rest = nil
		}
	}
}

// need makes a member required; one that is not described may be anything.
func (s *Shape) need(name string) {
	if s.Needed == nil {
		s.Needed = map[string]bool{}
	}
	s.Needed[name] = true
	if s.Members[name] == nil {
		if s.Members == nil {
			s.Members = map[string]*Shape{}
		}
		s.Members[name] = anything
	}
}

// unions reads oneOf and anyOf. A choice between one schema and null is that schema,
// nullable.
func (r *shapes) unions(s *Shape, schema map[string]any, at string) {
	one, some := listOf(schema["oneOf"]), listOf(schema["anyOf"])
	key, list := "anyOf", some
	if len(one) > 0 {
		key, list = "oneOf", one
		if len(some) > 0 {
			s.text("anyOf", canonical(some))
		}
	}
	if len(list) == 0 {
		return
	}
	var kinds []*Shape
	null := false
	for i, v := range list {
		kind := r.at(v, pointer(at, key, number{int: int64(i), exact: true}.String()))
		if kind.Types == Null && kind.Texts == nil {
			null = true
			continue
		}
		kinds = append(kinds, kind)
	}
	if len(kinds) == 1 {
		for word := range schema {
			if word != key && !annotations[word] {
				if null {
					kinds[0] = &Shape{At: kinds[0].At, Types: anyType, Of: kinds[0], Nullable: true}
				}
				r.later(s, kinds[0])
				return
			}
		}
		s.Of, s.Nullable = kinds[0], null
		return
	}
	s.Union, s.OneOf, s.Nullable = kinds, key == "oneOf", null
	r.choices = append(r.choices, s)
}
