package source

import (
	"encoding/json"
	"regexp"
)

// number is a plain scalar that is a number to JSON too.
var number = regexp.MustCompile(`^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?$`)

// JSON returns the value that n writes as JSON: what stands in no quotes and is true,
// false or a number is that, and every other scalar a text. It is not ok where a part
// of n was refused; a finding says why.
func (n *Node) JSON() (text []byte, ok bool) { return n.appendJSON(nil) }

func (n *Node) appendJSON(dst []byte) (out []byte, ok bool) {
	if n == nil || n.Refused {
		return dst, false
	}
	ok = true
	item := func(n *Node) {
		part := true
		if dst, part = n.appendJSON(dst); !part {
			ok = false
		}
	}
	switch n.Kind {
	case Scalar:
		if n.Style == Plain && (n.Text == "true" || n.Text == "false" || number.MatchString(n.Text)) {
			return append(dst, n.Text...), true
		}
		dst = appendText(dst, n.Text)
	case List:
		dst = append(dst, '[')
		for i, part := range n.Items {
			if i > 0 {
				dst = append(dst, ',')
			}
			item(part)
		}
		dst = append(dst, ']')
	case Map:
		dst = append(dst, '{')
		for i, p := range n.Pairs {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = append(appendText(dst, p.Key.Text), ':')
			item(p.Value)
		}
		dst = append(dst, '}')
	}
	return dst, ok
}

func appendText(dst []byte, text string) []byte {
	quoted, err := json.Marshal(text)
	if err != nil { // a text always has JSON
		return dst
	}
	return append(dst, quoted...)
}
