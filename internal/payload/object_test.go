package payload_test

import (
	"encoding/json"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/newel-api/newel/internal/payload"
	"github.com/newel-api/newel/internal/value"
)

// cells is a row held in Go.
type cells []value.Value

func (c cells) IsNull(col int) bool  { return c[col].IsNull() }
func (c cells) Int(col int) int64    { return c[col].Int }
func (c cells) Bytes(col int) []byte { return []byte(c[col].Str) }

var shown = []payload.Member{
	{Name: "id", Format: payload.ID, Prefix: "tkt", Column: 0, Visible: -1},
	{Name: "subject", Format: payload.Text, Column: 1, Visible: -1},
	{Name: "count", Format: payload.Integer, Column: 2, Visible: -1},
	{Name: "open", Format: payload.Boolean, Column: 3, Visible: -1},
	{Name: "due_at", Format: payload.Timestamp, Column: 4, Visible: -1},
	{Name: "note", Format: payload.Text, Column: 5, Visible: 6},
	{Name: `q"<`, Format: payload.Choice, Column: 7, Visible: -1},
	{Name: "mail", Format: payload.Email, Column: 8, Visible: -1},
}

func TestAppendObject(t *testing.T) {
	row := cells{
		org, value.OfText(`a"b`), value.OfInt(-9223372036854775808), value.OfBool(true), value.OfMicros(1),
		value.OfText("n"), value.OfInt(1), value.OfText("low"), value.OfText("a@b.test"),
	}
	id := wire("tkt", org)
	o := payload.NewObject(shown)
	const rest = `","subject":"a\"b","count":-9223372036854775808,"open":true,"due_at":"1970-01-01T00:00:00.000001Z",`
	const end = `"q\"\u003c":"low","mail":"a@b.test"}`
	if got, want := string(o.Append([]byte("x"), row)), `x{"id":"`+id+rest+`"note":"n",`+end; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	for _, hidden := range []value.Value{value.OfInt(0), {}, value.OfInt(2)} {
		row[6] = hidden
		if got, want := string(o.Append(nil, row)), `{"id":"`+id+rest+end; got != want {
			t.Errorf("visible is %v:\ngot  %s\nwant %s", hidden, got, want)
		}
	}
	null := make(cells, 9)
	null[6] = value.OfInt(1)
	want := `{"id":null,"subject":null,"count":null,"open":null,"due_at":null,"note":null,"q\"\u003c":null,"mail":null}`
	if got := string(o.Append(nil, null)); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestAppendObjectHidesAnyMember(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		visible := rapid.SliceOfN(rapid.Bool(), 0, 6).Draw(t, "visible")
		var members []payload.Member
		row := make(cells, 2*len(visible))
		want := map[string]any{}
		for i, v := range visible {
			name := string(rune('a' + i))
			members = append(members, payload.Member{Name: name, Format: payload.Integer, Column: 2 * i, Visible: 2*i + 1})
			row[2*i], row[2*i+1] = value.OfInt(int64(i)), value.OfBool(v)
			if v {
				want[name] = float64(i)
			}
		}
		got := map[string]any{}
		text := payload.NewObject(members).Append(nil, row)
		if err := json.Unmarshal(text, &got); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("%s: %s", text, diff)
		}
	})
}

func TestAppendString(t *testing.T) {
	for s, want := range map[string]string{
		"":                         `""`,
		"plain":                    `"plain"`,
		"\"\\/":                    `"\"\\/"`,
		"\n\r\t":                   `"\n\r\t"`,
		"\x00\b\f\x1f\x7f":         "\"\\u0000\\u0008\\u000c\\u001f\x7f\"",
		"</script>&":               `"\u003c/script\u003e\u0026"`,
		"é日😀":                      `"é日😀"`,
		"a\u2028b\u2029c":          `"a\u2028b\u2029c"`,
		"\u2027\u202a\ufeff\ufffd": "\"\u2027\u202a\ufeff\ufffd\"",
		"\xff":                     `"\ufffd"`,
		"a\xe2\x80":                `"a\ufffd\ufffd"`,
		"\xed\xa0\x80":             `"\ufffd\ufffd\ufffd"`,
	} {
		if got := string(payload.AppendString(nil, s)); got != want {
			t.Errorf("%q: got %s, want %s", s, got, want)
		}
		if got := string(payload.AppendString([]byte("x"), []byte(s))); got != "x"+want {
			t.Errorf("%q as bytes: got %s, want x%s", s, got, want)
		}
	}
}

// TestAppendStringIsWhatJSONReads covers bytes of every kind, valid or not.
func TestAppendStringIsWhatJSONReads(t *testing.T) {
	texts := rapid.OneOf(rapid.String(), rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) }))
	rapid.Check(t, func(t *rapid.T) {
		s := texts.Draw(t, "s")
		quoted := payload.AppendString(nil, s)
		var got string
		if err := json.Unmarshal(quoted, &got); err != nil {
			t.Fatalf("%s: %v", quoted, err)
		}
		want := ""
		for _, r := range s { // ranging replaces bad bytes one by one
			want += string(r)
		}
		if got != want || !utf8.Valid(quoted) {
			t.Fatalf("%q: %s reads as %q", s, quoted, got)
		}
	})
}

// TestAppendOnly: some members are written as they are among all, and the cells of others
// are not looked at.
func TestAppendOnly(t *testing.T) {
	row := cells{org, value.OfText("a"), value.OfInt(3), value.OfBool(true), value.OfMicros(1), value.OfText("n"), value.OfInt(1), value.OfText("low"), value.OfText("a@b.test")}
	o := payload.NewObject(shown)
	rapid.Check(t, func(t *rapid.T) {
		var only value.Bits
		read := make(cells, len(row))
		var want map[string]any
		if err := json.Unmarshal(o.Append(nil, row), &want); err != nil {
			t.Fatal(err)
		}
		for i, m := range shown {
			if rapid.Bool().Draw(t, m.Name) {
				only.Add(i)
				read[m.Column] = row[m.Column]
				if m.Visible >= 0 {
					read[m.Visible] = row[m.Visible]
				}
				continue
			}
			delete(want, m.Name)
		}
		got := map[string]any{}
		text := o.AppendOnly(nil, read, &only)
		if err := json.Unmarshal(text, &got); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("%s: %s", text, diff)
		}
	})
}
