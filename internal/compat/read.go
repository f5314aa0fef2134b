package compat

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
)

// Limits of a document, so that no file can take all memory.
const (
	MaxBytes = 64 << 20
	maxDepth = 256
	maxNodes = 8 << 20 // after aliases: a small file can stand for a great many
)

var (
	errDepth = fmt.Errorf("values stand more than %d deep in each other", maxDepth)
	errNodes = fmt.Errorf("there are more than %d values, aliases counted", maxNodes)
)

// parse reads JSON or YAML into maps with text keys, lists, texts, numbers as they are
// written, booleans and nil.
func parse(text []byte) (any, error) {
	if len(text) > MaxBytes {
		return nil, fmt.Errorf("it has %d bytes, the limit is %d", len(text), MaxBytes)
	}
	if trimmed := bytes.TrimLeft(text, " \t\r\n"); len(trimmed) > 0 && trimmed[0] == '{' {
		if v, err := fastJSON(text); err == nil {
			return v, nil
		}
		if v, err := parseJSON(text); err == nil {
			return v, nil
		}
		// YAML in braces begins so too.
	}
	return parseYAML(text)
}

func parseJSON(text []byte) (any, error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return nil, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("something stands behind the document")
	}
	if deeper(v, maxDepth) {
		return nil, errDepth
	}
	return v, nil
}

// deeper tells whether v has values more than levels deep.
func deeper(v any, levels int) bool {
	if levels < 0 {
		return true
	}
	switch v := v.(type) {
	case map[string]any:
		for _, member := range v {
			if deeper(member, levels-1) {
				return true
			}
		}
	case []any:
		for _, item := range v {
			if deeper(item, levels-1) {
				return true
			}
		}
	}
	return false
}

func parseYAML(text []byte) (any, error) {
	var document yaml.Node
	if err := yaml.Unmarshal(text, &document); err != nil {
		return nil, err
	}
	if len(document.Content) == 0 {
		return nil, errors.New("it is empty")
	}
	r := &yamlReader{left: maxNodes}
	return r.value(document.Content[0], maxDepth)
}

// yamlReader turns the library's tree into plain values.
type yamlReader struct{ left int }

func (r *yamlReader) value(n *yaml.Node, levels int) (any, error) {
	if levels < 0 {
		return nil, errDepth
	}
	if r.left--; r.left < 0 {
		return nil, errNodes
	}
	switch n.Kind {
	case yaml.AliasNode:
		return r.value(n.Alias, levels-1)
	case yaml.SequenceNode:
		list := make([]any, 0, len(n.Content))
		for _, item := range n.Content {
			v, err := r.value(item, levels-1)
			if err != nil {
				return nil, err
			}
			list = append(list, v)
		}
		return list, nil
	case yaml.MappingNode:
		return r.mapping(n, levels)
	default:
		return scalar(n)
	}
}

func (r *yamlReader) mapping(n *yaml.Node, levels int) (any, error) {
	m := make(map[string]any, len(n.Content)/2)
	var merged []any
	for i := 0; i+1 < len(n.Content); i += 2 {
		v, err := r.value(n.Content[i+1], levels-1)
		if err != nil {
			return nil, err
		}
		switch key := n.Content[i]; {
		case key.Kind != yaml.ScalarNode:
			return nil, fmt.Errorf("line %d: a key is not a text", key.Line)
		case key.Value == "<<" && key.ShortTag() == "!!merge":
			merged = append(merged, v)
		default:
			m[key.Value] = v
		}
	}
	for _, v := range merged {
		mergeInto(m, v)
	}
	return m, nil
}

// mergeInto adds what a "<<" names, where m has nothing of its own.
func mergeInto(m map[string]any, v any) {
	switch v := v.(type) {
	case map[string]any:
		for key, member := range v {
			if _, there := m[key]; !there {
				m[key] = member
			}
		}
	case []any:
		for _, item := range v {
			mergeInto(m, item)
		}
	}
}

func scalar(n *yaml.Node) (any, error) {
	switch n.ShortTag() {
	case "!!null":
		return nil, nil
	case "!!bool":
		var b bool
		err := n.Decode(&b)
		return b, err
	case "!!int":
		var i int64
		if n.Decode(&i) == nil {
			return json.Number(strconv.FormatInt(i, 10)), nil
		}
		return json.Number(n.Value), nil
	case "!!float":
		var f float64
		if err := n.Decode(&f); err != nil {
			return nil, err
		}
		return json.Number(strconv.FormatFloat(f, 'g', -1, 64)), nil
	}
	return n.Value, nil
}

// canonical returns v as JSON with sorted keys and numbers in one spelling: the same
// text for the same value.
func canonical(v any) string { return string(appendCanonical(nil, v)) }

func appendCanonical(dst []byte, v any) []byte {
	switch v := v.(type) {
	case map[string]any:
		dst = append(dst, '{')
		for i, key := range sortedKeys(v) {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = append(appendCanonical(dst, key), ':')
			dst = appendCanonical(dst, v[key])
		}
		return append(dst, '}')
	case []any:
		dst = append(dst, '[')
		for i, item := range v {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = appendCanonical(dst, item)
		}
		return append(dst, ']')
	case json.Number:
		return append(dst, numberOf(v).String()...)
	}
	text, err := json.Marshal(v)
	if err != nil { // texts, booleans and nil always have JSON
		return dst
	}
	return append(dst, text...)
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

// Getters that give the zero value for what is not there or of another type.

func mapOf(v any) map[string]any { m, _ := v.(map[string]any); return m }
func listOf(v any) []any         { l, _ := v.([]any); return l }
func textOf(v any) string        { s, _ := v.(string); return s }
func boolOf(v any) bool          { b, _ := v.(bool); return b }

// pointer returns the JSON pointer of a member below another.
func pointer(at string, steps ...string) string {
	for _, step := range steps {
		at += "/" + pointerEscapes.Replace(step)
	}
	return at
}

var (
	pointerEscapes   = strings.NewReplacer("~", "~0", "/", "~1")
	pointerUnescapes = strings.NewReplacer("~1", "/", "~0", "~")
)
