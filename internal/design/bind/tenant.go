package bind

import (
	"strings"

	"github.com/newel-api/newel/internal/design"
)

// tenant binds whose rows those of e are. When it does not bind, e counts as one
// without a tenant.
func (b *binder) tenant(e *design.Entity) {
	switch {
	case e.Global && e.Tenant.Set():
		b.add(&tenantOrGlobal, e.Tenant.Span, "%q says that its rows are global and that they belong to a tenant", e.Name.Text).
			Mend("remove global: true, or tenant: %s", e.Tenant.Name)
		return
	case !e.Global && !e.Tenant.Set() && b.misread(b.reach(e)):
		return
	case !e.Global && !e.Tenant.Set():
		b.add(&tenantOrGlobal, e.Name.Span, "%q does not say whose its rows are", e.Name.Text).
			Mend("add tenant: and the field that refers to the tenant, or global: true for rows that belong to none")
		return
	case e.Global:
		return
	}
	f := b.field(e, &e.Tenant)
	if f == nil || f.Type == design.TypeNone || f.Type == design.TypeRef && f.Target.To == nil {
		e.Tenant.To = nil
		return
	}
	wrong, mend := "", ""
	switch {
	case f.Type != design.TypeRef:
		wrong, mend = "is of the type "+f.Type.String(), "name a field with ref:"
	case f.Optional:
		wrong, mend = "is optional", "remove optional: true from it: a row without a tenant would be everybody's"
	case f.Target.To == e:
		wrong, mend = "refers to "+e.Name.Text+" itself", "name a field that refers to the entity of tenants"
	case !f.Target.To.Global && f.Target.To.Tenant.Set():
		wrong, mend = "refers to "+f.Target.To.Name.Text+", whose rows have a tenant themselves", "name a field that refers to a global entity"
	default:
		return
	}
	b.add(&badTenant, e.Tenant.Span, "%q cannot be the tenant of %s: it %s", f.Name.Text, e.Name.Text, wrong).
		Mend("%s", mend).See(f.Name.Span, "the field is declared here")
	e.Tenant.To = nil
}

// tenantOf returns the entity of the tenants that rows of e belong to, or nil.
func tenantOf(e *design.Entity) *design.Entity {
	if e.Tenant.To == nil {
		return nil
	}
	return e.Tenant.To.Target.To
}

// tellsTenant tells whether rows with one value in f all are one tenant's.
func tellsTenant(f *design.Field) bool {
	mine := f.Entity.Tenant.To
	return f == mine || f.Type == design.TypeRef && f.Target.To != nil && mine != nil && tenantOf(f.Target.To) == tenantOf(f.Entity) ||
		f.Type == design.TypeID || f.Type == design.TypeNone
}

// references looks for references of e that the database does not hold within a
// tenant.
func (b *binder) references(e *design.Entity) {
	if e.Global == (e.Tenant.Name != "") || !e.Global && e.Tenant.To == nil {
		return // whose its rows are did not bind
	}
	for _, f := range e.Fields {
		if f.Type != design.TypeRef || f.Target.To == nil || tenantOf(f.Target.To) == nil || tenantOf(f.Target.To) == tenantOf(e) {
			continue
		}
		if e.Link != nil {
			b.apart(e, f)
			continue
		}
		whose := "rows of " + e.Name.Text + " belong to no tenant"
		if t := tenantOf(e); t != nil {
			whose = "rows of " + e.Name.Text + " belong to one " + t.Name.Text
		}
		b.add(&leavesTenant, f.Target.Span, "%s, those of %s to one %s, and nothing holds %q to the right one",
			whose, f.Target.To.Name.Text, tenantOf(f.Target.To).Name.Text, f.Name.Text).
			Mend("turn the reference round, or make both entities the same tenant's").
			See(f.Target.To.Tenant.Span, "the tenant of %s is declared here", f.Target.To.Name.Text)
	}
}

// requiredCycles looks for entities whose rows need each other: the first of them
// could never be made.
func (b *binder) requiredCycles(all []*design.Entity) {
	s := &cycles{binder: b, seen: map[*design.Entity]int{}, told: map[*design.Entity]bool{}}
	for _, e := range all {
		s.visit(e)
	}
}

// cycles is a depth-first search along required references.
type cycles struct {
	*binder
	seen map[*design.Entity]int // 0: not yet; n: at path[n-1]; -1: all that it needs is known
	path []*design.Field        // from each entity under way to the next
	told map[*design.Entity]bool
}

func (s *cycles) visit(e *design.Entity) {
	if s.seen[e] != 0 {
		return
	}
	s.seen[e] = len(s.path) + 1
	for _, f := range e.Fields {
		if f.Type != design.TypeRef || f.Optional || f.Target.To == nil || s.misread(f.Span) {
			continue
		}
		s.path = append(s.path, f)
		if at := s.seen[f.Target.To]; at > 0 {
			s.tell(s.path[at-1:])
		} else {
			s.visit(f.Target.To)
		}
		s.path = s.path[:len(s.path)-1]
	}
	s.seen[e] = -1
}

// tell reports a cycle at its first reference, unless all its entities stand in
// cycles that were reported.
func (s *cycles) tell(cycle []*design.Field) {
	fresh := false
	steps := make([]string, len(cycle))
	for i, f := range cycle {
		fresh = fresh || !s.told[f.Entity]
		s.told[f.Entity] = true
		steps[i] = f.Entity.Name.Text + "." + f.Name.Text
	}
	if !fresh {
		return
	}
	first := cycle[0]
	d := s.add(&requiredCycle, first.Name.Span, "no row of %s can ever be made: %s → %s", first.Entity.Name.Text, strings.Join(steps, " → "), first.Entity.Name.Text).
		Mend("add optional: true to one of these references")
	for _, f := range cycle[1:] {
		d.See(f.Name.Span, "%s needs its %s here", f.Entity.Name.Text, f.Target.To.Name.Text)
	}
}
