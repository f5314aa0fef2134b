package decode_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/design/decode"
	"github.com/newel-api/newel/internal/design/source"
	"github.com/newel-api/newel/internal/diag"
)

// writer writes values as the language describes them; of every hundred values, so
// many are written as something else.
type writer struct {
	*rapid.T
	wrong int
}

func (w *writer) pick(n int, label string) int { return rapid.IntRange(0, n-1).Draw(w.T, label) }

// value writes a value of that shape in one line. with is what the mapping that it
// stands in goes by.
func (w *writer) value(s *decode.Shape, with string) string {
	if w.wrong > 0 && w.pick(100, "wrong") < w.wrong {
		return rapid.SampledFrom([]string{
			"", "{}", "[]", "[[]]", "text", "''", "'  '", "0", "-7", "1.5", "99999999999999999999", "true", "'true'", "{a: b}", "[a, a]",
			"{a: b, c: d}", "anyone", "'never'", "a == b", "'a == b'", "list", "create", "enum", "ref", "nul", "/V1", "é",
		}).Draw(w.T, "instead")
	}
	switch s.Kind {
	case decode.Text, decode.Name:
		if s.Pattern != nil {
			return s.Sample
		}
		return "x" + strconv.Itoa(w.pick(1000, "name"))
	case decode.Integer:
		if with == "decimal" && s.Fraction { // how many digits it has is drawn too
			return "0"
		}
		if moment := moments[with]; moment != "" && s.Fraction {
			return moment
		}
		return strconv.FormatInt(rapid.Int64Range(s.Least, s.Most).Draw(w.T, "integer"), 10)
	case decode.Boolean:
		return rapid.SampledFrom([]string{"true", "false"}).Draw(w.T, "boolean")
	case decode.Word: // anyone needs a reason beside it
		words := slices.DeleteFunc(slices.Clone(s.Words), func(s string) bool { return s == "anyone" })
		return rapid.SampledFrom(words).Draw(w.T, "word")
	case decode.Expression:
		return rapid.SampledFrom([]string{`"a.b == c"`, `'it''s'`, `"\u00e9"`}).Draw(w.T, "expression")
	case decode.Anything:
		return rapid.SampledFrom([]string{"x", "1", "true", "'1'", "[]", "{}", "{a: [b, {c: d}], e: 1.5}"}).Draw(w.T, "anything")
	case decode.FieldValue:
		return map[string]string{
			"text": `"1"`, "email": "a@B.example", "integer": "-1", "boolean": "true", "timestamp": "2026-11-01T00:00:00Z", "enum": "x1",
			"date": "2026-11-25", "uuid": "0190A1B2-c3d4-7e5f-8a9b-0c1d2e3f4a5b", "url": "HTTPS://a.Example", "number": "1.5", "decimal": "0", "json": "{a: [1, b]}", "list": "[]",
		}[with]
	case decode.List:
		return w.list(s)
	case decode.Names, decode.OneName:
		return w.names(s)
	case decode.Mapping:
		return w.mapping(s)
	case decode.Alternative:
		return w.value(rapid.SampledFrom(s.Either).Draw(w.T, "either"), with)
	}
	w.Fatalf("a shape of kind %d", s.Kind)
	return ""
}

// moments are bounds of types that have no whole numbers for them.
var moments = map[string]string{"date": "2026-11-25", "timestamp": "2026-11-01T00:00:00Z"}

func (w *writer) list(s *decode.Shape) string {
	var items []string
	for range int(s.Least) + w.pick(3, "items") {
		item := w.value(s.Item, "")
		again := slices.ContainsFunc(items, func(other string) bool { return named(other) == named(item) })
		if item != "" && (w.wrong > 0 || !again) {
			items = append(items, item)
		}
	}
	return "[" + strings.Join(items, ", ") + "]"
}

// named returns what an item of a list is about: "{a" of {a: [b]}.
func named(item string) string {
	name, _, _ := strings.Cut(item, ":")
	return name
}

func (w *writer) names(s *decode.Shape) string {
	count := 1
	if s.Kind == decode.Names {
		count = w.pick(4, "names")
	}
	var pairs []string
	for i := range count {
		if s.Kind == decode.OneName {
			i = w.pick(1000, "name")
		}
		pairs = append(pairs, fmt.Sprintf("n%d: %s", i, w.value(s.Item, "")))
	}
	return "{" + strings.Join(pairs, ", ") + "}"
}

func (w *writer) mapping(s *decode.Shape) string {
	if w.wrong > 0 && w.pick(100, "other key") < w.wrong {
		return "{" + rapid.SampledFrom([]string{"rea", "reed", "typ", "fieds", "post", "list", "set", "zzz", "''", "min"}).Draw(w.T, "key") + ": x}"
	}
	var pairs []string
	with, one := "", ""
	if len(s.OneOf) > 0 {
		one = rapid.SampledFrom(s.OneOf).Draw(w.T, "one of")
		k := keyOf(s, one)
		text := w.value(k.Shape, "")
		with = goesBy(k, text)
		pairs = append(pairs, one+": "+text)
	}
	for i := range s.Keys {
		k := &s.Keys[i]
		if k.Name == one || slices.Contains(s.OneOf, k.Name) || !goesWith(k, with) || !k.Required && w.pick(2, "written") == 0 {
			continue
		}
		pairs = append(pairs, k.Name+": "+w.value(k.Shape, with))
	}
	return "{" + strings.Join(rapid.Permutation(pairs).Draw(w.T, "order"), ", ") + "}"
}

func keyOf(s *decode.Shape, name string) *decode.Key {
	for i := range s.Keys {
		if s.Keys[i].Name == name {
			return &s.Keys[i]
		}
	}
	return nil
}

// goesBy returns what other keys of a mapping go with, when k of OneOf is written.
func goesBy(k *decode.Key, text string) string {
	if k.Shape.Kind == decode.Word {
		return text
	}
	return k.Name
}

func goesWith(k *decode.Key, with string) bool {
	return len(k.With) == 0 || slices.Contains(k.With, with)
}

// fits is a second reading of the language: whether n is written as s says.
func fits(s *decode.Shape, n *source.Node) bool {
	if n == nil {
		return false
	}
	scalar := n.Kind == source.Scalar
	number, err := strconv.ParseInt(n.Text, 10, 64)
	plain := scalar && n.Style == source.Plain
	text := scalar && strings.TrimSpace(n.Text) != "" && (!plain || !slices.Contains([]string{"0", "-7", "1.5", "99999999999999999999", "true", "false"}, n.Text) && err != nil)
	switch s.Kind {
	case decode.Text, decode.Name:
		return text && (s.Pattern == nil || s.Pattern.MatchString(n.Text))
	case decode.Integer:
		if s.Fraction && scalar && (n.Text == moments["date"] || n.Text == moments["timestamp"]) {
			return true
		}
		return plain && err == nil && number >= s.Least && number <= s.Most
	case decode.Boolean:
		return plain && (n.Text == "true" || n.Text == "false")
	case decode.Word:
		return scalar && slices.Contains(s.Words, n.Text)
	case decode.Expression:
		return scalar && !plain && strings.TrimSpace(n.Text) != ""
	case decode.Anything:
		return fitsAnything(n)
	case decode.FieldValue:
		return true // what the type beside it does not take is a wrong default
	case decode.List:
		return n.Kind == source.List && len(n.Items) >= int(s.Least) && !slices.ContainsFunc(n.Items, func(i *source.Node) bool { return !fits(s.Item, i) })
	case decode.Names, decode.OneName:
		return n.Kind == source.Map && (s.Kind == decode.Names || len(n.Pairs) == 1) &&
			!slices.ContainsFunc(n.Pairs, func(p source.Pair) bool { return p.Key.Text == "" || !fits(s.Item, p.Value) })
	case decode.Mapping:
		return n.Kind == source.Map && fitsKeys(s, n.Pairs)
	case decode.Alternative:
		return slices.ContainsFunc(s.Either, func(e *decode.Shape) bool { return fits(e, n) })
	}
	return false
}

// fitsAnything tells whether a value stands wherever one could.
func fitsAnything(n *source.Node) bool {
	return n != nil &&
		!slices.ContainsFunc(n.Items, func(i *source.Node) bool { return !fitsAnything(i) }) &&
		!slices.ContainsFunc(n.Pairs, func(p source.Pair) bool { return !fitsAnything(p.Value) })
}

func fitsKeys(s *decode.Shape, pairs []source.Pair) bool {
	written, with, ones := map[string]bool{}, "", 0
	for _, p := range pairs {
		k := keyOf(s, p.Key.Text)
		if k == nil || !fits(k.Shape, p.Value) {
			return false
		}
		written[k.Name] = true
		if slices.Contains(s.OneOf, k.Name) {
			ones++
			with = goesBy(k, p.Value.Text)
		}
	}
	if len(s.OneOf) > 0 && ones != 1 {
		return false
	}
	for _, p := range pairs {
		moment := p.Value.Text == moments["date"] || p.Value.Text == moments["timestamp"]
		if keyOf(s, p.Key.Text).Shape.Fraction && (moment || moments[with] != "") && p.Value.Text != moments[with] {
			return false
		}
	}
	return !slices.ContainsFunc(s.Keys, func(k decode.Key) bool {
		return written[k.Name] && !goesWith(&k, with) || !written[k.Name] && k.Required && goesWith(&k, with)
	})
}

// beyond are the rules that shapes do not tell.
var beyond = []string{"decode/because-missing", "decode/repeated-item", "decode/word-quoted", "decode/wrong-default"}

func readStep(step, text string) (*design.Design, []*diag.Diagnostic) {
	var diags diag.List
	d := read(map[string]string{step + ".yaml": text}, &diags)
	return d, diags.All()
}

// TestLanguageIsRead: whatever is written as the language says is read without a
// finding, so that a reference made of it is true.
func TestLanguageIsRead(t *testing.T) {
	for _, step := range decode.Language {
		t.Run(step.Name, rapid.MakeCheck(func(t *rapid.T) {
			text := (&writer{T: t}).value(step.Shape, "")
			if _, found := readStep(step.Name, text); len(found) > 0 {
				t.Fatalf("%s\n%s %s: %s", text, found[0].Span, found[0].Rule.ID, found[0].Message)
			}
		}))
	}
}

// TestLanguageIsAll: a finding is made exactly where something is written otherwise.
func TestLanguageIsAll(t *testing.T) {
	for _, step := range decode.Language {
		t.Run(step.Name, rapid.MakeCheck(func(t *rapid.T) {
			text := (&writer{T: t, wrong: 3}).value(step.Shape, "")
			_, found := readStep(step.Name, text)
			var unread, told []string
			for _, d := range found {
				switch {
				case strings.HasPrefix(d.Rule.ID, "source/"):
					unread = append(unread, d.Rule.ID)
				case !slices.Contains(beyond, d.Rule.ID):
					told = append(told, d.Span.String()+" "+d.Rule.ID+": "+d.Message)
				}
			}
			var diags diag.List
			root := source.Parse("x.yaml", []byte(text), &diags).Root
			ok := root != nil && fits(step.Shape, root)
			switch {
			case unread != nil || root == nil: // YAML has a finding of its own
			case ok && told != nil:
				t.Fatalf("%s\nis written as it should, and told of: %q", text, told)
			case !ok && len(found) == 0:
				t.Fatalf("%s\nis not written as it should, and nothing is told", text)
			}
		}))
	}
}

// TestOneFileOrMany: a design reads the same from one file and from a folder.
func TestOneFileOrMany(t *testing.T) {
	for _, step := range decode.Language {
		t.Run(step.Name, rapid.MakeCheck(func(t *rapid.T) {
			text := (&writer{T: t}).value(step.Shape, "")
			var diags diag.List
			files := map[string]string{step.Name + "/empty.yaml": ""}
			for i, line := range scatter(t, []byte(text), source.Parse("x", []byte(text), &diags).Root) {
				files[fmt.Sprintf("%s/%04d.yaml", step.Name, i)] = line
			}
			one, _ := readStep(step.Name, text)
			many := read(files, &diags)
			if found := diags.All(); len(found) > 0 {
				t.Fatalf("%q: %s %s", files, found[0].Span, found[0].Message)
			}
			if a, b := dumpBare(one), dumpBare(many); a != b {
				t.Fatalf("%s\nis read as\n%s\nand from %q as\n%s", text, a, files, b)
			}
		}))
	}
}

// scatter writes each key of a file, and each name of its mappings of names, into a
// file of its own.
func scatter(t *rapid.T, text []byte, root *source.Node) (files []string) {
	slice := func(s diag.Span) string { return string(text[s.Start.Offset:s.End.Offset]) }
	for _, p := range root.Pairs {
		apart := slices.Contains([]string{"entities", "resources", "policies", "allow"}, p.Key.Text) && len(p.Value.Pairs) > 0
		if !apart || rapid.Bool().Draw(t, "whole") {
			files = append(files, p.Key.Text+": "+slice(p.Value.Span))
			continue
		}
		for _, q := range p.Value.Pairs {
			files = append(files, p.Key.Text+": {"+q.Key.Text+": "+slice(q.Value.Span)+"}")
		}
	}
	return files
}
