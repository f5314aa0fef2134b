package source_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/newel-api/newel/internal/design/source"
	"github.com/newel-api/newel/internal/diag"
)

// TestFindings pins what each mistake is called and the stretch of text that is
// pointed at.
func TestFindings(t *testing.T) {
	for _, c := range []struct{ file, want string }{
		// what YAML has and a design has not
		{"a: &x b\nc: *x", `1:4 anchor "&x" · 2:4 alias "*x"`},
		{"a: *x", `1:4 alias "*x"`},
		{"a: &x\nb: c", `1:4 anchor "&x"`},
		{"a: &x\n  &y b: c", `1:4 anchor "&x" · 2:3 anchor "&y"`},
		{"[*x , b]", `1:2 alias "*x"`},
		{"*x : b", `1:1 alias "*x"`},
		{"a: !b c", `1:4 tag "!b"`},
		{"a: ! b", `1:4 tag "!"`},
		{"a: [!!str b, !<c,d> e]", `1:5 tag "!!str" · 1:14 tag "!<c,d>"`},
		{"a: !b\n  c: d\n!e f: g", `1:4 tag "!b" · 3:1 tag "!e"`},
		{"a: !b!c d", `1:4 tag "!b!c"`},
		{"!a", `1:1 tag "!a"`},
		{"a:\n  <<: {b: c}", `2:3 merge-key "<<"`},
		{"'<<': a", ``},
		{"? a\n: b", `1:1 key-not-text "?"`},
		{"{? a : b}", `1:2 key-not-text "?"`},
		{"a: ? b", `1:4 key-not-text "?"`},
		{"{[a]: b}", `1:2 key-not-text "["`},
		{": b", `1:1 key-not-text ":"`},
		{"1: a\ntrue: b\nnull: c\nno: d\n'2': e", `1:1 key-not-text "1" · 2:1 key-not-text "true" · 3:1 key-not-text "null" · 4:1 key-not-text "no"`},
		{"a: 1\n---\nb: 2", `2:1 several-documents "---"`},
		{"a: 1\n... # c\n", `2:1 several-documents "..."`},
		{"---\n---\na: 1", `2:1 several-documents "---"`},
		{"# c\n%YAML 1.2\n---\na: 1", `2:1 directive "%YAML 1.2"`},
		{strings.Repeat("- ", 32) + "a", ``},
		{strings.Repeat("- ", 33) + "a", `1:65 too-deep "-"`},
		{strings.Repeat("[", 100_000), `1:10001 too-deep "["`},
		{"a: b\na: c\n'a': d", `2:1 duplicate-key "a" · 3:1 duplicate-key "'a'"`},
		{"{a: b, c: {a: d, a: e}}", `1:18 duplicate-key "a"`},
		{"- a\n-\n- b", `2:1 empty-item "-"`},

		// what readers disagree about
		{"a: [yes, No, ON, off, y, N, True, FALSE]", `1:5 implicit-boolean "yes" · 1:10 implicit-boolean "No" · 1:14 implicit-boolean "ON" · ` +
			`1:18 implicit-boolean "off" · 1:23 implicit-boolean "y" · 1:26 implicit-boolean "N" · 1:29 implicit-boolean "True" · 1:35 implicit-boolean "FALSE"`},
		{"a: [true, false, 'yes', \"no\", yess, noon]", ``},
		{"a: [null, Null, NULL, ~, nil]", `1:5 null "null" · 1:11 null "Null" · 1:17 null "NULL" · 1:23 null "~"`},
		{"a: [0, 1, -1, 10, 1.5, -0.25, 2026-11-01, 1.2.3, 5 apples, 10:00:00x]", ``},
		{"a: [0o17, 0x1F, 017, 1_000, +1, .inf, -.INF, .nan]", `1:5 number-spelling "0o17" · 1:11 number-spelling "0x1F" · 1:17 number-spelling "017" · ` +
			`1:22 number-spelling "1_000" · 1:29 number-spelling "+1" · 1:33 number-spelling ".inf" · 1:39 number-spelling "-.INF" · 1:46 number-spelling ".nan"`},
		{"a: [1e3, .5, 5., 0b1, 12:30, -0x1]", `1:5 number-spelling "1e3" · 1:10 number-spelling ".5" · 1:14 number-spelling "5." · ` +
			`1:18 number-spelling "0b1" · 1:23 number-spelling "12:30" · 1:30 number-spelling "-0x1"`},

		// characters
		{"\ufeffa: b", `1:1 byte-order-mark "\ufeff"`},
		{"a: \xff", `1:4 not-utf8 "\xff"`},
		{"a: \xc3", `1:4 not-utf8 "\xc3"`},
		{"a: b\x00\x01", `1:5 control-character "\x00"`},
		{"a: b\rc: d\r\n", `1:5 control-character "\r"`},
		{"a: \u202eb", `1:4 control-character "\u202e"`},
		{"a: \"\u0085\"", `1:5 control-character "\u0085"`},
		{"a: b\u200dc", ``}, // joins the parts of an emoji
		{"a: \"b\tc\" # d\n", ``},
		{"a:\tb\nc: \"d\te\"\tf: g", `2:9 syntax "\tf: g"`},
		{"a:\tb\nc:\td", `1:3 tab "\t"`},
		{"a: b # c\td", `1:9 tab "\t"`},
		{"a: |\n  b\tc", `2:4 tab "\t"`},
		{"a:\n\tb: c", `2:1 tab "\t"`},
		{"a:\n  \tb: c\n", `2:3 tab "\t"`},
		{"# only\ta comment", `1:7 tab "\t"`},

		// quotes
		{"a: \"b\nc: d\n", `1:4 unclosed-quote "\"b"`},
		{"a: 'b\nc: d\n", `1:4 unclosed-quote "'b"`},
		{"a: 'b\nc: 'd'\n", `1:4 unclosed-quote "'b"`},
		{"a: e\nb: \"x || y\n#\nc: \"d\"\n", `2:4 unclosed-quote "\"x || y"`},
		{"a: {b: 'c, d: 'e'}", `1:16 syntax "e'"`},
		{"a: 'it's'", `1:8 syntax "s'"`},
		{`a: "b" c`, `1:8 syntax "c"`},
		{`a: "b\qc"`, `1:6 bad-escape "\\q"`},
		{`a: "\u12"`, `1:5 bad-escape "\\u12"`},
		{`a: "\ud800x"`, `1:5 bad-escape "\\ud800"`},
		{`a: "b\0c"`, `1:6 bad-escape "\\0"`},
		{`a: "b\x00c"`, `1:6 bad-escape "\\x00"`},

		// brackets
		{"a: [b, c\nd: e", `1:4 unclosed-bracket "["`},
		{"a: {b: c\nd: e", `1:4 unclosed-bracket "{"`},
		{"a: {b: c, d: [e}\n", `1:14 unclosed-bracket "["`},
		{"f:\n  a: {b: c\n  d: {e: f}\n", `2:6 unclosed-bracket "{"`},
		{"[", `1:1 unclosed-bracket "["`},
		{"a: {b: c d: e}", `1:10 syntax "d:"`},
		{"a: {b: c: d}", `1:8 colon-in-text "c: d"`},
		{"{\n  a: b\n  c: d\n}", `3:3 syntax "c:"`},
		{"a: ['b' 'c']", `1:9 syntax "'c'"`},
		{"a: [b,, c]", `1:7 syntax ","`},
		{"a: {b: c}}", `1:10 syntax "}"`},
		{"a: [b] c", `1:8 syntax "c"`},
		{"a: [b: c]", `1:5 syntax "b:"`},

		// lines
		{"a: b\n c: d", `2:2 bad-indentation "c:"`},
		{"a:\n    b: c\n  d: e", `3:3 bad-indentation "d:"`},
		{"a:\n  b: c\n   d: e", `3:4 bad-indentation "d:"`},
		{"a:\n  - b\n c: d", `3:2 bad-indentation "c:"`},
		{"a: b\n- c", `2:1 syntax "-"`},
		{"- a\nb: c", `2:1 syntax "b:"`},
		{"a: - b", `1:4 syntax "-"`},
		{"a: b: c", `1:4 colon-in-text "b: c"`},
		{"a: b\nc\nd: e", `2:1 missing-colon "c"`},
		{"a:b\nc: d", `1:2 missing-colon ":"`},
		{"a: b\nc:d\ne: f", `2:2 missing-colon ":"`},
		{"a:{b: c, d: e}", `1:2 missing-colon ":"`},
		{"a: {b:c}", `1:6 missing-colon ":"`},
		{"a: {http://b, c: d}", `1:9 missing-colon ":"`},
		{"a: @b c", `1:4 needs-quotes "@b"`},
		{"a: `b`", "1:4 needs-quotes \"`b`\""},
		{"a: %b", `1:4 needs-quotes "%b"`},
		{"a: |b\n  c", `1:4 syntax "|b"`},
		{"a: {b: c}#d", `1:10 syntax "#d"`},
	} {
		var diags diag.List
		file := []byte(c.file)
		source.Parse("f.yaml", file, &diags)
		var got []string
		for _, d := range diags.All() {
			place, _ := strings.CutPrefix(d.Span.String(), "f.yaml:")
			rule, _ := strings.CutPrefix(d.Rule.ID, "source/")
			got = append(got, fmt.Sprintf("%s %s %q", place, rule, file[d.Span.Start.Offset:d.Span.End.Offset]))
		}
		if diff := cmp.Diff(c.want, strings.Join(got, " · ")); diff != "" {
			t.Errorf("%q: -want +got\n%s", c.file[:min(len(c.file), 80)], diff)
		}
	}
}

// TestWords pins some findings word by word: what people read.
func TestWords(t *testing.T) {
	for _, c := range []struct{ file, message, fix, related string }{
		{
			"a: b\na: c", `the key "a" stands in this mapping twice`, "remove one of the two, or rename it", `f.yaml:1:1 "a" stands here first`,
		}, {
			"a:\n    b: c\n  d: e", "the line is indented by 2 spaces, as no line above it", "indent it as the lines it stands beside: by 0 or 4", "",
		}, {
			"a: [b, {c: d]", `"{" is closed by "]"`, `write "}" where it ends`, "f.yaml:1:13 this closes something else",
		}, {
			"a: \"b\nc: d", `the quote " is not closed`, `write " where the text ends; a quote inside it is written \"`, "",
		}, {
			"a: b\x01c\x02\x03", "the character U+0001 is invisible or breaks lines, and 2 more such stand below", `remove it, or write it as \u0001 inside double quotes`, "",
		}, {
			"a:\tb\nc:\td\n", "a tab stands outside quotes, and 1 more stands below", `use spaces; inside double quotes a tab is written \t`, "",
		},
	} {
		var diags diag.List
		source.Parse("f.yaml", []byte(c.file), &diags)
		if diags.Len() != 1 {
			t.Errorf("%q: %d findings", c.file, diags.Len())
			continue
		}
		d, related := diags.All()[0], ""
		for _, r := range d.Related {
			related += r.Span.String() + " " + r.Message
		}
		if diff := cmp.Diff([]string{c.message, c.fix, related}, []string{d.Message, d.Fix, related}); diff != "" {
			t.Errorf("%q: -want +got\n%s", c.file, diff)
		}
		if related != c.related {
			t.Errorf("%q: see %q, want %q", c.file, related, c.related)
		}
	}
}

// TestRefused: a value that a finding stands on says so, and is kept; what cannot
// be a pair is left out.
func TestRefused(t *testing.T) {
	var diags diag.List
	f := source.Parse("f.yaml", []byte("a: yes\nb: *x\n"), &diags)
	if !f.Broken {
		t.Error("an alias of nothing can be read")
	}
	f = source.Parse("f.yaml", []byte("a: yes\nb: &x c\nd: *x\ne: !t {f: g}\nh: ~\ni: 010\na: j\n<<: k\n2: l\nm: o"), &diags)
	want := map[string]bool{"a": true, "b": false, "d": true, "e": true, "h": true, "i": true, "m": false}
	got := map[string]bool{}
	for _, p := range f.Root.Pairs {
		got[p.Key.Text] = p.Value.Refused
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}
