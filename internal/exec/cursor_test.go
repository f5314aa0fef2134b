package exec

import (
	"bytes"
	"encoding/base64"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/newel-api/newel/internal/plan/query"
	"github.com/newel-api/newel/internal/value"
)

func testSealer(t interface{ Fatal(...any) }) *sealer {
	s, err := newSealer(bytes.Repeat([]byte{7}, 32))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func drawValue(t *rapid.T, label string) value.Value {
	return rapid.OneOf(
		rapid.Just(value.Value{}),
		rapid.Map(rapid.Bool(), value.OfBool),
		rapid.Map(rapid.Int64(), value.OfInt),
		rapid.Map(rapid.Int64(), value.OfMicros),
		rapid.Map(rapid.String(), value.OfText),
		rapid.Map(rapid.Uint64(), func(n uint64) value.Value { return value.FixedID(n, n, n) }),
	).Draw(t, label)
}

func drawScope(t *rapid.T, label string) cursorScope {
	s := cursorScope{
		operation: rapid.SampledFrom([]string{"listA", "listAB", "list"}).Draw(t, label+" operation"),
		order:     &query.Order{Text: rapid.SampledFrom([]string{"", "a", "-a", "a,b"}).Draw(t, label+" order")},
	}
	s.page = new(Page)
	for range rapid.IntRange(0, 2).Draw(t, label+" filters") {
		s.page.Filters = append(s.page.Filters, drawValue(t, label+" filter"))
		var among []value.Value
		for range rapid.IntRange(0, 2).Draw(t, label+" among") {
			among = append(among, drawValue(t, label+" other"))
		}
		s.page.Among = append(s.page.Among, among)
	}
	if rapid.Bool().Draw(t, label+" signed in") {
		s.caller = []value.Value{drawValue(t, label+" caller"), value.OfText("not the id")}
	}
	return s
}

// TestCursors: what was sealed comes back, for what it was sealed for and for nothing
// else, and shows nothing.
func TestCursors(t *testing.T) {
	s := testSealer(t)
	rapid.Check(t, func(t *rapid.T) {
		scope := drawScope(t, "scope")
		var keys []value.Value
		for range rapid.IntRange(1, 4).Draw(t, "keys") {
			keys = append(keys, drawValue(t, "key"))
		}
		cursor := string(s.seal(nil, scope, keys))
		got := make([]value.Value, len(keys))
		if err := s.open(cursor, scope, got); err != nil {
			t.Fatalf("its own scope: %v", err)
		}
		if diff := cmp.Diff(keys, got); diff != "" {
			t.Fatalf("keys (-sealed +opened):\n%s", diff)
		}
		other := drawScope(t, "other")
		same := other.operation == scope.operation && other.order.Text == scope.order.Text && cmp.Equal(other.page, scope.page) &&
			(len(other.caller) > 0) == (len(scope.caller) > 0) && (len(scope.caller) == 0 || other.caller[0] == scope.caller[0])
		if err := s.open(cursor, other, got); (err == nil) != same {
			t.Fatalf("sealed for %q, opened for %q: %v", scope.append(nil), other.append(nil), err)
		}
		if err := s.open(cursor, scope, make([]value.Value, len(keys)+1)); err == nil {
			t.Fatal("one key more than there is")
		}
		if err := s.open(cursor, scope, make([]value.Value, len(keys)-1)); err == nil {
			t.Fatal("one key less than there is")
		}
		if cursor == string(s.seal(nil, scope, keys)) {
			t.Fatal("two cursors of one place are equal")
		}
	})
}

// TestForgedCursors: a cursor that was changed in one bit is none, nor is that of
// another server.
func TestForgedCursors(t *testing.T) {
	s := testSealer(t)
	scope := cursorScope{operation: "list", page: new(Page), order: &query.Order{}}
	keys := []value.Value{value.OfText("a secret"), value.FixedID(1, 2, 3)}
	cursor := string(s.seal(nil, scope, keys))
	sealed, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(sealed, []byte("secret")) {
		t.Error("the cursor shows the key")
	}
	for i := range 8 * len(sealed) {
		forged := bytes.Clone(sealed)
		forged[i/8] ^= 1 << (i % 8)
		err := s.open(base64.RawURLEncoding.EncodeToString(forged), scope, make([]value.Value, 2))
		var refusal *Refusal
		if !errors.As(err, &refusal) || refusal.Code != "invalid_cursor" || refusal.Kind != BadRequest {
			t.Fatalf("bit %d changed: %v", i, err)
		}
	}
	for name, other := range map[string]cursorScope{
		"operation": {operation: "lists", page: new(Page), order: &query.Order{}},
		"order":     {operation: "list", page: new(Page), order: &query.Order{Text: "a"}},
		"filters":   {operation: "list", order: &query.Order{}, page: &Page{Filters: []value.Value{{}}}},
		"caller":    {operation: "list", page: new(Page), order: &query.Order{}, caller: []value.Value{value.FixedID(1, 2, 3)}},
	} {
		if err := s.open(cursor, other, make([]value.Value, 2)); err == nil {
			t.Errorf("another %s opens it", name)
		}
	}
	other, err := newSealer(bytes.Repeat([]byte{8}, 32))
	if err != nil {
		t.Fatal(err)
	}
	if err := other.open(cursor, scope, make([]value.Value, 2)); err == nil {
		t.Error("another key opens it")
	}
	for _, size := range []int{0, 16, 31, 33} {
		if _, err := newSealer(make([]byte, size)); err == nil {
			t.Errorf("a key of %d bytes is taken", size)
		}
	}
}

func FuzzCursor(f *testing.F) {
	s := testSealer(f)
	scope := cursorScope{operation: "list", page: new(Page), order: &query.Order{Text: "a"}}
	f.Add(string(s.seal(nil, scope, []value.Value{value.OfInt(1), value.OfText("x")})))
	f.Add("")
	f.Add("AAAA")
	f.Fuzz(func(t *testing.T, cursor string) {
		err := s.open(cursor, scope, make([]value.Value, 2))
		var refusal *Refusal
		if err != nil && !errors.As(err, &refusal) {
			t.Errorf("%q: %v, want a refusal", cursor, err)
		}
	})
}

// FuzzCutValue: whatever bytes a key could have sealed, reading them ends, and what is
// read is written as it was.
func FuzzCutValue(f *testing.F) {
	for _, v := range []value.Value{{}, value.OfBool(true), value.OfInt(-1), value.OfText("x"), value.FixedID(1, 2, 3), value.OfMicros(5)} {
		f.Add(appendValue(nil, v))
	}
	f.Add([]byte{3, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1})
	f.Fuzz(func(t *testing.T, b []byte) {
		v, rest, ok := cutValue(b)
		if !ok {
			return
		}
		if len(rest) > len(b) {
			t.Fatal("more is left than there was")
		}
		again, left, ok := cutValue(appendValue(nil, v))
		if !ok || again != v || len(left) > 0 {
			t.Errorf("%+v is written as %q", v, appendValue(nil, v))
		}
	})
}
