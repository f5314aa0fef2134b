package contract

import (
	"net/http"
	"slices"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/payload"
)

// patchType is the media type of a JSON Patch (RFC 6902).
const patchType = "application/json-patch+json"

// patchShape names the shapes of a JSON Patch. Members that no operation has mean nothing.
func (b *builder) patchShape() {
	one := b.name(&Shape{Kind: Object, Describe: "One operation of a JSON Patch (RFC 6902).", Members: []*Member{
		{Name: "op", Required: true, Shape: &Shape{Kind: Text, Words: []string{"add", "remove", "replace", "move", "copy", "test"}}},
		{Name: "path", Required: true, Shape: &Shape{Kind: Text}, Describe: "A pointer (RFC 6901) into the row as the operation answers with it."},
		{Name: "from", Shape: &Shape{Kind: Text}, Describe: "Of move and copy: the pointer to what is moved or copied."},
		{Name: "value", Shape: &Shape{Kind: Anything, Nullable: true}, Describe: "Of add, replace and test: the value."},
	}}, "JsonPatchOperation")
	b.patch = b.name(&Shape{
		Kind: List, Item: one, Most: length(payload.MostOperations), Describe: "Operations that are all done or none (RFC 6902).",
	}, "JsonPatch")
}

// patches tells whether the operation takes a JSON Patch.
func (c *calling) patches() bool { return c.op.Verb == design.Update && !c.op.Whole && c.op.Bulk == 0 }

// patchExample is a patch that sets the first member of an example.
func patchExample(example any) any {
	members, _ := example.(ordered)
	if len(members) == 0 {
		return []any{}
	}
	return []any{ordered{{"op", "add"}, {"path", "/" + members[0].name}, {"value", members[0].value}}}
}

// patched adds what a patch can be refused with: by its form, because a test does not hold,
// and as any update, at the operation that gave the member its value.
func (c *calling) patched() {
	conflict := c.out.refuse(http.StatusConflict, "patch_test_failed")
	conflict.at("/*", payload.CodeTestFailed)
	for _, status := range []int{http.StatusForbidden, http.StatusConflict, http.StatusUnprocessableEntity} {
		a := c.out.Answer(status)
		if a == nil {
			continue
		}
		for _, e := range slices.Clone(a.Errors) {
			if e.Pointer != "" && e.Pointer != "/*" {
				a.at("/*/value", e.Codes...)
				a.at("/*", e.Codes...)
			}
		}
	}
	a := c.out.refuse(http.StatusUnprocessableEntity, "invalid")
	a.at("", payload.CodeTooManyItems)
	a.at("/*", payload.CodeWrongType, payload.CodeNotUpdatable, payload.CodeTooLarge)
	a.at("/*/op", payload.CodeRequired, payload.CodeNotAChoice)
	for _, name := range []string{"/*/path", "/*/from"} {
		a.at(name, payload.CodeRequired, payload.CodeWrongType, payload.CodeNoPlace)
	}
	a.at("/*/value", payload.CodeRequired, payload.CodeInvalidText, payload.CodeNotUpdatable)
}
