package decode

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/design/source"
	"github.com/newel-api/newel/internal/diag"
)

// Plain scalars that readers of YAML take for numbers. source has refused every
// other spelling.
var (
	integer  = regexp.MustCompile(`^-?(?:0|[1-9][0-9]*)$`)
	fraction = regexp.MustCompile(`^-?(?:0|[1-9][0-9]*)\.[0-9]+$`)
)

// isText tells whether every reader of YAML takes the scalar for text.
func isText(n *source.Node) bool {
	return n.Style != source.Plain || n.Text != "true" && n.Text != "false" && !integer.MatchString(n.Text) && !fraction.MatchString(n.Text)
}

// text reads a text that is not empty. A number or a boolean is text only in quotes.
func (r *reader) text(n *source.Node, at place, want *Shape) bool {
	switch {
	case !r.is(source.Scalar, n, at, want):
		return false
	case !isText(n):
		r.diags.Add(&wrongKind, n.Span, "%s must be %s, not %s", at.label, want.noun(), describe(n)).
			Mend(`write it in quotes: "%s"`, n.Text)
		return false
	case strings.TrimSpace(n.Text) == "":
		r.empty(n.Span, at.label)
		return false
	}
	return true
}

func (r *reader) empty(span diag.Span, label string) {
	r.diags.Add(&emptyText, span, "%s is empty", label).Mend("write what is meant, or leave it out")
}

// words is the form of a text for people.
func words(sample string) form[design.Name] { return textForm(&Shape{Kind: Text, Sample: sample}) }

// name is the form of a name.
func name(sample string) form[design.Name] { return textForm(&Shape{Kind: Name, Sample: sample}) }

func textForm(shape *Shape) form[design.Name] {
	return form[design.Name]{shape, func(r *reader, at place, n *source.Node) (design.Name, bool) {
		if !r.text(n, at, shape) {
			return design.Name{}, false
		}
		return nameOf(n), true
	}}
}

// path is the form of a text that must look like pattern. rule says what is wrong
// with one that does not, what it must be.
func path(sample, pattern, rule string) form[design.Name] {
	shape := &Shape{Kind: Text, Sample: sample, Pattern: regexp.MustCompile(pattern)}
	return form[design.Name]{shape, func(r *reader, at place, n *source.Node) (design.Name, bool) {
		if !r.text(n, at, shape) {
			return design.Name{}, false
		}
		if !shape.Pattern.MatchString(n.Text) {
			r.diags.Add(&wrongPath, n.Span, "%s must be %s, not %q", at.label, rule, n.Text).
				Mend("write it as %s", sample)
		}
		return nameOf(n), true
	}}
}

// refer is the form of the name of a T. One that cannot be read is not set, and
// keeps its place: who counts what a list names knows that something was.
func refer[T any](sample string) form[design.Ref[T]] {
	f := name(sample)
	return form[design.Ref[T]]{f.shape, func(r *reader, at place, n *source.Node) (design.Ref[T], bool) {
		v, _ := f.read(r, at, n)
		return design.Ref[T]{Name: v.Text, Span: v.Span}, true
	}}
}

// sortKey is the form of a field with a direction.
var sortKey = func() form[design.SortKey] {
	shape := &Shape{Kind: Name, Sample: "-created_at"}
	return form[design.SortKey]{shape, func(r *reader, at place, n *source.Node) (k design.SortKey, ok bool) {
		if !r.text(n, at, shape) {
			return k, false
		}
		k.Field = design.Ref[design.Field]{Name: n.Text, Span: n.Span}
		if k.Field.Name, k.Desc = strings.CutPrefix(n.Text, "-"); k.Desc {
			k.Field.Span = diag.Span{File: n.Span.File, Start: n.Chars(1), End: n.Chars(len(n.Text))}
		}
		if strings.TrimSpace(k.Field.Name) == "" {
			r.empty(n.Span, "the name behind the dash")
			return k, false
		}
		return k, true
	}}
}()

// whole is the form of an integer from least to most.
func whole(least, most int64) form[design.Bound] {
	shape := &Shape{Kind: Integer, Least: least, Most: most}
	return form[design.Bound]{shape, func(r *reader, at place, n *source.Node) (design.Bound, bool) {
		if !r.is(source.Scalar, n, at, shape) {
			return design.Bound{}, false
		}
		if n.Style != source.Plain || !integer.MatchString(n.Text) {
			r.notInteger(n, at, shape)
			return design.Bound{}, false
		}
		number, err := strconv.ParseInt(n.Text, 10, 64)
		if err != nil || number < least || number > most {
			r.diags.Add(&outOfRange, n.Span, "%s is %s, must be from %d to %d", at.label, n.Text, least, most).
				Mend("write a number between the two")
			return design.Bound{}, false
		}
		return design.Bound{N: number, Span: n.Span}, true
	}}
}

// notInteger reports a scalar that is no integer; one in quotes says which was meant.
func (r *reader) notInteger(n *source.Node, at place, want *Shape) {
	if n.Style == source.Plain || !integer.MatchString(n.Text) {
		r.notSo(n, at, want)
		return
	}
	r.diags.Add(&wrongKind, n.Span, "%s must be %s, not text", at.label, want.noun()).
		Mend("remove the quotes: in them it is text").Edits = []diag.Edit{{Span: n.Span, New: n.Text}}
}

// boolean is the form of true and false.
var boolean = func() form[bool] {
	shape := &Shape{Kind: Boolean}
	return form[bool]{shape, func(r *reader, at place, n *source.Node) (bool, bool) {
		if !r.is(source.Scalar, n, at, shape) {
			r.truth(n)
			return false, false
		}
		if n.Style != source.Plain || n.Text != "true" && n.Text != "false" {
			r.notSo(n, at, shape)
			return false, false
		}
		return n.Text == "true", true
	}}
}()

// truth adds the edit to the finding about a word such as yes, now that it is known
// that a boolean is meant.
func (r *reader) truth(n *source.Node) {
	if n == nil || !n.Refused || n.Kind != source.Scalar {
		return
	}
	meant := map[string]string{
		"yes": "true", "on": "true", "y": "true", "true": "true", "no": "false", "off": "false", "n": "false", "false": "false",
	}[strings.ToLower(n.Text)]
	for _, d := range r.diags.All() {
		if meant != "" && d.Span == n.Span && len(d.Edits) == 0 {
			d.Edits = []diag.Edit{{Span: n.Span, New: meant}}
		}
	}
}

// chosen is a word that was written.
type chosen[W any] struct {
	word W
	span diag.Span
}

// word is the form of one of a few words; names has them by W, and an empty text
// where there is none. A misspelt word is taken for the nearest.
func word[W ~uint8](names []string) form[chosen[W]] {
	shape := &Shape{Kind: Word}
	byName := map[string]W{}
	for i, n := range names {
		if n != "" {
			shape.Words = append(shape.Words, n)
			byName[n] = W(i)
		}
	}
	return form[chosen[W]]{shape, func(r *reader, at place, n *source.Node) (chosen[W], bool) {
		if !r.is(source.Scalar, n, at, shape) {
			return chosen[W]{}, false
		}
		w, known := byName[r.oneOf(n, at, shape.Words)]
		return chosen[W]{w, n.Span}, known
	}}
}

// only returns the words of those names, the rest emptied, as [word] takes them.
func only[W ~uint8](names []string, which ...W) []string {
	some := make([]string, len(names))
	for _, w := range which {
		some[w] = names[w]
	}
	return some
}

// oneOf returns the word that the scalar n is meant to be, "" when nobody can tell.
// A finding says so when it is none of the words.
func (r *reader) oneOf(n *source.Node, at place, words []string) string {
	for _, w := range words {
		if n.Text == w {
			return w
		}
	}
	d := r.diags.Add(&unknownWord, n.Span, "%s is %q, must be one of %s", at.label, n.Text, strings.Join(words, ", "))
	near := diag.Nearest(n.Text, words)
	if near != "" {
		d.Meant(n.Text, near, words)
	} else {
		d.Mend("write one of those words")
	}
	return near
}
