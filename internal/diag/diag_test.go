package diag_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/newel-api/newel/internal/diag"
)

var (
	broken = &diag.Rule{ID: "test/broken", Severity: diag.Error, Title: "something is broken"}
	risky  = &diag.Rule{ID: "test/risky", Severity: diag.High, Title: "something is risky"}
	odd    = &diag.Rule{ID: "test/odd", Severity: diag.Info, Title: "something is odd"}
)

func at(file string, line, col, offset int) diag.Span {
	start := diag.Pos{Line: line, Col: col, Offset: offset}
	return diag.Span{File: file, Start: start, End: start}
}

func TestSeverityNames(t *testing.T) {
	for s := diag.Info; s <= diag.Error; s++ {
		if got, ok := diag.ParseSeverity(s.String()); got != s || !ok {
			t.Errorf("ParseSeverity(%q) = %v, %t", s.String(), got, ok)
		}
	}
	for _, name := range []string{"", "unset", "Error", "fatal", "error "} {
		if got, ok := diag.ParseSeverity(name); got != 0 || ok {
			t.Errorf("ParseSeverity(%q) = %v, %t", name, got, ok)
		}
	}
	for _, s := range []diag.Severity{0, diag.Error + 1, 255} {
		if s.String() != "unset" {
			t.Errorf("Severity(%d) is called %q", uint8(s), s.String())
		}
	}
}

func TestSpan(t *testing.T) {
	for _, c := range []struct {
		span  diag.Span
		text  string
		known bool
	}{
		{diag.Span{}, "", false},
		{diag.Span{File: "data.yaml"}, "data.yaml", true},
		{at("design/data.yaml", 30, 5, 700), "design/data.yaml:30:5", true},
		{at("data.yaml", 1, 1, 0), "data.yaml:1:1", true},
	} {
		if got := c.span.String(); got != c.text {
			t.Errorf("%+v reads %q, want %q", c.span, got, c.text)
		}
		if got := c.span.Known(); got != c.known {
			t.Errorf("%+v is known: %t", c.span, got)
		}
	}
}

func TestAdd(t *testing.T) {
	var l diag.List
	place, other := at("data.yaml", 2, 3, 12), at("data.yaml", 9, 1, 80)
	got := l.Add(risky, place, "%q has %d", "a", 1).
		Mend("remove %q", "b").
		See(other, "%q is here", "c").
		See(diag.Span{}, "a place that nobody knows is left out")
	want := &diag.Diagnostic{
		Rule: risky, Severity: diag.High, Span: place, Message: `"a" has 1`, Fix: `remove "b"`,
		Related: []diag.Related{{Span: other, Message: `"c" is here`}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if l.Len() != 1 || l.All()[0] != got {
		t.Errorf("the list holds %d findings, or another one", l.Len())
	}
}

func TestListOrder(t *testing.T) {
	var l, more diag.List
	l.Add(odd, at("data.yaml", 10, 1, 90), "tenth line")
	l.Add(risky, at("data.yaml", 2, 1, 10), "second line, later rule")
	l.Add(broken, at("data.yaml", 2, 1, 10), "second line, message b")
	l.Add(broken, at("data.yaml", 2, 1, 10), "second line, message a")
	more.Add(broken, diag.Span{}, "no file")
	more.Add(odd, at("access.yaml", 99, 9, 900), "another file")
	more.Add(odd, diag.Span{File: "data.yaml"}, "the whole file")
	l.Append(&more)
	l.Append(new(diag.List))
	want := []string{
		"no file", "another file", "the whole file",
		"second line, message a", "second line, message b", "second line, later rule", "tenth line",
	}
	for range 2 { // asking twice changes nothing
		var got []string
		for _, d := range l.All() {
			got = append(got, d.Message)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("-want +got\n%s", diff)
		}
	}
	if more.Len() != 3 {
		t.Errorf("Append left %d findings in the other list, want 3", more.Len())
	}
}

// TestEqualFindingsKeepTheirOrder: findings that nothing tells apart stay in the
// order in which they were made.
func TestEqualFindingsKeepTheirOrder(t *testing.T) {
	var l diag.List
	first := l.Add(odd, at("a", 1, 1, 0), "same").Mend("first")
	second := l.Add(odd, at("a", 1, 1, 0), "same").Mend("second")
	if all := l.All(); all[0] != first || all[1] != second {
		t.Error("equal findings changed places")
	}
}

func TestWorst(t *testing.T) {
	var l diag.List
	if l.Worst() != 0 {
		t.Errorf("the worst of nothing is %s", l.Worst())
	}
	l.Add(odd, diag.Span{}, "m")
	l.Add(risky, diag.Span{}, "m")
	l.Add(odd, diag.Span{}, "m")
	if l.Worst() != diag.High {
		t.Errorf("worst is %s, want high", l.Worst())
	}
}

func TestErr(t *testing.T) {
	var l diag.List
	if err := l.Err(); err != nil { // an error that holds a nil pointer would be != nil here
		t.Errorf("an empty list gives %#v", err)
	}
	l.Add(risky, at("a.yaml", 1, 1, 0), "only risky")
	if err := l.Err(); err != nil {
		t.Errorf("a list without severity error gives %v", err)
	}
	l.Add(broken, at("b.yaml", 7, 2, 40), "second")
	l.Add(broken, at("b.yaml", 3, 2, 20), "first")
	err := l.Err()
	if !errors.Is(err, diag.ErrInvalid) {
		t.Fatalf("%v does not wrap ErrInvalid", err)
	}
	if want := "b.yaml:3:2: first"; !strings.HasSuffix(err.Error(), want) {
		t.Errorf("%q does not name the first error, %q", err, want)
	}
}

// TestErrFollowsTheFinding: a review file may lower a finding, and then the
// rule's own severity no longer counts.
func TestErrFollowsTheFinding(t *testing.T) {
	var l diag.List
	l.Add(broken, diag.Span{}, "m").Severity = diag.Low
	if err := l.Err(); err != nil || l.Worst() != diag.Low {
		t.Errorf("error %v, worst %s", err, l.Worst())
	}
}

// TestMeant: an edit is made where one name is meant for certain, and the file has the
// name as it is.
func TestMeant(t *testing.T) {
	for _, c := range []struct {
		name, near string
		known      []string
		length     int
		want       bool
	}{
		{"feilds", "fields", []string{"fields", "files"}, 6, true},
		{"feilds", "fields", []string{"fields"}, 8, false}, // it stands in quotes
		{"cat", "car", []string{"car", "cap"}, 3, false},
		{"cat", "car", []string{"car", "dog"}, 3, true},
		{"abcd", "axxd", []string{"axxd"}, 4, false}, // too much of it is wrong
		{"owner", "owned", []string{"owned", "owners"}, 5, false},
	} {
		d := &diag.Diagnostic{Span: diag.Span{File: "f", Start: diag.Pos{Line: 1, Col: 1}, End: diag.Pos{Line: 1, Col: 1 + c.length, Offset: c.length}}}
		d.Meant(c.name, c.near, c.known)
		if d.Fix == "" || (len(d.Edits) == 1) != c.want || c.want && d.Edits[0] != (diag.Edit{Span: d.Span, New: c.near}) {
			t.Errorf("%+v: fix %q, edits %v", c, d.Fix, d.Edits)
		}
	}
}
