package payload_test

import (
	"encoding/json"
	"fmt"
	"math/big"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"github.com/newel-api/newel/internal/payload"
	"github.com/newel-api/newel/internal/value"
)

// drawSpelling writes s as a JSON string in one of the many ways.
func drawSpelling(t *rapid.T, s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		how := rapid.IntRange(0, 3).Draw(t, "how")
		short := map[rune]string{'"': `\"`, '\\': `\\`, '/': `\/`, '\b': `\b`, '\f': `\f`, '\n': `\n`, '\r': `\r`, '\t': `\t`}[r]
		switch {
		case how == 0 && short != "":
			b.WriteString(short)
		case how <= 1 || r < ' ' || r == '"' || r == '\\':
			for _, unit := range utf16.Encode([]rune{r}) {
				fmt.Fprintf(&b, []string{`\u%04x`, `\u%04X`}[how&1], unit)
			}
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// TestStringsAreWhatJSONReads spells texts in every way and asks encoding/json
// what they say.
func TestStringsAreWhatJSONReads(t *testing.T) {
	slots := []payload.Slot{{Name: "before", Format: payload.Integer}, {Name: "näme \"x\"", Format: payload.Text}, {Name: "after"}}
	in := payload.NewInput(slots)
	rapid.Check(t, func(t *rapid.T) {
		space := rapid.StringOf(rapid.SampledFrom([]rune(" \t\r\n"))).Draw(t, "space")
		text := strings.ReplaceAll(rapid.String().Draw(t, "text"), "\x00", "")
		quoted := drawSpelling(t, text)
		body := space + `{"before":1,` + space + drawSpelling(t, slots[1].Name) + space + ":" + space + quoted + space + `,"after":""}` + space
		values, present := make([]value.Value, 3), make([]bool, 3)
		violations, err := in.Parse([]byte(body), values, present)
		if err != nil || violations != nil {
			t.Fatalf("%s: %v %v", body, violations, err)
		}
		var std string
		if err := json.Unmarshal([]byte(quoted), &std); err != nil {
			t.Fatal(err)
		}
		if values[1].Str != norm.NFC.String(std) || !present[1] || !present[2] {
			t.Fatalf("%s: got %q, encoding/json reads %q", quoted, values[1].Str, std)
		}
	})
}

// TestIntegersAreExact writes decimal numbers in every way and asks math/big
// what they are.
func TestIntegersAreExact(t *testing.T) {
	slot := payload.Slot{Name: "n", Format: payload.Integer}
	// Rational numbers of digits near the ends of int64 meet their bounds often.
	digits := rapid.OneOf(rapid.StringMatching(`0|[1-9][0-9]{0,25}`), rapid.SampledFrom([]string{
		"9223372036854775807", "9223372036854775808", "9223372036854775809", "18446744073709551615", "18446744073709551616",
	}))
	rapid.Check(t, func(t *rapid.T) {
		written := rapid.SampledFrom([]string{"", "-"}).Draw(t, "sign") + digits.Draw(t, "digits")
		written += rapid.StringMatching(`(\.[0-9]{1,8}|\.0{1,30})?([eE][+-]?[0-9]{1,2})?`).Draw(t, "rest")
		exact, ok := new(big.Rat).SetString(written)
		if !ok || !json.Valid([]byte(written)) {
			t.Fatalf("%s is no number", written)
		}
		want, code := value.Value{}, ""
		switch {
		case !exact.IsInt():
			code = payload.CodeWrongType
		case exact.Num().IsInt64():
			want = value.OfInt(exact.Num().Int64())
		case exact.Sign() < 0:
			code = payload.CodeTooSmall
		default:
			code = payload.CodeTooLarge
		}
		got, violation := slot.ParseString(written)
		if (violation == nil) != (code == "") || violation != nil && violation.Code != code || got != want {
			t.Fatalf("%s: got %v %v, want %v %q", written, got, violation, want, code)
		}
	})
}

// TestRoundTrip writes rows, reads them with encoding/json and reads them back
// with Parse: what went out comes in.
func TestRoundTrip(t *testing.T) {
	slots := []payload.Slot{
		{Name: "id", Format: payload.ID, Prefix: "tkt", Nullable: true},
		{Name: "subject", Format: payload.Text, Nullable: true},
		{Name: "count", Format: payload.Integer, Nullable: true},
		{Name: "open", Format: payload.Boolean, Nullable: true},
		{Name: "due_at", Format: payload.Timestamp, Nullable: true},
		{Name: "mood", Format: payload.Choice, Choices: []string{"a<b", `c"d`, "é"}, Nullable: true},
	}
	var members []payload.Member
	for i, s := range slots {
		members = append(members, payload.Member{Name: s.Name, Format: s.Format, Prefix: s.Prefix, Column: i, Visible: -1})
	}
	in, out := payload.NewInput(slots), payload.NewObject(members)
	rapid.Check(t, func(t *rapid.T) {
		text := norm.NFC.String(strings.ReplaceAll(rapid.String().Draw(t, "text"), "\x00", ""))
		row := cells{
			value.FixedID(rapid.Uint64Range(0, 1<<48-1).Draw(t, "millis"), rapid.Uint64().Draw(t, "counter"), rapid.Uint64().Draw(t, "tail")),
			value.OfText(text),
			value.OfInt(rapid.Int64().Draw(t, "count")),
			value.OfBool(rapid.Bool().Draw(t, "open")),
			value.OfMicros(rapid.Int64Range(-62_135_596_800_000_000, 253_402_300_799_999_999).Draw(t, "due")),
			value.OfText(rapid.SampledFrom(slots[5].Choices).Draw(t, "mood")),
		}
		for i := range row {
			if rapid.IntRange(0, 9).Draw(t, "null") == 0 {
				row[i] = value.Value{}
			}
		}
		written := out.Append(nil, row)

		var std struct {
			Subject *string `json:"subject"`
			Count   *int64  `json:"count"`
		}
		if err := json.Unmarshal(written, &std); err != nil || !utf8.Valid(written) {
			t.Fatalf("%s: %v", written, err)
		}
		if (std.Subject == nil) != row[1].IsNull() || std.Subject != nil && *std.Subject != row[1].Str {
			t.Fatalf("%s: encoding/json reads %v", written, std.Subject)
		}
		if (std.Count == nil) != row[2].IsNull() || std.Count != nil && *std.Count != row[2].Int {
			t.Fatalf("%s: encoding/json reads %v", written, std.Count)
		}

		values, present := make([]value.Value, len(slots)), make([]bool, len(slots))
		violations, err := in.Parse(written, values, present)
		if err != nil || violations != nil {
			t.Fatalf("%s: %v %v", written, violations, err)
		}
		if diff := cmp.Diff([]value.Value(row), values); diff != "" {
			t.Fatalf("%s: %s", written, diff)
		}
	})
}
