package source

import (
	"slices"

	"github.com/newel-api/newel/internal/diag"
)

// MaxFileSize is the most bytes a design file may have.
const MaxFileSize = 1 << 20

// maxDepth is how deep mappings and lists may stand in each other.
const maxDepth = 32

// File is one design file and its tree.
type File struct {
	Name   string
	Text   []byte
	Root   *Node // nil for an empty file, and for a broken one
	Broken bool  // it could not be read; a finding says why

	lines []int // offset of the first byte of each line
}

// Kind tells which of a Node's fields are used.
type Kind uint8

// The kinds.
const (
	Scalar Kind = iota // Style, Text, Chars
	Map                // Pairs
	List               // Items
)

// Style is how a scalar is written.
type Style uint8

// The styles.
const (
	Plain  Style = iota // without marks
	Quoted              // in single or double quotes
	Block               // below a | or >
)

// Node is one value of a file.
type Node struct {
	Kind  Kind
	Style Style

	// Span is the value as written: with its quotes, its braces or brackets, its
	// | or >, from the first byte to the last; without the line break behind it.
	Span diag.Span

	// Refused tells that a finding stands on this value already, so that a reader
	// need not add that it makes no sense.
	Refused bool

	Text string // a scalar's value
	// Chars returns the place in the file of Text[i], also behind escapes, doubled
	// quotes, indentation and folded lines. Chars(len(Text)) is where Text ends.
	Chars func(i int) diag.Pos

	Pairs []Pair  // of a mapping, in the order written; keys are unique
	Items []*Node // of a list
}

// Pair is one key of a mapping with its value.
type Pair struct {
	Key   *Node // a scalar
	Value *Node // nil when nothing is written after the colon
}

// Get returns the value of a key of a mapping; nil when there is none, and also
// when n is nil or no mapping.
func (n *Node) Get(key string) *Node {
	if n == nil {
		return nil
	}
	for _, p := range n.Pairs {
		if p.Key.Text == key {
			return p.Value
		}
	}
	return nil
}

// Parse reads one file. It returns a File always; what is wrong with it is added
// to diags. The name is used in places only, nothing is opened.
func Parse(name string, text []byte, diags *diag.List) *File {
	f := &File{Name: name, Text: text}
	if len(text) > MaxFileSize {
		diags.Add(&tooLarge, diag.Span{File: name}, "the file has %d bytes, the limit is %d", len(text), MaxFileSize).
			Mend("split it: %s may be a folder whose files are read as one", folderOf(name))
		f.Broken = true
		return f
	}
	f.lines = lineStarts(text)
	if !f.checkCharacters(diags) || !f.checkDocuments(diags) {
		f.Broken = true
		return f
	}
	f.Root, f.Broken = f.tree(diags)
	return f
}

// lineStarts returns the offset of each line's first byte; there is always one.
func lineStarts(text []byte) []int {
	starts := []int{0}
	for i, c := range text {
		if c == '\n' {
			starts = append(starts, i+1)
		}
	}
	return starts
}

// pos returns the place of the byte at offset; the end of the file is a place too.
func (f *File) pos(offset int) diag.Pos {
	offset = max(0, min(offset, len(f.Text)))
	line, found := slices.BinarySearch(f.lines, offset)
	if !found {
		line--
	}
	return diag.Pos{Line: line + 1, Col: offset - f.lines[line] + 1, Offset: offset}
}

// span returns the stretch Text[from:to].
func (f *File) span(from, to int) diag.Span {
	return diag.Span{File: f.Name, Start: f.pos(from), End: f.pos(max(from, to))}
}

// lineEnd returns the offset behind the last byte of the line that holds offset,
// without its line break.
func (f *File) lineEnd(offset int) int {
	end := len(f.Text)
	if line := f.pos(offset).Line; line < len(f.lines) {
		end = f.lines[line] - 1
		if end > f.lines[line-1] && f.Text[end-1] == '\r' {
			end--
		}
	}
	return max(end, offset)
}

// wordEnd returns the offset behind the word at from: up to a blank or a mark of
// lists and mappings, but at least one character, unless the line ends here.
func (f *File) wordEnd(from int) int {
	end := f.lineEnd(from)
	for i := from; i < end; i++ {
		switch f.Text[i] {
		case ' ', '\t', ',', '[', ']', '{', '}':
			if i == from {
				i++
			}
			return i
		}
	}
	return end
}
