package payload_test

import (
	"crypto/sha256"
	"math"
	"regexp"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/newel-api/newel/internal/payload"
	"github.com/newel-api/newel/internal/value"
)

// oneRow is a row of values.
type oneRow []value.Value

func (c oneRow) IsNull(col int) bool  { return c[col].IsNull() }
func (c oneRow) Int(col int) int64    { return c[col].Int }
func (c oneRow) Bytes(col int) []byte { return []byte(c[col].Str) }

// TestTypes: what of a body is kept, and how it comes back; or why it is refused.
func TestTypes(t *testing.T) {
	most := int64(99999)
	least := -most
	low, high := -1.5, 100.0
	first, last, start, second := int64(10957), int64(20782), int64(0), int64(1_000_000)
	slots := map[string]payload.Slot{
		"date": {Format: payload.Date}, "uuid": {Format: payload.UUID}, "url": {Format: payload.URL}, "number": {Format: payload.Number},
		"bounded": {Format: payload.Number, Low: &low, High: &high}, "decimal": {Format: payload.Decimal, Places: 2, Min: &least, Max: &most},
		"day": {Format: payload.Date, Min: &first, Max: &last}, "at": {Format: payload.Timestamp, Min: &start, Max: &second},
		"counted": {Format: payload.Counted, Prefix: "inv"},
		"json":    {Format: payload.JSON}, "pattern": {Format: payload.Text, Pattern: regexp.MustCompile(`\A(?:[A-Z]{2}|é)\z`)},
		"whole": {Format: payload.Decimal, Min: &least, Max: &most}, "small": {Format: payload.Decimal, Places: 18},
	}
	const uuid = "0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b"
	long := "https://a.example/" + strings.Repeat("x", 2048-len("https://a.example/"))
	for _, c := range []struct{ slot, written, want string }{ // want is the code of a refusal where it is no JSON
		{"json", ` { "a" : [ 1 , 2.50 , "b \" c" ] , "d" : null } `, `{"a":[1,2.50,"b \" c"],"d":null}`},
		{"json", `"<a>&\\"`, `"\u003ca\u003e\u0026\\"`},
		{"json", "\"\u2028\u2029\u2030\"", "\"\\u2028\\u2029\u2030\""},
		{"json", `7`, ""},
		{"json", `true`, ""},
		{"json", `[]`, ""},
		{"json", `null`, "null"},
		{"json", `"` + strings.Repeat("x", payload.MostJSON-2) + `"`, ""},
		{"json", `"` + strings.Repeat("x", payload.MostJSON-1) + `"`, "too_long"},
		{"pattern", `"AB"`, ""},
		{"pattern", `"e\u0301"`, `"é"`},
		{"pattern", `"ABC"`, "no_match"},
		{"pattern", `"xAB"`, "no_match"},
		{"pattern", `"AB\n"`, "no_match"},
		{"pattern", `""`, "no_match"},
		{"counted", `"inv_1"`, ""},
		{"counted", `"inv_9223372036854775807"`, ""},
		{"counted", `"inv_9223372036854775808"`, "not_an_id"},
		{"counted", `"inv_01"`, "not_an_id"},
		{"counted", `"inv_0"`, "not_an_id"},
		{"counted", `"1"`, "not_an_id"},
		{"counted", `1`, "wrong_type"},
		{"date", `"2026-11-25"`, ""},
		{"date", `"0001-01-01"`, ""},
		{"date", `"9999-12-31"`, ""},
		{"date", `"2024-02-29"`, ""},
		{"date", `"1969-12-31"`, ""},
		{"date", `"2026-02-29"`, "not_a_date"},
		{"date", `"0000-12-31"`, "not_a_date"},
		{"date", `"2026-13-01"`, "not_a_date"},
		{"date", `"2026-1-01"`, "not_a_date"},
		{"date", `"2026-11-25T00:00:00Z"`, "not_a_date"},
		{"date", `" 2026-11-25"`, "not_a_date"},
		{"date", `"-026-11-25"`, "not_a_date"},
		{"date", `20261125`, "wrong_type"},
		{"uuid", `"` + uuid + `"`, ""},
		{"uuid", `"0190A1B2-C3D4-7E5F-8A9B-0C1D2E3F4A5B"`, `"` + uuid + `"`},
		{"uuid", `"{` + uuid + `}"`, "not_a_uuid"},
		{"uuid", `"0190a1b2c3d47e5f8a9b0c1d2e3f4a5b"`, "not_a_uuid"},
		{"uuid", `"0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5g"`, "not_a_uuid"},
		{"uuid", `"0190a1b2-c3d4-7e5f-8a9b0-c1d2e3f4a5b"`, "not_a_uuid"},
		{"uuid", `""`, "not_a_uuid"},
		{"uuid", `1`, "wrong_type"},
		{"url", `"https://example.com"`, ""},
		{"url", `"HTTPS://Example.COM:8443/Path?Q=A%20b#F"`, `"https://example.com:8443/Path?Q=A%20b#F"`},
		{"url", `"http://[2001:DB8::1]/"`, `"http://[2001:db8::1]/"`},
		{"url", `"` + long + `"`, ""},
		{"url", `"` + long + `x"`, "not_a_url"},
		{"url", `"ftp://example.com"`, "not_a_url"},
		{"url", `"//example.com/a"`, "not_a_url"},
		{"url", `"https:///a"`, "not_a_url"},
		{"url", `"https:example.com"`, "not_a_url"},
		{"url", `"https://user:pass@example.com/"`, "not_a_url"},
		{"url", `"javascript:alert(1)"`, "not_a_url"},
		{"url", `"https://exa mple.com"`, "not_a_url"},
		{"url", `"https://example.com/\u00e4"`, "not_a_url"},
		{"url", `"https://a\\b"`, "not_a_url"},
		{"url", `"https://example.com/\n"`, "not_a_url"},
		{"url", `"https://a/%zz"`, "not_a_url"},
		{"url", `"https://:80/"`, "not_a_url"},
		{"number", `1.5`, ""},
		{"number", `0`, ""},
		{"number", `-0`, "0"},
		{"number", `-0.0e5`, "0"},
		{"number", `1e400`, "too_large"},
		{"number", `-1e400`, "too_small"},
		{"number", `1e-400`, "0"},
		{"number", `1E2`, "100"},
		{"number", `0.1000`, "0.1"},
		{"number", `9007199254740993`, "9007199254740992"},
		{"number", `1e21`, "1e+21"},
		{"number", `1.7976931348623157e308`, "1.7976931348623157e+308"},
		{"number", `5e-324`, "5e-324"},
		{"number", `"1.5"`, "wrong_type"},
		{"number", `true`, "wrong_type"},
		{"bounded", `-1.5`, ""},
		{"bounded", `100`, ""},
		{"day", `"2000-01-01"`, ""},
		{"day", `"1999-12-31"`, "too_early"},
		{"day", `"2026-11-26"`, "too_late"},
		{"at", `"1970-01-01T01:00:00+01:00"`, `"1970-01-01T00:00:00.000000Z"`},
		{"at", `"1969-12-31T23:59:59.999999Z"`, "too_early"},
		{"at", `"1970-01-01T00:00:01.000001Z"`, "too_late"},
		{"bounded", `-1.6`, "too_small"},
		{"bounded", `100.00000000000001`, "too_large"},
		{"decimal", `"12.50"`, ""},
		{"decimal", `"12.5"`, `"12.50"`},
		{"decimal", `"12"`, `"12.00"`},
		{"decimal", `"-0.01"`, ""},
		{"decimal", `"-0"`, `"0.00"`},
		{"decimal", `"12.500"`, `"12.50"`},
		{"decimal", `"12.505"`, "too_many_places"},
		{"decimal", `"999.99"`, ""},
		{"decimal", `"1000"`, "too_large"},
		{"decimal", `"-1000.00"`, "too_small"},
		{"decimal", `"99999999999999999999999999"`, "too_large"},
		{"decimal", `"-99999999999999999999999999"`, "too_small"},
		{"decimal", `"18446744073709551617.01"`, "too_large"},
		{"decimal", `"1e2"`, "not_a_decimal"},
		{"decimal", `".5"`, "not_a_decimal"},
		{"decimal", `"5."`, "not_a_decimal"},
		{"decimal", `"05"`, "not_a_decimal"},
		{"decimal", `"+5"`, "not_a_decimal"},
		{"decimal", `"1.2.3"`, "not_a_decimal"},
		{"decimal", `""`, "not_a_decimal"},
		{"decimal", `"-"`, "not_a_decimal"},
		{"decimal", `"--5"`, "not_a_decimal"},
		{"decimal", `"1,5"`, "not_a_decimal"},
		{"decimal", `12.5`, "wrong_type"},
		{"whole", `"7"`, ""},
		{"whole", `"7.0"`, `"7"`},
		{"whole", `"7.1"`, "too_many_places"},
		{"small", `"0.000000000000000001"`, ""},
		{"small", `"-9.223372036854775807"`, ""},
	} {
		slot := slots[c.slot]
		slot.Name = "a"
		values, present := make([]value.Value, 1), make([]bool, 1)
		wrong, err := payload.NewInput([]payload.Slot{slot}).Parse([]byte(`{"a":`+c.written+`}`), values, present)
		if err != nil {
			t.Errorf("%s %s: %v", c.slot, c.written, err)
			continue
		}
		want := c.want
		if want == "" {
			want = c.written
		}
		got := ""
		if len(wrong) > 0 {
			got = wrong[0].Code
		} else {
			object := payload.NewObject([]payload.Member{{Name: "a", Format: slot.Format, Prefix: slot.Prefix, Places: slot.Places, Visible: -1}})
			got = string(object.Append(nil, oneRow(values)))
			got = strings.TrimSuffix(strings.TrimPrefix(got, `{"a":`), "}")
		}
		if got != want {
			t.Errorf("%s %s: got %s, want %s", c.slot, c.written, got, want)
		}
		// A query parameter is the same without its quotes.
		if c.slot == "json" {
			v, violation := slot.ParseString(c.written)
			if (violation == nil) != (len(wrong) == 0) || violation == nil && v != values[0] {
				t.Errorf("%s as a parameter: %v, %v", c.written, v, violation)
			}
			continue
		}
		v, violation := slot.ParseString(strings.Trim(c.written, `"`))
		if !strings.Contains(c.written, `\`) && got != "wrong_type" && (violation == nil) != (len(wrong) == 0) || violation == nil && len(wrong) == 0 && v != values[0] {
			t.Errorf("%s %s as a parameter: %v, %v", c.slot, c.written, v, violation)
		}
	}
}

// TestRoundTrips: every value of the types comes back from its text, and texts of
// days and UUIDs sort as their values do.
func TestRoundTrips(t *testing.T) {
	first, last := time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC).Unix()/86400, time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC).Unix()/86400
	rapid.Check(t, func(t *rapid.T) {
		day, other := rapid.Int64Range(first, last).Draw(t, "day"), rapid.Int64Range(first, last).Draw(t, "other")
		text, otherText := string(payload.AppendDate(nil, day)), string(payload.AppendDate(nil, other))
		if got, ok := payload.ParseDate(text); !ok || got != day || text != time.Unix(day*86400, 0).UTC().Format(time.DateOnly) {
			t.Fatalf("day %d is %s, which is %d", day, text, got)
		}
		if (text < otherText) != (day < other) {
			t.Fatalf("%s and %s sort otherwise than %d and %d", text, otherText, day, other)
		}
		raw := rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "uuid")
		if got, ok := payload.ParseUUID(string(payload.AppendUUID(nil, raw))); !ok || got != string(raw) {
			t.Fatalf("UUID %x is %s", raw, payload.AppendUUID(nil, raw))
		}
		places := rapid.IntRange(0, payload.MostDigits).Draw(t, "places")
		n := rapid.Int64Range(-math.MaxInt64, math.MaxInt64).Draw(t, "decimal")
		written := string(payload.AppendDecimal(nil, n, places))
		if got, fine, ok := payload.ParseDecimal(written, places); !ok || !fine || got != n {
			t.Fatalf("%d with %d places is %s, which is %d", n, places, written, got)
		}
		f := rapid.Float64().Draw(t, "number")
		v, wrong := (&payload.Slot{Format: payload.Number}).ParseString(string(payload.AppendFloat(nil, f)))
		if wrong != nil || v != value.OfFloat(f) {
			t.Fatalf("%v is %s, which is %v", f, payload.AppendFloat(nil, f), v)
		}
	})
}

// TestSecret: what is kept is the hash of the composed text, and its length is that of
// the text.
func TestSecret(t *testing.T) {
	least, most := int64(3), int64(4)
	slot := payload.Slot{Format: payload.Secret, Min: &least, Max: &most}
	for written, code := range map[string]string{"abc": "", "e\u0301bcd": "", "ab": "too_short", "abcde": "too_long"} {
		v, wrong := slot.ParseString(written)
		switch {
		case code != "":
			if wrong == nil || wrong.Code != code {
				t.Errorf("%q: %v", written, wrong)
			}
		case wrong != nil:
			t.Errorf("%q: %v", written, wrong)
		default:
			want := sha256.Sum256([]byte(strings.ReplaceAll(written, "e\u0301", "é")))
			if v != value.OfBytes(string(want[:])) {
				t.Errorf("%q: kept as %x", written, v.Str)
			}
		}
	}
}

// TestDocumentsOfRequests: a body that is not JSON inside a JSON member is refused as a
// whole, and so is one that is nested too deep.
func TestDocumentsOfRequests(t *testing.T) {
	in := payload.NewInput([]payload.Slot{{Name: "a", Format: payload.JSON}})
	for _, body := range []string{`{"a":{"b":tru}}`, `{"a":[1,]}`, `{"a":` + strings.Repeat("[", 40) + strings.Repeat("]", 40) + `}`, `{"a":"\x"}`, `{"a":01}`} {
		if _, err := in.Parse([]byte(body), make([]value.Value, 1), make([]bool, 1)); err == nil {
			t.Errorf("%s is taken", body)
		}
	}
	if _, wrong := (&payload.Slot{Format: payload.JSON}).ParseString("{} {}"); wrong == nil || wrong.Code != "not_json" {
		t.Errorf("two values are taken: %v", wrong)
	}
}

// TestMakeSlug: whatever the text, what is made of it is a slug.
func TestMakeSlug(t *testing.T) {
	for text, want := range map[string]string{
		"My First Post": "my-first-post", "  --a--  ": "a", "\u00dcber": "uber", "don\u2019t": "dont", "": payload.Untitled, "\u732b": payload.Untitled,
		"a\u00a0b_c.d": "a-b-c-d", "\uff21\uff11": "a1", strings.Repeat("ab ", 40): strings.TrimSuffix(strings.Repeat("ab-", 20), "-"),
	} {
		if got := payload.MakeSlug(text); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String().Draw(t, "text")
		if got := payload.MakeSlug(text); !payload.IsSlug(got) || len(got) > 60 {
			t.Errorf("%q: %q", text, got)
		}
	})
	for _, s := range []string{"", "-a", "a-", "a--b", "A", "\u00e4", "a b", strings.Repeat("a", 81)} {
		if payload.IsSlug(s) {
			t.Errorf("%q is a slug", s)
		}
	}
}
