package payload

import (
	"slices"
	"strconv"
	"strings"
)

// MostOperations is how many operations a JSON Patch has at the most.
const MostOperations = 100

// mostCopied is how many values the operations of a patch may copy: each can double what
// is there.
const mostCopied = 10_000

// Patch is a JSON Patch (RFC 6902): operations on a document, one after the other.
type Patch []PatchOperation

// PatchOperation is one of them.
type PatchOperation struct {
	Op         string
	Path, From []string // members and items
	Value      *Tree    // of add, replace and test
}

// patchOperations are what an operation may be, with the members that it must have.
var patchOperations = map[string]string{"add": "value", "remove": "", "replace": "value", "move": "from", "copy": "from", "test": "value"}

// ParsePatch reads a JSON Patch. Members that the RFC does not know mean nothing.
func ParsePatch(body []byte) (Patch, []Violation, error) {
	tree, wrong, err := ParseTree(body)
	switch {
	case err != nil:
		return nil, nil, err
	case wrong != nil:
		return nil, []Violation{*wrong}, nil
	case tree.Kind != '[':
		return nil, []Violation{{Code: CodeWrongType, Detail: "must be an array of operations, not " + typeOf(tree.Kind)}}, nil
	case len(tree.Kids) > MostOperations:
		return nil, []Violation{{Code: CodeTooManyItems, Detail: "must have at most " + strconv.Itoa(MostOperations) + " operations"}}, nil
	}
	patch := make(Patch, len(tree.Kids))
	var violations []Violation
	for i, kid := range tree.Kids {
		if v := patch[i].read(kid); v != nil {
			v.Pointer = "/" + strconv.Itoa(i) + v.Pointer
			violations = append(violations, *v)
		}
	}
	return patch, violations, nil
}

// read reads one operation; its violation has the pointer inside it.
func (o *PatchOperation) read(t *Tree) *Violation {
	if t.Kind != '{' {
		return &Violation{Code: CodeWrongType, Detail: "must be an object, not " + typeOf(t.Kind)}
	}
	op := t.Member("op")
	if op == nil {
		return &Violation{Pointer: "/op", Code: CodeRequired, Detail: "is missing"}
	}
	needs, known := patchOperations[op.Text]
	if !known || op.Kind != '"' {
		return &Violation{Pointer: "/op", Code: CodeNotAChoice, Detail: "must be one of add, remove, replace, move, copy, test"}
	}
	o.Op = op.Text
	var wrong *Violation
	if o.Path, wrong = patchPointer(t, "path"); wrong != nil {
		return wrong
	}
	switch needs {
	case "value":
		if o.Value = t.Member("value"); o.Value == nil {
			return &Violation{Pointer: "/value", Code: CodeRequired, Detail: "is missing"}
		}
	case "from":
		if o.From, wrong = patchPointer(t, "from"); wrong != nil {
			return wrong
		}
		if o.Op == "move" && len(o.From) < len(o.Path) && slices.Equal(o.From, o.Path[:len(o.From)]) {
			return &Violation{Pointer: "/path", Code: CodeNoPlace, Detail: "leads into what is to be moved"}
		}
	}
	return nil
}

// patchPointer reads a member that is a pointer (RFC 6901).
func patchPointer(t *Tree, name string) ([]string, *Violation) {
	m := t.Member(name)
	switch {
	case m == nil:
		return nil, &Violation{Pointer: "/" + name, Code: CodeRequired, Detail: "is missing"}
	case m.Kind != '"':
		return nil, &Violation{Pointer: "/" + name, Code: CodeWrongType, Detail: "must be a string, not " + typeOf(m.Kind)}
	}
	path, ok := ParsePointer(m.Text)
	if !ok {
		return nil, &Violation{Pointer: "/" + name, Code: CodeNoPlace, Detail: `must be a pointer as "/title": empty, or with "/" before each name, in which "~0" stands for "~" and "~1" for "/"`}
	}
	return path, nil
}

// ParsePointer reads an RFC 6901 pointer.
func ParsePointer(pointer string) (path []string, ok bool) {
	if pointer == "" {
		return nil, true
	}
	if pointer[0] != '/' {
		return nil, false
	}
	for step := range strings.SplitSeq(pointer[1:], "/") {
		for i := 0; i < len(step); i++ {
			if step[i] == '~' && (i+1 == len(step) || step[i+1] != '0' && step[i+1] != '1') {
				return nil, false
			}
		}
		path = append(path, strings.ReplaceAll(strings.ReplaceAll(step, "~1", "/"), "~0", "~"))
	}
	return path, true
}

// Apply returns doc as the patch makes it; doc stays as it is. A violation, with its pointer
// into the patch, tells of the first operation that cannot be done; its code is
// CodeTestFailed for a test that does not hold.
func (p Patch) Apply(doc *Tree) (*Tree, *Violation) {
	a := applying{root: doc.Clone()}
	for i := range p {
		if wrong := a.do(&p[i]); wrong != nil {
			wrong.Pointer = "/" + strconv.Itoa(i) + wrong.Pointer
			return nil, wrong
		}
	}
	return a.root, nil
}

// applying is one Apply under way.
type applying struct {
	root   *Tree
	copied int
}

var nowhere = Violation{Pointer: "/path", Code: CodeNoPlace, Detail: "leads to nothing"}

func (a *applying) do(o *PatchOperation) *Violation {
	switch o.Op {
	case "add":
		return a.add(o.Path, o.Value)
	case "remove":
		_, wrong := a.remove(o.Path)
		return wrong
	case "replace":
		if len(o.Path) == 0 {
			return a.add(nil, o.Value)
		}
		into, i := a.find(o.Path)
		if into == nil {
			return clone(nowhere)
		}
		into.Kids[i] = o.Value.Clone()
		return nil
	case "test":
		if there := a.at(o.Path); there == nil || !there.Equal(o.Value) {
			return &Violation{Code: CodeTestFailed, Detail: "does not hold"}
		}
		return nil
	}
	return a.transfer(o)
}

// transfer does copy and move.
func (a *applying) transfer(o *PatchOperation) *Violation {
	there := a.at(o.From)
	if there == nil || o.Op == "move" && len(o.From) == 0 && len(o.Path) > 0 {
		return &Violation{Pointer: "/from", Code: CodeNoPlace, Detail: "leads to nothing"}
	}
	if a.copied += there.size(); a.copied > mostCopied {
		return &Violation{Code: CodeTooLarge, Detail: "copies more than a patch may"}
	}
	there = there.Clone()
	if o.Op == "move" && len(o.From) > 0 {
		if _, wrong := a.remove(o.From); wrong != nil {
			return wrong
		}
	}
	return a.add(o.Path, there)
}

func clone(v Violation) *Violation { return &v }

// size counts the values in t.
func (t *Tree) size() int {
	n := 1
	for _, kid := range t.Kids {
		n += kid.size()
	}
	return n
}

// at returns what stands at a path; nil for nothing.
func (a *applying) at(path []string) *Tree {
	t := a.root
	for _, step := range path {
		i := t.child(step)
		if i < 0 {
			return nil
		}
		t = t.Kids[i]
	}
	return t
}

// find returns the value in which a path ends, and which of its parts it names; nil when
// there is nothing.
func (a *applying) find(path []string) (into *Tree, i int) {
	if len(path) == 0 {
		return nil, 0
	}
	into = a.at(path[:len(path)-1])
	if into == nil {
		return nil, 0
	}
	if i = into.child(path[len(path)-1]); i < 0 {
		return nil, 0
	}
	return into, i
}

// child returns which part of t a step names, or -1.
func (t *Tree) child(step string) int {
	switch t.Kind {
	case '{':
		return slices.Index(t.Names, step)
	case '[':
		if i, ok := itemIndex(step); ok && i < len(t.Kids) {
			return i
		}
	}
	return -1
}

// itemIndex reads the number of an item, in its one spelling.
func itemIndex(step string) (int, bool) {
	i, err := strconv.Atoi(step)
	return i, err == nil && i >= 0 && strconv.Itoa(i) == step
}

func (a *applying) add(path []string, v *Tree) *Violation {
	v = v.Clone()
	if len(path) == 0 {
		a.root = v
		return nil
	}
	into, last := a.at(path[:len(path)-1]), path[len(path)-1]
	switch {
	case into.Is('{'):
		into.set(last, v)
	case into.Is('[') && last == "-":
		into.Kids = append(into.Kids, v)
	case into.Is('['):
		i, ok := itemIndex(last)
		if !ok || i > len(into.Kids) {
			return clone(nowhere)
		}
		into.Kids = slices.Insert(into.Kids, i, v)
	default:
		return clone(nowhere)
	}
	return nil
}

func (a *applying) remove(path []string) (*Tree, *Violation) {
	into, i := a.find(path)
	if into == nil {
		return nil, clone(nowhere)
	}
	gone := into.Kids[i]
	into.remove(i)
	return gone, nil
}

// Blame returns the pointer to what in the patch gave the document its member of that name;
// "" for nothing.
func (p Patch) Blame(name string) string {
	for i := len(p) - 1; i >= 0; i-- {
		o := &p[i]
		at := "/" + strconv.Itoa(i)
		switch {
		case o.Op == "test":
		case len(o.Path) == 1 && o.Path[0] == name && o.Value != nil:
			return at + "/value"
		case len(o.Path) == 0, o.Path[0] == name, o.Op == "move" && len(o.From) > 0 && o.From[0] == name:
			return at
		}
	}
	return ""
}
