package decode

import (
	"cmp"
	"math/big"
	"regexp"
	"slices"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/design/source"
	"github.com/newel-api/newel/internal/diag"
	"github.com/newel-api/newel/internal/payload"
)

// typeName is how a type of the design is called, which no type of the language is.
var typeName = regexp.MustCompile(`^[A-Z]`)

// reuse is a type that fields are made from.
type reuse struct {
	name   *source.Node
	node   *source.Node
	busy   bool // it is being looked into
	broken bool // a finding stands on it: what is made from it says nothing more
}

// Types are the types of a design that fields and inputs are made from.
type Types struct {
	named  map[string]*reuse
	unsure bool // some may stand in what could not be read
}

func (t *Types) add(name string, r *reuse) {
	if t.named == nil {
		t.named = map[string]*reuse{}
	}
	t.named[name] = r
}

// collect finds the types of the design among the pairs of a step.
func (r *reader) collect(pairs []source.Pair, broken bool) {
	r.types.unsure = r.types.unsure || broken
	for _, p := range pairs {
		if p.Key.Text != "types" || !isMap(p.Value) {
			continue
		}
		for _, t := range p.Value.Pairs {
			if isMap(t.Value) && r.types.named[t.Key.Text] == nil {
				r.types.add(t.Key.Text, &reuse{name: t.Key, node: t.Value})
			}
		}
	}
	for _, t := range r.types.named {
		silent := &reader{diags: new(diag.List), types: r.types, circles: map[*reuse]bool{}}
		reusable.read(silent, place{name: design.Name{Text: t.name.Text, Span: t.name.Span}}, t.node)
		t.broken = silent.diags.Len() > 0
	}
}

// reusing is a form that reads type: Name as what that type says, with what the field
// itself says instead.
func reusing(f form[*design.Field]) form[*design.Field] {
	return form[*design.Field]{f.shape, func(r *reader, at place, n *source.Node) (*design.Field, bool) {
		whole, name := r.expand(n)
		d, ok := f.read(r, at, whole)
		if d != nil {
			d.Named = name
		}
		return d, ok
	}}
}

// expand returns n with the pairs of the type that it is made from, and the name of
// that type; n itself when it is made from none.
func (r *reader) expand(n *source.Node) (whole *source.Node, name string) {
	i := -1
	if isMap(n) {
		i = slices.IndexFunc(n.Pairs, func(p source.Pair) bool { return p.Key.Text == "type" })
	}
	if i < 0 {
		return n, ""
	}
	word := n.Pairs[i].Value
	if word == nil || word.Kind != source.Scalar || word.Refused || !typeName.MatchString(word.Text) {
		return n, ""
	}
	base := r.types.named[word.Text]
	switch {
	case base == nil && r.types.unsure: // who knows
	case base == nil:
		r.unknownType(word)
	case base.busy && r.circles[base]: // told before
	case base.busy:
		r.circles[base] = true
		r.diags.Add(&circularType, word.Span, "the type %q is made from itself", word.Text).
			Mend("write out in one of them what it is").See(base.name.Span, "%q is declared here", word.Text)
	default:
		base.busy = true
		from, _ := r.expand(base.node)
		base.busy = false
		if !base.broken {
			return r.narrowed(n, from, base), word.Text
		}
	}
	// A finding says what is wrong with the type: of the rest nothing can be said.
	out := *n
	out.Pairs = slices.Clone(n.Pairs)
	refused := *word
	refused.Refused = true
	out.Pairs[i].Value = &refused
	return &out, ""
}

func (r *reader) unknownType(word *source.Node) {
	names := make([]string, 0, len(r.types.named))
	for name := range r.types.named {
		names = append(names, name)
	}
	slices.Sort(names)
	d := r.diags.Add(&unknownType, word.Span, "%q is no type of this design", word.Text)
	switch near := diag.Nearest(word.Text, names); {
	case near != "":
		d.Mend("did you mean %q?", near)
	default:
		d.Mend("declare it under types: in data.yaml, or write ref: %s for a row of that entity", word.Text)
	}
}

// narrowed returns the pairs of n before those of the type that it is made from. It
// tells where n allows what the type does not.
func (r *reader) narrowed(n, from *source.Node, base *reuse) *source.Node {
	out := *n
	out.Pairs = nil
	for _, p := range n.Pairs {
		if p.Key.Text == "type" {
			continue
		}
		out.Pairs = append(out.Pairs, p)
		if b := pair(from, p.Key.Text); b != nil && !narrower(p.Key.Text, p.Value, b.Value) {
			r.diags.Add(&widerType, p.Key.Span, "%q allows what its type %q does not", p.Key.Text, base.name.Text).
				Mend("narrow it, change the type, or make the field from no named type").See(b.Key.Span, "the type says it here")
		}
	}
	for _, b := range from.Pairs {
		if pair(n, b.Key.Text) == nil || b.Key.Text == "type" {
			out.Pairs = append(out.Pairs, b)
		}
	}
	return &out
}

func pair(n *source.Node, key string) *source.Pair {
	if i := slices.IndexFunc(n.Pairs, func(p source.Pair) bool { return p.Key.Text == key }); i >= 0 {
		return &n.Pairs[i]
	}
	return nil
}

// narrower tells whether what a field says instead of its type allows no more. What
// cannot be compared, because it is wrong, a finding tells elsewhere.
func narrower(key string, own, base *source.Node) bool {
	if own == nil || base == nil {
		return true
	}
	switch key {
	case "default":
		return true
	case "min", "max":
		order, ok := compared(own, base)
		return !ok || key == "min" && order >= 0 || key == "max" && order <= 0
	case "values":
		return !slices.ContainsFunc(own.Items, func(v *source.Node) bool {
			return !slices.ContainsFunc(base.Items, func(b *source.Node) bool { return b.Text == v.Text })
		})
	}
	return own.Kind == base.Kind && own.Text == base.Text
}

// compared returns how two bounds compare. It is not ok when one of them is none.
func compared(own, base *source.Node) (order int, ok bool) {
	if own.Kind != source.Scalar || base.Kind != source.Scalar {
		return 0, false
	}
	for _, read := range []func(string) (int64, bool){payload.ParseDate, payload.ParseTime} {
		x, ok := read(own.Text)
		if y, fine := read(base.Text); ok && fine {
			return cmp.Compare(x, y), true
		}
	}
	x, ok := new(big.Rat).SetString(own.Text)
	y, fine := new(big.Rat).SetString(base.Text)
	if !ok || !fine {
		return 0, false
	}
	return x.Cmp(y), true
}
