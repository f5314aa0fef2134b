package design_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/diag"
	"github.com/newel-api/newel/internal/value"
)

func TestSnake(t *testing.T) {
	for name, want := range map[string]string{
		"":             "",
		"User":         "user",
		"OrderLine":    "order_line",
		"APIKey":       "api_key",
		"UserAPI":      "user_api",
		"HTTPSProxyV2": "https_proxy_v2",
		"X":            "x",
		"XY":           "xy",
		"ABTest":       "ab_test",
		"Plan9Node":    "plan9_node",
		"already_fine": "already_fine",
		"Mixed_Case":   "mixed_case",
		"createTicket": "create_ticket",
	} {
		if got := design.Snake(name); got != want {
			t.Errorf("Snake(%q) = %q, want %q", name, got, want)
		}
	}
}

// TestSnakeProperty: only case and underscores change, and doing it twice is
// doing it once.
func TestSnakeProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.StringMatching(`[A-Z][A-Za-z0-9]{0,30}`).Draw(t, "name")
		got := design.Snake(name)
		if bare := strings.ReplaceAll(got, "_", ""); bare != strings.ToLower(name) {
			t.Fatalf("Snake(%q) = %q changes letters", name, got)
		}
		if strings.HasPrefix(got, "_") || strings.HasSuffix(got, "_") || strings.Contains(got, "__") {
			t.Fatalf("Snake(%q) = %q has a stray underscore", name, got)
		}
		if again := design.Snake(got); again != got {
			t.Fatalf("Snake(%q) = %q", got, again)
		}
	})
}

func field(name string) *design.Field { return &design.Field{Name: design.Name{Text: name}} }

// ticket has two fields, the system fields and one relation.
func ticket() *design.Entity {
	e := &design.Entity{
		Name:   design.Name{Text: "SupportTicket"},
		Fields: []*design.Field{field("subject"), field("state")},
		System: []*design.Field{
			field(design.FieldID), field(design.FieldCreatedAt), field(design.FieldUpdatedAt), field(design.FieldVersion),
		},
	}
	comment := &design.Entity{Name: design.Name{Text: "Comment"}}
	e.Inverses = []*design.Inverse{{Name: design.Name{Text: "comments"}, On: e, Via: &design.Field{Entity: comment}}}
	return e
}

func names(e *design.Entity) (names []string) {
	for f := range e.All() {
		names = append(names, f.Name.Text)
	}
	return names
}

// TestEntityAll pins the order of columns: rows are read by position.
func TestEntityAll(t *testing.T) {
	want := []string{"id", "subject", "state", "created_at", "updated_at", "version"}
	if diff := cmp.Diff(want, names(ticket())); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	bare := &design.Entity{Fields: []*design.Field{field("a"), field("b")}}
	if diff := cmp.Diff([]string{"a", "b"}, names(bare)); diff != "" {
		t.Errorf("without system fields: -want +got\n%s", diff)
	}
	if got := names(new(design.Entity)); got != nil {
		t.Errorf("an empty entity has fields %q", got)
	}
}

func TestEntityAllStops(t *testing.T) {
	for stop := range 6 {
		seen := 0
		for range ticket().All() {
			if seen == stop {
				break
			}
			seen++
		}
		if seen != stop {
			t.Errorf("saw %d fields after a stop at %d", seen, stop)
		}
	}
}

func TestEntityLookups(t *testing.T) {
	e := ticket()
	for _, name := range names(e) {
		if f := e.Field(name); f == nil || f.Column() != name {
			t.Errorf("Field(%q) = %v", name, f)
		}
	}
	if f := e.Field("comments"); f != nil {
		t.Errorf("a relation is found as the field %q", f.Name.Text)
	}
	if i := e.Inverse("comments"); i == nil || i.Many().Name.Text != "Comment" {
		t.Errorf("Inverse = %v", i)
	}
	if i := e.Inverse("subject"); i != nil {
		t.Errorf("a field is found as the relation %q", i.Name.Text)
	}
	if got := e.Table(); got != "support_ticket" {
		t.Errorf("table %q", got)
	}
	d := design.Data{Entities: []*design.Entity{e}}
	if d.Entity("SupportTicket") != e || d.Entity("support_ticket") != nil {
		t.Error("an entity is found by its name and nothing else")
	}
}

func TestTypes(t *testing.T) {
	for _, c := range []struct {
		typ  design.Type
		word string
		kind value.Kind
	}{
		{design.TypeNone, "no type", value.Null},
		{design.TypeID, "id", value.ID},
		{design.TypeText, "text", value.Text},
		{design.TypeEmail, "email", value.Text},
		{design.TypeInteger, "integer", value.Int},
		{design.TypeBoolean, "boolean", value.Bool},
		{design.TypeTimestamp, "timestamp", value.Time},
		{design.TypeEnum, "enum", value.Text},
		{design.TypeState, "state", value.Text},
		{design.TypeRef, "ref", value.ID},
	} {
		if c.typ.String() != c.word || c.typ.Kind() != c.kind {
			t.Errorf("type %d is called %q and is held as kind %d", c.typ, c.typ, c.typ.Kind())
		}
	}
	// Words that authors may write after type: are read from this table, so
	// what has no word of its own must have none here.
	for typ, word := range design.TypeNames {
		own := design.Type(typ) != design.TypeNone && design.Type(typ) != design.TypeID && design.Type(typ) != design.TypeRef
		if own != (word != "") {
			t.Errorf("type %d stands in TypeNames as %q", typ, word)
		}
	}
}

// TestWords: every word that authors write names one thing, and only the zero
// has none.
func TestWords(t *testing.T) {
	for what, words := range map[string][]string{
		"verbs":     design.VerbNames[:],
		"on_delete": design.OnDeleteNames[:],
		"words":     design.WordNames[:],
	} {
		if words[0] != "" {
			t.Errorf("%s: the zero is called %q", what, words[0])
		}
		seen := slices.Sorted(slices.Values(words[1:]))
		if slices.Contains(seen, "") || len(slices.Compact(seen)) != len(words)-1 {
			t.Errorf("%s: a word is empty or stands twice in %q", what, words)
		}
	}
	if got := design.Post.String() + " " + design.SetNull.String() + " " + design.Never.String(); got != "post set_null never" {
		t.Errorf("the last of each table are %q", got)
	}
}

func TestFieldOption(t *testing.T) {
	whole := diag.Span{File: "data.yaml", Start: diag.Pos{Line: 1, Col: 1}}
	minimum := diag.Span{File: "data.yaml", Start: diag.Pos{Line: 1, Col: 9, Offset: 8}}
	f := &design.Field{Span: whole, Options: []design.OptionSpan{{Key: "min", Span: minimum}}}
	if got := f.Option("min"); got != minimum {
		t.Errorf("min stands at %v", got)
	}
	if got := f.Option("max"); got != whole {
		t.Errorf("a key that was not written stands at %v, want the declaration", got)
	}
	if !f.Required() || (&design.Field{Optional: true}).Required() {
		t.Error("a field is required unless it is optional")
	}
}
