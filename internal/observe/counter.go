package observe

import (
	"cmp"
	"slices"
	"strconv"
	"sync/atomic"
)

// Figure is one sample that others count or set: of a family, with labels.
type Figure struct {
	labels string
	n      atomic.Int64
}

// Add counts n more.
func (f *Figure) Add(n int64) { f.n.Add(n) }

// Set sets the figure.
func (f *Figure) Set(n int64) { f.n.Store(n) }

// counted are a family of them.
type counted struct {
	name, help string
	typ        Type
	all        []*Figure // by labels
}

// Figure returns the figure of that family with those labels, names and values in turn,
// and makes it when it is not there. Whoever asks bounds how many there are.
func (m *Metrics) Figure(name, help string, typ Type, labels ...string) *Figure {
	text := ""
	for i := 0; i+1 < len(labels); i += 2 {
		if i > 0 {
			text += ","
		}
		text += label(labels[i], labels[i+1])
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	at := slices.IndexFunc(m.figures, func(f *counted) bool { return f.name == name })
	if at < 0 {
		at = len(m.figures)
		m.figures = append(m.figures, &counted{name: name, help: help, typ: typ})
	}
	family := m.figures[at]
	i, found := slices.BinarySearchFunc(family.all, text, func(f *Figure, labels string) int { return cmp.Compare(f.labels, labels) })
	if !found {
		family.all = slices.Insert(slices.Clone(family.all), i, &Figure{labels: text})
	}
	return family.all[i]
}

// counts returns what is exposed of them.
func counts(all []counted) (out []family) {
	for _, f := range all {
		out = append(out, family{f.name, f.help, f.typ, func(dst []byte) []byte {
			for _, one := range f.all {
				dst = appendSample(dst, f.name, one.labels, strconv.FormatInt(one.n.Load(), 10))
			}
			return dst
		}})
	}
	return out
}
