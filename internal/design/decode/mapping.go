package decode

import (
	"slices"
	"strings"

	"github.com/newel-api/newel/internal/design/source"
	"github.com/newel-api/newel/internal/diag"
)

// mapping is the table of a mapping that is read into a T.
type mapping[T any] struct {
	keys   []key[T]
	sample string

	oneOf []string // exactly one of these keys must be written

	// variant returns the word that decides which keys may be written, "" when it
	// is not known; it is made of the key of oneOf that is written and its value,
	// nil for none. It may be nil: then every key may. kind says what a mapping of
	// that variant is: "a list operation".
	variant func(key string, n *source.Node) string
	kind    func(variant string) string
}

// key is one line of the table.
type key[T any] struct {
	Key
	read func(r *reader, at place, n *source.Node, into *T)
}

// may is a key that may be left out. put takes its value.
func may[T, V any](name, doc string, f form[V], put func(into *T, v V, at place)) key[T] {
	return key[T]{Key{Name: name, Doc: doc, Shape: f.shape}, func(r *reader, at place, n *source.Node, into *T) {
		if v, ok := f.read(r, at, n); ok {
			put(into, v, at)
		}
	}}
}

// must is a key that must be written.
func must[T, V any](name, doc string, f form[V], put func(into *T, v V, at place)) key[T] {
	return may(name, doc, f, put).must()
}

// must returns the key as one that must be written, where it may be written.
func (k key[T]) must() key[T] {
	k.Required = true
	return k
}

// with returns the key as one that goes with those variants only.
func (k key[T]) with(variants ...string) key[T] {
	k.With = variants
	return k
}

// unless returns the key as one without which that holds.
func (k key[T]) unless(standard string) key[T] {
	k.Default = standard
	return k
}

// noting returns the key as one that note is told of whatever stands behind it.
func (k key[T]) noting(note func(into *T, at place)) key[T] {
	read := k.read
	k.read = func(r *reader, at place, n *source.Node, into *T) {
		note(into, at)
		read(r, at, n, into)
	}
	return k
}

func (k *key[T]) fits(variant string) bool {
	return variant == "" || len(k.With) == 0 || slices.Contains(k.With, variant)
}

// shape describes the table.
func (m *mapping[T]) shape() *Shape {
	s := &Shape{Kind: Mapping, Sample: m.sample, OneOf: m.oneOf}
	for _, k := range m.keys {
		s.Keys = append(s.Keys, k.Key)
	}
	return s
}

// object is the form of a mapping. finish makes what is wanted of what was read; it
// is called for a value that is no mapping too, so that whatever refers to the thing
// finds it.
func object[T, V any](m *mapping[T], finish func(r *reader, at place, t *T) V) form[V] {
	shape := m.shape()
	return form[V]{shape, func(r *reader, at place, n *source.Node) (V, bool) {
		t := new(T)
		if r.is(source.Map, n, at, shape) {
			m.missing(r, at, m.read(r, at, n.Pairs, t))
		}
		return finish(r, at, t), true
	}}
}

// kindOf names the variants of a noun: "a list operation".
func kindOf(noun string) func(variant string) string {
	return func(variant string) string {
		article := "a "
		if strings.ContainsAny(variant[:min(1, len(variant))], "aeiou") {
			article = "an "
		}
		return article + variant + " " + noun
	}
}

// line is a pair of the file and the key of the table that it is read by.
type line[T any] struct {
	key     *key[T]
	pair    source.Pair
	guessed bool // the file has another word; a finding says so
}

// reading is what was met in a mapping.
type reading struct {
	variant string
	written map[string]bool
	chosen  *source.Node // the first key of oneOf; nil when none was written
}

// read reads the pairs of a mapping.
func (m *mapping[T]) read(r *reader, at place, pairs []source.Pair, into *T) (met reading) {
	lines := m.lines(r, at, pairs)
	met.written = map[string]bool{}
	if l := m.choice(lines); l != nil {
		met.chosen = l.pair.Key
		if m.variant != nil {
			met.variant = m.variant(l.key.Name, l.pair.Value)
		}
	}
	for _, l := range lines {
		name := l.key.Name
		second := slices.Contains(m.oneOf, name) && l.pair.Key != met.chosen
		switch {
		case l.guessed && (second || !l.key.fits(met.variant)):
			continue
		case second:
			r.diags.Add(&conflictingKeys, l.pair.Key.Span, "%s has both %q and %q", at.label, met.chosen.Text, name).
				Mend("keep one of the two").See(met.chosen.Span, "%q stands here", met.chosen.Text)
			continue
		case !l.key.fits(met.variant):
			r.diags.Add(&unknownKey, l.pair.Key.Span, "%q is not a key of %s", name, m.kind(met.variant)).
				Mend("remove it; it goes with %s", strings.Join(l.key.With, ", "))
			continue
		}
		met.written[name] = true
		l.key.read(r, placeOf(l.pair, `"`+name+`"`), l.pair.Value, into)
	}
	return met
}

// choice returns the line whose key of oneOf counts: the first, but rather one that
// is not guessed; nil when there is none.
func (m *mapping[T]) choice(lines []line[T]) (choice *line[T]) {
	for i := range lines {
		l := &lines[i]
		if slices.Contains(m.oneOf, l.key.Name) && (choice == nil || choice.guessed && !l.guessed) {
			choice = l
		}
	}
	return choice
}

// lines finds the key of each pair. A key that is misspelt is taken for the nearest
// one that is not written.
func (m *mapping[T]) lines(r *reader, at place, pairs []source.Pair) (lines []line[T]) {
	written := map[string]bool{}
	for _, p := range pairs {
		written[p.Key.Text] = true
	}
	for _, p := range pairs {
		i := m.find(p.Key.Text)
		if i < 0 {
			near := diag.Nearest(p.Key.Text, m.names(written))
			r.unknownKey(p.Key, at, near, m.names(nil))
			if near == "" {
				continue
			}
			i = m.find(near)
			written[near] = true
		}
		lines = append(lines, line[T]{&m.keys[i], p, m.keys[i].Name != p.Key.Text})
	}
	return lines
}

func (m *mapping[T]) find(name string) int {
	return slices.IndexFunc(m.keys, func(k key[T]) bool { return k.Name == name })
}

// names returns the keys of the table that are not among those.
func (m *mapping[T]) names(without map[string]bool) (names []string) {
	for _, k := range m.keys {
		if !without[k.Name] {
			names = append(names, k.Name)
		}
	}
	return names
}

func (r *reader) unknownKey(n *source.Node, at place, near string, known []string) {
	d := r.diags.Add(&unknownKey, n.Span, "%q is not a key of %s", n.Text, at.label)
	switch {
	case near != "":
		d.Meant(n.Text, near, known)
	case len(known) == 0:
		d.Mend("remove it; nothing is written there")
	default:
		d.Mend("use one of %s, or remove it", strings.Join(known, ", "))
	}
}

// missing reports what must be written and is not.
func (m *mapping[T]) missing(r *reader, at place, met reading) {
	if len(m.oneOf) > 0 && met.chosen == nil {
		r.diags.Add(&missingKey, at.name.Span, "%s has none of the keys %s", at.label, strings.Join(m.oneOf, ", ")).
			Mend("write one of them, as in %s", m.sample)
	}
	for i := range m.keys {
		if k := &m.keys[i]; k.Required && !met.written[k.Name] && k.fits(met.variant) && (met.variant != "" || len(k.With) == 0) {
			r.diags.Add(&missingKey, at.name.Span, "%s has no key %q", at.label, k.Name).
				Mend("write %s: %s, %s", k.Name, k.Shape.sample(), k.Doc)
		}
	}
}
