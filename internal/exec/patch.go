package exec

import (
	"errors"
	"slices"
	"strings"

	"github.com/newel-api/newel/internal/payload"
	"github.com/newel-api/newel/internal/plan"
	"github.com/newel-api/newel/internal/value"
)

// patched applies the JSON Patch of the call to the row as the caller may read it, and makes
// its body of what is another value then. A field that they may not read is not there: a
// test of it fails as that of any name.
func (w *writing) patched() error {
	c := w.call
	now, err := w.document()
	if err != nil {
		return err
	}
	then, wrong := c.Patch.Apply(now)
	switch {
	case wrong != nil && wrong.Code == payload.CodeTestFailed:
		return &Refusal{Kind: Conflict, Code: "patch_test_failed", Detail: "A test of the patch does not hold.", Violations: []payload.Violation{*wrong}}
	case wrong != nil:
		return unfit(*wrong)
	case then.Kind != '{':
		return unfit(payload.Violation{Code: payload.CodeWrongType, Detail: "must leave an object"})
	}
	body := payload.Tree{Kind: '{'}
	var violations []payload.Violation
	for _, name := range slices.Concat(now.Names, then.Names) {
		is, was := then.Member(name), now.Member(name)
		if is != nil && was != nil && is.Equal(was) || slices.Contains(body.Names, name) {
			continue
		}
		if !slices.ContainsFunc(w.body.Slots, func(s plan.Slot) bool { return s.Field.Name.Text == name }) {
			violations = append(violations, payload.Violation{Pointer: c.Patch.Blame(name), Code: payload.CodeNotUpdatable, Detail: "changes what this operation does not"})
		}
		if is == nil {
			is = &payload.Tree{Kind: 'n'}
		}
		body.Names, body.Kids = append(body.Names, name), append(body.Kids, is)
	}
	if len(violations) > 0 {
		return unfit(violations...)
	}
	n := w.body.Input.Len()
	c.Input, c.Present = make([]value.Value, n), make([]bool, n)
	if violations, err = w.body.Input.Parse(body.Append(nil), c.Input, c.Present); err != nil {
		return err
	}
	if len(violations) > 0 {
		return unfit(violations...)
	}
	w.frame.Input = inputRow(w.body, c)
	return nil
}

// document is the row as the operation would answer with it now.
func (w *writing) document() (*payload.Tree, error) {
	plain := *w.call
	plain.Expand, plain.Only = 0, value.Bits{}
	f := frame(w.call)
	now, err := w.x.represent(w.tx, &plain, &f, w.about(), nil)
	if err != nil || len(now.Body) == 0 {
		return &payload.Tree{Kind: '{'}, err
	}
	tree, _, err := payload.ParseTree(now.Body)
	return tree, err
}

func unfit(violations ...payload.Violation) *Refusal {
	return &Refusal{Kind: Invalid, Code: "invalid", Detail: "The patch breaks rules of this operation.", Violations: violations}
}

// blamed makes the pointers of a refusal lead into the patch, where it gave the field that
// they name its value.
func (c *Call) blamed(err error) error {
	refusal, ok := errors.AsType[*Refusal](err)
	if c.Patch == nil || !ok {
		return err
	}
	out := *refusal
	out.Violations = slices.Clone(refusal.Violations)
	for i := range out.Violations {
		v := &out.Violations[i]
		path, ok := payload.ParsePointer(v.Pointer)
		if !ok || len(path) == 0 || strings.Trim(path[0], "0123456789") == "" {
			continue // it leads there already
		}
		if at := c.Patch.Blame(path[0]); at != "" {
			v.Pointer = at
		}
	}
	return &out
}
