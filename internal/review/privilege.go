package review

import (
	"slices"
	"strings"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/design/fact"
	"github.com/newel-api/newel/internal/diag"
)

// privileges are names of fields whose value is power, or money: whoever gives it to
// themselves has it.
var privileges = words("role roles admin is_admin superuser is_superuser permission permissions scope scopes verified is_verified " +
	"approved is_approved balance credit credits credit_limit quota plan discount")

// authors are names of references that say who did something; holders those that may
// as well say for whom it was done, as where an admin adds a member.
var (
	authors = words("author creator sender reporter submitter uploader poster created_by submitted_by uploaded_by reported_by sent_by")
	holders = words("owner requester user account")
)

func words(text string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(text) {
		set[w] = true
	}
	return set
}

var privilegedField = diag.Rule{ID: "review/privileged-field", Severity: diag.High, Title: "power that callers give themselves"}

// lookPrivilegedField finds fields of power that a request may write under a rule which holds
// for everybody, or for whoever the row is of.
func lookPrivilegedField(v *view) {
	if !v.access() {
		return
	}
	for o := range v.operations {
		if rule := v.whole.Rule(o); rule == nil || !v.own(rule) {
			continue
		}
		for _, ref := range o.Body {
			if f := ref.To; f != nil && f.Type != design.TypeRef && privileges[f.Name.Text] && !v.narrowed(f) {
				v.add(o.Name.Text+"."+f.Name.Text, ref.Span, "%q lets callers give themselves %s.%s", o.Name.Text, f.Entity.Name.Text, f.Name.Text).
					Mend("leave it out of the body, or say who may write it: fields: {%s: {write: \"…\"}} below %s in access.yaml", f.Name.Text, f.Entity.Name.Text)
			}
		}
	}
	if up := v.Access.SignUp; up != nil && up.Who.Word != design.Never {
		for _, ref := range up.Fields {
			if f := ref.To; f != nil && f.Type != design.TypeRef && privileges[f.Name.Text] {
				v.add("sign_up."+f.Name.Text, ref.Span, "whoever signs up chooses their own %s", f.Name.Text).
					Mend("leave it out of sign_up, and give it a default")
			}
		}
	}
}

// own tells whether a rule holds for everybody who is signed in, or for whoever the row
// itself is of: nobody else has a say then.
func (v *view) own(n *design.Node) bool {
	if fact.Unconditional(n) {
		return true
	}
	switch n.Op {
	case design.OpEqual:
		return caller(n.Left) && ofRow(n.Right) || caller(n.Right) && ofRow(n.Left)
	case design.OpAnd:
		for _, kid := range n.Kids {
			if !v.own(kid) {
				return false
			}
		}
		return true
	case design.OpOr:
		for _, kid := range n.Kids {
			if v.own(kid) {
				return true
			}
		}
	case design.OpIs:
		return n.Left.Authed
	case design.OpConst, design.OpNot, design.OpHas, design.OpLess, design.OpAtMost, design.OpIn, design.OpPrefix, design.OpSuffix,
		design.OpContains, design.OpHolds, design.OpExists, design.OpAll:
	}
	return false
}

// caller tells whether t is who asks.
func caller(t *design.Term) bool {
	return t != nil && t.Root == design.RootCaller && !t.Authed && len(t.Path) == 0
}

// ofRow tells whether t is the row itself, or what a reference of it leads to.
func ofRow(t *design.Term) bool {
	return t != nil && (t.Root == design.RootResource || t.Root == design.RootResult) && len(t.Path) <= 1 && !t.Size
}

// narrowed tells whether the field has a rule of its own for who writes it.
func (v *view) narrowed(f *design.Field) bool {
	for _, a := range v.Access.Allow {
		for _, one := range a.Fields {
			if one.Field.To == f && one.Write.Written() {
				return true
			}
		}
	}
	return false
}

var anothersName = diag.Rule{ID: "review/in-anothers-name", Severity: diag.High, Title: "rows that callers make in the name of others"}

// lookAnothersName finds creates in which the body says who did it, under a rule that does not
// hold it against the caller.
func lookAnothersName(v *view) {
	who := v.Access.Identity.To
	if who == nil {
		return
	}
	for o := range v.operations {
		rule := v.whole.Rule(o)
		if o.Verb != design.Create || rule == nil {
			continue
		}
		for _, ref := range o.Body {
			f := ref.To
			if f == nil || f.Type != design.TypeRef || f.Target.To != who || v.narrowed(f) || holds(rule, f) {
				continue
			}
			if !authors[f.Name.Text] && !(holders[f.Name.Text] && fact.Unconditional(rule)) {
				continue
			}
			v.add(o.Name.Text+"."+f.Name.Text, ref.Span, "%q takes the %s from the body, and holds it against nobody", o.Name.Text, f.Name.Text).
				Mend("write set: {%s: \"caller.id\"} in its place, or ask for it in the rule: \"result.%s == caller.id\"", f.Name.Text, f.Name.Text)
		}
	}
}

// holds tells whether a part of a rule compares f of the new row with the caller.
func holds(n *design.Node, f *design.Field) bool {
	is := func(t *design.Term) bool {
		return t != nil && t.Root == design.RootResult && len(t.Path) == 1 && t.Path[0] == f
	}
	if n.Op == design.OpEqual && (caller(n.Left) && is(n.Right) || caller(n.Right) && is(n.Left)) {
		return true
	}
	return n.Op != design.OpNot && slices.ContainsFunc(n.Kids, func(kid *design.Node) bool { return holds(kid, f) })
}
