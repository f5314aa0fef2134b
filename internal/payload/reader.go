package payload

// Limits of what is read.
const (
	maxDepth   = 32   // objects and arrays inside each other, the body included
	maxMembers = 1000 // of one object
)

// reader takes JSON tokens from a body. After an error it has failed for good:
// whatever its methods return then means nothing, and loops end by more.
type reader struct {
	body    []byte
	at      int // the next byte
	err     *SyntaxError
	scratch [128]byte // where short strings with escapes are decoded
}

// peek returns the next byte, or 0 at the end.
func (r *reader) peek() byte {
	if r.at < len(r.body) {
		return r.body[r.at]
	}
	return 0
}

func (r *reader) space() {
	for r.at < len(r.body) {
		switch r.body[r.at] {
		case ' ', '\n', '\t', '\r':
			r.at++
		default:
			return
		}
	}
}

// open takes the bracket of an object or array inside depth others.
func (r *reader) open(depth int) {
	if depth >= maxDepth {
		r.fail(r.at, "objects and arrays are nested more than 32 deep")
		return
	}
	r.at++
}

// more tells whether another element follows the first n, and goes to its first
// byte; it takes the bracket that ends them.
func (r *reader) more(n int, end byte) bool {
	if r.err != nil {
		return false
	}
	r.space()
	switch c := r.peek(); {
	case c == end:
		r.at++
		return false
	case n == 0:
		return true
	case c != ',':
		r.expected(`"," or "` + string(rune(end)) + `"`)
		return false
	case n >= maxMembers && end == '}':
		r.fail(r.at, "an object has more than 1000 members")
		return false
	}
	r.at++
	r.space()
	return true
}

// name takes the name of a member and the colon, and goes to the value.
func (r *reader) name() text {
	if r.peek() != '"' {
		r.expected("a member name in double quotes")
		return text{}
	}
	t := r.string()
	r.space()
	if r.peek() != ':' {
		r.expected(`":" after the member name`)
		return text{}
	}
	r.at++
	r.space()
	return t
}

// skip takes a value that nobody needs, inside depth others.
func (r *reader) skip(depth int) {
	switch c := r.peek(); c {
	case '{':
		r.open(depth)
		for n := 0; r.more(n, '}'); n++ {
			r.name()
			r.skip(depth + 1)
		}
	case '[':
		r.open(depth)
		for n := 0; r.more(n, ']'); n++ {
			r.skip(depth + 1)
		}
	case '"':
		r.string()
	case 't':
		r.literal("true")
	case 'f':
		r.literal("false")
	case 'n':
		r.literal("null")
	default:
		if c != '-' && !isDigit(c) {
			r.expected("a JSON value")
			return
		}
		r.number()
	}
}

func (r *reader) literal(word string) {
	if len(r.body)-r.at < len(word) || string(r.body[r.at:r.at+len(word)]) != word {
		r.fail(r.at, `expected the word "`+word+`"`)
		return
	}
	r.at += len(word)
}

// end checks that only white space follows.
func (r *reader) end() {
	r.space()
	if r.err == nil && r.at < len(r.body) {
		r.expected("the end of the body")
	}
}
