package jsonschema_test

import (
	"encoding/json"
	"slices"
	"strings"

	"pgregory.net/rapid"

	"github.com/newel-api/newel/internal/design/source"
)

// spoiler writes a tree again, in flow style, with a few mistakes.
type spoiler struct {
	*rapid.T
	left  int // mistakes to make
	nodes int // values that are not written yet
}

func count(n *source.Node) (total int) {
	if n == nil {
		return 0
	}
	total = 1
	for _, p := range n.Pairs {
		total += count(p.Value)
	}
	for _, i := range n.Items {
		total += count(i)
	}
	return total
}

// now tells whether the next mistake is made here.
func (s *spoiler) now() bool {
	s.nodes--
	if s.left == 0 || rapid.IntRange(0, max(s.nodes, 0)).Draw(s.T, "here") >= s.left {
		return false
	}
	s.left--
	return true
}

func (s *spoiler) value(n *source.Node) string {
	if n == nil {
		return ""
	}
	if s.now() {
		return rapid.SampledFrom([]string{
			"{}", "[]", "[[]]", "text", `""`, `"  "`, "0", "-7", "1.5", "99999999999999999999", "true", `"true"`, "{a: b}", "[a, a]",
			"{a: b, c: d}", "signed_in", `"a == b"`, "list", "create", "enum", "get", "/V1", `"/{id}/x"`, "{type: text}", "{type: enum}", "{list: {}}",
		}).Draw(s.T, "instead")
	}
	var parts []string
	switch n.Kind {
	case source.Map:
		for _, p := range n.Pairs {
			key := p.Key.Text
			if s.now() {
				key = rapid.SampledFrom([]string{"", key + "x", "type", "list", "min", "ref", "get", "zzz"}).Draw(s.T, "key")
			}
			if key != "" && !slices.ContainsFunc(parts, func(s string) bool { return strings.HasPrefix(s, key+":") }) {
				parts = append(parts, key+": "+s.value(p.Value))
			}
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case source.List:
		for _, i := range n.Items {
			parts = append(parts, s.value(i))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case source.Scalar:
	}
	if n.Style == source.Plain && !strings.ContainsAny(n.Text, ",{}[]") { // which end a plain text in a flow
		return n.Text
	}
	text, err := json.Marshal(n.Text)
	if err != nil {
		s.Fatal(err)
	}
	return strings.NewReplacer(`\u003c`, "<", `\u003e`, ">", `\u0026`, "&").Replace(string(text))
}

func sorted(texts []string) []string {
	texts = slices.Clone(texts)
	slices.Sort(texts)
	return texts
}
