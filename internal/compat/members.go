package compat

import "fmt"

// items compares what lists hold.
func (x *inclusion) items() {
	if x.old.Types&x.new.Types&Array == 0 || x.old.Items == x.new.Items {
		return
	}
	p := x.position
	p.kind, p.label = "property", x.label+"[]"
	x.out.inside = append(x.out.inside, x.shapes(orAny(x.old.Items), orAny(x.new.Items), p))
}

func orAny(s *Shape) *Shape {
	if s == nil {
		return anything
	}
	return s
}

// hidden tells whether a member does not travel in this direction.
func (d direction) hidden(s *Shape) bool {
	return s == nil || d == request && s.ReadOnly || d == response && s.WriteOnly
}

// members compares the members of objects, and what stands beside those that are named.
func (x *inclusion) members() {
	if x.old.Types&x.new.Types&Object == 0 {
		return
	}
	for _, name := range bothKeys(x.old.Members, x.new.Members) {
		old, new := x.old.Members[name], x.new.Members[name]
		switch before, after := !x.hidden(old), !x.hidden(new); {
		case !before && !after:
		case !before:
			x.memberAdded(name, old, new)
		case !after:
			x.memberRemoved(name, old, new)
		default:
			x.member(name, old, new)
		}
	}
	x.rest()
}

// at returns the position of a member.
func (x *inclusion) member(name string, old, new *Shape) {
	in := x.inside(name, old, new)
	change := func(action string, s set, format string) {
		c := in.add(action, s.severity(x.direction, false), Wire, "%s", format)
		c.subject.new = new.Default
	}
	switch before, after := x.old.Needed[name], x.new.Needed[name]; {
	case !before && after && new.Default != "" && x.direction == request:
		change("became-required-with-default", narrower, "it is required, with a default")
	case !before && after:
		change("became-required", narrower, "it is required")
	case before && !after:
		change("became-optional", wider, "it may be left out")
	}
	x.out.inside = append(x.out.inside, x.shapes(old, new, in.position))
}

// inside returns a comparison of one member, for changes that are its own.
func (x *inclusion) inside(name string, old, new *Shape) *inclusion {
	p := x.position
	p.kind, p.label, p.subject.member = "property", x.label+"."+name, name
	at := pointer(x.new.At, "properties", name)
	if new == nil {
		at = pointer(x.old.At, "properties", name)
	}
	return &inclusion{comparer: x.comparer, old: old, new: &Shape{At: at}, position: p, out: x.out}
}

func (x *inclusion) memberAdded(name string, old, new *Shape) {
	in, needed := x.inside(name, old, new), x.new.Needed[name]
	var c *Change
	switch {
	case old != nil && x.direction == request && needed: // it was read-only
		c = in.add("became-not-read-only", Breaking, Wire, "it is not read-only any more, and required")
	case old != nil:
		c = in.add("became-"+notHidden(x.direction), Harmless, Wire, "it is sent in %s now", x.says())
	case x.direction == response && needed:
		c = in.noteAs("response-required-property-added", Harmless, "it is new")
	case x.direction == response:
		c = in.noteAs("response-optional-property-added", Harmless, "it is new")
	case needed && new.Default != "":
		c = in.noteAs("new-required-request-property-with-default", Breaking, "it is new and required, with a default")
	case needed:
		c = in.noteAs("new-required-request-property", Breaking, "it is new and required")
	default:
		c = in.noteAs("new-optional-request-property", Harmless, "it is new and may be left out")
	}
	c.subject.new = new.Default
}

func notHidden(d direction) string {
	if d == request {
		return "not-read-only"
	}
	return "not-write-only"
}

// noteAs notes a change whose id does not begin as others do.
func (x *inclusion) noteAs(id string, severity Severity, format string, args ...any) *Change {
	c := x.note(id, severity, Wire, x.label+" in "+x.says(), x.new.At, fmt.Sprintf(format, args...))
	c.subject = x.subject
	x.out.changes = append(x.out.changes, c)
	return c
}

func (x *inclusion) memberRemoved(name string, old, new *Shape) {
	in, needed := x.inside(name, old, new), x.old.Needed[name]
	var c *Change
	switch {
	case x.direction == request && new != nil:
		c = in.add("became-read-only", Doubtful, Wire, "it is read-only: what requests say of it is not taken any more")
	case x.direction == request && x.new.Rest != nil && x.new.Rest.never():
		c = in.add("removed", Breaking, Wire, "it is gone, and members that are not named are refused")
	case x.direction == request:
		c = in.add("removed", Doubtful, Wire, "it is gone: what requests say of it is not looked at any more")
	case needed && new != nil:
		c = in.add("became-write-only", Breaking, Wire, "it is not sent any more")
	case needed:
		c = in.noteAs("response-required-property-removed", Breaking, "it is gone")
	default:
		c = in.noteAs("response-optional-property-removed", Doubtful, "it is gone; it did not have to be there")
	}
	c.subject.new = x.renamed(name, old)
}

// renamed returns the one member that is new and has the shape of the one that is
// gone; "" for none or many.
func (x *inclusion) renamed(name string, old *Shape) (found string) {
	for _, other := range sortedKeys(x.new.Members) {
		if x.old.Members[other] != nil || x.hidden(x.new.Members[other]) || x.old.Needed[name] != x.new.Needed[other] {
			continue
		}
		if !x.alike(old, x.new.Members[other]) {
			continue
		}
		if found != "" {
			return ""
		}
		found = other
	}
	return found
}

// alike tells whether two shapes take the same values. What is asked again inside the
// answer counts as alike.
func (c *comparer) alike(old, new *Shape) bool {
	key := [2]*Shape{old, new}
	if known, ok := c.likes[key]; ok {
		return known
	}
	c.likes[key] = true
	inner := newComparer(Options{})
	inner.likes = c.likes
	c.likes[key] = inner.clean(inner.shapes(old, new, position{kind: "property"}))
	return c.likes[key]
}

// rest compares what may stand beside the members that are named.
func (x *inclusion) rest() {
	old, new := orAny(x.old.Rest), orAny(x.new.Rest)
	switch {
	case old == new || old.never() && new.never():
	case new.never():
		severity := Harmless
		if x.direction == request {
			severity = Breaking
		}
		x.add("additional-properties-closed", severity, Wire, "members that are not named may not stand here any more")
	case old.never(): // as a member that is new in an answer, which clients skip
		x.add("additional-properties-opened", Harmless, Wire, "members that are not named may stand here")
	default:
		p := x.position
		p.kind, p.label = "property", x.label+".*"
		x.out.inside = append(x.out.inside, x.shapes(old, new, p))
	}
}
