package source

// blockText is a scalar below a | or > while it is read, line by line.
type blockText struct {
	*reading
	at     int   // the start of a line, or behind the blanks of one
	indent int   // columns that are no content; -1 until the first line tells
	least  int   // what indent is at least
	breaks []int // offsets of the line breaks of empty lines since the last content
}

// block reads the block scalar whose mark stands at from; indent is the first
// column of what it stands in. It returns the offset behind its last line, without
// the line break.
func (r *reading) block(from, indent int) (end int) {
	folded := r.raw[from] == '>'
	b := &blockText{reading: r, indent: -1, least: indent + 1, at: from + 1}
	keep, strip := b.header(indent)
	end = b.at
	b.at = r.nextLine(b.at)
	b.skipEmpty()
	lineBreak := -1 // of the line before
	beforeBlank := false
	for b.at < len(r.raw) && b.column() == b.indent {
		blank := isBlank(r.raw[b.at]) // such a line, and its neighbours, are not folded
		switch {
		case lineBreak < 0:
		case !folded || blank || beforeBlank:
			b.lineBreak(lineBreak)
		case len(b.breaks) == 0:
			r.put(" ", lineBreak)
		}
		b.flush()
		end = b.at
		for end < len(r.raw) && !isBreak(r.raw[end]) {
			end++
		}
		r.copy(b.at, end)
		lineBreak = b.breakBehind(b.at, end)
		beforeBlank = blank
		b.at = r.nextLine(end)
		b.skipEmpty()
	}
	if !strip && lineBreak >= 0 {
		b.lineBreak(lineBreak)
	}
	if keep {
		if n := len(b.breaks); n > 0 {
			end = b.breaks[n-1]
		}
		b.flush()
	}
	return end
}

// header reads what stands behind the | or >: how the end is chomped and how far
// the lines are indented.
func (b *blockText) header(indent int) (keep, strip bool) {
	for ; b.at < len(b.raw); b.at++ {
		switch c := b.raw[b.at]; {
		case c == '+':
			keep = true
		case c == '-':
			strip = true
		case '1' <= c && c <= '9':
			b.indent = max(indent, 0) + int(c-'0')
		default:
			return keep, strip
		}
	}
	return keep, strip
}

// nextLine returns the start of the line behind the one that holds at.
func (r *reading) nextLine(at int) int {
	for at < len(r.raw) && r.raw[at] != '\n' {
		at++
	}
	return min(at+1, len(r.raw))
}

// column returns how many blanks stand between the line's start and b.at.
func (b *blockText) column() int {
	at := b.at
	for at > 0 && b.raw[at-1] == ' ' {
		at--
	}
	return b.at - at
}

// skipEmpty moves over empty lines, noting their line breaks, and over the blanks
// that indent the next line. The first line with content tells the indentation.
func (b *blockText) skipEmpty() {
	deepest := 0
	for {
		start := b.at
		for b.at < len(b.raw) && b.raw[b.at] == ' ' && (b.indent < 0 || b.at-start < b.indent) {
			b.at++
		}
		deepest = max(deepest, b.at-start)
		if b.at == len(b.raw) && b.at > start && (b.indent < 0 || b.at-start <= b.indent) {
			b.breaks = append(b.breaks, b.at) // as breakBehind says
		}
		at := b.at
		if at < len(b.raw) && b.raw[at] == '\r' {
			at++
		}
		if at >= len(b.raw) || b.raw[at] != '\n' {
			break
		}
		b.breaks = append(b.breaks, at)
		b.at = at + 1
	}
	if b.indent < 0 {
		b.indent = max(deepest, b.least)
	}
}

// breakBehind returns the offset of the line break behind the line at from, whose
// content ends at end; -1 at the end of the file. There the library gives a line
// of blanks a line break that it does not have.
func (b *blockText) breakBehind(from, end int) int {
	switch {
	case end < len(b.raw) && b.raw[end] == '\r':
		return end + 1
	case end < len(b.raw):
		return end
	}
	for _, c := range b.raw[from:end] {
		if !isBlank(c) {
			return -1
		}
	}
	return end
}

// lineBreak takes the line break at that offset.
func (b *blockText) lineBreak(at int) {
	if at < len(b.raw) {
		b.copy(at, at+1)
	} else {
		b.put("\n", at)
	}
}

// flush takes the line breaks of the empty lines.
func (b *blockText) flush() {
	for _, at := range b.breaks {
		b.lineBreak(at)
	}
	b.breaks = b.breaks[:0]
}
