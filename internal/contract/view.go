package contract

import (
	"strings"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/plan"
	"github.com/newel-api/newel/internal/value"
)

// View is for whom a document is made: what that caller can never do or see is left out.
type View struct {
	kind   viewKind
	caller map[*design.Field]value.Value // of kind known: what is known of its row
}

type viewKind uint8

const (
	everyone  viewKind = iota // all that anybody can do
	anonymous                 // nobody is signed in
	signedIn                  // somebody is; who is not known
)

// The names of views.
const (
	ViewAnonymous = "anonymous"
	ViewSignedIn  = "signed_in"
)

// Everyone is the view that leaves nothing out.
func Everyone() *View { return &View{} }

// NewView returns the view of a caller: "anonymous", "signed_in", or what is known of the
// row of somebody who is signed in, as "role=admin" with commas between several. why says
// what is wrong with the text, "" for nothing.
func NewView(p *plan.Plan, text string) (v *View, why string) {
	switch {
	case text == ViewAnonymous:
		return &View{kind: anonymous}, ""
	case p.Design.Access.Identity.To == nil:
		return nil, "nobody signs in to this design: " + ViewAnonymous + " is the one view that it has"
	case text == ViewSignedIn:
		return &View{kind: signedIn}, ""
	}
	v = &View{kind: signedIn, caller: map[*design.Field]value.Value{}}
	for pair := range strings.SplitSeq(text, ",") {
		name, written, found := strings.Cut(pair, "=")
		if !found {
			return nil, `"` + pair + `" is neither ` + ViewAnonymous + ", " + ViewSignedIn + ", nor a field of the caller with its value, as role=admin"
		}
		f := p.Design.Access.Identity.To.Field(name)
		if f == nil {
			return nil, p.Design.Access.Identity.To.Name.Text + " has no field " + name
		}
		s := plan.SlotOf(f)
		got, wrong := s.ParseString(written)
		if wrong != nil {
			return nil, name + " " + wrong.Detail
		}
		v.caller[f] = got
	}
	return v, ""
}

// never tells whether the caller of the view meets a rule in no case.
func (v *View) never(n *design.Node) bool { return v.verdict(n) == fails }

// always tells whether every caller of the view meets a rule, whatever rows there are.
func (v *View) always(n *design.Node) bool { return v.verdict(n) == holds }

// signedIn is the view of those callers of v who are signed in.
func (v *View) signedIn() *View {
	if v.kind == everyone {
		return &View{kind: signedIn}
	}
	return v
}

// anonymous is the view of those callers of v who are not; nil when all are.
func (v *View) anonymous() *View {
	if v.kind == signedIn {
		return nil
	}
	return &View{kind: anonymous}
}

// signed tells whether a caller of v can be signed in.
func (v *View) signed() bool { return v.kind != anonymous }
