package plan

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/value"
)

// params are a parameter of each type that a key can have.
func params() map[string]Param {
	e := &design.Entity{Prefix: design.Name{Text: "tkt"}}
	out := map[string]Param{}
	for name, f := range map[string]*design.Field{
		"id": {Type: design.TypeID}, "slug": {Type: design.TypeSlug}, "uuid": {Type: design.TypeUUID}, "integer": {Type: design.TypeInteger},
		"text": {Type: design.TypeText, Pattern: &design.Pattern{}}, "caseless": {Type: design.TypeText, Caseless: true},
	} {
		f.Entity = e
		out[name] = newParam(design.Segment{Name: name, Field: f}, false)
	}
	return out
}

// TestOneSpelling: whatever a path has, the value that is read of it is written so and in
// no other way; case counts for nothing where the key says so.
func TestOneSpelling(t *testing.T) {
	all := params()
	rapid.Check(t, func(t *rapid.T) {
		segment := rapid.OneOf(
			rapid.String(), rapid.StringMatching(`[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}`), rapid.StringMatching(`[-+]?0{0,2}[0-9]{1,20}([.e][0-9])?`),
			rapid.StringMatching(`[a-z0-9-]{1,20}`), rapid.StringMatching(`tkt_[0-9a-zA-Z]{26}`), rapid.StringMatching(`[A-Za-z0-9._~-]{1,20}`),
		).Draw(t, "segment")
		for name, p := range all {
			v, ok := p.Parse(segment)
			if !ok {
				continue
			}
			switch written := string(p.append(nil, v)); {
			case name == "text" || name == "caseless":
				if v.Str != segment && (name == "text" || v.Str != strings.ToLower(segment)) {
					t.Errorf("%s %q is %q", name, segment, v.Str)
				}
			case written != segment:
				t.Errorf("%s %q is written %q", name, segment, written)
			}
		}
	})
}

// TestRead: what rows have is read.
func TestRead(t *testing.T) {
	all := params()
	for name, c := range map[string]struct {
		segment string
		want    value.Value
	}{
		"id":       {"tkt_00000000000000000000000001", value.Value{Kind: value.ID, Str: strings.Repeat("\x00", 15) + "\x01"}},
		"slug":     {"my-first-post", value.OfText("my-first-post")},
		"uuid":     {"0190a1b2-c3d4-7e5f-8a9b-00000000000a", value.Value{Kind: value.ID, Str: "\x01\x90\xa1\xb2\xc3\xd4\x7e\x5f\x8a\x9b\x00\x00\x00\x00\x00\x0a"}},
		"integer":  {"-9223372036854775808", value.OfInt(-9223372036854775808)},
		"text":     {"A-1", value.OfText("A-1")},
		"caseless": {"A-1", value.OfText("a-1")},
	} {
		p := all[name]
		if got, ok := p.Parse(c.segment); !ok || got != c.want {
			t.Errorf("%s %q: %v, %t; want %v", name, c.segment, got, ok, c.want)
		}
	}
}
