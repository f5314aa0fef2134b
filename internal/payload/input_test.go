package payload_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/newel-api/newel/internal/payload"
	"github.com/newel-api/newel/internal/value"
)

func bound(n int64) *int64 { return &n }

// ticket is the body of a small design.
var ticket = []payload.Slot{
	{Name: "subject", Format: payload.Text, Min: bound(1), Max: bound(10), Required: true},
	{Name: "priority", Format: payload.Choice, Choices: []string{"low", "normal", "urgent"}},
	{Name: "org", Format: payload.ID, Prefix: "org", Required: true},
	{Name: "assignee", Format: payload.ID, Prefix: "usr", Nullable: true},
	{Name: "mail", Format: payload.Email},
	{Name: "count", Format: payload.Integer, Min: bound(-5), Max: bound(100)},
	{Name: "open", Format: payload.Boolean},
	{Name: "due_at", Format: payload.Timestamp, Nullable: true},
	{Name: "a/b~c", Format: payload.Text},
}

var org = value.FixedID(1_700_000_000_000, 1, 1)

func wire(prefix string, id value.Value) string { return string(value.AppendID(nil, prefix, id.Str)) }

// parse reads body into fresh slots.
func parse(t *testing.T, slots []payload.Slot, body string) ([]value.Value, []bool, []payload.Violation) {
	t.Helper()
	values, present := make([]value.Value, len(slots)), make([]bool, len(slots))
	violations, err := payload.NewInput(slots).Parse([]byte(body), values, present)
	if err != nil {
		t.Fatalf("%s: %v", body, err)
	}
	return values, present, violations
}

func TestParseFillsSlots(t *testing.T) {
	body := `{"due_at":"2026-11-01T10:30:00+01:00","open":true,"count":-5,"mail":"Ann@Acme.TEST","assignee":null,` +
		`"org":"` + wire("org", org) + `","priority":"urgent","subject":"Héllo"}`
	values, present, violations := parse(t, ticket, body)
	if violations != nil {
		t.Fatal(violations)
	}
	want := []value.Value{
		value.OfText("Héllo"), value.OfText("urgent"), org,
		{},
		value.OfText("ann@acme.test"),
		value.OfInt(-5), value.OfBool(true), value.OfMicros(1_793_525_400_000_000),
		{},
	}
	if diff := cmp.Diff(want, values); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]bool{true, true, true, true, true, true, true, true, false}, present); diff != "" {
		t.Error(diff)
	}
}

func TestSurrogatePairs(t *testing.T) {
	values, _, violations := parse(t, []payload.Slot{{Name: "a"}}, `{"a":"\ud7ff\ud800\udc00\uDBFF\uDFFF\ue000"}`)
	if violations != nil || values[0].Str != "\ud7ff\U00010000\U0010ffff\ue000" {
		t.Errorf("%v %+q", violations, values[0].Str)
	}
}

func TestParseClearsWhatWasThere(t *testing.T) {
	slots := []payload.Slot{{Name: "a", Format: payload.Integer}, {Name: "b", Format: payload.Integer}}
	in := payload.NewInput(slots)
	if in.Len() != 2 {
		t.Errorf("Len is %d", in.Len())
	}
	values, present := []value.Value{value.OfInt(7), value.OfInt(8)}, []bool{true, true}
	if violations, err := in.Parse([]byte(`{"b":9}`), values, present); err != nil || violations != nil {
		t.Fatal(violations, err)
	}
	if !values[0].IsNull() || present[0] || values[1] != value.OfInt(9) || !present[1] {
		t.Errorf("%v %v", values, present)
	}
}

func TestParseKeepsNothingOfTheBody(t *testing.T) {
	body := []byte(`{"subject":"kept","org":"` + wire("org", org) + `"}`)
	values, present := make([]value.Value, len(ticket)), make([]bool, len(ticket))
	if violations, err := payload.NewInput(ticket).Parse(body, values, present); err != nil || violations != nil {
		t.Fatal(violations, err)
	}
	for i := range body {
		body[i] = '#'
	}
	if values[0].Str != "kept" {
		t.Errorf("the value changed with the buffer: %q", values[0].Str)
	}
}

// TestViolations has every code, with its pointer and words. Each body is
// otherwise good.
func TestViolations(t *testing.T) {
	cases := []struct{ member, pointer, code, detail string }{
		{`"priority":"high"`, "/priority", "not_a_choice", "must be one of low, normal, urgent"},
		{`"priority":"Low"`, "/priority", "not_a_choice", "must be one of low, normal, urgent"},
		{`"priority":null`, "/priority", "null", "must not be null"},
		{`"priority":1`, "/priority", "wrong_type", "must be a string, not a number"},
		{`"assignee":"` + wire("org", org) + `"`, "/assignee", "not_an_id", `must be an id: "usr_" and 26 letters and digits`},
		{`"assignee":"` + strings.ToUpper(wire("usr", org)) + `"`, "/assignee", "not_an_id", `must be an id: "usr_" and 26 letters and digits`},
		{`"assignee":""`, "/assignee", "not_an_id", `must be an id: "usr_" and 26 letters and digits`},
		{`"mail":"ann"`, "/mail", "not_an_email", `must be an email address as "name@example.com"`},
		{`"count":101`, "/count", "too_large", "must be at most 100"},
		{`"count":99999999999999999999`, "/count", "too_large", "must be at most 100"},
		{`"count":-6`, "/count", "too_small", "must be at least -5"},
		{`"count":-1e30`, "/count", "too_small", "must be at least -5"},
		{`"count":1.5`, "/count", "wrong_type", "must be an integer, without a fraction"},
		{`"count":"1"`, "/count", "wrong_type", "must be an integer, not a string"},
		{`"count":true`, "/count", "wrong_type", "must be an integer, not a boolean"},
		{`"count":[1]`, "/count", "wrong_type", "must be an integer, not an array"},
		{`"open":"true"`, "/open", "wrong_type", "must be true or false, not a string"},
		{`"open":0`, "/open", "wrong_type", "must be true or false, not a number"},
		{`"open":null`, "/open", "null", "must not be null"},
		{`"due_at":"tomorrow"`, "/due_at", "not_a_timestamp", `must be a time as "2026-11-01T09:30:00Z"`},
		{`"due_at":1793525400`, "/due_at", "wrong_type", "must be a string, not a number"},
		{`"due_at":{"a":[{}]}`, "/due_at", "wrong_type", "must be a string, not an object"},
		{`"a/b~c":"x\u0000"`, "/a~1b~0c", "invalid_text", "must be Unicode text without U+0000 and without half a surrogate pair"},
		{`"mail":"\ud800@x.test"`, "/mail", "invalid_text", "must be Unicode text without U+0000 and without half a surrogate pair"},
		{`"a/b~c":"\ude00\ud83d"`, "/a~1b~0c", "invalid_text", "must be Unicode text without U+0000 and without half a surrogate pair"},
		{`"a/b~c":"\udc00\udc00"`, "/a~1b~0c", "invalid_text", "must be Unicode text without U+0000 and without half a surrogate pair"},
		{`"a/b~c":"\udbff\ue000"`, "/a~1b~0c", "invalid_text", "must be Unicode text without U+0000 and without half a surrogate pair"},
		{`"a/b~c":"\u0000\u0041"`, "/a~1b~0c", "invalid_text", "must be Unicode text without U+0000 and without half a surrogate pair"},
		{`"\ud800":1`, "", "invalid_text", "has a member name with half a surrogate pair"},
		{`"x/~y":1`, "/x~1~0y", "unknown_key", "is not a member that may be written here"},
		{`"Priority":"low"`, "/Priority", "unknown_key", `is not a member that may be written here; did you mean "priority"?`},
		{`"dueAt":null`, "/dueAt", "unknown_key", `is not a member that may be written here; did you mean "due_at"?`},
		{`"due-at":null`, "/due-at", "unknown_key", `is not a member that may be written here; did you mean "due_at"?`},
		{`"asignee":null`, "/asignee", "unknown_key", `is not a member that may be written here; did you mean "assignee"?`},
		{`"assginee":null`, "/assginee", "unknown_key", `is not a member that may be written here; did you mean "assignee"?`},
		{`"counts":1`, "/counts", "unknown_key", `is not a member that may be written here; did you mean "count"?`},
		{`"cuont":1`, "/cuont", "unknown_key", `is not a member that may be written here; did you mean "count"?`},
		{`"cxxnt":1`, "/cxxnt", "unknown_key", "is not a member that may be written here"},
		{`"priority ":"low"`, "/priority ", "unknown_key", `is not a member that may be written here; did you mean "priority"?`},
		{`"":"low"`, "/", "unknown_key", "is not a member that may be written here"},
		{`"nested":{"a":[1,{"b":"\ud800"}]}`, "/nested", "unknown_key", "is not a member that may be written here"},
		{`"` + strings.Repeat("k", 257) + `":1`, "", "unknown_key", "has a member with a long name that may not be written here"},
		{`"open":true,"open":true`, "/open", "duplicate_key", "must be written only once"},
		{`"open":true,"o\u0070en":[1,2]`, "/open", "duplicate_key", "must be written only once"},
	}
	for _, c := range cases {
		body := `{"subject":"x","org":"` + wire("org", org) + `",` + c.member + `}`
		_, _, got := parse(t, ticket, body)
		want := []payload.Violation{{Pointer: c.pointer, Code: c.code, Detail: c.detail}}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s:\n%s", c.member, diff)
		}
	}
}

func TestRequired(t *testing.T) {
	missing := payload.Violation{Pointer: "/subject", Code: "required", Detail: "is missing"}
	cases := []struct {
		body string
		want []payload.Violation
	}{
		{`{}`, []payload.Violation{missing, {Pointer: "/org", Code: "required", Detail: "is missing"}}},
		{`{"org":null}`, []payload.Violation{{Pointer: "/org", Code: "null", Detail: "must not be null"}, missing}},
		{`{"subject":"","org":"` + wire("org", org) + `"}`, []payload.Violation{{Pointer: "/subject", Code: "too_short", Detail: "must have at least 1 character"}}},
	}
	for _, c := range cases {
		_, _, got := parse(t, ticket, c.body)
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s:\n%s", c.body, diff)
		}
	}
	_, _, got := parse(t, []payload.Slot{{Name: "a", Required: true, Nullable: true}}, `{"a":null}`)
	if len(got) != 1 || got[0].Code != "null" {
		t.Errorf("required and nullable: %v", got)
	}
}

func TestBodyMustBeAnObject(t *testing.T) {
	for body, found := range map[string]string{
		`[]`: "an array", ` "x"`: "a string", `null`: "null", `1`: "a number", `true`: "a boolean", `[{"subject":"x"}]`: "an array",
	} {
		_, _, got := parse(t, ticket, body)
		want := []payload.Violation{{Code: "wrong_type", Detail: "must be an object, not " + found}}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s:\n%s", body, diff)
		}
	}
}

func TestAllViolationsAtOnce(t *testing.T) {
	body := `{"count":1000,"colour":"red","subject":"far too long","open":1,"count":2,"due_at":"x","assignee":7,"priority":null,"mail":"@"}`
	_, _, got := parse(t, ticket, body)
	var lines []string
	for _, v := range got {
		lines = append(lines, v.Pointer+" "+v.Code)
	}
	want := []string{
		"/count too_large", "/colour unknown_key", "/subject too_long", "/open wrong_type", "/count duplicate_key",
		"/due_at not_a_timestamp", "/assignee wrong_type", "/priority null", "/mail not_an_email", "/org required",
	}
	if diff := cmp.Diff(want, lines); diff != "" {
		t.Error(diff)
	}
}

func TestViolationsAreBounded(t *testing.T) {
	_, _, got := parse(t, ticket, members(1000))
	if len(got) != 100 {
		t.Errorf("%d violations", len(got))
	}
	if last := got[99].Pointer; last != "/m99" {
		t.Errorf("the last is at %s", last)
	}
	// The syntax is checked to the end all the same.
	body := strings.TrimSuffix(members(1000), "}") + "]"
	if _, err := payload.NewInput(ticket).Parse([]byte(body), make([]value.Value, 9), make([]bool, 9)); err == nil {
		t.Error("the bracket at the end was not noticed")
	}
}

func TestManyChoicesAreNotAllNamed(t *testing.T) {
	s := payload.Slot{Name: "c", Format: payload.Choice}
	for i := range 13 {
		s.Choices = append(s.Choices, fmt.Sprintf("w%d", i))
	}
	_, v := s.ParseString("x")
	const want = "must be one of w0, w1, w2, w3, w4, w5, w6, w7, w8, w9 and 3 others"
	if v == nil || v.Detail != want {
		t.Errorf("got %v, want %s", v, want)
	}
}

func TestManySlots(t *testing.T) {
	for _, n := range []int{0, 1, 3, 4, 5, 64, 65, 500} {
		slots := make([]payload.Slot, n)
		var body strings.Builder
		for i := range slots {
			slots[i] = payload.Slot{Name: fmt.Sprintf("m%d", i), Format: payload.Integer}
			fmt.Fprintf(&body, `,"m%d":%d`, i, i)
		}
		values, _, violations := parse(t, slots, "{"+strings.TrimPrefix(body.String(), ",")+"}")
		if violations != nil {
			t.Fatal(violations)
		}
		for i, v := range values {
			if v != value.OfInt(int64(i)) {
				t.Errorf("%d slots: slot %d holds %v", n, i, v)
			}
		}
	}
}
