package decode

import (
	"regexp"
	"slices"
	"strings"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/design/source"
	"github.com/newel-api/newel/internal/diag"
)

// Access reads the files of access.yaml into a design's part. What was read of a
// design with findings is for further findings only.
func Access(files []*source.File, into *design.Access, diags *diag.List) {
	into.Span = readFiles(newReader(nil, diags), accessFile, "access.yaml", files, into)
}

var accessFile = &mapping[design.Access]{
	sample: "{identity: User, allow: {}}",
	keys: []key[design.Access]{
		may("identity", "the entity whose rows sign in", refer[design.Entity]("User"),
			func(a *design.Access, v design.Ref[design.Entity], _ place) { a.Identity = v }),
		may("sign_in", "how callers show who they are", signIn,
			func(a *design.Access, v *design.Password, _ place) { a.Password = v }),
		may("sign_up", "who may make an identity of their own", signUp,
			func(a *design.Access, v *design.SignUp, _ place) { a.SignUp = v }),
		may("policies", "named conditions that rules use", named("policy", policy),
			func(a *design.Access, v []*design.Policy, _ place) { a.Policies = append(a.Policies, v...) }),
		may("allow", "what callers may do with the rows of each entity", named("entity", allow),
			func(a *design.Access, v []*design.Allow, _ place) { a.Allow = append(a.Allow, v...) }),
	},
}

// methods are the ways to sign in.
type methods struct{ password *design.Password }

var signIn = object(&mapping[methods]{
	sample: "{password: {login: email}}",
	keys: []key[methods]{
		must("password", "by a password", password,
			func(m *methods, v *design.Password, _ place) { m.password = v }),
	},
}, func(_ *reader, _ place, m *methods) *design.Password { return m.password })

var password = object(&mapping[design.Password]{
	sample: "{login: email}",
	keys: []key[design.Password]{
		must("login", "the unique field that a person types beside the password", refer[design.Field]("email"),
			func(p *design.Password, v design.Ref[design.Field], _ place) { p.Login = v }),
	},
}, func(_ *reader, at place, p *design.Password) *design.Password {
	p.Span = at.span
	return p
})

// signUpDraft is a sign-up while its keys are read.
type signUpDraft struct {
	design.SignUp
	reasoned bool // because is written, be it well or badly
}

const signUpSample = "{who: anyone, because: customers register themselves, fields: [email]}"

var signUp = object(&mapping[signUpDraft]{
	sample: signUpSample,
	keys: []key[signUpDraft]{
		must("who", "who may", word[design.Word](only(design.WordNames[:], design.Anyone, design.Never)),
			func(s *signUpDraft, v chosen[design.Word], _ place) {
				s.Who.Word, s.Who.Span = v.word, v.span
			}),
		may("because", "the reason, which anyone needs", words("customers register themselves"),
			func(s *signUpDraft, v design.Name, _ place) { s.Who.Because = v }).
			noting(func(s *signUpDraft, _ place) { s.reasoned = true }),
		must("fields", "the fields that a body may give", fields(0),
			func(s *signUpDraft, v []design.Ref[design.Field], _ place) { s.Fields = v }),
	},
}, func(r *reader, at place, s *signUpDraft) *design.SignUp {
	s.Span = at.span
	r.needsReason(&s.Who, at, s.reasoned, signUpSample)
	if !s.Who.Written() {
		s.Who.Word, s.Who.Span = design.Never, at.span
	}
	return &s.SignUp
})

var policy = object(&mapping[design.Policy]{
	sample: `{with: {org: Organization}, is: "org.owner == caller.id"}`,
	keys: []key[design.Policy]{
		may("with", "its parameters: an entity or a type each", named("parameter", param),
			func(p *design.Policy, v []*design.Param, _ place) { p.With = v }),
		must("is", "the condition", cel("org.owner == caller.id"),
			func(p *design.Policy, v design.Expr, _ place) { p.Is = v }),
	},
}, func(_ *reader, at place, p *design.Policy) *design.Policy {
	p.Name = at.name
	return p
})

// scalars are the types that a parameter may have.
var scalars = slices.DeleteFunc(only(design.TypeNames[:], design.TypeText, design.TypeEmail, design.TypeInteger,
	design.TypeBoolean, design.TypeTimestamp, design.TypeDate, design.TypeUUID, design.TypeURL, design.TypeNumber), func(n string) bool { return n == "" })

// param is the form of a parameter: the name of an entity, or the word of a type. No
// entity is called as a type, which begins in lower case.
var param = form[*design.Param]{paramShape, readParam}

var entityName = &Shape{Kind: Name, Sample: "Organization", Pattern: regexp.MustCompile(`^[^a-z\s]`)}

var paramShape = &Shape{Kind: Alternative, Sample: "Organization", Either: []*Shape{entityName, {Kind: Word, Words: scalars}}}

func readParam(r *reader, at place, n *source.Node) (*design.Param, bool) {
	p := &design.Param{Name: at.name}
	if !r.text(n, at, paramShape) {
		return p, true
	}
	if entityName.Pattern.MatchString(n.Text) {
		p.Type, p.Entity = design.TypeRef, design.Ref[design.Entity]{Name: n.Text, Span: n.Span}
		return p, true
	}
	if i := slices.Index(design.TypeNames[:], n.Text); slices.Contains(scalars, n.Text) {
		p.Type = design.Type(i)
		return p, true
	}
	d := r.diags.Add(&unknownWord, n.Span, "%s is %q, which is neither an entity nor one of the words %s", at.label, n.Text, strings.Join(scalars, ", "))
	if near := diag.Nearest(n.Text, scalars); near != "" {
		d.Meant(n.Text, near, scalars)
		p.Type = design.Type(slices.Index(design.TypeNames[:], near))
	} else {
		d.Mend("write one of those words, or an entity, as in %s", paramShape.Sample)
	}
	return p, true
}

var allow = object(&mapping[design.Allow]{
	sample: "{read: signed_in}",
	keys: []key[design.Allow]{
		may("read", "who may read a row", condition, func(a *design.Allow, v design.Condition, _ place) { a.Read = v }),
		may("create", "who may make a row", condition, func(a *design.Allow, v design.Condition, _ place) { a.Create = v }),
		may("update", "who may change a row", condition, func(a *design.Allow, v design.Condition, _ place) { a.Update = v }),
		may("delete", "who may delete a row", condition, func(a *design.Allow, v design.Condition, _ place) { a.Delete = v }),
		may("fields", "fields that fewer may read or write", named("field", fieldAllow),
			func(a *design.Allow, v []*design.FieldAllow, _ place) { a.Fields = v }),
		may("operations", "who may use an operation", named("operation", operationAllow),
			func(a *design.Allow, v []*design.OperationAllow, _ place) { a.Operations = v }),
	},
}, func(_ *reader, at place, a *design.Allow) *design.Allow {
	a.Entity, a.Span = ref[design.Entity](at), at.span
	return a
})

var fieldAllow = object(&mapping[design.FieldAllow]{
	sample: "{read: signed_in}",
	keys: []key[design.FieldAllow]{
		may("read", "who may read it", condition, func(a *design.FieldAllow, v design.Condition, _ place) { a.Read = v }),
		may("write", "who may write it", condition, func(a *design.FieldAllow, v design.Condition, _ place) { a.Write = v }),
	},
}, func(_ *reader, at place, a *design.FieldAllow) *design.FieldAllow {
	a.Field = ref[design.Field](at)
	return a
})

var operationAllow = form[*design.OperationAllow]{condition.shape, func(r *reader, at place, n *source.Node) (*design.OperationAllow, bool) {
	c, _ := condition.read(r, at, n)
	return &design.OperationAllow{Operation: ref[design.Operation](at), Condition: c}, true
}}
