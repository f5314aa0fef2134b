package bind

import (
	"strings"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/diag"
)

const (
	mostInputs = 100
	mostAlso   = 20
)

// write binds what an operation writes.
func (b *binder) write(o *design.Operation) {
	e := o.Entity()
	given := &values{binder: b, entity: e, creates: o.Verb == design.Create, of: o.Name, by: map[*design.Field]design.Ref[design.Field]{}}
	if o.Verb == design.Create && o.Under.Set() {
		given.inPath(&o.Under)
	}
	for i := range o.Body {
		given.add(&o.Body[i])
	}
	given.sets(o.Set)
	b.inputs(o)
	b.move(o)
	b.code(o)
	for _, r := range o.Require {
		b.written(r.Name, "condition", &snake)
	}
	b.count(o.Name.Span, o.Name.Text, len(o.Also), mostAlso, "rows that it also writes")
	for _, a := range o.Also {
		beside := &values{binder: b, entity: b.entity(&a.Entity), creates: true, of: o.Name, by: map[*design.Field]design.Ref[design.Field]{}}
		beside.sets(a.Set)
		beside.complete(a.Entity.Span)
	}
	switch {
	case o.Verb == design.Create:
		given.complete(o.Name.Span)
	case len(o.Body)+len(o.Set)+len(o.Also) == 0 && o.Move == nil && !o.Go:
		b.add(&changesNothing, o.Name.Span, "%q changes nothing", o.Name.Text).Mend("%s", nothing(o.Verb))
	}
}

func nothing(v design.Verb) string {
	if v == design.Update {
		return "list the fields that a body may change, or remove the operation"
	}
	return "add set:, move:, also: or go:, or remove the operation"
}

// values are the fields of one row that an operation gives a value.
type values struct {
	*binder
	entity  *design.Entity // nil when it did not bind
	creates bool           // the row is new
	of      design.Name    // the operation
	by      map[*design.Field]design.Ref[design.Field]
	path    *design.Field // the one that the path gives; nil for none
	unsure  bool          // a field did not bind, and nobody knows which was meant
}

// inPath notes the field that the path gives.
func (v *values) inPath(ref *design.Ref[design.Field]) {
	if v.path = ref.To; v.path == nil {
		v.unsure = true
		return
	}
	v.by[v.path] = *ref
}

// add binds one field that gets a value.
func (v *values) add(ref *design.Ref[design.Field]) {
	f := v.field(v.entity, ref)
	if f == nil {
		v.unsure = true
		return
	}
	if first, again := v.by[f]; again {
		if ref.Name != f.Name.Text || first.Name != f.Name.Text {
			return // one of the two is misspelt
		}
		if f == v.path {
			v.binder.add(&setTwice, ref.Span, "the path of %q gives %q already", v.of.Text, f.Name.Text).
				Mend("leave it out here").See(first.Span, "under stands here")
			return
		}
		v.binder.add(&setTwice, ref.Span, "%q both asks for %q and sets it", v.of.Text, f.Name.Text).
			Mend("keep one of the two").See(first.Span, "it is asked for here")
		return
	}
	v.by[f] = *ref
	var why, mend string
	switch {
	case ref.Name != f.Name.Text: // misspelt
		return
	case f.System:
		why, mend = "Newel keeps it", "leave it out"
	case f.Type == design.TypeState && v.creates:
		why, mend = "a new row begins in its initial state", "leave it out"
	case f.Type == design.TypeState:
		why, mend = "states change by moves only", `declare a post: operation with move: {`+f.Name.Text+`: …}`
	case f == v.entity.Tenant.To && !v.creates:
		why, mend = "a row stays with its tenant", "leave it out; make a new row for another tenant"
	default:
		return
	}
	v.binder.add(&notSettable, ref.Span, "%q cannot write %q: %s", v.of.Text, f.Name.Text, why).
		Mend("%s", mend).See(f.Name.Span, "%q is declared here", f.Name.Text)
}

func (v *values) sets(assigns []*design.Assign) {
	for _, a := range assigns {
		v.add(&a.Field)
	}
}

// complete tells which required fields of a new row get no value. at is where the
// row is made.
func (v *values) complete(at diag.Span) {
	if v.entity == nil || v.unsure {
		return
	}
	var missing []*design.Field
	for _, f := range v.entity.Fields {
		_, given := v.by[f]
		if f.Required() && f.Default == nil && f.Type != design.TypeState && f.Type != design.TypeSlug && f.Type != design.TypeNone && !given && !v.misread(f.Span) {
			missing = append(missing, f)
		}
	}
	if len(missing) == 0 {
		return
	}
	d := v.binder.add(&missingValue, at, "%q gives no value to %s, which every %s must have", v.of.Text, quoted(missing), v.entity.Name.Text)
	d.Mend("ask for it in the body or set it; or give the field a default, or make it optional")
	for _, f := range missing {
		d.See(f.Name.Span, "%q is required here", f.Name.Text)
	}
}

// inputs binds the members of a post operation's body.
func (b *binder) inputs(o *design.Operation) {
	b.count(o.Name.Span, o.Name.Text, len(o.Input), mostInputs, "inputs")
	for i, f := range o.Input {
		f.Index = i
		b.columnName(f.Name, kindInput)
		b.typed(f)
	}
}

// move binds the move that o makes.
func (b *binder) move(o *design.Operation) {
	m := o.Move
	if m == nil {
		return
	}
	f := b.field(o.Entity(), &m.Field)
	switch {
	case f == nil || f.Type == design.TypeNone || m.To.Text == "":
	case f.Type != design.TypeState:
		b.add(&noSuchMove, m.Field.Span, "%q is of the type %s, and only states move", f.Name.Text, f.Type).
			Mend("write it under set:, or make the field a state").See(f.Name.Span, "%q is declared here", f.Name.Text)
	case !hasName(f.Values, m.To.Text):
		b.unknownState(f, m.To)
	case !leadsTo(f, m.To.Text):
		b.add(&noSuchMove, m.To.Span, "no state of %q may be followed by %q", f.Name.Text, m.To.Text).
			Mend("add %q in the moves of %q behind the states that it may follow; they are %s", m.To.Text, f.Name.Text,
				strings.Join(texts(f.Values), ", ")).
			See(f.Name.Span, "%q is declared here", f.Name.Text)
	}
}

func leadsTo(f *design.Field, state string) bool {
	for _, m := range f.Moves {
		if hasName(m.To, state) {
			return true
		}
	}
	return false
}
