package payload_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/newel-api/newel/internal/payload"
	"github.com/newel-api/newel/internal/value"
)

// FuzzParse holds every body against encoding/json: both agree on what is JSON,
// but for Newel's limits, and on what accepted members hold.
func FuzzParse(f *testing.F) {
	for _, c := range syntaxCases {
		if len(c.body) < 1000 {
			f.Add([]byte(c.body))
		}
	}
	f.Add([]byte(`{"subject":"caf\u0065\u0301","count":1.20e1,"open":false,"org":"` + wire("org", org) + `","due_at":"2026-11-01T09:30:00+05:45"}`))
	f.Add([]byte(`{"subject":"x","priority":"low","mail":"Ann@acme.test","assignee":null,"a/b~c":"\ud83d\ude00"}`))
	in := payload.NewInput(ticket)
	f.Fuzz(func(t *testing.T, body []byte) {
		before := bytes.Clone(body)
		values, present := make([]value.Value, len(ticket)), make([]bool, len(ticket))
		violations, err := in.Parse(body, values, present)
		if !bytes.Equal(before, body) {
			t.Fatal("the body was changed")
		}
		if valid := json.Valid(body) && utf8.Valid(body); valid != (err == nil) {
			var syntax *payload.SyntaxError
			if !valid || !errors.As(err, &syntax) || !limited(syntax.What) {
				t.Fatalf("valid = %v, got %v", valid, err)
			}
		}
		if err != nil {
			return
		}
		for _, v := range violations {
			if v.Code == "" || v.Detail == "" || v.Pointer != "" && v.Pointer[0] != '/' {
				t.Errorf("%+v", v)
			}
		}
		if len(violations) > 0 {
			return
		}
		compareWithStd(t, body, values, present)
	})
}

// compareWithStd checks what an accepted body gave.
func compareWithStd(t *testing.T, body []byte, values []value.Value, present []bool) {
	std := map[string]any{}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	if err := decoder.Decode(&std); err != nil {
		t.Fatalf("accepted, but %v", err)
	}
	for i, s := range ticket {
		want, there := std[s.Name]
		if there != present[i] {
			t.Fatalf("%s: present is %v", s.Name, present[i])
		}
		delete(std, s.Name)
		switch text, _ := want.(string); {
		case want == nil:
			if !values[i].IsNull() {
				t.Errorf("%s: null became %v", s.Name, values[i])
			}
		case s.Format == payload.Text && values[i].Str != norm.NFC.String(text),
			s.Format == payload.Email && values[i].Str != norm.NFC.String(strings.ToLower(text)),
			s.Format == payload.Choice && values[i].Str != text,
			s.Format == payload.ID && wire(s.Prefix, values[i]) != text,
			s.Format == payload.Boolean && values[i].True() != (want == true):
			t.Errorf("%s: %v became %+v", s.Name, want, values[i])
		}
	}
	if len(std) > 0 {
		t.Errorf("accepted in spite of %v", std)
	}
}

func FuzzParseTime(f *testing.F) {
	f.Add("2026-11-01T09:30:00.123456789+05:45")
	f.Add("0001-01-01T00:00:00Z")
	f.Fuzz(func(t *testing.T, s string) {
		micros, ok := payload.ParseTime(s)
		if !ok {
			return
		}
		written := string(payload.AppendTime(nil, micros))
		if back, ok := payload.ParseTime(written); !ok || back != micros {
			t.Errorf("%q became %s", s, written)
		}
	})
}
