package contract

import (
	"net/http"
	"slices"

	"github.com/newel-api/newel/internal/payload"
	"github.com/newel-api/newel/internal/plan"
)

// authTag is the tag of the operations about sessions.
const authTag = "auth"

// auth adds how callers sign up, in and out.
func (b *builder) auth(a *plan.Auth) {
	base := b.plan.Base + "/auth/"
	if a.SignUp != nil {
		up := b.own("signUp", base+"sign-up", "Sign up", "Makes an account. Whether the login is taken is not told.")
		up.Body = b.ownBody("SignUpBody", a.SignUp.Body.Input)
		up.done(http.StatusNoContent, "Done.", nil)
		up.attempt(a.SignUp.Body.Input)
		invalid := up.Answer(http.StatusUnprocessableEntity)
		for _, c := range a.SignUp.Write.Checks {
			invalid.at("", c.Name)
		}
		b.signUpConflicts(up, a)
		up.sort()
	}
	in := b.own("signIn", base+"sign-in", "Sign in", "Opens a session. Its token goes into the header Authorization, behind Bearer and a space.")
	in.Body = b.ownBody("SignInBody", a.SignIn)
	session := b.name(&Shape{Kind: Object, Members: []*Member{
		{Name: "token", Required: true, Shape: &Shape{Kind: Text, Example: "n2xk7v5q…"}},
		{Name: "token_type", Required: true, Shape: &Shape{Kind: Text, Words: []string{"Bearer"}}},
		{Name: "expires_at", Required: true, Shape: &Shape{Kind: Text, Format: "date-time"}, Describe: "When the session ends at the latest; a day without use ends it sooner."},
	}}, "Session")
	session.Example = b.examples.object(session, "")
	in.done(http.StatusOK, "A session.", session)
	in.refuse(http.StatusUnauthorized, "wrong_credentials")
	in.attempt(a.SignIn)
	in.refuse(http.StatusNotAcceptable, "not_acceptable")
	in.sort()
	if b.view.kind == anonymous {
		return
	}
	out := b.own("signOut", base+"sign-out", "Sign out", "Ends the session of the token.")
	out.Caller = SignedIn
	out.done(http.StatusNoContent, "The session has ended.", nil)
	out.common(append([]string{"invalid_authorization"}, codesOfAll...), false)
	out.refuse(http.StatusUnauthorized, append([]string{"sign_in_required"}, codesOfTokens...)...)
	out.sort()
}

// own adds an operation of Newel's own. Its id gives way to one of the design.
func (b *builder) own(id, path, summary, describe string) *Operation {
	if b.declared[id] != nil {
		id = "newel" + sentence(id)
	}
	o := &Operation{ID: id, Tag: authTag, Method: http.MethodPost, Path: path, Summary: summary, Describe: describe, Caller: Anybody}
	b.out.Operations = append(b.out.Operations, o)
	return o
}

func (b *builder) ownBody(name string, in *payload.Input) *Body {
	shape := &Shape{Kind: Object, Closed: true}
	slots := in.Slots()
	for i := range slots {
		s := taken(&slots[i])
		if slots[i].Name == plan.PasswordMember {
			s.Format, s.Hidden = "password", true
		}
		shape.Members = append(shape.Members, &Member{Name: slots[i].Name, Required: slots[i].Required, Shape: s})
	}
	b.name(shape, name)
	return &Body{Required: true, Types: []string{jsonType}, Shape: shape, Example: b.examples.object(shape, b.plan.Auth.Identity.Name.Text)}
}

func (o *Operation) done(status int, describe string, s *Shape) {
	a := &Answer{Status: status, Describe: describe, Shape: s, Headers: []*Header{requestID}}
	if s != nil {
		a.Type, a.Example = jsonType, s.Example
	}
	o.Answers = append(o.Answers, a)
}

// attempt adds what signing up and in may both answer.
func (o *Operation) attempt(in *payload.Input) {
	o.common(slices.Clone(codesOfAll), true)
	o.refuse(http.StatusUnprocessableEntity, "invalid").body(in)
	o.refuse(http.StatusTooManyRequests, "too_many_attempts")
}

// signUpConflicts adds what stands against a new account beside its login.
func (b *builder) signUpConflicts(o *Operation, a *plan.Auth) {
	for _, fields := range uniques(a.Identity) {
		if slices.Contains(fields, a.Login) {
			continue
		}
		conflict := o.refuse(http.StatusConflict, "taken")
		for _, f := range fields {
			if f != a.Identity.Tenant.To || len(fields) == 1 {
				conflict.at("/"+f.Name.Text, "taken")
			}
		}
	}
	invalid := o.Answer(http.StatusUnprocessableEntity)
	for _, s := range a.SignUp.Body.Slots {
		if s.Reference != nil {
			invalid.at("/"+s.Field.Name.Text, "not_found")
		}
	}
}
