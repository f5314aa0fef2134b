package report_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/newel-api/newel/internal/diag"
	"github.com/newel-api/newel/internal/diag/report"
)

var (
	unknownEntity = &diag.Rule{ID: "bind/unknown-entity", Severity: diag.Error, Title: "no entity has this name"}
	unscopedList  = &diag.Rule{ID: "review/unscoped-list", Severity: diag.High, Title: "a list of other tenants' rows"}
	longName      = &diag.Rule{ID: "review/long-name", Severity: diag.Info, Title: "a name nobody will type"}
	noAccess      = &diag.Rule{ID: "source/missing-file", Severity: diag.Error, Title: "a file that is not there"}
)

const dataYAML = `newel: 1
entities:
  User:
    fields:
      name: {type: text}
  Ticket:
    fields:
      asked: {ref: Usr}
`

// span is the place of the first occurrence of what in text.
func span(t *testing.T, file, text, what string) diag.Span {
	t.Helper()
	at := strings.Index(text, what)
	if at < 0 {
		t.Fatalf("%q is not in %s", what, file)
	}
	return diag.Span{File: file, Start: pos(text, at), End: pos(text, at+len(what))}
}

func pos(text string, offset int) diag.Pos {
	before := text[:offset]
	return diag.Pos{
		Line:   1 + strings.Count(before, "\n"),
		Col:    offset - strings.LastIndex(before, "\n"),
		Offset: offset,
	}
}

// sample holds a finding of every form, added in the wrong order.
func sample(t *testing.T) *diag.List {
	var l diag.List
	l.Add(longName, span(t, "data.yaml", dataYAML, "Ticket"), "entity %q has a long name", "Ticket")
	l.Add(noAccess, diag.Span{File: "access.yaml"}, "the design has no file %q", "access.yaml").
		Mend("write access.yaml: nothing is open to anyone until it says so")
	use := span(t, "data.yaml", dataYAML, "Usr")
	d := l.Add(unknownEntity, use, "entity %q refers to %q, which is not an entity", "Ticket", "Usr").
		Mend("did you mean %q?", "User").
		See(span(t, "data.yaml", dataYAML, "User"), "%q is declared here", "User").
		See(span(t, "data.yaml", dataYAML, "Ticket"), "")
	d.Edits = []diag.Edit{{Span: use, New: "User"}}
	l.Add(unscopedList, diag.Span{}, "a <b> & c")
	return &l
}

func files(name string) []byte {
	if name == "data.yaml" {
		return []byte(dataYAML)
	}
	return nil
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

func TestText(t *testing.T) {
	for _, c := range []struct {
		golden string
		opt    report.TextOptions
	}{
		{"plain.txt", report.TextOptions{}},
		{"source.txt", report.TextOptions{Source: files}},
		{"color.txt", report.TextOptions{Source: files, Color: true}},
	} {
		t.Run(c.golden, func(t *testing.T) {
			var b strings.Builder
			if err := report.Text(&b, sample(t), c.opt); err != nil {
				t.Fatal(err)
			}
			golden(t, c.golden, b.String())
		})
	}
}

func TestTextWithoutFindings(t *testing.T) {
	var b strings.Builder
	if err := report.Text(&b, new(diag.List), report.TextOptions{Source: files}); err != nil || b.Len() > 0 {
		t.Errorf("wrote %q, %v; want nothing", b.String(), err)
	}
}

// TestExcerpt looks at the two lines under a finding: [..] stands around the span.
func TestExcerpt(t *testing.T) {
	long := strings.Repeat("x", 200)
	for _, c := range []struct{ name, file, text, marks string }{
		{"ascii", "a: [bad]\n", "a: bad", "   ^^^"},
		{"last line without its end", "a: [bad]", "a: bad", "   ^^^"},
		{"windows line end", "a: [bad]\r\nb: 1\r\n", "a: bad", "   ^^^"},
		{"tab before", "a:\t[bad]\n", "a:  bad", "    ^^^"},
		{"tab inside", "[a\tb]\n", "a   b", "^^^^^"},
		{"wide runes before", "名前: [bad]\n", "名前: bad", "      ^^^"},
		{"wide runes inside", "a: [名]b\n", "a: 名b", "   ^^"},
		{"combining before", "e\u0301: [bad]\n", "e\u0301: bad", "   ^^^"},
		{"only a combining", "e[\u0301]\n", "e\u0301", " ^"},
		{"two-byte rune", "é: [ü]\n", "é: ü", "   ^"},
		{"nothing in it", "a: []b\n", "a: b", "   ^"},
		{"at the end of the line", "a:[]\nb\n", "a:", "  ^"},
		{"at the end of the file", "a:\n[]", "", "^"},
		{"many lines", "a: [b\n  c]\n", "a: b", "   ^"},
		{"invalid byte", "\xff[a]\n", "\ufffda", " ^"},
		{"escape sequence", "\x1b[31m [a]\n", "\ufffd[31m a", "      ^"},
		{"text direction", "\u202e[a]\n", "\ufffda", " ^"},
		{"long line", long + "[bad]" + long, "…" + long[:40] + "bad" + long[:77] + "…", strings.Repeat(" ", 41) + "^^^"},
		{"long line, at its start", "[bad]" + long, "bad" + long[:117] + "…", "^^^"},
		{"long line, at its end", long + "[bad]", "…" + long[:40] + "bad", strings.Repeat(" ", 41) + "^^^"},
		{"long span", "[" + long + "]", long[:120] + "…", strings.Repeat("^", 120)},
	} {
		t.Run(c.name, func(t *testing.T) {
			from, to := strings.LastIndex(c.file, "["), strings.LastIndex(c.file, "]")-1
			file := strings.Replace(c.file[:from]+c.file[from+1:], "]", "", 1)
			place := diag.Span{File: "f", Start: pos(file, from), End: pos(file, to)}
			got := linesUnder(t, []byte(file), place)
			if want := []string{c.text, c.marks}; !cmp.Equal(want, got) {
				t.Errorf("want\n%s\ngot\n%s", strings.Join(want, "\n"), strings.Join(got, "\n"))
			}
		})
	}
}

// linesUnder returns what Text shows under a finding, without the number column.
func linesUnder(t *testing.T, file []byte, place diag.Span) (lines []string) {
	t.Helper()
	var l diag.List
	l.Add(longName, place, "m")
	var b strings.Builder
	if err := report.Text(&b, &l, report.TextOptions{Source: func(string) []byte { return file }}); err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(strings.TrimSuffix(b.String(), "\n"), "\n")[1:] {
		_, shown, ok := strings.Cut(line, " | ")
		if !ok && !strings.HasSuffix(line, " |") {
			t.Fatalf("no bar in %q", line)
		}
		lines = append(lines, shown)
	}
	return lines
}

func TestExcerptOfLineThatIsNotThere(t *testing.T) {
	for _, file := range [][]byte{nil, []byte("one line"), []byte("one\ntwo")} {
		place := diag.Span{File: "f", Start: diag.Pos{Line: 3, Col: 1, Offset: 9}}
		if lines := linesUnder(t, file, place); lines != nil {
			t.Errorf("%q: shows %q", file, lines)
		}
	}
}

// TestExcerptProperty: whatever the file and the span, two lines come out, of
// valid text, with one run of carets.
func TestExcerptProperty(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		line := rapid.StringOfN(rapid.RuneFrom([]rune("ab \t名\u0301\u202e\x1b|é")), 0, 300, -1).Draw(rt, "line")
		col := rapid.IntRange(-3, 400).Draw(rt, "col")
		end := rapid.IntRange(-3, 400).Draw(rt, "end")
		var l diag.List
		l.Add(longName, diag.Span{File: "f", Start: diag.Pos{Line: 1, Col: col}, End: diag.Pos{Line: 1, Col: end}}, "m")
		var b strings.Builder
		if err := report.Text(&b, &l, report.TextOptions{Source: func(string) []byte { return []byte(line) }}); err != nil {
			rt.Fatal(err)
		}
		lines := strings.Split(b.String(), "\n")
		if len(lines) != 4 || !utf8.ValidString(b.String()) || strings.ContainsAny(b.String(), "\x1b\u202e") {
			rt.Fatalf("not two clean lines: %q", lines)
		}
		_, marks, _ := strings.Cut(lines[2], "| ")
		if carets := strings.TrimLeft(marks, " "); carets == "" || strings.Trim(carets, "^") != "" {
			rt.Fatalf("not one run of carets: %q", marks)
		}
	})
}

// TestTextIsNotMoved: nothing in a finding can begin a line of its own.
func TestTextIsNotMoved(t *testing.T) {
	var l diag.List
	l.Add(longName, diag.Span{File: "a\nb"}, "one\r\ntwo\x1b[2J").Mend("c\nd").See(diag.Span{File: "e\nf"}, "g\u2028h")
	var b strings.Builder
	if err := report.Text(&b, &l, report.TextOptions{}); err != nil {
		t.Fatal(err)
	}
	want := "a b: info: one  two\ufffd[2J [review/long-name]\n\tfix: c d\n\tsee e f: g\ufffdh\n"
	if b.String() != want {
		t.Errorf("got  %q\nwant %q", b.String(), want)
	}
}

func TestSummary(t *testing.T) {
	type found struct {
		rule *diag.Rule
		file string
	}
	for _, c := range []struct {
		want  string
		found []found
	}{
		{"no findings", nil},
		{"1 error in 1 file", []found{{unknownEntity, "a"}}},
		{"3 errors, 1 high in 2 files", []found{{unscopedList, "b"}, {unknownEntity, "a"}, {noAccess, "a"}, {unknownEntity, "b"}}},
		{"2 high, 1 info in 1 file", []found{{longName, "a"}, {unscopedList, "a"}, {unscopedList, "a"}}},
		{"1 high", []found{{unscopedList, ""}}},
	} {
		var l diag.List
		for _, f := range c.found {
			l.Add(f.rule, diag.Span{File: f.file}, "m")
		}
		if got := report.Summary(&l); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

// TestJSON pins the envelope that programs read: a change of testdata here is a
// change of the promise in the package's doc.
func TestJSON(t *testing.T) {
	result := struct {
		Operations int `json:"operations"`
	}{3}
	var b bytes.Buffer
	if err := report.JSON(&b, "check", sample(t), result); err != nil {
		t.Fatal(err)
	}
	if !bytes.HasSuffix(b.Bytes(), []byte("}\n")) || bytes.Count(b.Bytes(), []byte("\n")) != 1 {
		t.Errorf("the envelope is not one line: %q", b.String())
	}
	var pretty bytes.Buffer
	if err := json.Indent(&pretty, b.Bytes(), "", "  "); err != nil {
		t.Fatal(err)
	}
	golden(t, "envelope.json", pretty.String())
}

func TestJSONWithoutFindings(t *testing.T) {
	var b strings.Builder
	if err := report.JSON(&b, "check", new(diag.List), nil); err != nil {
		t.Fatal(err)
	}
	want := `{"newel":1,"command":"check","ok":true,"findings":[],"result":null}` + "\n"
	if b.String() != want {
		t.Errorf("got %s want %s", b.String(), want)
	}
}

func TestJSONIsOKBelowTheGate(t *testing.T) {
	for s := diag.Info; s <= diag.Error; s++ {
		var l diag.List
		l.Add(&diag.Rule{ID: "a/b", Severity: s}, diag.Span{}, "m")
		var b bytes.Buffer
		if err := report.JSON(&b, "check", &l, nil); err != nil {
			t.Fatal(err)
		}
		var got struct{ OK bool }
		if err := json.Unmarshal(b.Bytes(), &got); err != nil {
			t.Fatal(err)
		}
		if want := s < diag.High; got.OK != want || report.Passes(&l) != want {
			t.Errorf("%s: ok is %t, Passes is %t", s, got.OK, report.Passes(&l))
		}
	}
}

// brokenWriter fails every write.
type brokenWriter struct{ writes int }

var errBroken = errors.New("broken pipe")

func (w *brokenWriter) Write([]byte) (int, error) { w.writes++; return 0, errBroken }

func TestFailures(t *testing.T) {
	w := new(brokenWriter)
	if err := report.Text(w, sample(t), report.TextOptions{}); !errors.Is(err, errBroken) {
		t.Errorf("Text: %v", err)
	}
	if err := report.JSON(w, "check", sample(t), nil); !errors.Is(err, errBroken) {
		t.Errorf("JSON: %v", err)
	}
	w.writes = 0
	if err := report.JSON(w, "check", sample(t), math.Inf(1)); err == nil || w.writes > 0 {
		t.Errorf("JSON of infinity: %v after %d writes", err, w.writes)
	}
}
