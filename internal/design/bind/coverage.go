package bind

import (
	"github.com/newel-api/newel/internal/design"
)

// coverage tells which operations nobody may ever call because nobody wrote who may.
// What is missing is told once, at the first operation that misses it.
func (b *binder) coverage() {
	if !b.design.Access.Span.Known() {
		return
	}
	own := map[*design.Operation]bool{}
	for _, a := range b.allowed {
		for _, o := range a.Operations {
			own[o.Operation.To] = true
		}
	}
	known := map[told]bool{}
	for _, r := range b.design.Contract.Resources {
		e := r.Of.To
		if e == nil || b.shown[e] != r && !r.Only.Written() {
			continue
		}
		for _, o := range r.Operations {
			if o.Verb != design.VerbNone {
				b.covered(o, own[o], known)
			}
		}
	}
}

// told is a rule that is missing: of which rows, and its key in allow.
type told struct {
	of  *design.Entity
	key string
}

// covered checks the rules that o stands under: the read rule, for all that begins
// with a row that is there; and its verb's, or its own when it is declared.
func (b *binder) covered(o *design.Operation, own bool, known map[told]bool) {
	e := o.Entity()
	rules := design.Allow{}
	if a := b.allowed[e]; a != nil {
		rules = *a
	}
	missing := func(key string, written bool) {
		if written || known[told{e, key}] {
			return
		}
		known[told{e, key}] = true
		d := b.add(&noRule, o.Name.Span, "nobody may call %q: access.yaml does not say who may %s", o.Name.Text, verbs(key, o, e))
		if key == o.Name.Text {
			d.Mend("write in allow, under %s: operations: {%s: …}; the word never closes it", e.Name.Text, key)
		} else {
			d.Mend("write in allow, under %s: {%s: …}; the word never closes it", e.Name.Text, key)
		}
		d.See(rules.Span, "the rules of %s stand here", e.Name.Text)
	}
	if o.Parent != nil {
		b.parentCovered(o, known)
	}
	if o.Verb != design.Create {
		missing("read", rules.Read.Written())
	}
	switch o.Verb {
	case design.Create:
		missing("create", rules.Create.Written())
	case design.Update:
		missing("update", rules.Update.Written())
	case design.Delete:
		missing("delete", rules.Delete.Written())
	case design.Post:
		missing(o.Name.Text, own)
	case design.List, design.Get, design.VerbNone:
	}
}

// parentCovered makes sure that somebody may read the row that the path of o goes through.
func (b *binder) parentCovered(o *design.Operation, known map[told]bool) {
	e := o.Under.To.Target.To
	if a := b.allowed[e]; a != nil && a.Read.Written() || known[told{e, "read"}] {
		return
	}
	known[told{e, "read"}] = true
	b.add(&noRule, o.Name.Span, "nobody may call %q: access.yaml does not say who may read rows of %s, which its path goes through", o.Name.Text, e.Name.Text).
		Mend("write in allow, under %s: {read: …}; the word never closes it", e.Name.Text)
}

// verbs says what nobody may.
func verbs(key string, o *design.Operation, e *design.Entity) string {
	if key == o.Name.Text {
		return "do that"
	}
	return key + " rows of " + e.Name.Text
}

// unused tells which policies nothing asks for. While there are errors nobody knows:
// what asks may be among what does not compile.
func (b *binder) unused() {
	if b.diags.Err() != nil || !b.design.Contract.Span.Known() {
		return
	}
	for _, p := range b.design.Access.Policies {
		if !b.used[p] {
			b.add(&unusedPolicy, p.Name.Span, "no rule uses the policy %q", p.Name.Text).
				Mend("remove it, or call it in the rule that it was written for")
		}
	}
}
