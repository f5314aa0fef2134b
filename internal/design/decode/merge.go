package decode

import (
	"slices"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/design/source"
	"github.com/newel-api/newel/internal/diag"
)

// newReader returns a reader that knows those types; nil for none.
func newReader(types *Types, diags *diag.List) *reader {
	r := &reader{diags: diags, circles: map[*reuse]bool{}}
	if types != nil {
		r.types = *types
	}
	return r
}

// readFiles reads the files of a step as if they were one. It returns the span of
// the step: its first file.
func readFiles[T any](r *reader, m *mapping[T], step string, files []*source.File, into *T) diag.Span {
	whole := diag.Span{}
	if len(files) > 0 {
		whole.File = files[0].Name
	}
	at := place{label: step, name: design.Name{Span: whole}, span: whole}
	pairs, broken := r.merge(m.shape(), step, files)
	if m.shape().Key("types") != nil {
		r.collect(pairs, broken)
	}
	met := m.read(r, at, pairs, into)
	if !broken { // else what is missing may stand in what could not be read
		m.missing(r, at, met)
	}
	return whole
}

// merge returns the pairs of all files. Mappings of names that stand in several
// files become one; anything else may be written once.
func (r *reader) merge(shape *Shape, step string, files []*source.File) (pairs []source.Pair, broken bool) {
	merged := map[string]*pile{}
	for _, f := range files {
		broken = broken || f.Broken
		if f.Root == nil || !r.is(source.Map, f.Root, place{label: step}, shape) {
			broken = broken || f.Root != nil
			continue
		}
		for _, p := range f.Root.Pairs {
			before := merged[p.Key.Text]
			switch {
			case before == nil:
				pairs = append(pairs, p)
				merged[p.Key.Text] = &pile{at: len(pairs) - 1, key: p.Key, names: keysOf(p.Value)}
			case isNames(shape, p.Key.Text) && isMap(p.Value) && isMap(pairs[before.at].Value):
				pairs[before.at].Value = r.join(before, p.Key.Text, pairs[before.at].Value, p.Value)
			case isNames(shape, p.Key.Text): // one of them is no mapping, which is said where it is read
				pairs = append(pairs, p)
				if isMap(p.Value) {
					merged[p.Key.Text] = &pile{at: len(pairs) - 1, key: p.Key, names: keysOf(p.Value)}
				}
			default:
				r.twice(p.Key, before.key, step)
			}
		}
	}
	return pairs, broken
}

// pile is what several files write behind one key.
type pile struct {
	at    int // among the merged pairs
	key   *source.Node
	names map[string]*source.Node // the names so far, each where it stands
}

// join returns one mapping with the names of both.
func (r *reader) join(p *pile, what string, a, b *source.Node) *source.Node {
	both := *a
	both.Pairs = slices.Clip(a.Pairs)
	for _, pair := range b.Pairs {
		if first := p.names[pair.Key.Text]; first != nil {
			r.twice(pair.Key, first, `"`+what+`"`)
			continue
		}
		p.names[pair.Key.Text] = pair.Key
		both.Pairs = append(both.Pairs, pair)
	}
	return &both
}

func (r *reader) twice(second, first *source.Node, where string) {
	r.diags.Add(&definedTwice, second.Span, "%q stands in two files of %s", second.Text, where).
		Mend("remove one of the two, or rename it").See(first.Span, "%q stands here first", first.Text)
}

// isNames tells whether the value of that key is a mapping of names.
func isNames(shape *Shape, key string) bool {
	return slices.ContainsFunc(shape.Keys, func(k Key) bool { return k.Name == key && k.Shape.Kind == Names })
}

func isMap(n *source.Node) bool { return n != nil && n.Kind == source.Map && !n.Refused }

func keysOf(n *source.Node) map[string]*source.Node {
	keys := map[string]*source.Node{}
	if isMap(n) {
		for _, p := range n.Pairs {
			keys[p.Key.Text] = p.Key
		}
	}
	return keys
}
