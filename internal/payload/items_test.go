package payload_test

import (
	"encoding/json"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/newel-api/newel/internal/payload"
)

// TestItems: a list as it is kept has the items that another reader of JSON finds in it,
// and no others.
func TestItems(t *testing.T) {
	slot := payload.Slot{Format: payload.List, Item: &payload.Slot{Format: payload.Text, Required: true}}
	word := rapid.StringOf(rapid.SampledFrom([]rune(`ab,"\[]{}:é😀` + "<&\u2028\n")))
	rapid.Check(t, func(t *rapid.T) {
		written, err := json.Marshal(rapid.SliceOfN(word, 0, 6).Draw(t, "items"))
		if err != nil {
			t.Fatal(err)
		}
		kept, wrong := slot.ParseString(string(written))
		if wrong != nil {
			t.Fatal(wrong)
		}
		var items []string
		if err := json.Unmarshal([]byte(kept.Str), &items); err != nil {
			t.Fatal(err)
		}
		if n := payload.CountItems(kept.Str); n != int64(len(items)) {
			t.Errorf("%s has %d items, not %d", kept.Str, len(items), n)
		}
		asked := word.Draw(t, "asked")
		has := false
		for _, item := range items {
			has = has || item == asked
			if !payload.HasItem(kept.Str, payload.AppendString(nil, item)) {
				t.Errorf("%s does not have %q", kept.Str, item)
			}
		}
		if payload.HasItem(kept.Str, payload.AppendString(nil, asked)) != has {
			t.Errorf("%s has %q: it is %v", kept.Str, asked, has)
		}
	})
	for _, list := range []string{"", "[", "[]", `["`, `["a`, `["a\\`, strings.Repeat("[", 9)} { // none is kept so, and none hurts
		if payload.HasItem(list, []byte(`"b"`)) {
			t.Errorf("%s has an item", list)
		}
		if payload.CountItems(list) > 1 {
			t.Errorf("%s has two items", list)
		}
	}
}
