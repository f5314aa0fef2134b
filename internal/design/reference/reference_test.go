package reference_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/newel-api/newel/internal/design/decode"
	"github.com/newel-api/newel/internal/design/reference"
)

// TestDocument holds docs/language-reference.md to the tables; UPDATE=1 rewrites it.
func TestDocument(t *testing.T) {
	at, want := filepath.Join("..", "..", "..", "docs", "language-reference.md"), reference.Document()
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(at, []byte(want), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(at)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("docs/language-reference.md is not what the tables say (UPDATE=1 rewrites it): -tables +file\n%s", diff)
	}
}

// TestEntries: every key says what it is for, how it is written, and where.
func TestEntries(t *testing.T) {
	all := reference.Entries()
	if len(all) < 50 {
		t.Errorf("only %d keys", len(all))
	}
	for _, e := range all {
		if e.Key.Doc == "" || reference.Value(e.Key.Shape) == "" || e.Key.Shape.Example() == "" || len(e.Places) == 0 {
			t.Errorf("%q is not whole: %+v", e.Places, e.Key)
		}
		for _, place := range e.Places {
			if strings.Contains(place, "..") || strings.HasSuffix(place, ".") {
				t.Errorf("%q is no place", place)
			}
			found := reference.Named(place)
			if !slices.ContainsFunc(found, func(f reference.Entry) bool { return f.Key == e.Key && slices.Contains(f.Places, place) }) {
				t.Errorf("%s is not found by its place", place)
			}
			if step, _, _ := strings.Cut(place, "."); !slices.ContainsFunc(decode.Language, func(s decode.Step) bool { return s.Name == step }) {
				t.Errorf("%s is in no design file", place)
			}
		}
		if e.Key.Required && e.Key.Default != "" {
			t.Errorf("%s must be written, and has a default", e.Places[0])
		}
	}
}

func TestNamed(t *testing.T) {
	for _, c := range []struct {
		path string
		want []string // the first place of each
	}{
		{"on_delete", []string{"data.entities.NAME.fields.NAME.on_delete"}},
		{"data.fields.min", []string{"data.entities.NAME.fields.NAME.min"}},
		{"page.size", []string{"contract.resources.NAME.operations.NAME.list.page.size"}},
		{"because", []string{"access.sign_up.because", "access.allow.NAME.read.because"}},
		{"data.because", nil},
		{"", nil},
		{"min.fields", nil},
		{"fields.data.min", nil},
		{"NAME", nil},
	} {
		var got []string
		for _, e := range reference.Named(c.path) {
			got = append(got, e.Places[0])
		}
		for _, place := range c.want {
			if !slices.Contains(got, place) {
				t.Errorf("%q leads to %q, want %q", c.path, got, place)
			}
		}
		if c.want == nil && got != nil {
			t.Errorf("%q leads to %q", c.path, got)
		}
	}
}
