package payload_test

import (
	"math"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/newel-api/newel/internal/payload"
	"github.com/newel-api/newel/internal/value"
)

func TestIntegers(t *testing.T) {
	cases := []struct {
		written string
		want    int64
		code    string
	}{
		{"0", 0, ""},
		{"-0", 0, ""},
		{"-0.0", 0, ""},
		{"0e5", 0, ""},
		{"0e-5", 0, ""},
		{"0.000", 0, ""},
		{"0e99999999999999999999999", 0, ""},
		{"-0e-99999999999999999999999", 0, ""},
		{"1", 1, ""},
		{"-1", -1, ""},
		{"10", 10, ""},
		{"1.0", 1, ""},
		{"1.000000000000000000000000000", 1, ""},
		{"1e2", 100, ""},
		{"1E+2", 100, ""},
		{"100e-2", 1, ""},
		{"1.5e1", 15, ""},
		{"0.0001e4", 1, ""},
		{"120.0e-1", 12, ""},
		{"9007199254740993", 9007199254740993, ""},
		{"9007199254740993.0", 9007199254740993, ""},
		{"900719925474099.3e1", 9007199254740993, ""},
		{"90071992547409930e-1", 9007199254740993, ""},
		{"9223372036854775807", math.MaxInt64, ""},
		{"922337203685477580.7e1", math.MaxInt64, ""},
		{"9223372036854775807000e-3", math.MaxInt64, ""},
		{"-9223372036854775808", math.MinInt64, ""},
		{"-9.223372036854775808E18", math.MinInt64, ""},
		{"1e18", 1_000_000_000_000_000_000, ""},
		{"0." + strings.Repeat("0", 1000) + "7e1001", 7, ""},
		{"7" + strings.Repeat("0", 1000) + "e-1000", 7, ""},
		{"9223372036854775808", 0, "too_large"},
		{"-9223372036854775809", 0, "too_small"},
		{"18446744073709551616", 0, "too_large"}, // 2^64
		{"18446744073709551617", 0, "too_large"},
		{"18446744073709551620", 0, "too_large"},
		{"36893488147419103233", 0, "too_large"},
		{"3e19", 0, "too_large"},
		{"1844674407370955161911", 0, "too_large"},
		{"-18446744073709551616", 0, "too_small"},
		{"1e19", 0, "too_large"},
		{"1e400", 0, "too_large"},
		{"-1e400", 0, "too_small"},
		{"1e99999999999999999999999", 0, "too_large"},
		{strings.Repeat("9", 1000), 0, "too_large"},
		{"0.5", 0, "wrong_type"},
		{"-1.5", 0, "wrong_type"},
		{"1e-1", 0, "wrong_type"},
		{"10.01e1", 0, "wrong_type"},
		{"1e-99999999999999999999999", 0, "wrong_type"},
		{"9223372036854775807.5", 0, "wrong_type"},
		{"18446744073709551616.5", 0, "wrong_type"},
	}
	slot := payload.Slot{Name: "n", Format: payload.Integer}
	for _, c := range cases {
		values, _, violations := parse(t, []payload.Slot{slot}, `{"n":`+c.written+`}`)
		code := ""
		if len(violations) > 0 {
			code = violations[0].Code
		}
		if code != c.code || code == "" && values[0] != value.OfInt(c.want) {
			t.Errorf("%.60s: got %v %v, want %d %q", c.written, values[0], violations, c.want, c.code)
		}
		v, violation := slot.ParseString(c.written)
		if v != values[0] || (violation == nil) != (c.code == "") {
			t.Errorf("%.60s: as a parameter %v %v", c.written, v, violation)
		}
	}
}

func TestIntegerBounds(t *testing.T) {
	cases := []struct {
		slot    payload.Slot
		written string
		detail  string
	}{
		{payload.Slot{Min: bound(3)}, "3", ""},
		{payload.Slot{Min: bound(3)}, "2", "must be at least 3"},
		{payload.Slot{Max: bound(3)}, "3", ""},
		{payload.Slot{Max: bound(3)}, "4", "must be at most 3"},
		{payload.Slot{Min: bound(3)}, "1e30", "must be at most 9223372036854775807"},
		{payload.Slot{Max: bound(3)}, "-1e30", "must be at least -9223372036854775808"},
		{payload.Slot{Min: bound(0)}, "-1e30", "must be at least 0"},
		{payload.Slot{Min: bound(math.MinInt64), Max: bound(math.MaxInt64)}, "9223372036854775807", ""},
	}
	for _, c := range cases {
		c.slot.Format = payload.Integer
		_, v := c.slot.ParseString(c.written)
		got := ""
		if v != nil {
			got = v.Detail
		}
		if got != c.detail {
			t.Errorf("%s: got %q, want %q", c.written, got, c.detail)
		}
	}
}

func TestTextLength(t *testing.T) {
	s := payload.Slot{Name: "t", Min: bound(2), Max: bound(3)}
	cases := []struct{ text, want, code string }{
		{"a", "", "too_short"},
		{"", "", "too_short"},
		{"ab", "ab", ""},
		{"abc", "abc", ""},
		{"abcd", "", "too_long"},
		{"äöü", "äöü", ""},                   // six bytes
		{"😀😀😀", "😀😀😀", ""},                   // twelve bytes, six UTF-16 units
		{"a\u0308o\u0308u\u0308", "äöü", ""}, // six code points before normalisation
		{"e\u0301", "", "too_short"},         // two code points before normalisation
		{"\u2126m", "Ωm", ""},                // the Ohm sign is the letter Omega
		{"a\tb", "a\tb", ""},
		{"a\x01b", "a\x01b", ""},
		{"\ufffe\uffff", "\ufffe\uffff", ""}, // noncharacters
	}
	for _, c := range cases {
		v, violation := s.ParseString(c.text)
		code := ""
		if violation != nil {
			code = violation.Code
		}
		if code != c.code || v.Str != c.want {
			t.Errorf("%q: got %q %q, want %q %q", c.text, v.Str, code, c.want, c.code)
		}
	}
}

func TestParseString(t *testing.T) {
	cases := []struct {
		slot    payload.Slot
		written string
		want    value.Value
		code    string
	}{
		{payload.Slot{Format: payload.Text}, "x", value.OfText("x"), ""},
		{payload.Slot{Format: payload.Text, Required: true}, "", value.OfText(""), ""},
		{payload.Slot{Format: payload.Text, Nullable: true}, "null", value.OfText("null"), ""},
		{payload.Slot{Format: payload.Text}, "\xff", value.Value{}, "invalid_text"},
		{payload.Slot{Format: payload.Text}, "a\x00", value.Value{}, "invalid_text"},
		{payload.Slot{Format: payload.Choice, Choices: []string{"a"}}, "\xff", value.Value{}, "invalid_text"},
		{payload.Slot{Format: payload.Email}, "A@B.test", value.OfText("a@b.test"), ""},
		{payload.Slot{Format: payload.Integer}, "", value.Value{}, "wrong_type"},
		{payload.Slot{Format: payload.Integer}, " 1", value.Value{}, "wrong_type"},
		{payload.Slot{Format: payload.Integer}, "1 ", value.Value{}, "wrong_type"},
		{payload.Slot{Format: payload.Integer}, "+1", value.Value{}, "wrong_type"},
		{payload.Slot{Format: payload.Integer}, "01", value.Value{}, "wrong_type"},
		{payload.Slot{Format: payload.Integer}, "1x", value.Value{}, "wrong_type"},
		{payload.Slot{Format: payload.Integer, Nullable: true}, "null", value.Value{}, "wrong_type"},
		{payload.Slot{Format: payload.Boolean}, "true", value.OfBool(true), ""},
		{payload.Slot{Format: payload.Boolean}, "false", value.OfBool(false), ""},
		{payload.Slot{Format: payload.Boolean}, "TRUE", value.Value{}, "wrong_type"},
		{payload.Slot{Format: payload.Boolean}, "1", value.Value{}, "wrong_type"},
		{payload.Slot{Format: payload.Timestamp}, "1970-01-01T00:00:01Z", value.OfMicros(1_000_000), ""},
		{payload.Slot{Format: payload.Timestamp}, "1970-01-01", value.Value{}, "not_a_timestamp"},
		{payload.Slot{Format: payload.ID, Prefix: "org"}, wire("org", org), org, ""},
		{payload.Slot{Format: payload.ID, Prefix: "usr"}, wire("org", org), value.Value{}, "not_an_id"},
		{payload.Slot{Format: payload.Choice, Choices: []string{"a", "b"}}, "b", value.OfText("b"), ""},
		{payload.Slot{Format: payload.Choice, Choices: []string{"a", "b"}}, "", value.Value{}, "not_a_choice"},
	}
	for _, c := range cases {
		c.slot.Name = "p"
		v, violation := c.slot.ParseString(c.written)
		code := ""
		if violation != nil {
			code = violation.Code
			if violation.Pointer != "" {
				t.Errorf("%q: has pointer %q", c.written, violation.Pointer)
			}
		}
		if v != c.want || code != c.code {
			t.Errorf("format %d %q: got %v %q, want %v %q", c.slot.Format, c.written, v, code, c.want, c.code)
		}
	}
}

func TestEmails(t *testing.T) {
	label := strings.Repeat("a", 63)
	cases := []struct{ written, want string }{
		{"ann@acme.test", "ann@acme.test"},
		{"Ann.B+tag@Mail.ACME.test", "ann.b+tag@mail.acme.test"},
		{"a!#$%&'*+-/=?^_`{|}~z@x.test", "a!#$%&'*+-/=?^_`{|}~z@x.test"},
		{"1@2.x3", "1@2.x3"},
		{"a@xn--bcher-kva.example", "a@xn--bcher-kva.example"},
		{"J\u00f6RG@B\u00fcCHER.example", "jörg@bücher.example"},
		{"jo\u0308rg@bücher.example", "jörg@bücher.example"}, // composed
		{"δοκιμή@παράδειγμα.δοκιμή", "δοκιμή@παράδειγμα.δοκιμή"},
		{strings.Repeat("l", 64) + "@x.test", strings.Repeat("l", 64) + "@x.test"},
		{"a@" + label + ".test", "a@" + label + ".test"},
		{"a@" + strings.Repeat(label+".", 3) + strings.Repeat("b", 60), "a@" + strings.Repeat(label+".", 3) + strings.Repeat("b", 60)}, // 254
		{"a@" + strings.Repeat(label+".", 3) + strings.Repeat("b", 61), ""},
		{strings.Repeat("l", 65) + "@x.test", ""},
		{"a@" + label + "a.test", ""},
		{"", ""},
		{"@", ""},
		{"a", ""},
		{"a@", ""},
		{"@x.test", ""},
		{"a@b", ""},
		{"a@localhost", ""},
		{"a@@x.test", ""},
		{"a@b@x.test", ""},
		{"a b@x.test", ""},
		{" a@x.test", ""},
		{"a@x.test ", ""},
		{"a@x.te st", ""},
		{"a\t@x.test", ""},
		{"a@x.test\n", ""},
		{"\u00a0a@x.test", ""},
		{"a\u200b@x.test", ""},
		{"a\u202e@x.test", ""},
		{"a\x01@x.test", ""},
		{`"a"@x.test`, ""},
		{"a,b@x.test", ""},
		{"<a@x.test>", ""},
		{"Ann <a@x.test>", ""},
		{"a(c)@x.test", ""},
		{`a\b@x.test`, ""},
		{".a@x.test", ""},
		{"a.@x.test", ""},
		{"a..b@x.test", ""},
		{"a@.test", ""},
		{"a@x..test", ""},
		{"a@x.test.", ""},
		{"a@-x.test", ""},
		{"a@x-.test", ""},
		{"a@x_y.test", ""},
		{"a@127.0.0.1", ""},
		{"a@[127.0.0.1]", ""},
		{"a@x.1", ""},
		{"a@x.test:25", ""},
		{"mailto:a@x.test", ""},
		{"a@x。test", ""}, // another full stop
	}
	s := payload.Slot{Name: "e", Format: payload.Email}
	for _, c := range cases {
		v, violation := s.ParseString(c.written)
		if v.Str != c.want || (violation == nil) != (c.want != "") {
			t.Errorf("%q: got %q %v, want %q", c.written, v.Str, violation, c.want)
		}
		if violation != nil && violation.Code != payload.CodeNotAnEmail {
			t.Errorf("%q: code %s", c.written, violation.Code)
		}
	}
}

// TestEmailSpellingIsStable reads what it gave once more: no letter may have two
// steps to go, or one mailbox would be two accounts.
func TestEmailSpellingIsStable(t *testing.T) {
	s := payload.Slot{Name: "e", Format: payload.Email}
	accepted := 0
	for r := rune(1); r < 0x20000; r++ {
		if !utf8.ValidRune(r) {
			continue
		}
		once, v := s.ParseString("a" + string(r) + "\u0307@x.test")
		if v != nil {
			continue
		}
		accepted++
		twice, _ := s.ParseString(once.Str)
		if once != twice || !norm.NFC.IsNormalString(once.Str) {
			t.Errorf("%U: %+q, then %+q", r, once.Str, twice.Str)
		}
	}
	if accepted < 50_000 {
		t.Errorf("only %d letters were tried", accepted)
	}
}
