package fact

import (
	"slices"
	"strings"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/design/expr"
	"github.com/newel-api/newel/internal/dialect"
)

// Whole is a design with what its facts are found by.
type Whole struct {
	*design.Design
	engine   string
	allowed  map[*design.Entity]*design.Allow
	fields   map[*design.Field]*design.FieldAllow
	own      map[*design.Operation]*design.Condition // rules under operations
	needs    map[*design.Operation][]string          // requirements that name it
	byEntity map[*design.Entity][]*design.Resource
	words    map[any]string             // of rules, by their node or operation, as they are asked for
	open     map[*design.Operation]bool // those that may answer anonymous callers, as they are asked for
}

// Of returns what claims are asked of: d, which bound without errors, on an engine. It is
// for one goroutine.
func Of(d *design.Design, engine dialect.Dialect) *Whole {
	w := &Whole{
		Design: d, engine: strings.ToLower(engine.String()), allowed: map[*design.Entity]*design.Allow{}, fields: map[*design.Field]*design.FieldAllow{},
		own: map[*design.Operation]*design.Condition{}, needs: map[*design.Operation][]string{}, byEntity: map[*design.Entity][]*design.Resource{},
		words: map[any]string{}, open: map[*design.Operation]bool{},
	}
	for _, a := range d.Access.Allow {
		w.allowed[a.Entity.To] = a
		for _, f := range a.Fields {
			w.fields[f.Field.To] = f
		}
		for _, o := range a.Operations {
			w.own[o.Operation.To] = &o.Condition
		}
	}
	for _, r := range d.Requirements.List {
		for _, o := range r.Operations {
			w.needs[o.To] = append(w.needs[o.To], r.Name.Text)
		}
	}
	for _, r := range d.Contract.Resources {
		w.byEntity[r.Of.To] = append(w.byEntity[r.Of.To], r)
	}
	return w
}

// engines are the words for the store.
var engines = []string{strings.ToLower(dialect.SQLite.String()), strings.ToLower(dialect.Postgres.String())}

// The words for rules: whom one lets through.
const (
	ruleAnyone      = "anyone"
	ruleSignedIn    = "signed_in"
	ruleNever       = "never"
	ruleConditional = "conditional" // it depends on the row, or on who asks
)

var ruleWords = []string{ruleAnyone, ruleSignedIn, ruleNever, ruleConditional}

// ruleOf says whom a condition lets through. What is not written is never.
func ruleOf(n *design.Node) string {
	if n == nil {
		return ruleNever
	}
	set := expr.NewTimeless(expr.RootsOf(), n)
	if t, decided := set.Truth(set.Decide(&expr.Frame{}), 0); decided {
		if t == design.True {
			return ruleAnyone
		}
		return ruleNever
	}
	switch {
	case n.Op == design.OpIs && n.Left.Authed:
		return ruleSignedIn
	case n.Op != design.OpAnd:
		return ruleConditional
	}
	for _, kid := range n.Kids { // those that let anybody through change nothing
		if rule := ruleOf(kid); rule != ruleSignedIn && rule != ruleAnyone {
			return ruleConditional
		}
	}
	return ruleSignedIn
}

// word says whom a condition lets through, and remembers it by what it is of.
func (w *Whole) word(of any, n *design.Node) string {
	word, known := w.words[of]
	if !known {
		word = ruleOf(n)
		w.words[of] = word
	}
	return word
}

// verb returns the rule of a verb on rows of e; nil for never.
func (w *Whole) verb(e *design.Entity, v design.Verb) *design.Node {
	a := w.allowed[e]
	if a == nil {
		return nil
	}
	switch v {
	case design.Get, design.List:
		return a.Read.Tree
	case design.Create:
		return a.Create.Tree
	case design.Update:
		return a.Update.Tree
	case design.Delete:
		return a.Delete.Tree
	case design.Post, design.VerbNone:
	}
	return nil
}

// rules returns all conditions that must hold before o answers: for what begins with a
// row, that it may be read; its verb's; its own. A nil among them is never.
func (w *Whole) rules(o *design.Operation) []*design.Node {
	all := []*design.Node{w.rule(o)}
	if o.Verb != design.Create {
		all = append(all, w.verb(o.Entity(), design.Get))
	}
	if o.Parent != nil {
		all = append(all, w.verb(o.Parent.Of.To, design.Get))
	}
	return all
}

// rule returns the rule of o: its verb's, and for an operation of those five verbs also
// its own; a declared operation has its own only.
func (w *Whole) rule(o *design.Operation) *design.Node {
	var own *design.Node
	if c := w.own[o]; c != nil {
		own = c.Tree
	}
	if o.Verb == design.Post {
		return own
	}
	rule := w.verb(o.Entity(), o.Verb)
	if own == nil || rule == nil {
		return rule
	}
	return &design.Node{Op: design.OpAnd, Kids: []*design.Node{rule, own}}
}

// Rule returns the condition of o: its verb's, its own, or both; nil for never.
func (w *Whole) Rule(o *design.Operation) *design.Node { return w.rule(o) }

// Verb returns the rule of a verb on rows of e; nil for never.
func (w *Whole) Verb(e *design.Entity, v design.Verb) *design.Node { return w.verb(e, v) }

// Unconditional tells whether a rule lets everybody through, or everybody who is signed in,
// whatever row it is about.
func Unconditional(rule *design.Node) bool {
	word := ruleOf(rule)
	return word == ruleAnyone || word == ruleSignedIn
}

// Anonymous tells whether a caller without a session can ever be answered by o.
func (w *Whole) Anonymous(o *design.Operation) bool { return w.anonymous(o) }

// anonymous tells whether a caller without a session can ever be answered by o.
func (w *Whole) anonymous(o *design.Operation) bool {
	open, known := w.open[o]
	if !known {
		open = !o.Resource.Only.Written() && w.lets(o)
		w.open[o] = open
	}
	return open
}

func (w *Whole) lets(o *design.Operation) bool {
	return !slices.ContainsFunc(w.rules(o), func(n *design.Node) bool { return n == nil || expr.NeverAnonymous(n) })
}
