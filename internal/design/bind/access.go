package bind

import (
	"slices"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/diag"
)

// identity binds who signs in, and how.
func (b *binder) identity() {
	a := &b.design.Access
	e := b.entity(&a.Identity)
	if a.Identity.Set() && e == nil {
		b.broken["caller"] = true
	}
	if e != nil {
		b.identityEntity(e, a)
	}
	switch {
	case a.Password != nil && !a.Identity.Set():
		b.add(&signInIncomplete, a.Password.Span, "callers sign in, and there is no identity: nobody knows as what").
			Mend("add identity: and the entity of those who sign in")
	case a.SignUp != nil && a.Password == nil:
		b.add(&signInIncomplete, a.SignUp.Span, "people sign up, and there is no sign_in").
			Mend("add sign_in: {password: {login: …}} with the field that they type")
	case e != nil && a.Password == nil:
		b.add(&nobodySignsIn, a.Identity.Span, "%s is who signs in, and there is no sign_in", e.Name.Text).
			Mend("add sign_in: {password: {login: …}} with the field that they type")
	}
	if docs := b.design.Contract.Docs; docs != nil && docs.Show.Word == design.SignedIn && a.Password == nil {
		b.add(&signInIncomplete, docs.Show.Span, "the reference is for whoever is signed in, and there is no sign_in").
			Mend("write show: anyone with a reason, or never")
	}
	if a.Password != nil {
		b.login(e, &a.Password.Login)
	}
	if a.SignUp != nil {
		b.signUp(e, a.SignUp)
	}
}

func (b *binder) identityEntity(e *design.Entity, a *design.Access) {
	if !e.Global && e.Tenant.Set() {
		b.add(&identityNotGlobal, a.Identity.Span, "%s belongs to a tenant, and who signs in must be known everywhere", e.Name.Text).
			Mend("make it global, and let rows of another entity say who belongs to which tenant").
			See(e.Name.Span, "%s is declared here", e.Name.Text)
	}
	if f := e.Field("authenticated"); f != nil {
		b.reserved(f.Name, "field", "caller.authenticated tells whether the caller is signed in")
	}
}

// The member of the bodies of sign-in and sign-up that is no field.
const password = "password"

// login binds the field that a person types beside the password.
func (b *binder) login(e *design.Entity, ref *design.Ref[design.Field]) {
	f := b.field(e, ref)
	if f == nil || f.Type == design.TypeNone || b.misread(f.Span) {
		return
	}
	wrong, mend := "", ""
	switch {
	case f.Type != design.TypeEmail && f.Type != design.TypeText:
		wrong, mend = "is of the type "+f.Type.String(), "name a field of the type email or text"
	case f.Optional:
		wrong, mend = "is optional", "remove optional: true from it, or name another field"
	case f.Unique == nil:
		wrong, mend = "is not unique", "add unique: true to it"
	case f.Name.Text == password:
		b.reserved(design.Name{Text: f.Name.Text, Span: ref.Span}, "the login", "the password itself is sent under this name")
		return
	default:
		return
	}
	b.add(&badLogin, ref.Span, "%q cannot be the login: it %s", f.Name.Text, wrong).
		Mend("%s", mend).See(f.Name.Span, "%q is declared here", f.Name.Text)
}

// signUp binds the fields that a person gives for their own row.
func (b *binder) signUp(e *design.Entity, s *design.SignUp) {
	given := &values{
		binder: b, entity: e, creates: true, of: design.Name{Text: "sign_up", Span: s.Span}, by: map[*design.Field]design.Ref[design.Field]{},
	}
	for i := range s.Fields {
		ref := &s.Fields[i]
		given.add(ref)
		if ref.Name == password {
			b.reserved(design.Name{Text: ref.Name, Span: ref.Span}, "a field of sign_up", "the password itself is sent under this name")
		}
	}
	if s.Who.Word == design.Anyone {
		given.complete(s.Span)
	}
	b.word(&s.Who)
}

// access binds the names of policies and rules, their expressions excepted.
func (b *binder) access() {
	a := &b.design.Access
	for _, p := range a.Policies {
		b.policyNames(p)
	}
	for _, w := range a.Allow {
		if e := b.entities[w.Entity.Name]; e != nil {
			b.allowed[e] = w
		}
	}
	for _, w := range a.Allow {
		e := b.entity(&w.Entity)
		if e == nil {
			continue
		}
		if b.allowed[e] == nil { // a misspelt name
			b.allowed[e] = w
		}
		if b.allowed[e] != w { // one that was taken for another's
			w.Entity.To = nil
			continue
		}
		for _, f := range w.Fields {
			b.field(e, &f.Field)
		}
		for _, o := range w.Operations {
			b.allowedOperation(e, &o.Operation)
		}
	}
}

func (b *binder) policyNames(p *design.Policy) {
	b.policies[p.Name.Text] = p
	b.written(p.Name, "policy", &snake)
	switch {
	case slices.Contains(celWords, p.Name.Text), slices.Contains(rootWords, p.Name.Text):
		b.reserved(p.Name, "policy", "expressions mean something else by it")
	case slices.Contains(functionWords, p.Name.Text):
		b.reserved(p.Name, "policy", "it is a function of the expressions' language")
	}
	for _, param := range p.With {
		b.written(param.Name, "parameter", &snake)
		if slices.Contains(celWords, param.Name.Text) || slices.Contains(rootWords, param.Name.Text) {
			b.reserved(param.Name, "parameter", "expressions mean something else by it")
		}
		if param.Type == design.TypeNone || param.Type == design.TypeRef && b.entity(&param.Entity) == nil {
			b.breaks(p.Name)
		}
	}
}

// allowedOperation binds an operation that has a rule of its own.
func (b *binder) allowedOperation(e *design.Entity, ref *design.Ref[design.Operation]) {
	if !b.design.Contract.Span.Known() {
		return
	}
	o := b.operations[ref.Name]
	if o != nil && (o.Entity() == e || o.Entity() == nil) {
		ref.To = o
		return
	}
	d := b.add(&unknownOperation, ref.Span, "%s has no operation %q", e.Name.Text, ref.Name)
	if o != nil {
		d.Mend("write its rule under %s, whose operation it is", o.Entity().Name.Text).See(o.Name.Span, "it is declared here")
		return
	}
	var names []string
	for _, r := range b.design.Contract.Resources {
		for _, o := range r.Operations {
			if r.Of.To == e {
				names = append(names, o.Name.Text)
			}
		}
	}
	switch near := diag.Nearest(ref.Name, names); {
	case near != "":
		ref.To = b.operations[near]
		d.Meant(ref.Name, near, names)
	case len(names) == 0:
		d.Mend("declare it in contract.yaml, or remove the rule: no resource has operations on %s", e.Name.Text)
	default:
		d.Mend("declare it in contract.yaml, or name one that is there: %s", some(names))
	}
}
