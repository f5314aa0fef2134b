package payload

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
)

// Tree is a JSON value whose parts are looked at one by one: where no program knows
// beforehand what will stand in it. Members keep their order.
type Tree struct {
	Kind  byte     // the first byte of the value; '0' for a number
	Text  string   // a string as it is meant, a number as it was written
	Names []string // of an object, in the order of Kids
	Kids  []*Tree
}

// ParseTree reads a JSON value. What I-JSON has not is a violation: a member that is there
// twice, half a surrogate pair. It is a *SyntaxError when the text is not JSON.
func ParseTree(text []byte) (*Tree, *Violation, error) {
	p := planting{reader: reader{body: text}}
	if bytes.HasPrefix(text, []byte("\xef\xbb\xbf")) {
		p.fail(0, "the body begins with a byte order mark, which JSON does not have")
	}
	p.space()
	if p.err == nil && p.at >= len(text) {
		p.fail(p.at, "the body is empty where a JSON value is expected")
	}
	var t *Tree
	if p.err == nil {
		t = p.tree(0)
		p.end()
	}
	if p.err != nil {
		return nil, nil, p.err
	}
	return t, p.wrong, nil
}

// planting is one ParseTree under way.
type planting struct {
	reader
	path  []string
	wrong *Violation // the first
}

func (p *planting) violate(code, detail string) {
	if p.wrong == nil {
		p.wrong = &Violation{Pointer: PointerTo(p.path...), Code: code, Detail: detail}
	}
}

// tree reads a value inside depth others.
func (p *planting) tree(depth int) *Tree {
	switch c := p.peek(); c {
	case '{':
		t := &Tree{Kind: c}
		p.open(depth)
		for n := 0; p.more(n, '}'); n++ {
			name := p.text(p.name())
			p.path = append(p.path, name)
			if slices.Contains(t.Names, name) {
				p.violate(CodeDuplicateKey, "must be written only once")
			}
			t.Names, t.Kids = append(t.Names, name), append(t.Kids, p.tree(depth+1))
			p.path = p.path[:len(p.path)-1]
		}
		return t
	case '[':
		t := &Tree{Kind: c}
		p.open(depth)
		for n := 0; p.more(n, ']'); n++ {
			p.path = append(p.path, strconv.Itoa(n))
			t.Kids = append(t.Kids, p.tree(depth+1))
			p.path = p.path[:len(p.path)-1]
		}
		return t
	case '"':
		return &Tree{Kind: c, Text: p.text(p.string())}
	case 't', 'f', 'n':
		p.skip(depth)
		return &Tree{Kind: c}
	default:
		from := p.at
		p.skip(depth)
		return &Tree{Kind: '0', Text: string(p.body[from:p.at])}
	}
}

func (p *planting) text(t text) string {
	if t.half || t.nul {
		p.violate(CodeInvalidText, invalidText.Detail)
	}
	return string(t.bytes)
}

// Is tells of a Tree, which may be nil, whether it is a value that begins with that byte.
func (t *Tree) Is(kind byte) bool { return t != nil && t.Kind == kind }

// Member returns the member of that name of an object; nil when there is none.
func (t *Tree) Member(name string) *Tree {
	if !t.Is('{') {
		return nil
	}
	if i := slices.Index(t.Names, name); i >= 0 {
		return t.Kids[i]
	}
	return nil
}

// Append appends the value as JSON, without white space.
func (t *Tree) Append(dst []byte) []byte { return t.append(dst, false) }

// AppendCanonical appends the value as it is written in one spelling only: equal values
// give equal bytes, whatever the order of members and the way in which numbers are written.
func (t *Tree) AppendCanonical(dst []byte) []byte { return t.append(dst, true) }

func (t *Tree) append(dst []byte, canonical bool) []byte {
	switch t.Kind {
	case '{':
		dst = append(dst, '{')
		for n, i := range t.order(canonical) {
			if n > 0 {
				dst = append(dst, ',')
			}
			dst = append(AppendString(dst, t.Names[i]), ':')
			dst = t.Kids[i].append(dst, canonical)
		}
		return append(dst, '}')
	case '[':
		dst = append(dst, '[')
		for i, kid := range t.Kids {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = kid.append(dst, canonical)
		}
		return append(dst, ']')
	case '"':
		return AppendString(dst, t.Text)
	case 't':
		return append(dst, "true"...)
	case 'f':
		return append(dst, "false"...)
	case 'n':
		return append(dst, "null"...)
	}
	if canonical {
		return append(dst, canonicalNumber(t.Text)...)
	}
	return append(dst, t.Text...)
}

// order returns in which order the members of an object are written.
func (t *Tree) order(canonical bool) []int {
	all := make([]int, len(t.Names))
	for i := range all {
		all[i] = i
	}
	if canonical {
		slices.SortStableFunc(all, func(a, b int) int { return strings.Compare(t.Names[a], t.Names[b]) })
	}
	return all
}

// canonicalNumber writes a number as its digits without zeros at their ends, and an exponent:
// 1, 1.0 and 10e-1 are one number.
func canonicalNumber(written string) string {
	number, negative := strings.CutPrefix(written, "-")
	mantissa, power := number, int64(0)
	if i := strings.IndexAny(number, "eE"); i >= 0 {
		mantissa, power = number[:i], exponentOf([]byte(number[i+1:]))
	}
	whole, part, _ := strings.Cut(mantissa, ".")
	digits := strings.TrimLeft(whole+part, "0")
	power -= int64(len(part))
	kept := strings.TrimRight(digits, "0")
	power += int64(len(digits) - len(kept))
	switch {
	case kept == "":
		return "0"
	case negative:
		kept = "-" + kept
	}
	if power == 0 {
		return kept
	}
	return kept + "e" + strconv.FormatInt(power, 10)
}

// Equal tells whether two values are the same.
func (t *Tree) Equal(other *Tree) bool {
	return bytes.Equal(t.AppendCanonical(nil), other.AppendCanonical(nil))
}

// Clone returns a copy that shares nothing with t.
func (t *Tree) Clone() *Tree {
	out := *t
	out.Names = slices.Clone(t.Names)
	out.Kids = make([]*Tree, len(t.Kids))
	for i, kid := range t.Kids {
		out.Kids[i] = kid.Clone()
	}
	return &out
}

// set gives an object a member, in its place when it is there.
func (t *Tree) set(name string, v *Tree) {
	if i := slices.Index(t.Names, name); i >= 0 {
		t.Kids[i] = v
		return
	}
	t.Names, t.Kids = append(t.Names, name), append(t.Kids, v)
}

// remove takes the member or item at i away.
func (t *Tree) remove(i int) {
	t.Kids = slices.Delete(t.Kids, i, i+1)
	if t.Kind == '{' {
		t.Names = slices.Delete(t.Names, i, i+1)
	}
}

// PointerTo returns the RFC 6901 pointer that goes by those members and items.
func PointerTo(path ...string) string {
	var b strings.Builder
	for _, step := range path {
		if len(step) > longestName {
			return b.String()
		}
		b.WriteString(pointer(step))
	}
	return b.String()
}
