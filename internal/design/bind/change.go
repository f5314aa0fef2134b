package bind

import (
	"slices"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/diag"
)

// changing is a version whose changes are being applied.
type changing struct {
	*binder
	version      *design.Version
	newer, older *design.View
	at           map[*design.Seen]*design.Change // what gave a member its name in the older version
}

// view returns what clients of v see, given what those of the next newer version do.
func (b *binder) view(v *design.Version, newer *design.View) *design.View {
	c := &changing{b, v, newer, older(newer), map[*design.Seen]*design.Change{}}
	for _, one := range v.Changes {
		c.change(one)
	}
	for _, r := range b.design.Contract.Resources {
		c.distinct(c.older.Resources[r])
		for _, o := range r.Operations {
			c.distinct(c.older.Inputs[o])
		}
	}
	c.routes()
	return c.older
}

// distinct refuses two members of one name.
func (c *changing) distinct(m *design.Members) {
	if m == nil {
		return
	}
	for i, s := range m.List {
		for _, other := range m.List[:i] {
			if s.Hidden || other.Hidden || s.Name != other.Name {
				continue
			}
			by := c.at[s]
			if by == nil {
				by = c.at[other]
			}
			if by != nil {
				c.add(&badChange, by.Member.Span, "two members are called %q in version %q", s.Name, c.version.Name.Text).
					Mend("write what became of the other one, or correct this name")
			}
		}
	}
}

// thing finds the resource or the operation that a change is of.
func (c *changing) thing(n design.Name) (r *design.Resource, o *design.Operation) {
	if n.Text == "" {
		return nil, nil
	}
	if r, o = c.thingNamed(n.Text); r != nil || o != nil {
		return r, o
	}
	var names []string
	for _, r := range c.design.Contract.Resources {
		names = append(names, r.Name.Text)
		for _, o := range r.Operations {
			names = append(names, o.Name.Text)
		}
	}
	d := c.add(&unknownPart, n.Span, "there is no resource and no operation %q", n.Text)
	near := diag.Nearest(n.Text, names)
	if near == "" {
		d.Mend("name one of contract.yaml: %s", some(names))
		return nil, nil
	}
	d.Meant(n.Text, near, names)
	return c.thingNamed(near)
}

func (c *changing) thingNamed(name string) (*design.Resource, *design.Operation) {
	for _, r := range c.design.Contract.Resources {
		if r.Name.Text == name {
			return r, nil
		}
	}
	return nil, c.operations[name]
}

// change applies one change.
func (c *changing) change(one *design.Change) {
	if one.Kind == design.ErrorChanged {
		c.coded(one)
		return
	}
	r, o := c.thing(one.Thing)
	if r == nil && o == nil || one.Kind == design.ChangeNone {
		return
	}
	if one.Kind == design.Introduced || one.Kind == design.Retired {
		c.whole(one, o)
		return
	}
	if one.Kind == design.PathChanged || one.Kind == design.StatusChanged {
		c.outside(one, r, o)
		return
	}
	if one.Member.Text == "" {
		c.add(&badChange, one.Thing.Span, "%q says nothing of which member of %q has changed", one.Kind, one.Thing.Text).
			Mend("write the member behind a dot: %s.name", one.Thing.Text)
		return
	}
	switch one.Kind {
	case design.Renamed:
		c.renamed(one, r, o)
	case design.Removed:
		c.removed(one, r, o)
	case design.Added:
		c.added(one, r, o)
	case design.BecameRequired:
		c.required(one, r, o)
	case design.BecameOptional:
		c.optional(one, r, o)
	case design.DefaultChanged:
		c.defaulted(one, r, o)
	case design.WordsChanged:
		c.worded(one, r, o)
	case design.Retyped, design.Split, design.Merged:
		c.converted(one, r, o)
	case design.ChangeNone, design.Introduced, design.Retired, design.PathChanged, design.StatusChanged, design.ErrorChanged:
	}
}

// whole applies a change of which operations there are.
func (c *changing) whole(one *design.Change, o *design.Operation) {
	if o == nil || one.Member.Text != "" {
		c.add(&badChange, one.Thing.Span, "%q is of an operation, and %q is none", one.Kind, spelt(one)).
			Mend("write the name of an operation")
		return
	}
	hidden := one.Kind == design.Introduced
	if c.newer.Operations[o].Hidden == hidden {
		d := c.add(&badChange, one.Thing.Span, "%q is %s already in the version after %q", o.Name.Text, hiddenOr(hidden), c.version.Name.Text)
		d.Mend("write it once only: in the newest of the versions that %s it", map[bool]string{true: "lack", false: "have"}[hidden])
		return
	}
	c.older.Operations[o].Hidden = hidden
}

func hiddenOr(hidden bool) string {
	if hidden {
		return "not there"
	}
	return "there"
}

func spelt(one *design.Change) string {
	if one.Member.Text == "" {
		return one.Thing.Text
	}
	return one.Thing.Text + "." + one.Member.Text
}

// members returns the members that a change is of, as they are in the newer and in the
// older version: those of a resource, or of the input of an operation. A create or update
// has those of its resource.
func (c *changing) members(r *design.Resource, o *design.Operation) (newer, older *design.Members) {
	if o != nil && o.Verb == design.Post {
		return c.newer.Inputs[o], c.older.Inputs[o]
	}
	if o != nil {
		r = o.Resource
	}
	return c.newer.Resources[r], c.older.Resources[r]
}

// member finds a member by its name in the newer version, and returns it as it is in the
// older one.
func (c *changing) member(n design.Name, r *design.Resource, o *design.Operation) (newer, older *design.Seen) {
	from, to := c.members(r, o)
	if n.Text == "" {
		return nil, nil
	}
	name, meant := n.Text, from.Named(n.Text)
	if meant == nil {
		var names []string
		for _, s := range from.List {
			if !s.Hidden {
				names = append(names, s.Name)
			}
		}
		d := c.add(&unknownPart, n.Span, "the version after %q has no member %q there", c.version.Name.Text, name)
		name = diag.Nearest(name, names)
		if name == "" {
			d.Mend("name one that is there: %s", some(names))
			return nil, nil
		}
		d.Meant(n.Text, name, names)
		meant = from.Named(name)
	}
	return meant, to.List[slices.Index(from.List, meant)]
}

// renamed applies another name.
func (c *changing) renamed(one *design.Change, r *design.Resource, o *design.Operation) {
	if o != nil && o.Verb != design.Post {
		c.ofResource(one, o)
		return
	}
	_, s := c.member(one.To, r, o)
	if s == nil || !c.free(one) {
		return
	}
	if first := c.at[s]; first != nil {
		c.add(&badChange, one.To.Span, "%q has two other names in version %q", one.To.Text, c.version.Name.Text).
			Mend("keep one of the two").See(first.Span, "the other one stands here")
		return
	}
	s.Name = one.Member.Text
	c.at[s] = one
}

// ofResource says that a change of all operations is written at one.
func (c *changing) ofResource(one *design.Change, o *design.Operation) {
	c.add(&badChange, one.Thing.Span, "%q has the members of %q, where such a change is written", o.Name.Text, o.Resource.Name.Text).
		Mend("write %s: %s.%s", one.Kind, o.Resource.Name.Text, one.Member.Text)
}

// free checks the name of a member in the older version.
func (c *changing) free(one *design.Change) bool {
	n := one.Member
	switch {
	case !wire.pattern.MatchString(n.Text):
		c.add(&nameForm, n.Span, "member %q is not written in %s", n.Text, wire.called).Mend("choose a name in %s", wire.called)
		return false
	case slices.Contains(listParameters, n.Text):
		c.reserved(n, "a member", "every list has a parameter of this name")
		return false
	}
	return true
}

// removed applies that a member is gone.
func (c *changing) removed(one *design.Change, r *design.Resource, o *design.Operation) {
	if o != nil && o.Verb != design.Post {
		c.ofResource(one, o)
		return
	}
	if one.As == nil || !c.free(one) {
		return
	}
	c.typed(one.As)
	one.As.Name = one.Member
	_, to := c.members(r, o)
	s := &design.Seen{Name: one.Member.Text, Gone: one.As}
	switch v, ok := c.constant(one.As, one.Answer); {
	case one.Answer != nil && ok:
		s.Answer = &v
	case one.Answer == nil && o == nil && !one.As.Optional:
		c.add(&badChange, one.Member.Span, "%q always has a value in version %q, and nothing says which", one.Member.Text, c.version.Name.Text).
			Mend("write answer: what answers have, or optional: true behind as")
	}
	s.Lossy = true
	c.loses(one, true, "what bodies have of it is dropped")
	c.at[s] = one
	to.List = append(to.List, s)
}

// loses checks that a change says so, where something gets lost, and only there.
func (c *changing) loses(one *design.Change, loses bool, why string) {
	switch {
	case loses && !one.Lossy:
		c.add(&lossyChange, one.Key, "%q loses something: %s", one.Kind, why).Mend("write lossy: true, so that whoever reads it knows")
	case !loses && one.Lossy:
		c.add(&lossyChange, one.Losing, "%q loses nothing here", one.Kind).Mend("remove lossy")
	}
}

// added applies that a member is new.
func (c *changing) added(one *design.Change, r *design.Resource, o *design.Operation) {
	if o != nil && o.Verb != design.Post {
		c.ofResource(one, o)
		return
	}
	newer, s := c.member(one.Member, r, o)
	if s == nil || c.madeAlready(one, newer) {
		return
	}
	s.Hidden = true
	if newer.Field == nil {
		return
	}
	v, ok := c.todays(newer, one.Absent)
	for _, op := range bodies(newer.Field, r, o) {
		switch {
		case ok && one.Absent != nil:
			c.older.Operations[op].Absent[newer.Field] = design.Fallback{Value: v}
		case one.Absent == nil && op.Verb != design.Update && needs(newer.Field):
			c.add(&badChange, one.Member.Span, "%q requires %q, which bodies of version %q cannot have", op.Name.Text, one.Member.Text, c.version.Name.Text).
				Mend("write absent: what stands for it")
		}
	}
}

// bodies returns the operations that take f in their bodies: those of the resource, or the one.
func bodies(f *design.Field, r *design.Resource, o *design.Operation) (some []*design.Operation) {
	if o != nil {
		r = o.Resource
	}
	for _, op := range r.Operations {
		if o != nil && op != o {
			continue
		}
		if slices.Contains(op.Input, f) || slices.ContainsFunc(op.Body, func(ref design.Ref[design.Field]) bool { return ref.To == f }) {
			some = append(some, op)
		}
	}
	return some
}

// needs tells whether the body of a create must have f.
func needs(f *design.Field) bool {
	return f.Required() && f.Default == nil && f.Type != design.TypeSlug
}
