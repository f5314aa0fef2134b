package jsonschema

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/design/decode"
)

// Extent says which file of a step a schema is for.
type Extent uint8

// The extents.
const (
	Whole Extent = iota // the file of the step
	Part                // one file of the folder that stands in its place: any key may be elsewhere
)

// Of returns the schema of the files of a step, indented, with a line break at its
// end.
func Of(step decode.Step, extent Extent) ([]byte, error) {
	w := &writer{names: map[*decode.Shape]string{}, met: map[*decode.Shape]int{}}
	w.meet(step.Shape)
	title := step.Name + ".yaml of a Newel design"
	if extent == Part {
		title = "a file of the folder " + step.Name + " of a Newel design"
	}
	root := newObject("$schema", "https://json-schema.org/draft/2020-12/schema").put("title", title)
	w.mapping(root, step.Shape, "", extent == Part)
	if len(w.definitions.members) > 0 {
		root.put("$defs", &w.definitions)
	}
	line, err := plain(root)
	if err != nil {
		return nil, fmt.Errorf("write the schema of %s: %w", step.Name, err)
	}
	var out bytes.Buffer
	if err := json.Indent(&out, line, "", "  "); err != nil {
		return nil, fmt.Errorf("write the schema of %s: %w", step.Name, err)
	}
	return append(out.Bytes(), '\n'), nil
}

// writer makes one schema.
type writer struct {
	met         map[*decode.Shape]int    // how often a shape is used
	names       map[*decode.Shape]string // of those that have a definition
	definitions object
}

// meet counts the uses of s and of what it is made of.
func (w *writer) meet(s *decode.Shape) {
	w.met[s]++
	if w.met[s] > 1 {
		return
	}
	if s.Item != nil {
		w.meet(s.Item)
	}
	for _, k := range s.Keys {
		w.meet(k.Shape)
	}
	for _, e := range s.Either {
		w.meet(e)
	}
}

// add puts what a value of that shape must be into o. path is where it stands first,
// which names its definition when it stands elsewhere too.
func (w *writer) add(o *object, s *decode.Shape, path string) {
	large := s.Kind == decode.Mapping && len(s.Keys) > 0 || s.Kind == decode.Alternative || s.Kind == decode.Names
	if w.met[s] < 2 || !large {
		w.inline(o, s, path)
		return
	}
	name, known := w.names[s]
	if !known {
		name = path
		w.names[s] = name
		definition := new(object)
		w.definitions.put(name, definition)
		w.inline(definition, s, path)
	}
	o.put("$ref", "#/$defs/"+name)
}

func (w *writer) inline(o *object, s *decode.Shape, path string) {
	switch s.Kind {
	case decode.Text, decode.Name, decode.Expression:
		o.put("type", "string")
		pattern := `\S`
		if s.Pattern != nil {
			pattern = s.Pattern.String()
		}
		o.put("pattern", pattern)
	case decode.Integer:
		if s.Least == s.Most {
			o.put("const", s.Least)
			return
		}
		if s.Fraction { // what goes together says where
			o.put("type", []string{"number", "string"})
			return
		}
		o.put("type", "integer").put("minimum", s.Least).put("maximum", s.Most)
	case decode.Boolean:
		o.put("type", "boolean")
	case decode.Word:
		if s.Pattern != nil {
			o.put("anyOf", []*object{newObject("enum", s.Words), newObject("type", "string").put("pattern", s.Pattern.String())})
			return
		}
		o.put("enum", s.Words)
	case decode.Anything:
		o.put("type", []string{"string", "number", "boolean", "array", "object"})
	case decode.FieldValue:
		o.put("type", []string{"string", "number", "boolean", "array", "object"})
	case decode.List:
		o.put("type", "array")
		if s.Least > 0 {
			o.put("minItems", s.Least)
		}
		o.put("items", w.of(s.Item, path))
	case decode.Names, decode.OneName:
		o.put("type", "object")
		if s.Kind == decode.OneName {
			o.put("minProperties", 1).put("maxProperties", 1)
		}
		o.put("propertyNames", newObject("pattern", `\S`)).put("additionalProperties", w.of(s.Item, path))
	case decode.Mapping:
		w.mapping(o, s, path, false)
	case decode.Alternative:
		var any []*object
		for i, e := range s.Either {
			any = append(any, w.of(e, path+"_"+strconv.Itoa(i+1)))
		}
		o.put("anyOf", any)
	}
}

func (w *writer) of(s *decode.Shape, path string) *object {
	o := new(object)
	w.add(o, s, path)
	return o
}

// mapping puts the keys of s into o, and which of them go together. Nothing is
// required of a part.
func (w *writer) mapping(o *object, s *decode.Shape, path string, part bool) {
	o.put("type", "object")
	if len(s.Keys) > 0 {
		properties := new(object)
		for i := range s.Keys {
			k := &s.Keys[i]
			property := newObject("description", Describe(k))
			w.add(property, k.Shape, strings.TrimPrefix(path+"."+k.Name, "."))
			properties.put(k.Name, property)
		}
		o.put("properties", properties)
	}
	o.put("additionalProperties", false)
	if required := requiredWith(s, ""); len(required) > 0 && !part {
		o.put("required", required)
	}
	if len(s.OneOf) > 0 {
		var one []*object
		for _, name := range s.OneOf {
			one = append(one, newObject("required", []string{name}))
		}
		o.put("oneOf", one)
	}
	if rules := together(s); len(rules) > 0 {
		o.put("allOf", rules)
	}
}

// Describe says what a key is for, with an example.
func Describe(k *decode.Key) string {
	text := k.Doc
	if len(k.With) > 0 {
		text += "; with " + strings.Join(k.With, ", ")
	}
	if k.Default != "" {
		text += "; without it: " + k.Default
	}
	return text + "; as in " + k.Name + ": " + k.Shape.Example()
}

// requiredWith returns the keys that must be written beside that variant, or, for
// the variant "", always.
func requiredWith(s *decode.Shape, variant string) (names []string) {
	for i := range s.Keys {
		if k := &s.Keys[i]; k.Required && (variant == "") == (len(k.With) == 0) && k.GoesWith(variant) {
			names = append(names, k.Name)
		}
	}
	return names
}

// together says which keys may, and which must, stand beside each variant of a
// mapping: a key of OneOf, or a word behind it. Variants with the same keys are one
// rule.
func together(s *decode.Shape) (rules []*object) {
	for _, name := range s.OneOf {
		k := s.Key(name)
		if k.Shape.Kind != decode.Word {
			if then := beside(s, name); then != nil {
				rules = append(rules, newObject("if", newObject("required", []string{name})).put("then", then))
			}
			continue
		}
		var order []string
		words := map[string][]string{}
		for _, word := range k.Shape.Words {
			then := beside(s, word)
			if then == nil {
				continue
			}
			text, err := then.MarshalJSON()
			if err != nil { // names and words always have JSON
				continue
			}
			if words[string(text)] == nil {
				order = append(order, string(text))
			}
			words[string(text)] = append(words[string(text)], word)
		}
		for _, then := range order {
			is := newObject("properties", newObject(name, newObject("enum", words[then]))).put("required", []string{name})
			rules = append(rules, newObject("if", is).put("then", json.RawMessage(then)))
		}
	}
	return rules
}

// bounds are what the bounds of the types are in JSON that have other ones than whole
// numbers.
var bounds = map[string]string{
	design.TypeNumber.String(): "number", design.TypeDecimal.String(): "number",
	design.TypeDate.String(): "string", design.TypeTimestamp.String(): "string",
}

// beside says what must be of the other keys when that variant is written; nil for
// nothing.
func beside(s *decode.Shape, variant string) *object {
	then, narrower := new(object), new(object)
	for i := range s.Keys {
		switch k := &s.Keys[i]; {
		case !k.GoesWith(variant):
			narrower.put(k.Name, false)
		case k.Shape.Fraction && len(k.With) > 0 && bounds[variant] != "":
			narrower.put(k.Name, newObject("type", bounds[variant]))
		case k.Shape.Fraction && len(k.With) > 0:
			narrower.put(k.Name, newObject("type", "integer").put("minimum", k.Shape.Least).put("maximum", k.Shape.Most))
		}
	}
	if len(narrower.members) > 0 {
		then.put("properties", narrower)
	}
	if required := requiredWith(s, variant); len(required) > 0 {
		then.put("required", required)
	}
	if len(then.members) == 0 {
		return nil
	}
	return then
}
