package review

import (
	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/design/fact"
	"github.com/newel-api/newel/internal/diag"
)

var openWrite = diag.Rule{ID: "review/open-write", Severity: diag.High, Title: "a write that strangers get to by a condition"}

// lookOpenWrite finds operations that write for callers without a session, where nobody said
// so: "anyone" gives its reason, a condition that happens to hold for strangers does not.
func lookOpenWrite(v *view) {
	if !v.access() {
		return
	}
	for o := range v.operations {
		if o.Method() == "GET" || !v.whole.Anonymous(o) || needsCaller(o) {
			continue
		}
		c := v.condition(o)
		if c == nil || c.Word == design.Anyone || c.Because.Text != "" {
			continue
		}
		v.add(o.Name.Text, c.Span, "the rule of %q lets callers without a session write, and nothing says why", o.Name.Text).
			Mend("add caller.authenticated && to the rule, or write {rule: …, because: …} with the reason").
			See(o.Name.Span, "%q is declared here", o.Name.Text)
	}
}

// needsCaller tells whether o gives a required field the id of the caller, or something of
// their row: then strangers are refused.
func needsCaller(o *design.Operation) bool {
	for _, a := range o.Set {
		if f := a.Field.To; f != nil && f.Required() && a.Term != nil && a.Term.Root == design.RootCaller && !a.Term.Authed {
			return true
		}
	}
	return false
}

// condition returns the condition of access.yaml that decides about o: its own one, or else
// its verb's.
func (v *view) condition(o *design.Operation) *design.Condition {
	for _, a := range v.Access.Allow {
		if a.Entity.To != o.Entity() {
			continue
		}
		for _, own := range a.Operations {
			if own.Operation.To == o {
				return &own.Condition
			}
		}
		switch o.Verb {
		case design.List, design.Get:
			return &a.Read
		case design.Create:
			return &a.Create
		case design.Update:
			return &a.Update
		case design.Delete:
			return &a.Delete
		case design.Post, design.VerbNone:
		}
	}
	return nil
}

var unscopedList = diag.Rule{ID: "review/unscoped-list", Severity: diag.High, Title: "a list of the rows of all tenants"}

// lookUnscopedList finds lists of a tenant's rows whose rule asks nothing of the row.
func lookUnscopedList(v *view) {
	if !v.access() {
		return
	}
	for o := range v.operations {
		e := o.Entity()
		if o.Verb != design.List || e.Tenant.To == nil || !fact.Unconditional(v.whole.Rule(o)) {
			continue
		}
		if o.Parent != nil && !fact.Unconditional(v.whole.Verb(o.Parent.Of.To, design.Get)) {
			continue // whoever may not read the row above has no list below it
		}
		c := v.condition(o)
		if c == nil || c.Because.Text != "" {
			continue
		}
		v.add(o.Name.Text, o.Name.Span, "%q sends the rows of every %s to whoever asks", o.Name.Text, e.Tenant.Name).
			Mend("narrow the rule by the tenant, as in \"member_of(resource.%s)\", or write {rule: …, because: …} with the reason", e.Tenant.Name).
			See(c.Span, "its rule asks nothing of the row")
	}
}

var countedIDs = diag.Rule{ID: "review/counted-ids", Severity: diag.Medium, Title: "ids that can be guessed of rows that are not for everybody"}

// lookCountedIDs finds integer ids of rows that some callers may not read. Where everybody
// may read all rows, nothing is guessed.
func lookCountedIDs(v *view) {
	if !v.access() {
		return
	}
	for _, e := range v.Data.Entities {
		if !e.Counted() || fact.Unconditional(v.whole.Verb(e, design.Get)) {
			continue
		}
		for _, r := range v.Contract.Resources {
			if r.Of.To == e && shows(r) {
				v.add(e.Name.Text, e.Name.Span, "the ids of %s count its rows, and not everybody may read all of them", e.Name.Text).
					Mend("leave out id: integer; or accept it, with what the next number may tell").
					See(r.Name.Span, "%q shows them", r.Name.Text)
				break
			}
		}
	}
}

// shows tells whether clients meet the ids of the rows of r.
func shows(r *design.Resource) bool {
	for _, f := range r.Fields {
		if f.Name == design.FieldID {
			return true
		}
	}
	return r.Parameter() == design.FieldID
}
