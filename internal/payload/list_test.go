package payload_test

import (
	"strings"
	"testing"

	"github.com/newel-api/newel/internal/payload"
)

// TestListOutside: a list that stands outside a body is read as one inside.
func TestListOutside(t *testing.T) {
	two, nine := int64(2), int64(9)
	small := payload.Slot{Format: payload.List, Max: &two, Item: &payload.Slot{Format: payload.Integer, Max: &nine, Required: true}}
	large := payload.Slot{Format: payload.List, Item: &payload.Slot{Format: payload.Text, Required: true}}
	for _, c := range []struct {
		slot            *payload.Slot
		text, want, not string
	}{
		{&small, " [ 1 , 2 ] ", "[1,2]", ""},
		{&small, "[]", "[]", ""},
		{&small, "[1,2,3]", "", payload.CodeTooManyItems},
		{&small, "[1,10]", "", payload.CodeTooLarge},
		{&small, "[null]", "", payload.CodeNull},
		{&small, "[[1]]", "", payload.CodeWrongType},
		{&small, "1", "", payload.CodeWrongType},
		{&small, "", "", payload.CodeWrongType},
		{&small, "[1,]", "", payload.CodeNotJSON},
		{&small, "[1] 2", "", payload.CodeNotJSON},
		{&small, "[1", "", payload.CodeNotJSON},
		{&large, `["` + strings.Repeat("x", payload.MostJSON) + `"]`, "", payload.CodeTooLong},
		{&large, "[" + strings.Repeat(`"",`, payload.MostItems) + `""]`, "", payload.CodeTooManyItems},
		{&large, `["` + strings.Repeat("x", payload.MostJSON-4) + `"]`, `["` + strings.Repeat("x", payload.MostJSON-4) + `"]`, ""},
	} {
		v, wrong := c.slot.ParseString(c.text)
		code := ""
		if wrong != nil {
			code = wrong.Code
		}
		if v.Str != c.want || code != c.not {
			t.Errorf("%.40q is %.40q, %q, and not %.40q, %q", c.text, v.Str, code, c.want, c.not)
		}
	}
}
