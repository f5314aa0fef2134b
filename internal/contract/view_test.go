package contract_test

import (
	"slices"
	"testing"

	"github.com/newel-api/newel/internal/contract"
)

// TestViews: what a caller can never do or see is not in their document.
func TestViews(t *testing.T) {
	p := load(t, "testdata/small")
	for _, c := range []struct {
		as        string
		ids       []string
		email     bool // of a person can be seen
		secret    bool // of a note can be written
		forbidden bool // a change can be
	}{
		{as: "anonymous", ids: []string{"signUp", "signIn", "listNotes", "getNote"}},
		{as: "signed_in", ids: all, email: true, secret: true, forbidden: true},
		{as: "admin=true", ids: all, email: true, secret: true, forbidden: true},
		{as: "admin=false,name=Ann", ids: without(all, "dropNote"), forbidden: true},
	} {
		v, why := contract.NewView(p, c.as)
		if why != "" {
			t.Fatal(c.as, why)
		}
		d := contract.Of(p, v)
		var ids []string
		for _, o := range d.Operations {
			ids = append(ids, o.ID)
		}
		if !slices.Equal(ids, c.ids) {
			t.Errorf("%s: %v, want %v", c.as, ids, c.ids)
		}
		if s := d.Shape("Person"); (s != nil && s.Member("email") != nil) != c.email {
			t.Errorf("%s: the email of a person", c.as)
		}
		if s := d.Shape("WriteNoteBody"); (s != nil && s.Member("secret") != nil) != c.secret {
			t.Errorf("%s: the secret of a note", c.as)
		}
		if o := d.Operation("editNote"); (o != nil && o.Answer(403) != nil) != c.forbidden {
			t.Errorf("%s: 403 of a change", c.as)
		}
	}
	admin, why := contract.NewView(p, "admin=true")
	if why != "" {
		t.Fatal(why)
	}
	if o := contract.Of(p, admin).Operation("dropNote"); o.Answer(403) != nil {
		t.Error("an admin may always delete a note")
	}
	for text, want := range map[string]string{
		"ann":        `"ann" is neither anonymous, signed_in, nor a field of the caller with its value, as role=admin`,
		"colour=red": "Person has no field colour",
		"admin=yes":  "admin must be true or false",
	} {
		if _, why := contract.NewView(p, text); why != want {
			t.Errorf("%s: %q", text, why)
		}
	}
}

var all = []string{"signUp", "signIn", "signOut", "getPerson", "listNotes", "getNote", "writeNote", "editNote", "showNote", "dropNote"}

func without(ids []string, id string) []string {
	return slices.DeleteFunc(slices.Clone(ids), func(one string) bool { return one == id })
}
