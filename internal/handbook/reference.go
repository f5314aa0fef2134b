package handbook

import (
	"cmp"
	"net/http"
	"slices"
	"strings"

	"github.com/newel-api/newel/internal/catalogue"
	"github.com/newel-api/newel/internal/contract"
	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/plan"
)

// Options are what pages of a reference are made of, beside the plan.
type Options struct {
	// Rules has the rules of access told: conditions in words and as the design has them.
	// They may name what nothing sends.
	Rules bool
	// Files makes pages for a folder, with links between files; else they are for a server.
	Files bool
	// Body is how many bytes a body has at the most; 0 leaves that out.
	Body int64
}

// book is all that a reference says, in the order in which it says it. Texts of it are
// plain: whoever writes them escapes them.
type book struct {
	Title, Describe string
	Rules           bool
	Files           bool
	SignIn          *signIn // nil when nobody signs in
	Lists           lists
	Groups          []*group
	Policies        []*policy
	Families        []*family // what many operations may answer alike
	Codes           []catalogue.Entry
	Limits          []string

	plan *plan.Plan
	doc  *contract.Document
}

// signIn is how callers show who they are.
type signIn struct {
	Address, Curl string
	SignUp        string // an operation, "" for none
}

// lists are what some list of the API has.
type lists struct{ Any, Total, Search, Sort, Filter, Among, Expand, Computed bool }

// group is a resource, or signing in.
type group struct {
	Name, Title, Describe string
	Read                  []*rule // who may read its rows
	Operations            []*operation
	Shapes                []*shape
	Checks                []*named
}

// policy is a named condition.
type policy struct {
	Name, With string
	Rule       *rule
}

// named is a condition that has a name.
type named struct {
	Name string
	Rule *rule // nil when it is not told
}

// refusals are the codes of one status.
type refusals struct {
	Status int
	Title  string
	Codes  []string
	Errors []*contract.Errors
}

// newBook says all there is to say of a plan.
func newBook(p *plan.Plan, o Options) *book {
	d := contract.Of(p, contract.Everyone())
	b := &book{
		Title: d.Title, Describe: d.Describe, Rules: o.Rules, Files: o.Files, plan: p, doc: d,
	}
	b.shared()
	byTag := map[string]*group{}
	for _, t := range d.Tags {
		g := &group{Name: t.Name, Title: capital(spaced(t.Name)), Describe: t.Describe}
		if strings.EqualFold(strings.TrimSuffix(g.Describe, "."), g.Title) {
			g.Describe = ""
		}
		byTag[t.Name] = g
		b.Groups = append(b.Groups, g)
	}
	for _, r := range p.Design.Contract.Resources {
		if g := byTag[r.Name.Text]; g != nil {
			b.resource(g, r)
		}
	}
	told := map[string]bool{}
	for _, one := range d.Operations {
		g := byTag[one.Tag]
		g.Operations = append(g.Operations, b.operation(one))
		b.shapesOf(g, one, told)
	}
	b.signing()
	b.policies()
	b.codes()
	b.lists()
	b.limits(o.Body)
	return b
}

// resource says who may read rows of r, and what holds for them.
func (b *book) resource(g *group, r *design.Resource) {
	if !b.Rules || r.Of.To == nil {
		return
	}
	if a := b.allowed(r.Of.To); a != nil {
		g.Read = rulesOf(&a.Read)
	}
	for _, c := range r.Of.To.Checks {
		g.Checks = append(g.Checks, &named{c.Name.Text, ruleOf(c.Expr.Text)})
	}
}

// allowed returns what the design says of e, or nil.
func (b *book) allowed(e *design.Entity) *design.Allow {
	for _, a := range b.plan.Design.Access.Allow {
		if a.Entity.To == e {
			return a
		}
	}
	return nil
}

// signing finds how callers sign in.
func (b *book) signing() {
	if !b.doc.SignIn {
		return
	}
	b.SignIn = &signIn{}
	for _, o := range b.doc.Operations {
		switch {
		case o.Tag != authTag || o.Verb != "":
		case strings.HasSuffix(o.Path, "/sign-in"):
			b.SignIn.Address, b.SignIn.Curl = o.ID, curl(o)
		case strings.HasSuffix(o.Path, "/sign-up"):
			b.SignIn.SignUp = o.ID
		}
	}
}

// authTag is the tag of the operations about sessions.
const authTag = "auth"

func (b *book) policies() {
	if !b.Rules {
		return
	}
	for _, p := range b.plan.Design.Access.Policies {
		var with []string
		for _, param := range p.With {
			kind := param.Type.String()
			if param.Type == design.TypeRef {
				kind = param.Entity.Name
			}
			with = append(with, param.Name.Text+": "+kind)
		}
		b.Policies = append(b.Policies, &policy{p.Name.Text, strings.Join(with, ", "), ruleOf(p.Is.Text)})
	}
}

// family is a set of operations, and the codes that all of them have, which are told once.
type family struct {
	Title   string
	Refuses []*refusals
	codes   []string
	has     func(*contract.Operation) bool
}

// shared finds the codes that operations of a kind have alike.
func (b *book) shared() {
	b.Families = []*family{
		{Title: "Every operation", has: func(*contract.Operation) bool { return true }},
		{Title: "Every operation on a resource", has: func(o *contract.Operation) bool { return o.Verb != "" }},
		{Title: "Every operation that answers with rows", has: func(o *contract.Operation) bool { return o.Param("fields") != nil }},
		{Title: "Every list", has: func(o *contract.Operation) bool { return o.Verb == design.List.String() }},
		{Title: "Every operation with a row in its path", has: func(o *contract.Operation) bool { return strings.Contains(o.Path, "{") }},
		{Title: "Every operation that writes", has: func(o *contract.Operation) bool { return o.Verb != "" && o.Method != http.MethodGet }},
		{Title: "Every operation with a body", has: func(o *contract.Operation) bool { return o.Body != nil }},
	}
	codes := make(map[*contract.Operation][]string, len(b.doc.Operations))
	for _, o := range b.doc.Operations {
		codes[o] = codesOf(o)
	}
	all := append(b.Families, b.families()...)
	b.Families = nil
	for _, f := range all {
		of := slices.DeleteFunc(slices.Clone(b.doc.Operations), func(o *contract.Operation) bool { return !f.has(o) })
		if len(of) == 0 {
			continue
		}
		f.codes = slices.DeleteFunc(slices.Clone(codes[of[0]]), func(code string) bool {
			has := func(o *contract.Operation) bool { return slices.Contains(codes[o], code) }
			told := func(o *contract.Operation) bool { return b.alike(o, code) }
			// What has errors of its own at each operation is told there.
			return code == "taken" || !every(of, has) || every(of, told)
		})
		if f.Refuses = byStatus(f.codes); len(f.codes) > 0 {
			b.Families = append(b.Families, f)
		}
	}
}

func every(all []*contract.Operation, is func(*contract.Operation) bool) bool {
	return !slices.ContainsFunc(all, func(o *contract.Operation) bool { return !is(o) })
}

// families are the operations with one header, and with one method that not all have.
func (b *book) families() (out []*family) {
	add := func(title string, has func(*contract.Operation) bool) {
		if !slices.ContainsFunc(out, func(f *family) bool { return f.Title == title }) {
			out = append(out, &family{Title: title, has: has})
		}
	}
	for _, o := range b.doc.Operations {
		for _, p := range o.Params {
			if p.In == contract.InHeader {
				add("Every operation with the header "+p.Name, func(o *contract.Operation) bool {
					return slices.ContainsFunc(o.Params, func(of *contract.Param) bool { return of.In == contract.InHeader && of.Name == p.Name })
				})
			}
		}
		if o.Method == http.MethodPatch || o.Method == http.MethodPut {
			add("Every "+o.Method, func(of *contract.Operation) bool { return of.Method == o.Method })
		}
	}
	return out
}

// alike tells whether a code of o is told of a family that it is of.
func (b *book) alike(o *contract.Operation, code string) bool {
	return slices.ContainsFunc(b.Families, func(f *family) bool { return f.has(o) && slices.Contains(f.codes, code) })
}

func codesOf(o *contract.Operation) (codes []string) {
	for _, a := range o.Answers {
		codes = append(codes, a.Codes...)
	}
	return codes
}

// byStatus groups codes of problems.
func byStatus(codes []string) (out []*refusals) {
	for _, code := range codes {
		e, ok := catalogue.Find(code)
		if !ok {
			continue
		}
		i := slices.IndexFunc(out, func(r *refusals) bool { return r.Status == e.Status })
		if i < 0 {
			i = len(out)
			out = append(out, &refusals{Status: e.Status, Title: statusText(e.Status)})
		}
		out[i].Codes = append(out[i].Codes, code)
	}
	for _, r := range out {
		slices.Sort(r.Codes)
	}
	slices.SortFunc(out, func(x, y *refusals) int { return x.Status - y.Status })
	return out
}

// codes are those that can occur: of problems, then those in their errors.
func (b *book) codes() {
	seen := map[string]bool{}
	add := func(codes []string) {
		for _, code := range codes {
			if e, ok := catalogue.Find(code); ok && !seen[code] {
				seen[code] = true
				b.Codes = append(b.Codes, e)
			}
		}
	}
	for _, o := range b.doc.Operations {
		for _, a := range o.Answers {
			add(a.Codes)
			for _, e := range a.Errors {
				add(e.Codes)
			}
		}
	}
	slices.SortFunc(b.Codes, func(x, y catalogue.Entry) int {
		return cmp.Or(cmp.Compare(order(x.Status), order(y.Status)), strings.Compare(x.Code, y.Code))
	})
}

// order puts what stands in errors only behind all problems.
func order(status int) int {
	if status == 0 {
		return 1000
	}
	return status
}
