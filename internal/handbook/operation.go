package handbook

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/newel-api/newel/internal/contract"
	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/plan"
)

// operation is one operation as people read it.
type operation struct {
	ID, Method, Path, Summary, Describe string

	Ends     string // that it is deprecated, and what to use; "" when it is not
	Who      string
	Rules    []*rule  // of the operation, beside that of reading
	Does     []string // what it does beside the body: moves, values that the design gives
	Params   []*row
	Body     *bodyOf
	Answers  []*answerOf
	Refuses  []*refusals
	Requires []*named
	Curl     string
	Example  string // an answer, as JSON; "" for none
}

// bodyOf is what an operation takes.
type bodyOf struct {
	Types  string
	Fields []*row
	Empty  bool // no member may be sent
}

// answerOf is an answer that is no problem.
type answerOf struct {
	Status   int
	Describe string
	Of       string   // the name of a shape that is told; "" for none
	Without  []string // of its members, those that are not sent
	Headers  []string
}

// operation tells all of one operation.
func (b *book) operation(o *contract.Operation) *operation {
	out := &operation{
		ID: o.ID, Method: o.Method, Path: o.Path, Summary: o.Summary, Describe: o.Describe, Curl: curl(o),
	}
	op := b.plan.Operation(o.ID)
	if op != nil && o.Verb == "" {
		op = nil
	}
	if op != nil {
		b.declared(out, op)
	}
	out.Who = who(o, len(out.Rules) > 0)
	b.params(out, o, op)
	if o.Body != nil {
		out.Body = &bodyOf{Types: strings.Join(o.Body.Types, " or "), Fields: b.bodyRows(o, op), Empty: len(o.Body.Shape.Members) == 0}
	}
	b.answers(out, o)
	return out
}

// params tells the parameters, but for those that are told once for all operations.
func (b *book) params(out *operation, o *contract.Operation, op *plan.Operation) {
	for _, p := range o.Params {
		line := &row{Name: p.Name, In: p.In, Required: p.Required, Describe: p.Describe}
		f := paramField(op, p)
		switch {
		case p.Prose, p.In == contract.InHeader && !p.Required, p.Name == "cursor" && f == nil, p.Name == "total" && f == nil:
			continue
		case p.In == contract.InPath && op != nil && f != nil && f.Type == design.TypeID && f.Entity == op.Entity:
			continue // the row that the operation is about
		case p.In == contract.InPath:
		case p.In == contract.InHeader:
			line.Type = typed(p.Shape, nil)
		case p.Shape.Kind == contract.List && f == nil && len(p.Shape.Item.Words) > 0 && !strings.Contains(p.Name, "["):
			line.Type, line.Describe = kind{Text: strings.Join(p.Shape.Item.Words, ", ")}, ""
		case f == nil && (p.Name == "limit" || p.Name == "search"):
			line.Type, line.Describe = typed(p.Shape, nil), ""
		default:
			name, operator, _ := strings.Cut(p.Name, "[")
			operator = strings.TrimSuffix(operator, "]")
			if last := len(out.Params) - 1; last >= 0 && out.Params[last].Field == name {
				out.Params[last].Operators = append(out.Params[last].Operators, operator)
				continue
			}
			line.Field, line.Describe = name, ""
			line.Type = typed(p.Shape, f)
			if operator != "" {
				line.Operators = []string{operator}
			}
		}
		out.Params = append(out.Params, line)
	}
}

// declared tells what the design says of an operation.
func (b *book) declared(out *operation, op *plan.Operation) {
	o := b.design(op.Name)
	if o == nil {
		return
	}
	out.Ends = ends(o)
	if rate := b.plan.Design.Contract.RateOf(o); rate != nil {
		out.Does = append(out.Does, "Counts for the rate "+rate.Name.Text+".")
	}
	if op.Bulk > 0 {
		out.Does = append(out.Does, "One request is about up to "+strconv.Itoa(op.Bulk)+" rows.")
	}
	if b.Rules {
		out.Rules = b.operationRules(o)
		for _, s := range o.Set {
			out.Does = append(out.Does, "Sets "+s.Field.Name+" to "+folded(s.Value.Text)+".")
		}
	}
	if op.Write == nil {
		return
	}
	if m := op.Write.Move; m != nil {
		out.Does = append(out.Does, "Moves "+m.Field.Name.Text+" to "+m.To.Str+", from "+strings.Join(m.From, " or ")+".")
	}
	for _, r := range op.Write.Requires {
		n := &named{Name: r.Name}
		for _, declared := range o.Require {
			if b.Rules && declared.Name.Text == r.Name {
				n.Rule = ruleOf(declared.Expr.Text)
			}
		}
		out.Requires = append(out.Requires, n)
	}
	for _, r := range o.Refuses {
		out.Requires = append(out.Requires, &named{Name: r.Name.Text, Rule: &rule{Says: r.Says.Text}})
	}
}

// design returns the operation of that name as it is declared.
func (b *book) design(name string) *design.Operation {
	for _, r := range b.plan.Design.Contract.Resources {
		for _, o := range r.Operations {
			if o.Name.Text == name {
				return o
			}
		}
	}
	return nil
}

// operationRules are the rules of o beside that of reading, which comes first everywhere.
func (b *book) operationRules(o *design.Operation) []*rule {
	a := b.allowed(o.Entity())
	if a == nil {
		return nil
	}
	var verb, own *design.Condition
	for _, entry := range a.Operations {
		if entry.Operation.To == o {
			own = &entry.Condition
		}
	}
	switch o.Verb {
	case design.Create:
		verb = &a.Create
	case design.Update:
		verb = &a.Update
	case design.Delete:
		verb = &a.Delete
	case design.List, design.Get, design.Post, design.VerbNone:
	}
	return rulesOf(verb, own)
}

// who says who may call an operation; rules tells whether its rules are told behind.
func who(o *contract.Operation, rules bool) string {
	out := "Needs no session."
	switch o.Caller {
	case contract.SignedIn:
		out = "Needs a session."
	case contract.Either:
		out = "Goes with and without a session; what is answered depends on it."
	case contract.Anybody:
	}
	if !rules && o.Answer(http.StatusForbidden) != nil {
		out += " Not everybody is allowed."
	}
	return out
}

// answers tells what comes of an operation, but for what comes of every one.
func (b *book) answers(out *operation, o *contract.Operation) {
	for _, a := range o.Answers {
		if len(a.Codes) == 0 {
			out.Answers = append(out.Answers, b.success(a))
			if out.Example == "" && a.Example != nil && b.doc.Shape(a.Shape.Name) != nil && b.doc.Whole(a.Shape).Example == nil {
				out.Example = string(contract.JSON(a.Example)) // else it stands at the shape
			}
			continue
		}
		r := &refusals{Status: a.Status, Title: statusText(a.Status), Errors: told(a.Errors)}
		for _, code := range a.Codes {
			if !b.alike(o, code) {
				r.Codes = append(r.Codes, code)
			}
		}
		if len(r.Codes) > 0 || len(r.Errors) > 0 {
			out.Refuses = append(out.Refuses, r)
		}
	}
}

// told leaves out places without codes.
func told(all []*contract.Errors) (out []*contract.Errors) {
	for _, e := range all {
		if len(e.Codes) > 0 {
			out = append(out, e)
		}
	}
	return out
}

func (b *book) success(a *contract.Answer) *answerOf {
	out := &answerOf{Status: a.Status, Describe: a.Describe}
	for _, h := range a.Headers {
		if h.Name == "ETag" || h.Name == "Location" || h.Name == "Link" { // the others are told once
			out.Headers = append(out.Headers, h.Name)
		}
	}
	if a.Shape == nil {
		return out
	}
	s := b.doc.Whole(a.Shape)
	if items := s.Member("items"); items != nil && items.Shape.Kind == contract.List {
		s = b.doc.Whole(items.Shape.Item)
	}
	if of := b.wider(s); of != s {
		for _, m := range of.Members {
			if s.Member(m.Name) == nil {
				out.Without = append(out.Without, m.Name)
			}
		}
		s = of
	}
	out.Of = s.Name
	return out
}

// wider returns the shape of the document whose members s has some of, if the rows of s
// are of that one; else s.
func (b *book) wider(s *contract.Shape) *contract.Shape {
	for _, o := range b.doc.Operations {
		op := b.plan.Operation(o.ID)
		if op == nil || o.Verb == "" {
			continue
		}
		declared := b.design(op.Name)
		if declared == nil || declared.Fields == nil || declared.Answers() == nil || !b.answersWith(o, s) {
			continue
		}
		for _, name := range []string{declared.Answers().Of.Name, pascal(declared.Answers().Name.Text)} {
			if whole := b.doc.Shape(name); whole != nil && covers(whole, s) {
				return whole
			}
		}
	}
	return s
}

// answersWith tells whether o answers with s, or with a page of them.
func (b *book) answersWith(o *contract.Operation, s *contract.Shape) bool {
	for _, a := range o.Answers {
		if a.Shape == nil {
			continue
		}
		whole := b.doc.Whole(a.Shape)
		if items := whole.Member("items"); items != nil && items.Shape.Kind == contract.List {
			whole = b.doc.Whole(items.Shape.Item)
		}
		if whole == s {
			return true
		}
	}
	return false
}

func covers(whole, s *contract.Shape) bool {
	return !slices.ContainsFunc(s.Members, func(m *contract.Member) bool { return whole.Member(m.Name) == nil })
}

// pascal returns the name of a resource in PascalCase.
func pascal(name string) string {
	var out strings.Builder
	for part := range strings.FieldsFuncSeq(name, func(c rune) bool { return c == '_' || c == '-' }) {
		out.WriteString(capital(part))
	}
	return out.String()
}

func statusText(status int) string {
	if status == 0 {
		return ""
	}
	if text := http.StatusText(status); text != "" {
		return text
	}
	return strconv.Itoa(status)
}

// Places says where the errors of a conflict point, "" for nothing in particular. Those of
// a body are found by its members.
func (r *refusals) Places() string {
	if r.Status != http.StatusConflict {
		return ""
	}
	var out []string
	for _, e := range r.Errors {
		if e.Pointer != "" {
			out = append(out, strings.Join(e.Codes, ", ")+" at "+e.Pointer)
		}
	}
	return strings.Join(out, "; ")
}
