package payload

import (
	"bytes"
	"net/url"
)

// originMark stands in an answer for the origin of the server and the base of the API, which
// only a request tells. It is a byte that stands nowhere else in an answer: of what comes from
// rows, AppendString and keepJSON escape it. So what is kept of an answer names no server.
const originMark = '<'

// Address is a Bridge: the address of the row whose key the column holds, with a mark for
// what [WithOrigin] puts before its path.
type Address struct {
	Path   string // behind the base, with a slash at either end: "/tickets/"
	Format Format // of the key
	Prefix string // of an ID or a Counted
}

// AppendBridged implements [Bridge].
func (a Address) AppendBridged(dst []byte, row Columns, col int) []byte {
	dst = append(append(dst, '"', originMark), a.Path...)
	if a.Format == Text || a.Format == Slug {
		return append(append(dst, url.PathEscape(string(row.Bytes(col)))...), '"')
	}
	key := Member{Format: a.Format, Prefix: a.Prefix, Column: col}
	start := len(dst)
	if dst = key.append(dst, row); dst[start] == '"' { // which stands before the path already
		return append(dst[:start], dst[start+1:]...)
	}
	return append(dst, '"')
}

// WithOrigin writes origin, as "https://api.example.com/v1", before the path of each address
// in body from that byte on. It returns body itself where there is none.
func WithOrigin(body []byte, from int, origin string) []byte {
	n := bytes.Count(body[from:], []byte{originMark})
	if n == 0 {
		return body
	}
	out := make([]byte, 0, len(body)+n*(len(origin)-1))
	out = append(out, body[:from]...)
	for rest := body[from:]; ; {
		i := bytes.IndexByte(rest, originMark)
		if i < 0 {
			return append(out, rest...)
		}
		out = append(append(out, rest[:i]...), origin...)
		rest = rest[i+1:]
	}
}
