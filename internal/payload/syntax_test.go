package payload_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/newel-api/newel/internal/payload"
	"github.com/newel-api/newel/internal/value"
)

// limited are the cases that JSON allows and Newel's limits do not.
func limited(what string) bool {
	return strings.Contains(what, "nested more than 32") || strings.Contains(what, "more than 1000 members")
}

func TestSyntax(t *testing.T) {
	in := payload.NewInput(nil)
	for _, c := range syntaxCases {
		_, err := in.Parse([]byte(c.body), nil, nil)
		got := ""
		if err != nil {
			var syntax *payload.SyntaxError
			if !errors.As(err, &syntax) {
				t.Errorf("%.80q: error of type %T", c.body, err)
				continue
			}
			got = fmt.Sprintf("%d:%d %s", syntax.Line, syntax.Col, syntax.What)
		}
		if got != c.want {
			t.Errorf("%.80q:\n got %q\nwant %q", c.body, got, c.want)
		}
		std := json.Valid([]byte(c.body)) && utf8.ValidString(c.body)
		if std != (c.want == "") && !limited(c.want) {
			t.Errorf("%.80q: the case says %q, encoding/json says valid = %v", c.body, c.want, std)
		}
	}
}

// TestSyntaxInsideSlots puts every case where a value is kept, so that both ways
// through the reader give one verdict.
func TestSyntaxInsideSlots(t *testing.T) {
	for _, format := range []payload.Format{payload.Text, payload.Integer, payload.Boolean} {
		in := payload.NewInput([]payload.Slot{{Name: "a", Format: format, Nullable: true}})
		for _, c := range syntaxCases {
			_, err := in.Parse([]byte(c.body), make([]value.Value, 1), make([]bool, 1))
			if (err == nil) != (c.want == "") {
				t.Errorf("format %d, %.80q: got %v, want %q", format, c.body, err, c.want)
			}
		}
	}
}

func TestSyntaxErrorSaysWhere(t *testing.T) {
	_, err := payload.NewInput(nil).Parse([]byte("{\n  \"a\": 1\n  \"b\": 2\n}"), nil, nil)
	const want = `line 3, column 3 of the body: expected "," or "}", found a double quote`
	if err == nil || err.Error() != want {
		t.Fatalf("got %v, want %s", err, want)
	}
	var syntax *payload.SyntaxError
	if !errors.As(err, &syntax) || syntax.Offset != 13 {
		t.Errorf("got %+v, want offset 13", err)
	}
}

func TestSyntaxErrorQuotesLittle(t *testing.T) {
	secret := "hunter2-hunter2"
	for _, body := range []string{secret, `{` + secret, `{"` + secret, `{"a":` + secret, `{"` + secret + `"` + secret, `{"a":"` + secret + `\q"}`} {
		_, err := payload.NewInput(nil).Parse([]byte(body), nil, nil)
		if err == nil || strings.Contains(err.Error(), secret[:3]) {
			t.Errorf("%q: %v", body, err)
		}
	}
}
