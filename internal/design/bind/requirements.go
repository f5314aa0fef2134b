package bind

import (
	"regexp"
	"slices"
	"strings"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/diag"
)

var kebab = form{"small letters, digits and single dashes", regexp.MustCompile(`^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$`), func(words []string) string {
	return strings.Join(words, "-")
}}

// requirements binds requirements.yaml. What its world holds is read by those who
// write it: package seed.
func (b *binder) requirements() {
	q := &b.design.Requirements
	if !q.Span.Known() {
		return
	}
	w := &world{binder: b, rows: map[string]int{}, actors: map[string]bool{}}
	w.read(q.World)
	for _, r := range q.List {
		b.written(r.Name, "requirement", &kebab)
		for i := range r.Operations {
			b.called(&r.Operations[i])
		}
		for _, p := range r.Promises {
			b.written(p.Name, "promise", &kebab)
			b.clause(p)
		}
		for _, c := range r.Accept {
			for i := range c.Proves {
				b.proves(r, &c.Proves[i])
			}
			w.criterion(c)
		}
	}
}

// called binds the operation that a requirement or a step names.
func (b *binder) called(ref *design.Ref[design.Operation]) {
	if !ref.Set() || !b.design.Contract.Span.Known() {
		return
	}
	if ref.To = b.operations[ref.Name]; ref.To != nil {
		return
	}
	var names []string
	for _, r := range b.design.Contract.Resources {
		for _, o := range r.Operations {
			names = append(names, o.Name.Text)
		}
	}
	d := b.add(&unknownOperation, ref.Span, "there is no operation %q", ref.Name)
	if near := diag.Nearest(ref.Name, names); near != "" {
		ref.To = b.operations[near]
		d.Meant(ref.Name, near, names)
		return
	}
	d.Mend("declare it in contract.yaml, or name one that is there: %s", some(names))
}

// proves binds a promise that a criterion proves.
func (b *binder) proves(r *design.Requirement, ref *design.Ref[design.Promise]) {
	var names []string
	for _, p := range r.Promises {
		if p.Name.Text == ref.Name {
			ref.To = p
			return
		}
		names = append(names, p.Name.Text)
	}
	if !ref.Set() {
		return
	}
	d := b.add(&unknownPromise, ref.Span, "the requirement %q has no promise %q", r.Name.Text, ref.Name)
	switch near := diag.Nearest(ref.Name, names); {
	case near != "":
		d.Meant(ref.Name, near, names)
	case len(names) == 0:
		d.Mend("write it: promises: {%s: {says: what holds, by: the clause}}", ref.Name)
	default:
		d.Mend("declare it below promises, or name one that is there: %s", some(names))
	}
}

// clause makes sure that a promise names a clause of the design.
func (b *binder) clause(p *design.Promise) {
	if p.By.Text == "" || !b.design.Access.Span.Known() || !b.design.Contract.Span.Known() {
		return
	}
	all := Clauses(b.design)
	if slices.Contains(all, p.By.Text) {
		return
	}
	d := b.add(&unknownClause, p.By.Span, "the design has no clause %q", p.By.Text)
	if near := diag.Nearest(p.By.Text, all); near != "" {
		d.Meant(p.By.Text, near, all)
		return
	}
	prefix := p.By.Text[:strings.LastIndexByte(p.By.Text, '.')+1]
	same := slices.DeleteFunc(slices.Clone(all), func(c string) bool { return !strings.HasPrefix(c, prefix) })
	if len(same) == 0 {
		same = all
	}
	d.Mend("name a clause that is written: %s", some(same))
}

// Clauses returns the paths of all clauses that are written in d: what may be done, and
// what must hold.
func Clauses(d *design.Design) (all []string) {
	for _, a := range d.Access.Allow {
		path := "access." + a.Entity.Name + "."
		add := func(c *design.Condition, name string) {
			if c.Written() {
				all = append(all, path+name)
			}
		}
		add(&a.Read, "read")
		add(&a.Create, "create")
		add(&a.Update, "update")
		add(&a.Delete, "delete")
		for _, o := range a.Operations {
			add(&o.Condition, "operations."+o.Operation.Name)
		}
		for _, f := range a.Fields {
			add(&f.Read, "fields."+f.Field.Name+".read")
			add(&f.Write, "fields."+f.Field.Name+".write")
		}
	}
	for _, e := range d.Data.Entities {
		for _, c := range e.Checks {
			all = append(all, "data."+e.Name.Text+".check."+c.Name.Text)
		}
	}
	for _, r := range d.Contract.Resources {
		for _, o := range r.Operations {
			for _, c := range o.Require {
				all = append(all, "contract."+o.Name.Text+".require."+c.Name.Text)
			}
		}
	}
	return all
}
