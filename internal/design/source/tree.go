package source

import (
	"bytes"

	"go.yaml.in/yaml/v4"

	"github.com/newel-api/newel/internal/diag"
)

// builder makes our tree from the library's, walking the bytes in step. Its
// methods return false when the rest of the file cannot be read; the finding has
// then been added.
type builder struct {
	file   *File
	text   []byte
	diags  *diag.List
	at     int      // the first byte that nothing accounts for yet
	begun  bool     // a node or --- was met
	quoted [][2]int // stretches in quotes, in order

	// The place asked for last: places are asked for in the order of the file, and
	// counting from the line's start each time would be quadratic in long lines.
	line, col, offset int
}

// tree returns the root of the file, and whether the file is broken.
func (f *File) tree(diags *diag.List) (root *Node, broken bool) {
	var document yaml.Node
	if err := yaml.Unmarshal(f.Text, &document); err != nil {
		f.explain(err, diags)
		return nil, true
	}
	if len(document.Content) == 0 || isEmpty(document.Content[0]) && !hasProperties(document.Content[0]) {
		return nil, !f.checkTabs(nil, diags)
	}
	b := &builder{file: f, text: f.Text, diags: diags, line: 1, col: 1}
	if !b.checkDepth(document.Content[0], 1) {
		return nil, true
	}
	root, ok := b.node(document.Content[0], -1)
	if ok {
		if b.skipBlank(); b.at < len(b.text) {
			ok = b.lost()
		}
	}
	if !ok {
		return nil, true
	}
	f.checkTabs(b.quoted, diags)
	return root, false
}

// checkDepth refuses nesting beyond what a person can follow.
func (b *builder) checkDepth(n *yaml.Node, depth int) bool {
	if depth > maxDepth+1 || depth > maxDepth && n.Kind != yaml.ScalarNode {
		at := b.place(n.Line, n.Column)
		b.tooDeepAt(at)
		return false
	}
	for _, kid := range n.Content {
		if !b.checkDepth(kid, depth+1) {
			return false
		}
	}
	return true
}

func (b *builder) tooDeepAt(at int) {
	b.diags.Add(&tooDeep, b.file.span(at, b.file.wordEnd(at)), "mappings and lists stand more than %d deep in each other", maxDepth).
		Mend("write it flatter; no key of a design needs such depth")
}

// place returns the offset of a place that the library named; it counts columns in
// characters.
func (b *builder) place(line, col int) int {
	if line < 1 || line > len(b.file.lines) {
		return len(b.text)
	}
	if line != b.line || col < b.col {
		b.line, b.col, b.offset = line, 1, b.file.lines[line-1]
	}
	for ; b.col < col && b.offset < len(b.text); b.col++ {
		b.offset++
		for b.offset < len(b.text) && b.text[b.offset]&0xc0 == 0x80 {
			b.offset++
		}
	}
	return b.offset
}

// skipBlank moves over spaces, line breaks, comments, and a --- before everything.
func (b *builder) skipBlank() {
	for ; b.at < len(b.text); b.at++ {
		switch b.text[b.at] {
		case ' ', '\t', '\n', '\r':
		case '#':
			b.at = b.file.lineEnd(b.at) - 1
		case '-':
			if b.begun || b.at != b.file.lines[b.file.pos(b.at).Line-1] || !isMarker(b.text[b.at:b.file.lineEnd(b.at)]) {
				return
			}
			b.begun = true
			b.at += 2
		default:
			return
		}
	}
}

// accept moves over blanks and then over the byte c, if it is there.
func (b *builder) accept(c byte) bool {
	b.skipBlank()
	if b.at < len(b.text) && b.text[b.at] == c {
		b.at++
		return true
	}
	return false
}

// node builds n, whose parent's first column is indent (from 0; -1 for the root).
func (b *builder) node(n *yaml.Node, indent int) (*Node, bool) {
	b.skipBlank()
	if b.at != b.place(n.Line, n.Column) || b.at == len(b.text) {
		return nil, b.lost()
	}
	refused := false
	block := n.Kind != yaml.ScalarNode && len(n.Content) > 0 && n.Style&yaml.FlowStyle == 0 // "!" may belong to its first key
	if n.Kind == yaml.AliasNode || hasProperties(n) || b.text[b.at] == '!' && !block {
		end := len(b.text)
		if block { // the first key has properties of its own
			end = b.place(n.Content[0].Line, n.Content[0].Column)
		}
		if refused = b.properties(end); n.Kind == yaml.AliasNode {
			return b.alias(), true
		}
		b.skipBlank()
	}
	b.begun = true
	var node *Node
	var ok bool
	switch {
	case n.Kind == yaml.ScalarNode:
		node, ok = b.scalar(n, indent)
	case n.Kind == yaml.MappingNode && n.Style&yaml.FlowStyle != 0:
		node, ok = b.flowMap(n)
	case n.Kind == yaml.MappingNode:
		node, ok = b.blockMap(n)
	case n.Style&yaml.FlowStyle != 0:
		node, ok = b.flowList(n)
	default:
		node, ok = b.blockList(n)
	}
	if ok && refused {
		node.Refused = true
	}
	return node, ok
}

// properties moves over the anchor and the tag that stand before end and refuses
// them. It tells whether there was a tag, which makes something else of the value.
func (b *builder) properties(before int) (tagged bool) {
	for b.skipBlank(); b.at < before; b.skipBlank() {
		end := b.file.wordEnd(b.at)
		if bytes.HasPrefix(b.text[b.at:], []byte("!<")) {
			end = max(end, b.at+1+bytes.IndexByte(b.text[b.at:b.file.lineEnd(b.at)], '>'))
		}
		word := string(b.text[b.at:end])
		switch b.text[b.at] {
		case '&':
			b.diags.Add(&anchor, b.file.span(b.at, end), "%q is an anchor", word).
				Mend("remove it; where the value is needed again, write it again")
		case '!':
			tagged = true
			b.diags.Add(&tag, b.file.span(b.at, end), "%q is a tag", word).
				Mend("remove it; the design language knows the type of every key")
		default:
			return tagged
		}
		b.at = end
	}
	return tagged
}

// alias makes a node of the alias that stands here.
func (b *builder) alias() *Node {
	from := b.at
	b.at = b.file.wordEnd(from)
	b.refuseAlias(from, b.at)
	span := b.file.span(from, b.at)
	text := string(b.text[from:b.at])
	return &Node{Span: span, Text: text, Refused: true, Chars: func(i int) diag.Pos { return b.file.pos(from + min(i, len(text))) }}
}

func (b *builder) refuseAlias(from, to int) {
	b.diags.Add(&alias, b.file.span(from, to), "%q is an alias", b.text[from:to]).
		Mend("write the value itself")
}

// hasProperties tells whether an anchor or a tag stands before n.
func hasProperties(n *yaml.Node) bool { return n.Anchor != "" || n.Style&yaml.TaggedStyle != 0 }

// isEmpty tells whether nothing was written for n.
func isEmpty(n *yaml.Node) bool {
	const written = yaml.DoubleQuotedStyle | yaml.SingleQuotedStyle | yaml.LiteralStyle | yaml.FoldedStyle
	return n.Kind == yaml.ScalarNode && n.Value == "" && n.Style&written == 0
}

// value builds what stands after a colon, a dash or in a list; nil for nothing.
func (b *builder) value(n *yaml.Node, indent int) (*Node, bool) {
	if !isEmpty(n) {
		node, ok := b.node(n, indent)
		if ok {
			b.checkPlain(node)
		}
		return node, ok
	}
	if hasProperties(n) {
		b.properties(len(b.text))
	}
	return nil, true
}

// key builds a key; it must be a scalar.
func (b *builder) key(n *yaml.Node, indent int) (*Node, bool) {
	b.skipBlank()
	if b.at < len(b.text) && b.text[b.at] == '?' && (n.Kind != yaml.ScalarNode || b.at != b.place(n.Line, n.Column)) {
		return nil, b.lost()
	}
	if isEmpty(n) || n.Kind == yaml.MappingNode || n.Kind == yaml.SequenceNode {
		from := b.at
		b.diags.Add(&keyNotText, b.file.span(from, b.file.wordEnd(from)), "the key is %s, must be text", describe(n)).
			Mend("write a word before the colon")
		return nil, false
	}
	return b.node(n, indent)
}

func describe(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "a mapping"
	case yaml.SequenceNode:
		return "a list"
	default:
		return "missing"
	}
}

// lost reports that the bytes here are not what the library took them for, and
// returns false. Nearly always something of YAML stands here that a design file
// does not have.
func (b *builder) lost() bool {
	from := b.at
	if from == len(b.text) {
		b.diags.Add(&syntax, b.file.span(from, from), "the file ends too early").Mend("write what is missing")
		return false
	}
	end := b.file.wordEnd(from)
	switch b.text[from] {
	case '\t':
		b.file.tabAt(from, b.diags)
	case '?':
		b.diags.Add(&keyNotText, b.file.span(from, from+1), `"?" makes a key of whatever follows`).
			Mend("write the key as a word before the colon")
	case '!', '&':
		b.properties(len(b.text))
	case '*':
		b.refuseAlias(from, end)
	default:
		b.diags.Add(&syntax, b.file.span(from, end), "%q cannot be read with certainty", b.text[from:end]).
			Mend("write the value in double quotes, on one line")
	}
	return false
}
