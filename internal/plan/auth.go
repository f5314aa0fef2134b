package plan

import (
	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/payload"
	"github.com/newel-api/newel/internal/plan/query"
)

// The member of a body that holds a password, and how long a new one must be, in
// code points. The lower bound is NIST SP 800-63B-4's for a password that is the
// only factor; the upper one keeps a request from being expensive.
const (
	PasswordMember = "password"
	PasswordMin    = 15
	PasswordMax    = 1024
)

// auth compiles how callers sign in.
func (c *compiler) auth(a *design.Access) *Auth {
	if a.Identity.To == nil || a.Password == nil {
		return nil
	}
	e := a.Identity.To
	out := &Auth{Identity: e, Login: a.Password.Login.To, Enrol: c.signUp(e, e.Fields)}
	out.Enrol.Body.Input = nil // what is enrolled does not come as JSON
	for i := range out.Enrol.Body.Slots {
		out.Enrol.Body.Slots[i].Reference = nil
	}
	// Whatever cannot be a login of anybody is just a wrong one.
	login := slot(out.Login)
	login.Required, login.Min, login.Max, login.Caseless = true, nil, nil, out.Login.Caseless
	out.SignIn = payload.NewInput([]payload.Slot{login, {Name: PasswordMember, Format: payload.Text, Required: true}})
	if a.SignUp != nil && a.SignUp.Who.Word == design.Anyone {
		out.SignUp = c.signUp(e, targets(a.SignUp.Fields))
	}
	return out
}

// signUp compiles the making of an identity row from those fields.
func (c *compiler) signUp(e *design.Entity, fields []*design.Field) *SignUp {
	s := &SignUp{Body: c.body(fields, width(e), false, e), Write: &Write{
		Entity: e, Defaults: defaults(e), Insert: query.Insert(c.dialect, e), Number: c.number(e), Slugs: c.slugs(e), Checks: c.named(e.Checks),
	}}
	for _, f := range fields {
		s.Fields = append(s.Fields, slot(f))
	}
	low, high := int64(PasswordMin), int64(PasswordMax)
	password := payload.Slot{Name: PasswordMember, Format: payload.Text, Required: true, Min: &low, Max: &high}
	s.Body.Input = payload.NewInput(append(s.Fields[:len(s.Fields):len(s.Fields)], password))
	return s
}
