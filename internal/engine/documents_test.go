package engine_test

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/newel-api/newel/internal/compile"
	"github.com/newel-api/newel/internal/contract"
	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/diag"
	"github.com/newel-api/newel/internal/dialect"
	"github.com/newel-api/newel/internal/engine"
	"github.com/newel-api/newel/internal/handbook"
	"github.com/newel-api/newel/internal/plan"
)

// shown is the notes of the other tests, with people who sign in and a line on docs.
func shown(t *testing.T, line string) *design.Design {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"data.yaml":     "newel: 1\nentities:\n  Person: {global: true, fields: {email: {type: email, unique: true}}}\n  Note: {global: true, fields: {hidden: {type: boolean, default: false}}}\n",
		"contract.yaml": "title: Notes\nbase: /v1\n" + line + "resources:\n  notes: {of: Note, fields: [id], operations: {getNote: get}}\n",
		"access.yaml":   "identity: Person\nsign_in: {password: {login: email}}\nsign_up: {who: anyone, because: all may, fields: [email]}\nallow: {Note: {read: \"!resource.hidden\"}}\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	var diags diag.List
	d, _, err := compile.Folder(dir, &diags)
	if err != nil || diags.Err() != nil {
		t.Fatal(err, diags.All())
	}
	return d
}

// TestWhoIsShownThePages: nobody without a word, whoever it says with one, and everybody
// while somebody develops; the rules stand there where the design says so.
func TestWhoIsShownThePages(t *testing.T) {
	for _, c := range []struct {
		line   string
		dev    bool
		status int // without a session
		rules  bool
	}{
		{"", false, 404, false},
		{"docs: {show: never, rules: true}\n", false, 404, false},
		{"docs: {show: signed_in}\n", false, 401, false},
		{"docs: {show: anyone, because: all may}\n", false, 200, false},
		{"docs: {show: anyone, because: all may, rules: true}\n", false, 200, true},
		{"", true, 200, true},
		{"docs: {show: never}\n", true, 200, true},
	} {
		e, err := engine.Open(context.Background(), engine.Options{Design: shown(t, c.line), Dev: c.dev})
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range []string{"/docs", "/docs.md", "/docs/style.css", "/docs/notes.md", "/llms.txt"} {
			w := httptest.NewRecorder()
			e.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
			if w.Code != c.status {
				t.Errorf("%q, dev %t, %s: %d, want %d", c.line, c.dev, path, w.Code, c.status)
			}
			if path != "/docs" && path != "/docs/notes.md" {
				continue
			}
			if told := strings.Contains(w.Body.String(), "resource.hidden"); told != c.rules {
				t.Errorf("%q, dev %t, %s: rules are told: %t", c.line, c.dev, path, told)
			}
		}
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	}
}

// TestPagesGiveWay: where an operation has the address of a page, there are no pages.
func TestPagesGiveWay(t *testing.T) {
	d := shown(t, "docs: {show: anyone, because: all may}\n")
	d.Contract.Base.Text, d.Contract.Resources[0].Name.Text = "", "docs"
	e, err := engine.Open(context.Background(), engine.Options{Design: d, Dev: true})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	w := httptest.NewRecorder()
	e.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/llms.txt", nil))
	if w.Code != 404 {
		t.Errorf("%d", w.Code)
	}
}

// TestCurl runs every line for a shell that the reference of the helpdesk has, with curl,
// and holds what comes to what the document says may come. No line is mistaken about the
// form of its request.
func TestCurl(t *testing.T) {
	if _, err := exec.LookPath("curl"); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("there is no curl")
		}
		t.Skip("there is no curl")
	}
	var diags diag.List
	d, _, err := compile.Folder("../../examples/helpdesk/design", &diags)
	if err != nil {
		t.Fatal(err)
	}
	e, err := engine.Open(context.Background(), engine.Options{Design: d, Dev: true})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	server := httptest.NewServer(e.Handler())
	defer server.Close()
	p := plan.Compile(d, dialect.SQLite)
	doc := contract.Of(p, contract.Everyone())
	pages, err := handbook.Reference(p, handbook.Options{})
	if err != nil {
		t.Fatal(err)
	}
	lines := map[string]string{}
	for _, page := range pages {
		for _, m := range regexp.MustCompile("(?s)\n## (\\w+)\n(.*?)\n```sh\n(.*?)\n```").FindAllStringSubmatch(page.Text, -1) {
			if o := doc.Operation(m[1]); o != nil {
				lines[o.ID] = m[3]
			}
		}
	}
	if len(lines) != len(doc.Operations) {
		t.Fatalf("%d lines of %d operations", len(lines), len(doc.Operations))
	}
	shell := func(line, token string) (status string, body string) {
		cmd := exec.Command("sh", "-c", line+` -s -w '\n%{http_code}'`)
		cmd.Env = append(os.Environ(), "API="+server.URL, "TOKEN="+token)
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		at := strings.LastIndexByte(string(out), '\n')
		return string(out[at+1:]), string(out[:max(at, 0)])
	}
	if status, body := shell(lines["signUp"], ""); status != "204" {
		t.Fatalf("%s: %s %s", lines["signUp"], status, body)
	}
	status, body := shell(lines["signIn"], "")
	var session struct{ Token string }
	if err := json.Unmarshal([]byte(body), &session); err != nil || status != "200" {
		t.Fatalf("%s: %s %s", lines["signIn"], status, body)
	}
	ids := slices.DeleteFunc(slices.Sorted(maps.Keys(lines)), func(id string) bool { return strings.HasPrefix(id, "sign") })
	for _, id := range append(ids, "signOut") {
		status, body := shell(lines[id], session.Token)
		documented := slices.ContainsFunc(doc.Operation(id).Answers, func(a *contract.Answer) bool { return status == strconv.Itoa(a.Status) })
		if !documented || slices.Contains([]string{"400", "401", "415", "500", "501"}, status) && id != "mergeTickets" {
			t.Errorf("%s\n%s %s", lines[id], status, body)
		}
	}
}
