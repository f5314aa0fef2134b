package compat

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/diag"
)

// Facts are what a design promises to clients and an OpenAPI document does not say.
type Facts struct {
	Newel      int                        `json:"newel"` // version of this form
	Rules      map[string]*Rule           `json:"rules"` // "Ticket.read", "Ticket.note.write", "assignTicket"
	Rows       map[string]*RowFacts       `json:"rows"`  // by entity, of those that operations write
	Operations map[string]*OperationFacts `json:"operations"`

	places map[string]diag.Span // of rules, entities and operations, in the design
}

// FactsVersion is the value of Facts.Newel.
const FactsVersion = 1

// RowFacts are what holds of every row of an entity.
type RowFacts struct {
	Checks   map[string]*Rule  `json:"checks,omitempty"`
	Unique   []string          `json:"unique,omitempty"`    // the fields of each, as "org,user"
	Initial  map[string]string `json:"initial,omitempty"`   // what a field has that nobody gives
	OnDelete map[string]string `json:"on_delete,omitempty"` // what becomes of a row that refers to one, as "Comment.ticket"
}

// OperationFacts are what one operation does.
type OperationFacts struct {
	Verb     string            `json:"verb"`
	Resource string            `json:"resource"`
	Rules    []string          `json:"rules"`            // that must hold, by name
	Fields   []string          `json:"fields,omitempty"` // rules of fields that it sends or takes
	Writes   string            `json:"writes,omitempty"` // the entity
	Page     *PageFacts        `json:"page,omitempty"`
	Order    []string          `json:"order,omitempty"`  // of a list, when the request names none
	Search   []string          `json:"search,omitempty"` // where words are looked for
	Set      map[string]string `json:"set,omitempty"`
	Move     *MoveFacts        `json:"move,omitempty"`
	Require  map[string]*Rule  `json:"require,omitempty"` // by the code of the violation
	Also     []string          `json:"also,omitempty"`    // rows that it writes beside its own
	Computed map[string]string `json:"computed,omitempty"`
	Expand   map[string]string `json:"expand,omitempty"` // how many rows of a relation, in which order
	Go       bool              `json:"go,omitempty"`
	Rate     *RateFacts        `json:"rate,omitempty"`
	Cache    *CacheFacts       `json:"cache,omitempty"`
}

// PageFacts are how many rows a list sends.
type PageFacts struct {
	Size  int64 `json:"size"`
	Max   int64 `json:"max"`
	Total int64 `json:"total,omitempty"` // how many are counted at the most
}

// MoveFacts are a change of state.
type MoveFacts struct {
	Field string   `json:"field"`
	To    string   `json:"to"`
	From  []string `json:"from"`
}

// place returns where a design says what stands at a pointer of its facts.
func (f *Facts) place(at string) diag.Span {
	steps := strings.Split(strings.TrimPrefix(at, "#/"), "/")
	if len(steps) < 2 {
		return diag.Span{}
	}
	name := pointerUnescapes.Replace(steps[1])
	if steps[0] == "rows" || steps[0] == "resources" {
		name = steps[0] + " " + name
	}
	return f.places[name]
}

// JSON returns the facts as a file that compares well line by line; the same facts
// give the same bytes.
func (f *Facts) JSON() ([]byte, error) {
	text, err := json.MarshalIndent(f, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("write the facts: %w", err)
	}
	return append(text, '\n'), nil
}

// FactsOf returns the facts of a design that compiles.
func FactsOf(d *design.Design) *Facts {
	b := &factsBuilder{Facts: &Facts{
		Newel: FactsVersion, Rules: map[string]*Rule{}, Rows: map[string]*RowFacts{}, Operations: map[string]*OperationFacts{},
		places: map[string]diag.Span{},
	}, design: d, allow: map[*design.Entity]*design.Allow{}, own: map[*design.Operation]*design.Condition{}}
	for _, a := range d.Access.Allow {
		b.allow[a.Entity.To] = a
		for _, o := range a.Operations {
			b.own[o.Operation.To] = &o.Condition
		}
	}
	for _, r := range d.Contract.Resources {
		for _, o := range r.Operations {
			b.operation(o)
		}
	}
	if s := d.Access.SignUp; s != nil {
		b.rule("sign_up", &s.Who)
	}
	return b.Facts
}

type factsBuilder struct {
	*Facts
	design *design.Design
	allow  map[*design.Entity]*design.Allow
	own    map[*design.Operation]*design.Condition
}

// rule notes a condition by its name, and returns that.
func (b *factsBuilder) rule(name string, c *design.Condition) string {
	if _, there := b.Rules[name]; !there {
		b.Rules[name] = ruleOf(c.Tree)
		b.places[name] = c.Span
	}
	return name
}

// verb notes the rule of a verb on the rows of an entity.
func (b *factsBuilder) verb(e *design.Entity, v design.Verb) string {
	a, name := b.allow[e], e.Name.Text+"."
	if a == nil {
		a = &design.Allow{}
	}
	switch v {
	case design.Create:
		return b.rule(name+"create", &a.Create)
	case design.Update:
		return b.rule(name+"update", &a.Update)
	case design.Delete:
		return b.rule(name+"delete", &a.Delete)
	case design.List, design.Get, design.Post, design.VerbNone:
	}
	return b.rule(name+"read", &a.Read)
}

func (b *factsBuilder) operation(o *design.Operation) {
	e := o.Entity()
	f := &OperationFacts{Verb: o.Verb.String(), Resource: o.Resource.Name.Text, Rules: []string{b.verb(e, design.Get)}, Go: o.Go}
	b.places["resources "+f.Resource] = o.Resource.Name.Span
	b.Operations[o.Name.Text], b.places[o.Name.Text] = f, o.Name.Span
	switch o.Verb {
	case design.Create, design.Update, design.Delete:
		f.Rules = append(f.Rules, b.verb(e, o.Verb))
	case design.Post:
		if b.own[o] == nil {
			f.Rules = append(f.Rules, b.rule(o.Name.Text, &design.Condition{}))
		}
	case design.List:
		b.list(f, o)
	case design.Get, design.VerbNone:
	}
	if own := b.own[o]; own != nil {
		f.Rules = append(f.Rules, b.rule(o.Name.Text, own))
	}
	b.sent(f, o)
	b.transport(f, o)
	if o.Verb != design.List && o.Verb != design.Get {
		b.writes(f, o)
	}
}

func (b *factsBuilder) list(f *OperationFacts, o *design.Operation) {
	f.Page = &PageFacts{Size: o.Page.Size.N, Max: o.Page.Max.N}
	if o.Total != nil {
		f.Page.Total = o.Total.N
	}
	f.Order = orderText(o.Order)
	for _, ref := range o.Search {
		f.Search = append(f.Search, ref.Name)
	}
}

func orderText(keys []design.SortKey) (order []string) {
	for _, k := range keys {
		if k.Desc {
			order = append(order, "-"+k.Field.Name)
			continue
		}
		order = append(order, k.Field.Name)
	}
	return order
}

// sent notes the rules of fields in its answer and its body, and what is computed.
func (b *factsBuilder) sent(f *OperationFacts, o *design.Operation) {
	a := b.allow[o.Entity()]
	rules := func(ref design.Ref[design.Field], write bool) {
		if a == nil {
			return
		}
		for _, allow := range a.Fields {
			if allow.Field.To != ref.To || ref.To == nil {
				continue
			}
			name, c := o.Entity().Name.Text+"."+ref.Name+".read", &allow.Read
			if write {
				name, c = o.Entity().Name.Text+"."+ref.Name+".write", &allow.Write
			}
			if c.Written() {
				f.Fields = append(f.Fields, b.rule(name, c))
			}
		}
	}
	if o.Answers() == o.Resource && o.Verb != design.Delete {
		fields := o.Fields
		if fields == nil {
			fields = o.Resource.Fields
		}
		for _, ref := range fields {
			rules(ref, false)
		}
		b.beside(f, o)
	}
	for _, ref := range o.Body {
		rules(ref, true)
	}
}

// beside notes computed values and what may be expanded.
func (b *factsBuilder) beside(f *OperationFacts, o *design.Operation) {
	for _, c := range o.Resource.Computed {
		if f.Computed == nil {
			f.Computed = map[string]string{}
		}
		f.Computed[c.Name.Text] = calcText(c.Field)
	}
	for _, x := range o.Resource.Expand {
		if x.Many == nil {
			continue
		}
		if f.Expand == nil {
			f.Expand = map[string]string{}
		}
		f.Expand[x.Name.Name] = fmt.Sprintf("%d by %v", x.Size.N, orderText(x.Order))
	}
}

func calcText(f *design.Field) string {
	if f == nil || f.Calc == nil {
		return ""
	}
	if f.Calc.Address != nil {
		return "address"
	}
	s := speller{vars: map[*design.Var]string{}}
	text := [...]string{design.CalcTerm: "value ", design.CalcTruth: "whether ", design.CalcSize: "size of ", design.CalcSum: "sum over "}[f.Calc.Kind]
	if f.Calc.Node != nil {
		text += s.rule(f.Calc.Node).String()
		if v := f.Calc.Node.Var; v != nil {
			s.vars[v] = "row1"
		}
	}
	if f.Calc.Term != nil {
		text += " " + s.term(f.Calc.Term)
	}
	return text
}

// writes notes what it does with rows.
func (b *factsBuilder) writes(f *OperationFacts, o *design.Operation) {
	f.Writes = o.Entity().Name.Text
	b.rows(o.Entity(), o.Verb)
	for _, set := range o.Set {
		if f.Set == nil {
			f.Set = map[string]string{}
		}
		s := speller{}
		f.Set[set.Field.Name] = s.term(set.Term)
	}
	for _, r := range o.Require {
		if f.Require == nil {
			f.Require = map[string]*Rule{}
		}
		f.Require[r.Name.Text] = ruleOf(r.Tree)
	}
	for _, also := range o.Also {
		s, text := speller{}, also.Entity.Name
		for _, set := range also.Set {
			text += " " + set.Field.Name + "=" + s.term(set.Term)
		}
		f.Also = append(f.Also, text)
	}
	if o.Move != nil {
		f.Move = &MoveFacts{Field: o.Move.Field.Name, To: o.Move.To.Text, From: []string{}}
		for _, t := range o.Move.Field.To.Moves {
			for _, to := range t.To {
				if to.Text == o.Move.To.Text {
					f.Move.From = append(f.Move.From, t.From.Text)
				}
			}
		}
	}
}

// rows notes what holds of rows of e, as far as an operation with that verb shows it.
func (b *factsBuilder) rows(e *design.Entity, v design.Verb) {
	r := b.Rows[e.Name.Text]
	if r == nil {
		r = &RowFacts{Checks: map[string]*Rule{}, Initial: map[string]string{}, OnDelete: map[string]string{}}
		b.Rows[e.Name.Text], b.places["rows "+e.Name.Text] = r, e.Name.Span
	}
	switch v {
	case design.Create:
		b.initial(r, e)
	case design.Delete:
		b.deleted(r, e)
		return
	case design.Update, design.Post, design.List, design.Get, design.VerbNone:
	}
	if len(r.Checks) > 0 || len(r.Unique) > 0 {
		return
	}
	for _, c := range e.Checks {
		r.Checks[c.Name.Text] = ruleOf(c.Tree)
	}
	for _, fields := range e.Unique {
		text := ""
		for i, ref := range fields {
			if i > 0 {
				text += ","
			}
			text += ref.Name
		}
		r.Unique = append(r.Unique, text)
	}
	for _, f := range e.Fields {
		if f.Unique != nil {
			r.Unique = append(r.Unique, f.Name.Text)
		}
	}
}

// initial notes what fields have that nobody gives.
func (b *factsBuilder) initial(r *RowFacts, e *design.Entity) {
	for _, f := range e.Fields {
		switch {
		case f.Type == design.TypeState:
			r.Initial[f.Name.Text] = strconv.Quote(f.Initial.Text)
		case f.Default != nil:
			r.Initial[f.Name.Text] = defaultText(f)
		}
	}
}

// deleted notes what becomes of rows that refer to one that is deleted.
func (b *factsBuilder) deleted(r *RowFacts, e *design.Entity) {
	for _, other := range b.design.Data.Entities {
		for _, f := range other.Fields {
			if f.Type == design.TypeRef && f.Target.To == e && f.OnDelete != design.OnDeleteNone {
				r.OnDelete[other.Name.Text+"."+f.Name.Text] = f.OnDelete.String()
			}
		}
	}
}

func defaultText(f *design.Field) string {
	if f.Type == design.TypeList {
		text := "["
		for i, item := range f.Default.Items {
			if i > 0 {
				text += ", "
			}
			text += literal(item.Value)
		}
		return text + "]"
	}
	return literal(f.Default.Value)
}
