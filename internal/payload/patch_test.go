package payload_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/newel-api/newel/internal/payload"
)

// TestPatch has the examples of RFC 6902, appendix A, and what they leave open. want is the
// document, or the code and the pointer of what is wrong.
func TestPatch(t *testing.T) {
	for _, c := range []struct{ name, doc, patch, want string }{
		{"A.1 adding a member", `{"foo":"bar"}`, `[{"op":"add","path":"/baz","value":"qux"}]`, `{"foo":"bar","baz":"qux"}`},
		{"A.2 adding an item", `{"foo":["bar","baz"]}`, `[{"op":"add","path":"/foo/1","value":"qux"}]`, `{"foo":["bar","qux","baz"]}`},
		{"A.3 removing a member", `{"baz":"qux","foo":"bar"}`, `[{"op":"remove","path":"/baz"}]`, `{"foo":"bar"}`},
		{"A.4 removing an item", `{"foo":["bar","qux","baz"]}`, `[{"op":"remove","path":"/foo/1"}]`, `{"foo":["bar","baz"]}`},
		{"A.5 replacing a value", `{"baz":"qux","foo":"bar"}`, `[{"op":"replace","path":"/baz","value":"boo"}]`, `{"baz":"boo","foo":"bar"}`},
		{"A.6 moving a value", `{"foo":{"bar":"baz","waldo":"fred"},"qux":{"corge":"grault"}}`, `[{"op":"move","from":"/foo/waldo","path":"/qux/thud"}]`, `{"foo":{"bar":"baz"},"qux":{"corge":"grault","thud":"fred"}}`},
		{"A.7 moving an item", `{"foo":["all","grass","cows","eat"]}`, `[{"op":"move","from":"/foo/1","path":"/foo/3"}]`, `{"foo":["all","cows","eat","grass"]}`},
		{"A.8 a test that holds", `{"baz":"qux","foo":["a",2,"c"]}`, `[{"op":"test","path":"/baz","value":"qux"},{"op":"test","path":"/foo/1","value":2}]`, `{"baz":"qux","foo":["a",2,"c"]}`},
		{"A.9 a test that does not", `{"baz":"qux"}`, `[{"op":"test","path":"/baz","value":"bar"}]`, `test_failed /0`},
		{"A.10 adding an object", `{"foo":"bar"}`, `[{"op":"add","path":"/child","value":{"grandchild":{}}}]`, `{"foo":"bar","child":{"grandchild":{}}}`},
		{"A.11 members that mean nothing", `{"foo":"bar"}`, `[{"op":"add","path":"/baz","value":"qux","xyz":123}]`, `{"foo":"bar","baz":"qux"}`},
		{"A.12 adding to nothing", `{"foo":"bar"}`, `[{"op":"add","path":"/baz/bat","value":"qux"}]`, `no_place /0/path`},
		{"A.13 a member twice", `{"foo":"bar"}`, `[{"op":"add","path":"/baz","value":"qux","op":"remove"}]`, `duplicate_key /0/op`},
		{"A.14 escapes", `{"/":9,"~1":10}`, `[{"op":"test","path":"/~01","value":10}]`, `{"/":9,"~1":10}`},
		{"A.15 a text is no number", `{"/":9,"~1":10}`, `[{"op":"test","path":"/~01","value":"10"}]`, `test_failed /0`},
		{"A.16 adding an array", `{"foo":["bar"]}`, `[{"op":"add","path":"/foo/-","value":["abc","def"]}]`, `{"foo":["bar",["abc","def"]]}`},

		{"nothing", `{"a":1}`, `[]`, `{"a":1}`},
		{"numbers are numbers", `{"a":10,"b":0,"c":0.1}`, `[{"op":"test","path":"/a","value":1.0e1},{"op":"test","path":"/b","value":-0.0},{"op":"test","path":"/c","value":1e-1}]`, `{"a":10,"b":0,"c":0.1}`},
		{"large numbers too", `{"a":9007199254740993}`, `[{"op":"test","path":"/a","value":9007199254740992}]`, `test_failed /0`},
		{"the order of members is no value", `{"a":{"x":1,"y":[]}}`, `[{"op":"test","path":"/a","value":{"y":[],"x":1}}]`, `{"a":{"x":1,"y":[]}}`},
		{"that of items is", `{"a":[1,2]}`, `[{"op":"test","path":"/a","value":[2,1]}]`, `test_failed /0`},
		{"null is a value", `{"a":null}`, `[{"op":"test","path":"/a","value":null},{"op":"add","path":"/b","value":null}]`, `{"a":null,"b":null}`},
		{"nothing is not null", `{}`, `[{"op":"test","path":"/a","value":null}]`, `test_failed /0`},
		{"all", `{"a":1}`, `[{"op":"test","path":"","value":{"a":1}},{"op":"replace","path":"","value":{"b":2}},{"op":"add","path":"","value":[1]}]`, `[1]`},
		{"all, gone", `{"a":1}`, `[{"op":"remove","path":""}]`, `no_place /0/path`},
		{"adding what is there", `{"a":1,"b":2}`, `[{"op":"add","path":"/a","value":3}]`, `{"a":3,"b":2}`},
		{"replacing what is not there", `{"a":1}`, `[{"op":"replace","path":"/b","value":3}]`, `no_place /0/path`},
		{"an item that is none yet", `{"a":[1]}`, `[{"op":"add","path":"/a/1","value":2}]`, `{"a":[1,2]}`},
		{"an item too far", `{"a":[1]}`, `[{"op":"add","path":"/a/2","value":2}]`, `no_place /0/path`},
		{"another spelling of an item", `{"a":[1,2]}`, `[{"op":"remove","path":"/a/01"}]`, `no_place /0/path`},
		{"the end has no item", `{"a":[1,2]}`, `[{"op":"remove","path":"/a/-"}]`, `no_place /0/path`},
		{"a number with a sign", `{"a":[1,2]}`, `[{"op":"remove","path":"/a/+1"}]`, `no_place /0/path`},
		{"a number of nothing", `{"a":{"0":1}}`, `[{"op":"remove","path":"/a/0"}]`, `{"a":{}}`},
		{"a name without letters", `{"":1}`, `[{"op":"copy","from":"/","path":"/b"}]`, `{"":1,"b":1}`},
		{"a copy is another value", `{"a":{"x":1}}`, `[{"op":"copy","from":"/a","path":"/b"},{"op":"add","path":"/b/x","value":2}]`, `{"a":{"x":1},"b":{"x":2}}`},
		{"a value that was added is another, too", `{}`, `[{"op":"add","path":"/a","value":{}},{"op":"copy","from":"/a","path":"/a/b"},{"op":"add","path":"/a/c","value":1}]`, `{"a":{"b":{},"c":1}}`},
		{"to where it is", `{"a":1,"b":2}`, `[{"op":"move","from":"/a","path":"/a"}]`, `{"b":2,"a":1}`},
		{"into itself", `{"a":{}}`, `[{"op":"move","from":"/a","path":"/a/b"}]`, `no_place /0/path`},
		{"from nothing", `{"a":{}}`, `[{"op":"move","from":"/b","path":"/a/b"}]`, `no_place /0/from`},
		{"the second", `{"a":1}`, `[{"op":"add","path":"/b","value":1},{"op":"remove","path":"/c"}]`, `no_place /1/path`},
		{"no array", `{}`, `{"op":"add"}`, `wrong_type `},
		{"no object", `{}`, `[1]`, `wrong_type /0`},
		{"no operation", `{}`, `[{"path":""}]`, `required /0/op`},
		{"another operation", `{}`, `[{"op":"spam","path":""}]`, `not_a_choice /0/op`},
		{"an operation in another case", `{}`, `[{"op":"Add","path":"","value":{}}]`, `not_a_choice /0/op`},
		{"no path", `{}`, `[{"op":"remove"}]`, `required /0/path`},
		{"a path of another type", `{}`, `[{"op":"remove","path":null}]`, `wrong_type /0/path`},
		{"no pointer", `{}`, `[{"op":"remove","path":"a"}]`, `no_place /0/path`},
		{"half an escape", `{}`, `[{"op":"remove","path":"/a~"}]`, `no_place /0/path`},
		{"an unknown escape", `{}`, `[{"op":"remove","path":"/a~2"}]`, `no_place /0/path`},
		{"no value", `{}`, `[{"op":"add","path":"/a"}]`, `required /0/value`},
		{"no from", `{}`, `[{"op":"copy","path":"/a"}]`, `required /0/from`},
		{"half a pair", `{}`, `[{"op":"add","path":"/a","value":"\ud800"}]`, `invalid_text /0/value`},
		{"too many", `{}`, "[" + strings.Repeat(`{"op":"test","path":"","value":{}},`, 100) + `{"op":"test","path":"","value":{}}]`, `too_many_items `},
		{"many", `{}`, "[" + strings.Repeat(`{"op":"test","path":"","value":{}},`, 99) + `{"op":"test","path":"","value":{}}]`, `{}`},
		{"more and more", `{"a":[1]}`, "[" + strings.Repeat(`{"op":"copy","from":"/a","path":"/a/-"},`, 99) + `{"op":"test","path":"","value":{}}]`, `too_large /12`},
	} {
		if got := applied(c.doc, c.patch); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func applied(doc, text string) string {
	before, _, err := payload.ParseTree([]byte(doc))
	if err != nil {
		return err.Error()
	}
	patch, violations, err := payload.ParsePatch([]byte(text))
	switch {
	case err != nil:
		return err.Error()
	case len(violations) > 0:
		return violations[0].Code + " " + violations[0].Pointer
	}
	after, wrong := patch.Apply(before)
	if kept := string(before.Append(nil)); kept != doc {
		return fmt.Sprintf("%s has become %s", doc, kept)
	}
	if wrong != nil {
		return wrong.Code + " " + wrong.Pointer
	}
	return string(after.Append(nil))
}

// FuzzPatch: whatever a patch says, it is applied or refused, and what comes out can be read.
func FuzzPatch(f *testing.F) {
	f.Add(`{"foo":["bar","baz"]}`, `[{"op":"add","path":"/foo/1","value":"qux"},{"op":"move","from":"/foo/0","path":"/foo/-"}]`)
	f.Add(`{"a":{"b":1e0}}`, `[{"op":"copy","from":"/a","path":"/a/b"},{"op":"test","path":"/a/b/b","value":1}]`)
	f.Fuzz(func(t *testing.T, doc, text string) {
		before, wrong, err := payload.ParseTree([]byte(doc))
		if err != nil || wrong != nil {
			return
		}
		patch, violations, err := payload.ParsePatch([]byte(text))
		if err != nil || len(violations) > 0 {
			return
		}
		after, wrong := patch.Apply(before)
		if wrong != nil {
			return
		}
		again, wrong, err := payload.ParseTree(after.Append(nil))
		if err == nil && (wrong != nil || !again.Equal(after)) {
			t.Errorf("%s becomes %s, which reads as another value", doc, after.Append(nil))
		}
	})
}
