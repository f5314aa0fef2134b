package bind

import (
	"regexp/syntax"
	"slices"
	"unicode"

	"github.com/newel-api/newel/internal/design"
)

// key binds the field by whose values the rows of r are addressed. One that cannot be the
// key is not bound.
func (b *binder) key(r *design.Resource) {
	f := b.field(r.Of.To, &r.Key)
	if f == nil || f.Type == design.TypeNone || b.misread(f.Span) {
		return
	}
	wrong, mend := "", ""
	switch {
	case r.Only.Written():
		wrong, mend = r.Name.Text+" shows each caller one row, which needs none", "remove the key"
	case f.Type == design.TypeID:
		wrong, mend = "rows are addressed by it without a key", "remove the key"
	case f.Optional:
		wrong, mend = "it is optional", "remove optional: true from it, or name another field"
	case f.Type == design.TypeText && f.Pattern == nil:
		wrong, mend = "a text may have a / in it, or any other mark", `give it a pattern of letters, digits and the marks - . _ ~, as "[A-Z]+-[0-9]+"; or make it a slug`
	case f.Type == design.TypeText && f.Pattern.Whole != nil && !segment(f.Pattern):
		wrong, mend = "its pattern matches what cannot stand in a path", "let it match letters and digits of ASCII and the marks - . _ ~ only, at least one character, and neither . nor .."
	case !slices.Contains(keyTypes, f.Type):
		wrong, mend = "it is of the type "+f.Type.String(), "name a slug, a uuid, an integer, or a text with a pattern"
	default:
		return
	}
	b.add(&badKey, r.Key.Span, "%q cannot be the key: %s", f.Name.Text, wrong).
		Mend("%s", mend).See(f.Name.Span, "%q is declared here", f.Name.Text)
	r.Key.To = nil
}

// keyTypes are the types whose values stand in one segment of a path, in one spelling.
var keyTypes = []design.Type{design.TypeSlug, design.TypeUUID, design.TypeInteger, design.TypeText}

// unlocked tells of an operation for which the key of r does not stand for one row:
// one of its own, or one whose path goes through a row of it.
func (b *binder) unlocked(r *design.Resource) {
	f := r.Key.To
	if f == nil || f.Type == design.TypeNone || b.misread(f.Span) {
		return
	}
	all := r.Operations
	for _, other := range b.design.Contract.Resources {
		all = slices.Concat(all, other.Operations)
	}
	for _, o := range all {
		own, through := o.Resource == r && o.OfRow() && o.Verb != design.VerbNone, o.Parent == r
		if !own && !through || own && !through && o.Under.Set() && o.Under.To == nil || through && distinct(f, nil) || !through && distinct(f, o.Under.To) {
			continue
		}
		d := b.add(&badKey, r.Key.Span, "two rows can have the same %q, and %q needs one that no other has", f.Name.Text, o.Name.Text)
		switch tenant := r.Of.To.Tenant.To; {
		case !through && o.Under.To != nil:
			d.Mend("write unique: [[%s, %s]]", o.Under.Name, f.Name.Text)
		case !through && tenant != nil && f.Unique != nil && tenant.Target.To != nil:
			d.Mend("add under: %s to it: within one %s it is unique; or unique: [[%s]], for all", tenant.Name.Text, tenant.Target.To.Name.Text, f.Name.Text)
		case tenant != nil:
			d.Mend("write unique: [[%s]], or another key", f.Name.Text)
		default:
			d.Mend("add unique: true to the field")
		}
		d.See(f.Name.Span, "%q is declared here", f.Name.Text)
		return
	}
}

// distinct tells whether no two rows, or no two that have the same value in within, have
// the same value in f.
func distinct(f, within *design.Field) bool {
	suits := func(set ...*design.Field) bool {
		return !slices.ContainsFunc(set, func(one *design.Field) bool { return one == nil || one != f && one != within })
	}
	e := f.Entity
	for _, one := range e.Fields {
		tenant := e.Tenant.To
		if one.Unique != nil && (suits(one) && (tenant == nil || tenant == one) || suits(one, tenant)) {
			return true
		}
	}
	return slices.ContainsFunc(e.Unique, func(group []design.Ref[design.Field]) bool {
		fields := make([]*design.Field, len(group))
		for i, ref := range group {
			fields[i] = ref.To
		}
		return len(group) > 0 && suits(fields...)
	})
}

// segment tells whether whatever matches p can stand in a path as it is: RFC 3986 section
// 2.3 has the characters that nobody escapes, and section 5.2.4 the segments that are
// taken away.
func segment(p *design.Pattern) bool {
	tree, err := syntax.Parse(p.Text, syntax.Perl)
	if err != nil {
		return false
	}
	for _, none := range []string{"", ".", ".."} {
		if p.Whole.MatchString(none) {
			return false
		}
	}
	return unreserved(tree)
}

// unreserved tells whether n matches nothing but letters and digits of ASCII and - . _ ~.
func unreserved(n *syntax.Regexp) bool {
	within := func(low, high rune) bool {
		for _, r := range [][2]rune{{'-', '.'}, {'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}, {'~', '~'}} {
			if r[0] <= low && high <= r[1] {
				return true
			}
		}
		return false
	}
	switch n.Op {
	case syntax.OpLiteral:
		for _, c := range n.Rune {
			if !within(c, c) {
				return false
			}
			for other := unicode.SimpleFold(c); n.Flags&syntax.FoldCase != 0 && other != c; other = unicode.SimpleFold(other) {
				if !within(other, other) {
					return false
				}
			}
		}
	case syntax.OpCharClass:
		for i := 0; i < len(n.Rune); i += 2 {
			if !within(n.Rune[i], n.Rune[i+1]) {
				return false
			}
		}
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		return false
	default:
		return !slices.ContainsFunc(n.Sub, func(sub *syntax.Regexp) bool { return !unreserved(sub) })
	}
	return true
}

// only compiles which row a resource shows to each caller.
func (b *binder) only(r *design.Resource) {
	for _, o := range r.Operations {
		if o.Verb == design.List || o.Verb == design.Create {
			b.add(&badOnly, o.VerbSpan, "%q shows each caller one row, which is there: %q would %s", r.Name.Text, o.Name.Text, o.Verb).
				Mend("declare it in a resource without only:").See(r.Only.Span, "only stands here")
		}
	}
	s := b.scope()
	e := r.Of.To
	if e == nil || !b.whole(r.Only, s) {
		return
	}
	row := &design.Field{Name: r.Name, Type: design.TypeRef, Target: design.Ref[design.Entity]{Name: e.Name.Text, To: e}}
	t := b.value(r.Only, s, row)
	if t == nil {
		return
	}
	if t.Root != design.RootCaller || len(t.Path) > 1 {
		b.add(&badOnly, r.Only.Span, "%q is not of the caller's own row", r.Only.Text).
			Mend(`write "caller.id", or a reference of the identity as "caller.home"`)
		return
	}
	r.OnlyTerm = t
	if len(t.Path) == 1 && b.guarded(t.Path[0]) {
		b.add(&badOnly, r.Only.Span, "%q has a rule of its own on reading it, and the path would tell where it leads", t.Path[0].Name.Text).
			Mend("remove that rule, or show the row in a resource of all")
	}
}

// guarded tells whether fewer may read f than its row.
func (b *binder) guarded(f *design.Field) bool {
	a := b.allowed[f.Entity]
	return a != nil && slices.ContainsFunc(a.Fields, func(own *design.FieldAllow) bool { return own.Field.To == f && own.Read.Written() })
}

// readKey refuses a key that not everybody is told who reads the row: addresses would tell
// it.
func (b *binder) readKey(r *design.Resource) {
	f := r.Key.To
	switch {
	case f == nil:
	case b.guarded(f):
		b.add(&badKey, r.Key.Span, "%q cannot be the key: it has a rule of its own on reading it, and addresses would tell it", f.Name.Text).
			Mend("remove that rule, or name another field").See(f.Name.Span, "%q is declared here", f.Name.Text)
	case !slices.ContainsFunc(r.Fields, func(sent design.Ref[design.Field]) bool { return sent.To == f }) && !b.misread(r.FieldsSpan):
		b.add(&badKey, r.Key.Span, "%q cannot be the key: %q does not send it, and addresses would tell it", f.Name.Text, r.Name.Text).
			Mend("add it to the fields").See(r.FieldsSpan, "what is sent stands here")
	}
}
