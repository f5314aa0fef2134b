package format

import (
	"bytes"
	"errors"
	"slices"
	"strings"

	"github.com/newel-api/newel/internal/design/source"
	"github.com/newel-api/newel/internal/diag"
)

// width is how many columns a collection on one line may reach.
const width = 100

// ErrUnsure means that the layout would have changed what the file says; the file is
// left as it is.
var ErrUnsure = errors.New("the file cannot be formatted without a change of what it says")

// File returns the text of a file in the layout of the package. The file must have been
// read without a finding; the error is [ErrUnsure].
func File(f *source.File) ([]byte, error) {
	if f.Broken {
		return nil, ErrUnsure
	}
	w := &writer{text: f.Text, opened: true}
	w.comments = commentsOf(f)
	w.root(f.Root)
	out := w.out.Bytes()
	if !same(f, out) {
		return nil, ErrUnsure
	}
	return out, nil
}

// same tells whether out says what f says, with the same comments.
func same(f *source.File, out []byte) bool {
	var diags diag.List
	again := source.Parse(f.Name, out, &diags)
	if diags.Len() > 0 || !alike(f.Root, again.Root) {
		return false
	}
	return slices.Equal(texts(commentsOf(f)), texts(commentsOf(again)))
}

func texts(comments []comment) (all []string) {
	for _, c := range comments {
		all = append(all, c.text)
	}
	slices.Sort(all)
	return all
}

func alike(a, b *source.Node) bool {
	if a == nil || b == nil {
		return a == b
	}
	if a.Kind != b.Kind || a.Style != b.Style || a.Text != b.Text || len(a.Pairs) != len(b.Pairs) || len(a.Items) != len(b.Items) {
		return false
	}
	for i := range a.Pairs {
		if a.Pairs[i].Key.Text != b.Pairs[i].Key.Text || !alike(a.Pairs[i].Value, b.Pairs[i].Value) {
			return false
		}
	}
	for i := range a.Items {
		if !alike(a.Items[i], b.Items[i]) {
			return false
		}
	}
	return true
}

// comment is one comment of a file.
type comment struct {
	at   int // offset of its #
	col  int
	text string
}

// commentsOf returns the comments, in the order of the file. Outside scalars, every #
// begins one; inside, only one behind the mark of a block does.
func commentsOf(f *source.File) (all []comment) {
	var scalars []*source.Node
	collect(f.Root, &scalars)
	for at := 0; at < len(f.Text); at++ {
		if len(scalars) > 0 && at == scalars[0].Span.Start.Offset {
			n := scalars[0]
			scalars = scalars[1:]
			if head := headOf(f.Text, n); n.Style == source.Block && head >= 0 {
				all = append(all, commentAt(f.Text, head))
			}
			at = max(at, n.Span.End.Offset-1)
			continue
		}
		if f.Text[at] == '#' {
			c := commentAt(f.Text, at)
			all = append(all, c)
			at = lineEnd(f.Text, at) - 1
		}
	}
	return all
}

// headOf returns where a comment begins behind the | or > of a block; -1 for none.
func headOf(text []byte, n *source.Node) int {
	start := n.Span.Start.Offset
	if i := bytes.IndexByte(text[start:min(lineEnd(text, start), n.Span.End.Offset)], '#'); i >= 0 {
		return start + i
	}
	return -1
}

func commentAt(text []byte, at int) comment {
	start := bytes.LastIndexByte(text[:at], '\n') + 1
	return comment{at, at - start + 1, strings.TrimRight(string(text[at:lineEnd(text, at)]), " \t\r")}
}

func lineEnd(text []byte, at int) int {
	if i := bytes.IndexByte(text[at:], '\n'); i >= 0 {
		return at + i
	}
	return len(text)
}

func collect(n *source.Node, scalars *[]*source.Node) {
	switch {
	case n == nil:
	case n.Kind == source.Scalar:
		*scalars = append(*scalars, n)
	default:
		for _, p := range n.Pairs {
			collect(p.Key, scalars)
			collect(p.Value, scalars)
		}
		for _, i := range n.Items {
			collect(i, scalars)
		}
	}
}
