package engine_test

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/design/decode"
	"github.com/newel-api/newel/internal/design/expr"
	"github.com/newel-api/newel/internal/design/reference"
	"github.com/newel-api/newel/internal/design/source"
	"github.com/newel-api/newel/internal/diag"
	"github.com/newel-api/newel/internal/diag/page"
	"github.com/newel-api/newel/internal/stage"
)

// spot is one place where a word of the language is written.
type spot struct {
	step string
	file *source.File
	text []byte
	node *source.Node // the value behind a key; the word
	kind decode.ShapeKind
}

// dictionary is where each word of the language is used, in designs and in the bad
// designs of pages.
type dictionary struct {
	spots map[any]spot     // by *decode.Key, wordAt or wordOf: one of them
	used  map[any][]string // designs
	wrong map[any][]string // rules whose page has a finding there
}

// wordAt is a word behind a key of that name, wherever it stands.
type wordAt struct{ key, word string }

// wordOf is a word of a shape, whatever the key.
type wordOf struct {
	shape *decode.Shape
	word  string
}

// visit calls see for each key, word and expression of n, the value of a key, that within
// lets in.
func visit(key string, s *decode.Shape, n *source.Node, within func(diag.Span) bool, see func(what any, s *decode.Shape, n *source.Node)) {
	if n == nil {
		return
	}
	switch s.Kind {
	case decode.Word:
		if within(n.Span) {
			see(wordAt{key, n.Text}, s, n)
		}
	case decode.Expression:
		if within(n.Span) && n.Kind == source.Scalar {
			see(n.Text, s, n)
		}
	case decode.List:
		for _, item := range n.Items {
			visit(key, s.Item, item, within, see)
		}
	case decode.Names, decode.OneName:
		for _, p := range n.Pairs {
			visit(key, s.Item, p.Value, within, see)
		}
	case decode.Mapping:
		for _, p := range n.Pairs {
			if k := s.Key(p.Key.Text); k != nil {
				if p.Value != nil && within(diag.Span{File: p.Key.Span.File, Start: p.Key.Span.Start, End: p.Value.Span.End}) {
					see(k, k.Shape, p.Value)
				}
				visit(k.Name, k.Shape, p.Value, within, see)
			}
		}
	case decode.Alternative:
		for _, e := range s.Either {
			visit(key, e, n, within, see)
		}
	case decode.Text, decode.Name, decode.Integer, decode.Boolean, decode.FieldValue, decode.Anything:
	}
}

func shapeOf(step string) *decode.Shape {
	for _, s := range decode.Language {
		if s.Name == step {
			return s.Shape
		}
	}
	return nil
}

// readDictionary reads all designs and all pages.
func readDictionary(t *testing.T) *dictionary {
	d := &dictionary{map[any]spot{}, map[any][]string{}, map[any][]string{}}
	for _, name := range names(t) {
		for _, file := range stepFiles(t, name) {
			parsed := source.Parse(file.name, file.text, new(diag.List))
			visit("", shapeOf(file.step), parsed.Root, func(diag.Span) bool { return true }, func(what any, s *decode.Shape, n *source.Node) {
				here := spot{file.step, parsed, file.text, n, s.Kind}
				d.spots[what] = here
				if w, isWord := what.(wordAt); isWord {
					d.spots[wordOf{s, w.word}] = here
				}
				d.note(d.used, what, name)
			})
		}
	}
	for _, rule := range stage.Rules() {
		if p, ok := stage.Page(rule.ID); ok {
			d.page(t, p)
		}
	}
	return d
}

// note adds name to what is known of a word; an expression tells of its functions.
func (d *dictionary) note(in map[any][]string, what any, name string) {
	text, isExpression := what.(string)
	if !isExpression {
		if !slices.Contains(in[what], name) {
			in[what] = append(in[what], name)
		}
		return
	}
	for _, f := range slices.Concat(expr.Functions, expr.Names) {
		if sign := signOf(f.Name); sign != "" && strings.Contains(without(text, f.Name), sign) && !slices.Contains(in[f.Name], name) {
			in[f.Name] = append(in[f.Name], name)
		}
	}
}

// without returns an expression without the longer signs that begin as that one.
func without(text, sign string) string {
	if sign == "!" || sign == "<" || sign == ">" {
		return strings.ReplaceAll(text, sign+"=", "")
	}
	return text
}

// signOf returns what an expression has that uses a function; "" for what has no sign.
func signOf(name string) string {
	switch {
	case name == "path" || name == "policy":
		return ""
	case name == "in":
		return " in "
	case slices.ContainsFunc(expr.Names, func(f expr.Function) bool { return f.Name == name }):
		return name
	case name[0] >= 'a' && name[0] <= 'z':
		return name + "("
	}
	return name
}

// page notes what stands where a page's bad design has its findings.
func (d *dictionary) page(t *testing.T, p *page.Page) {
	for _, want := range p.Want {
		at, rule, _ := strings.Cut(want, " ")
		parts := strings.Split(at, ":")
		if rule != p.Rule || len(parts) != 3 {
			continue
		}
		line, err := strconv.Atoi(parts[1])
		column, err2 := strconv.Atoi(parts[2])
		shape := shapeOf(strings.TrimSuffix(filepath.Base(parts[0]), ".yaml"))
		if err != nil || err2 != nil || shape == nil {
			continue
		}
		pos := diag.Pos{Line: line, Col: column}
		root := source.Parse(parts[0], []byte(p.Bad[parts[0]]), new(diag.List)).Root
		var innermost any
		visit("", shape, root, func(s diag.Span) bool { return !before(pos, s.Start) && before(pos, s.End) }, func(what any, _ *decode.Shape, _ *source.Node) {
			if _, isExpression := what.(string); isExpression {
				d.note(d.wrong, what, p.Rule)
			} else {
				innermost = what
			}
			if _, isWord := what.(wordAt); !isWord {
				return
			}
			d.note(d.wrong, what, p.Rule)
		})
		if _, isKey := innermost.(*decode.Key); isKey {
			d.note(d.wrong, innermost, p.Rule)
		}
	}
}

func before(a, b diag.Pos) bool {
	return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Col, b.Col)) < 0
}

// mistake writes something that cannot be in the place of the word, and returns the rules
// of the findings that stand there.
func (s spot) mistake(word bool) (rules []string) {
	instead := "[[[wrong]]]"
	switch {
	case word:
		instead = s.node.Text + "xx"
	case s.kind == decode.Anything:
		instead = "null"
	}
	span := s.node.Span
	text := string(s.text[:span.Start.Offset]) + instead + string(s.text[span.End.Offset:])
	var diags diag.List
	files := []*source.File{source.Parse(s.file.Name, []byte(text), &diags)}
	switch s.step {
	case "data":
		decode.Data(files, new(design.Data), &diags)
	case "contract":
		decode.Contract(files, nil, new(design.Contract), &diags)
	case "access":
		decode.Access(files, new(design.Access), &diags)
	case "requirements":
		decode.Requirements(files, new(design.Requirements), &diags)
	case "decisions":
		decode.Decisions(files, new(design.Decisions), &diags)
	case "review":
		decode.Review(files, new(design.Review), &diags)
	}
	end := span.Start.Offset + len(instead)
	for _, f := range diags.All() {
		if f.Span.Start.Offset >= span.Start.Offset && f.Span.Start.Offset < end && f.Fix != "" && !slices.Contains(rules, f.Rule.ID) {
			rules = append(rules, f.Rule.ID)
		}
	}
	return rules
}

// TestWords holds docs/words.md to the designs and the pages; UPDATE=1 writes it. A word
// that no design uses, or that is not refused where it is written wrong, fails.
func TestWords(t *testing.T) {
	d := readDictionary(t)
	var b strings.Builder
	b.WriteString(`# Every word of the language, with its tests

<!-- Made from the tables, the designs and the pages: UPDATE=1 go test ./internal/engine -run Words -->

For each word: some of the designs of ` + "`testdata/designs`" + ` that use it, each of which is served and
asked everything by the tests; the rule that finds it written wrong, which a test writes
so; and the rules whose pages show another mistake at this word.
`)
	told := map[wordAt]bool{}
	for _, step := range decode.Language {
		fmt.Fprintf(&b, "\n## %s.yaml\n\n| word | designs | written wrong | other mistakes |\n|---|---|---|---|\n", step.Name)
		for _, section := range reference.Sections(step) {
			for i := range section.Shape.Keys {
				k := &section.Shape.Keys[i]
				place := strings.Trim(section.Places[0]+"."+k.Name, ".")
				d.row(t, &b, place, k, false)
				for _, w := range wordsOf(k.Shape) {
					at := wordAt{k.Name, w.word}
					_, asAnother := d.spots[w]
					if _, used := d.spots[at]; !told[at] && (used || !asAnother) && place+": "+w.word != "allow.NAME.read: anyone" { // which needs because
						d.row(t, &b, place+": "+w.word, at, true)
					}
					told[at] = true
				}
			}
		}
	}
	b.WriteString("\n## CEL\n\n| word | designs | not in the profiles | mistakes |\n|---|---|---|---|\n")
	for _, f := range slices.Concat(expr.Functions, expr.Names) {
		var lacks []string
		for i, name := range expr.ProfileNames {
			if !f.In.In(expr.Profile(i)) {
				lacks = append(lacks, name)
			}
		}
		if signOf(f.Name) != "" && len(d.used[f.Name]) == 0 {
			t.Errorf("no design uses %s", f.Name)
		}
		if len(lacks)+len(d.wrong[f.Name]) == 0 {
			t.Errorf("no page shows a mistake with %s", f.Name)
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", strings.ReplaceAll(f.Name, "|", `\|`), few(d.used[f.Name]), strings.Join(lacks, ", "), strings.Join(d.wrong[f.Name], ", "))
	}
	at := filepath.Join("..", "..", "docs", "words.md")
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(at, []byte(b.String()), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(at)
	if err != nil {
		t.Fatal(err)
	}
	if diff := gocmp.Diff(b.String(), string(got)); diff != "" {
		t.Errorf("docs/words.md is not what designs and pages say (UPDATE=1 writes it): -they +file\n%s", diff)
	}
}

// row writes the line of a key or a word.
func (d *dictionary) row(t *testing.T, b *strings.Builder, place string, what any, word bool) {
	s, ok := d.spots[what]
	if !ok {
		t.Errorf("no design uses %s", place)
		return
	}
	rules := s.mistake(word)
	if len(rules) == 0 {
		t.Errorf("%s can be written wrong in %s without a finding there that has a mend", place, s.file.Name)
	}
	fmt.Fprintf(b, "| `%s` | %s | %s | %s |\n", place, few(d.used[what]), strings.Join(rules, ", "), strings.Join(d.wrong[what], ", "))
}

// wordsOf returns the words that may stand for a value of that shape, or in it.
func wordsOf(s *decode.Shape) (words []wordOf) {
	switch s.Kind {
	case decode.Word:
		for _, word := range s.Words {
			words = append(words, wordOf{s, word})
		}
	case decode.List, decode.Names, decode.OneName:
		return wordsOf(s.Item)
	case decode.Alternative:
		for _, e := range s.Either {
			words = append(words, wordsOf(e)...)
		}
	default:
	}
	return words
}

// few names three of them.
func few(designs []string) string {
	if len(designs) > 3 {
		return strings.Join(designs[:3], ", ") + ", …"
	}
	return strings.Join(designs, ", ")
}
