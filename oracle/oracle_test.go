package oracle

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/oasdiff/oasdiff/checker"
	"github.com/oasdiff/oasdiff/diff"
	"github.com/oasdiff/oasdiff/load"

	"github.com/newel-api/newel/internal/compat"
	"github.com/newel-api/newel/internal/diag"
)

// verdict is the worst that is said of a pair.
type verdict uint8

const (
	silent verdict = iota
	info
	warning
	breaking
)

func (v verdict) String() string { return [...]string{"-", "info", "warning", "breaking"}[v] }

// ours returns the verdict of package compat, and the ids of what is that bad.
func ours(name string, old, new []byte) (verdict, []string, error) {
	var diags diag.List
	before, after := compat.Load(name, old, &diags), compat.Load(name, new, &diags)
	if before == nil || after == nil {
		return silent, nil, fmt.Errorf("not read: %s", diags.All()[0].Message)
	}
	worst, ids := silent, []string(nil)
	for _, c := range compat.Compare(before, after, compat.Options{Today: "2026-11-25"}) {
		worst, ids = worse(worst, ids, verdict(c.Severity), c.ID)
	}
	return worst, ids, nil
}

// theirs returns the verdict of oasdiff.
func theirs(old, new []byte, oldName, newName string) (verdict, []string, error) {
	read := func(text []byte, name string) (*load.SpecInfo, error) {
		loader := openapi3.NewLoader()
		loader.IsExternalRefsAllowed = true
		return load.NewSpecInfoFromData(loader, text, name)
	}
	before, err := read(old, oldName)
	if err != nil {
		return silent, nil, err
	}
	after, err := read(new, newName)
	if err != nil {
		return silent, nil, err
	}
	report, sources, err := diff.GetWithOperationsSourcesMap(diff.NewConfig(), before, after)
	if err != nil {
		return silent, nil, err
	}
	worst, ids := silent, []string(nil)
	for _, c := range checker.CheckBackwardCompatibilityUntilLevel(checker.NewConfig(checker.GetAllChecks()), report, sources, checker.INFO) {
		v := info
		if c.GetLevel() == checker.ERR {
			v = breaking
		} else if c.GetLevel() == checker.WARN {
			v = warning
		}
		worst, ids = worse(worst, ids, v, c.GetId())
	}
	return worst, ids, nil
}

func worse(worst verdict, ids []string, v verdict, id string) (verdict, []string) {
	if v > worst {
		worst, ids = v, nil
	}
	if v == worst && !slices.Contains(ids, id) {
		ids = append(ids, id)
		slices.Sort(ids)
	}
	return worst, ids
}

// row is one pair with both verdicts.
type row struct {
	name     string
	we, they verdict
	ourIDs   []string
	theirIDs []string
	reason   string
}

// TestAgainstOasdiff writes RESULTS.md with UPDATE=1, and otherwise demands that nothing
// in it changes. A difference without a reason fails.
func TestAgainstOasdiff(t *testing.T) {
	generated := generatedRows(t)
	theirs, unread := exampleRows(t)
	used := map[string]bool{}
	for _, rows := range [][]row{generated, theirs} {
		for i := range rows {
			r := &rows[i]
			if r.we == r.they {
				continue
			}
			for _, reason := range reasons {
				if reason.fits(r) {
					r.reason, used[reason.says] = reason.says, true
					break
				}
			}
			if r.reason == "" {
				t.Errorf("%s: we say %s %q, oasdiff %s %q, and no reason is given", r.name, r.we, r.ourIDs, r.they, r.theirIDs)
			}
		}
	}
	for _, reason := range reasons {
		if !used[reason.says] {
			t.Errorf("no difference has the reason %q", reason.says)
		}
	}
	got := results(generated, theirs, unread)
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile("RESULTS.md", []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("RESULTS.md")
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Error("RESULTS.md differs; UPDATE=1 rewrites it")
	}
}

func generatedRows(t *testing.T) (rows []row) {
	add := func(name string, old, new []byte) {
		r := row{name: name}
		var err error
		if r.we, r.ourIDs, err = ours(name, old, new); err != nil {
			t.Fatalf("%s: %s", name, err)
		}
		if r.they, r.theirIDs, err = theirs(old, new, "old.json", "new.json"); err != nil {
			t.Fatalf("%s: oasdiff: %s", name, err)
		}
		rows = append(rows, r)
	}
	names := make([]string, 0, len(places))
	for place := range places {
		names = append(names, place)
	}
	slices.Sort(names)
	for _, f := range facets() {
		for _, place := range names {
			old, new := operation(), operation()
			places[place](old, f.old)
			places[place](new, f.new)
			add(f.name+", "+place, document(t, old), document(t, new))
			add(f.name+", back, "+place, document(t, new), document(t, old))
		}
	}
	for _, s := range structures() {
		add(s.name, document(t, s.old), document(t, s.new))
		add(s.name+", back", document(t, s.new), document(t, s.old))
	}
	return rows
}

// exampleRows compares the pairs that oasdiff tests its own checks with, where the module
// lies on this machine. Nothing of them is kept here.
func exampleRows(t *testing.T) (rows []row, unread []string) {
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/oasdiff/oasdiff").Output()
	if err != nil {
		t.Fatal(err)
	}
	folder := filepath.Join(strings.TrimSpace(string(out)), "data", "checker")
	bases, err := filepath.Glob(filepath.Join(folder, "*_base.yaml"))
	if err != nil || len(bases) < 100 {
		t.Fatalf("%d examples in %s: %v", len(bases), folder, err)
	}
	for _, base := range bases {
		revision := strings.TrimSuffix(base, "_base.yaml") + "_revision.yaml"
		old, err := os.ReadFile(base)
		if err != nil {
			t.Fatal(err)
		}
		new, err := os.ReadFile(revision)
		if err != nil {
			continue // its revision has another name
		}
		r := row{name: strings.TrimSuffix(filepath.Base(base), "_base.yaml")}
		if r.they, r.theirIDs, err = theirs(old, new, base, revision); err != nil {
			unread = append(unread, r.name)
			continue
		}
		if r.we, r.ourIDs, err = ours(r.name, old, new); err != nil {
			unread = append(unread, r.name)
			continue
		}
		rows = append(rows, r)
	}
	return rows, unread
}

// reason is why two verdicts differ.
type reason struct {
	we, they   string // verdicts, many joined by |
	name       string // a regular expression for the pair; "" for any
	ours, them string // regular expressions for one of the ids; "" for any
	says       string
}

func (x *reason) fits(r *row) bool {
	has := func(ids []string, pattern string) bool {
		return pattern == "" || slices.ContainsFunc(ids, regexp.MustCompile(pattern).MatchString)
	}
	is := func(v verdict, words string) bool { return slices.Contains(strings.Split(words, "|"), v.String()) }
	if x.name != "" && !regexp.MustCompile(x.name).MatchString(r.name) {
		return false
	}
	return is(r.we, x.we) && is(r.they, x.they) && has(r.ourIDs, x.ours) && has(r.theirIDs, x.them)
}
