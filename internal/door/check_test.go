package door_test

import (
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/newel-api/newel/internal/door"
)

var notes = filepath.Join("..", "..", "testdata", "door")

type (
	idOf[E any] string
	note        struct{}
	person      struct{}
	entry       struct{}
	good        struct {
		What *string `json:"what,omitempty"`
	}
	said struct {
		Said  string `json:"said"`
		Count *int64 `json:"count"`
	}
)

func (note) NewelEntity() string   { return "Note" }
func (person) NewelEntity() string { return "Person" }
func (entry) NewelEntity() string  { return "Entry" }
func (idOf[E]) NewelEntity() string {
	var e E
	return any(e).(door.Of).NewelEntity()
}

// all returns the functions that the design of testdata/door needs, with other types for
// one of them.
func all(when door.When, operation string, in, out any) *door.Functions {
	none := struct{}{}
	fs := new(door.Functions)
	add := func(when door.When, operation string, in, out any) {
		fs.Add(&door.Function{Operation: operation, When: when, In: reflect.TypeOf(in), Out: reflect.TypeOf(out), At: "main.go:7"})
	}
	for _, f := range []struct {
		operation string
		in, out   any
	}{{"tryNote", good{}, said{}}, {"copyNote", none, idOf[note]("")}, {"ownerOfNote", none, idOf[person]("")}, {"sendNote", none, none}} {
		if when != door.Handle || f.operation != operation {
			add(door.Handle, f.operation, f.in, f.out)
		}
	}
	if operation != "" {
		add(when, operation, in, out)
	}
	return fs
}

// TestCheck: each difference is told, with the line of the contract and what to write.
func TestCheck(t *testing.T) {
	d := designAt(t, notes)
	type none = struct{}
	for name, c := range map[string]struct {
		fs   *door.Functions
		want []string // at the beginning: the rule; then parts of the message
	}{
		"all fit":               {all(door.Handle, "", nil, nil), nil},
		"an ID as plain text":   {all(door.Handle, "copyNote", none{}, ""), nil},
		"no struct":             {all(door.Handle, "tryNote", "", said{}), []string{"door/wrong-type", "the input of \"tryNote\" in Go, at main.go:7, must be a struct, not string"}},
		"the id of another":     {all(door.Handle, "copyNote", none{}, idOf[person]("")), []string{"door/wrong-type", "must hold ids of Note, not of Person"}},
		"a struct for an id":    {all(door.Handle, "copyNote", none{}, said{}), []string{"door/wrong-type", "must be newel.ID[Note], not door_test.said"}},
		"an input too many":     {all(door.Handle, "sendNote", good{}, none{}), []string{"door/wrong-type", "has a field for what, which the contract does not have"}},
		"an answer that is due": {all(door.Handle, "tryNote", good{}, none{}), []string{"door/wrong-type", `has no field for said; write one: Said string`, `has no field for count; write one: Count *int64`}},
		"not absent": {all(door.Handle, "tryNote", struct {
			What string `json:"what"`
		}{}, said{}), []string{"door/wrong-type", "field for what must be *string, since it may be absent, not string"}},
		"another type": {all(door.Handle, "tryNote", good{}, struct {
			Said  []byte `json:"said"`
			Count *int32 `json:"count"`
		}{}), []string{"door/wrong-type", "field for said must be string, not []uint8", "field for count must be *int64, not int32"}},
		"no such operation": {all(door.Before, "createNotes", none{}, nil), []string{"door/misplaced-function", `newel.Before at main.go:7 names "createNotes", which is no operation`}},
		"a read":            {all(door.Before, "getNote", none{}, nil), []string{"door/misplaced-function", "which only reads"}},
		"no go: true":       {all(door.Handle, "deleteNote", none{}, none{}), []string{"door/misplaced-function", "does not say go: true"}},
		"the input of a create": {all(door.After, "createNote", struct {
			Title string  `json:"title"`
			Rank  int64   `json:"rank"`
			Price *string `json:"price"`
		}{}, nil), nil},
		"the input of an update may be absent": {all(door.After, "updateNote", struct {
			Title string `json:"title"`
		}{}, nil), []string{"door/wrong-type", "field for title must be *string"}},
		"missing": {new(door.Functions), []string{"door/no-function", `no Go function for "tryNote"`, `"copyNote"`, `"ownerOfNote"`, `"sendNote"`}},
	} {
		t.Run(name, func(t *testing.T) {
			found := check(t, c.fs, d)
			if want := max(len(c.want)-1, 0); len(found) != want {
				t.Errorf("%d findings, want %d", len(found), want)
			}
			for i, f := range found {
				if i+1 < len(c.want) && (f.Rule.ID != c.want[0] || !strings.Contains(f.Message, c.want[i+1])) {
					t.Errorf("%s: %s\nwant %s: %s", f.Rule.ID, f.Message, c.want[0], c.want[i+1])
				}
				if f.Fix == "" || !f.Span.Known() {
					t.Errorf("%s has no mend or no place", f.Message)
				}
			}
		})
	}
}

// TestTwice: an operation has one function that does its work.
func TestTwice(t *testing.T) {
	fs := all(door.Handle, "", nil, nil)
	fs.Add(&door.Function{Operation: "sendNote", When: door.Handle, In: reflect.TypeFor[struct{}](), Out: reflect.TypeFor[struct{}](), At: "other.go:1"})
	found := check(t, fs, designAt(t, notes))
	if len(found) != 1 || !strings.Contains(found[0].Message, "main.go:7 and at other.go:1") {
		t.Errorf("%v", found)
	}
}

// TestCheckNumbers: an id that is a number in JSON is no text in Go.
func TestCheckNumbers(t *testing.T) {
	type of[ID any] struct {
		Under ID `json:"under"`
	}
	d := designAt(t, filepath.Join("..", "..", "testdata", "tally"))
	for _, c := range []struct {
		in   any
		good bool
	}{{of[int64]{}, true}, {of[idOf[entry]]{}, true}, {of[string]{}, false}, {of[idOf[person]]{}, false}, {of[int32]{}, false}} {
		fs := new(door.Functions)
		fs.Add(&door.Function{Operation: "copyEntry", When: door.Handle, In: reflect.TypeOf(c.in), Out: reflect.TypeFor[idOf[entry]](), At: "main.go:7"})
		if found := check(t, fs, d); (len(found) == 0) != c.good {
			t.Errorf("%T: %d findings", c.in, len(found))
		}
	}
}
