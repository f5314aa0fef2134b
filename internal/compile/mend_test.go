package compile_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/newel-api/newel/internal/compile"
	"github.com/newel-api/newel/internal/diag"
	"github.com/newel-api/newel/internal/diag/page"
)

// mended mends the design in the current folder, and returns its files after it.
func mended(t testing.TB) (files map[string]string, done, left int) {
	t.Helper()
	var diags diag.List
	read, err := compile.Texts(".", &diags)
	if err != nil {
		t.Fatal(err)
	}
	after, all, rest := read.Mend()
	files = map[string]string{}
	for _, name := range after.Names() {
		files[name] = string(after.Text(name))
	}
	return files, len(all), rest.Len()
}

func TestMend(t *testing.T) {
	t.Chdir(write(t, map[string]string{
		"data.yaml": `newel: 1
entities:
  User:
    global: yes
    feilds:
      email: {type: emial, unique: True}
      name: {typ: text}
`,
		"contract.yaml": `title: A
resources:
  users: {of: User, fields: [id, nmae], operations: {getUser: gett}}
`,
		"access.yaml": `identity: Usr
sign_in: {password: {login: email}}
sign_up: {who: never, fields: []}
allow:
  User: {read: resource.idd == caller.id}
`,
	}))
	files, done, left := mended(t)
	for name, wants := range map[string][]string{
		"data.yaml":     {"global: true", "    fields:", "{type: email, unique: true}", "{type: text}"},
		"contract.yaml": {"fields: [id, name]", "getUser: get}"},
		"access.yaml":   {"identity: User", `{read: "resource.id == caller.id"}`},
	} {
		for _, want := range wants {
			if !strings.Contains(files[name], want) {
				t.Errorf("%s has not %q:\n%s", name, want, files[name])
			}
		}
	}
	if done < 9 || left != 0 {
		t.Errorf("%d were mended, %d are left", done, left)
	}
}

// TestNotMended: where it is not certain what is meant, and where everybody would be
// let in, nothing is changed.
func TestNotMended(t *testing.T) {
	t.Chdir(write(t, map[string]string{
		"data.yaml":   "newel: 1\nentities: {Cat: {global: true, fields: {car: {type: text}, cap: {type: text}}, unique: [[cat]]}}\n",
		"access.yaml": "allow: {Cat: {read: anyon}}\n",
	}))
	if files, done, _ := mended(t); done != 0 || !strings.Contains(files["access.yaml"], "anyon}") {
		t.Errorf("%d were mended: %q", done, files)
	}
}

// TestMendOperators: operators of other languages, in quotes and in blocks; "not" binds
// otherwise than "!", so it is left to its author.
func TestMendOperators(t *testing.T) {
	t.Chdir(write(t, map[string]string{
		"data.yaml": "newel: 1\nentities:\n  A:\n    global: true\n    fields: {a: {type: integer}, b: {type: boolean}}\n    check:\n" +
			"      x: \"resource.a = 1 and resource.b or resource.a = 2\"\n      yy: |\n        resource.b\n        or resource.a = 3\n      z: \"not resource.b\"\n",
	}))
	files, done, left := mended(t)
	for _, want := range []string{`"resource.a == 1 && resource.b || resource.a == 2"`, "        || resource.a == 3\n", `"not resource.b"`} {
		if !strings.Contains(files["data.yaml"], want) {
			t.Errorf("it has not %q:\n%s", want, files["data.yaml"])
		}
	}
	if done != 2 || left != 1 {
		t.Errorf("%d were mended, %d are left", done, left)
	}
}

// TestNeverMore: an edit after which more would be found is not made.
func TestNeverMore(t *testing.T) {
	t.Chdir(write(t, map[string]string{"data.yaml": "\ufeffnewel: 1\nentities: {A: {zzz: 1, yyy: 2, xxx: 3}}\n"}))
	if files, done, left := mended(t); done != 0 || left != 1 || !strings.HasPrefix(files["data.yaml"], "\ufeff") {
		t.Errorf("%d were mended, %d are left", done, left)
	}
	t.Chdir(write(t, map[string]string{"data.yaml": "\ufeffnewel: 1\nentities: {}\n"}))
	if files, done, left := mended(t); done != 1 || left != 0 || files["data.yaml"] != "newel: 1\nentities: {}\n" {
		t.Errorf("%d were mended, %d are left: %q", done, left, files)
	}
}

// TestMendPages: no page has more errors, or more findings, when it was mended.
func TestMendPages(t *testing.T) {
	total := 0
	for _, room := range compile.Rooms() {
		pages, err := page.All(room.Pages)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range pages {
			if len(p.Bad) == 0 {
				continue
			}
			before := len(findings(t, p.Bad, false))
			files, done, left := mended(t)
			if done > 0 && left >= before || left > before {
				t.Errorf("%s: %d findings before, %d were mended, %d are left", p.Rule, before, done, left)
			}
			if after := len(findings(t, files, false)); done > 0 && after != left {
				t.Errorf("%s: %d are left, and %d are found", p.Rule, left, after)
			}
			total += done
		}
	}
	if total < 5 {
		t.Errorf("only %d findings were mended", total)
	}
}

var word = regexp.MustCompile(`[A-Za-z_]{3,}`)

// TestMendProperty: of a design with random mistakes, mending leaves fewer findings or
// the same text, and mending again changes nothing.
func TestMendProperty(t *testing.T) {
	folder := filepath.Join("..", "..", "examples", "helpdesk", "design")
	texts := map[string]string{}
	for _, name := range []string{"data.yaml", "contract.yaml", "access.yaml"} {
		text, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		texts[name] = string(text)
	}
	dir := write(t, texts)
	rapid.Check(t, func(r *rapid.T) {
		name := rapid.SampledFrom([]string{"access.yaml", "contract.yaml", "data.yaml"}).Draw(r, "file")
		text := texts[name]
		for range rapid.IntRange(1, 3).Draw(r, "mistakes") {
			places := word.FindAllStringIndex(text, -1)
			at := places[rapid.IntRange(0, len(places)-1).Draw(r, "place")]
			mistake := rapid.SampledFrom([]string{"x", "", "yes", "\t", "\"", ": "}).Draw(r, "mistake")
			from := rapid.IntRange(at[0], at[1]-1).Draw(r, "letter")
			text = text[:from] + mistake + text[from+1:]
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			r.Fatal(err)
		}
		defer func() { _ = os.WriteFile(filepath.Join(dir, name), []byte(texts[name]), 0o644) }()
		var before, none diag.List
		_, _, err := compile.Folder(dir, &before)
		if err != nil {
			r.Fatal(err)
		}
		read, err := compile.Texts(dir, &none)
		if err != nil {
			r.Fatal(err)
		}
		after, done, left := read.Mend()
		same := !slices.ContainsFunc(after.Names(), func(n string) bool { return string(after.Text(n)) != string(read.Text(n)) })
		if same != (len(done) == 0) || !same && left.Len() >= before.Len() || same && left.Len() != before.Len() {
			r.Fatalf("%d findings before, %d were mended, %d are left:\n%s", before.Len(), len(done), left.Len(), text)
		}
		if _, again, _ := after.Mend(); len(again) > 0 {
			r.Fatalf("mended again: %s %s", again[0].Span, again[0].Message)
		}
	})
}
