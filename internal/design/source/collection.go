package source

import (
	"bytes"

	"go.yaml.in/yaml/v4"
)

// members collects the pairs of one mapping.
type members struct {
	pairs []Pair
	first map[string]*Node // key → where it stood first
}

// blockMap builds a mapping of lines "key: value".
func (b *builder) blockMap(n *yaml.Node) (*Node, bool) {
	from, end := b.at, b.at
	indent := from - b.file.lines[b.file.pos(from).Line-1]
	var m members
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, ok := b.key(n.Content[i], indent)
		if !ok {
			return nil, false
		}
		if !b.accept(':') {
			return nil, b.lost()
		}
		end = b.at
		value, ok := b.value(n.Content[i+1], indent)
		if !ok {
			return nil, false
		}
		if value != nil {
			end = value.Span.End.Offset
		}
		b.add(&m, key, value)
	}
	return &Node{Kind: Map, Span: b.file.span(from, end), Pairs: m.pairs}, true
}

// flowMap builds a mapping in braces.
func (b *builder) flowMap(n *yaml.Node) (*Node, bool) {
	from := b.at
	if !b.accept('{') {
		end := b.file.wordEnd(from)
		b.diags.Add(&syntax, b.file.span(from, end), "a pair stands in brackets without braces").
			Mend("write {key: value}")
		return nil, false
	}
	var m members
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, ok := b.key(n.Content[i], -1)
		if !ok {
			return nil, false
		}
		var value *Node
		if b.accept(':') {
			if value, ok = b.value(n.Content[i+1], -1); !ok {
				return nil, false
			}
		} else if colon := bytes.IndexByte(b.text[key.Span.Start.Offset:b.at], ':'); colon > 0 && key.Style == Plain {
			b.colonWithoutSpace(key.Span.Start.Offset + colon)
			return nil, false
		}
		b.add(&m, key, value)
		b.accept(',')
	}
	if !b.accept('}') {
		return nil, b.lost()
	}
	return &Node{Kind: Map, Span: b.file.span(from, b.at), Pairs: m.pairs}, true
}

// blockList builds a list of lines "- item".
func (b *builder) blockList(n *yaml.Node) (*Node, bool) {
	from, end := b.at, b.at
	indent := from - b.file.lines[b.file.pos(from).Line-1]
	var items []*Node
	for _, kid := range n.Content {
		if !b.accept('-') {
			return nil, b.lost()
		}
		end = b.at
		item, ok := b.value(kid, indent)
		switch {
		case !ok:
			return nil, false
		case item == nil:
			b.diags.Add(&emptyItem, b.file.span(end-1, end), "nothing stands behind this dash").
				Mend("write the item on the same line, or remove the dash")
		default:
			end = item.Span.End.Offset
			items = append(items, item)
		}
	}
	return &Node{Kind: List, Span: b.file.span(from, end), Items: items}, true
}

// flowList builds a list in brackets.
func (b *builder) flowList(n *yaml.Node) (*Node, bool) {
	from := b.at
	if !b.accept('[') {
		return nil, b.lost()
	}
	var items []*Node
	for _, kid := range n.Content {
		item, ok := b.value(kid, -1)
		if !ok {
			return nil, false
		}
		if item == nil {
			return nil, b.lost()
		}
		items = append(items, item)
		b.accept(',')
	}
	if !b.accept(']') {
		return nil, b.lost()
	}
	return &Node{Kind: List, Span: b.file.span(from, b.at), Items: items}, true
}

// add puts a pair into a mapping, unless its key is refused.
func (b *builder) add(m *members, key, value *Node) {
	if key.Style == Plain && key.Text == "<<" {
		b.diags.Add(&mergeKey, key.Span, `"<<" merges another mapping into this one`).
			Mend("write the keys themselves")
		return
	}
	if !b.checkKey(key) {
		return
	}
	if first := m.first[key.Text]; first != nil {
		b.diags.Add(&duplicateKey, key.Span, "the key %q stands in this mapping twice", key.Text).
			Mend("remove one of the two, or rename it").See(first.Span, "%q stands here first", key.Text)
		return
	}
	if m.first == nil {
		m.first = map[string]*Node{}
	}
	m.first[key.Text] = key
	m.pairs = append(m.pairs, Pair{key, value})
}
