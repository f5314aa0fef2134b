package serve

import (
	"compress/gzip"
	"strconv"
	"strings"
	"sync"
)

// gzipTag ends the entity tag of what is sent compressed: two codings of one state are two
// representations (RFC 9110 section 8.8.3.3).
const gzipTag = "-gzip"

var inGzip = []string{"gzip"}

// leastCompressed is the length of bodies from which compressing pays: shorter ones fit the
// packet that the header needs anyway.
const leastCompressed = 1 << 10

// squeezers are for one answer each; a new one is 800 kB.
var squeezers = sync.Pool{New: func() any {
	w, _ := gzip.NewWriterLevel(nil, gzip.BestSpeed) // the level is one that there is
	return w
}}

func fitsGzip(coding string) int {
	switch {
	case strings.EqualFold(coding, "gzip"), strings.EqualFold(coding, "x-gzip"):
		return fitsType
	case coding == "*":
		return fitsAny
	}
	return 0
}

func fitsIdentity(coding string) int {
	switch {
	case strings.EqualFold(coding, "identity"):
		return fitsType
	case coding == "*":
		return fitsAny
	}
	return 0
}

// squeezes tells whether a body of that length is sent compressed: where the design wants it,
// to who prefers it (RFC 9110 section 12.5.3).
func (x *exchange) squeezes(length int) bool {
	return x.h.compress && length >= leastCompressed && takesGzip(x.r.Header["Accept-Encoding"])
}

// takesGzip tells whether who sends these lines of Accept-Encoding prefers gzip.
func takesGzip(lines []string) bool {
	if len(lines) == 0 {
		return false
	}
	q, said := quality(lines, fitsGzip)
	if !said || q == 0 {
		return false
	}
	plain, said := quality(lines, fitsIdentity)
	return !said || q >= plain
}

// squeezed is where a body is compressed to.
type squeezed struct{ b []byte }

// Write implements io.Writer.
func (s *squeezed) Write(b []byte) (int, error) {
	s.b = append(s.b, b...)
	return len(b), nil
}

// squeeze returns the body compressed, in a buffer of the exchange, and says so in the
// header.
func (x *exchange) squeeze(body []byte) []byte {
	x.packed.b = x.packed.b[:0]
	w := squeezers.Get().(*gzip.Writer)
	w.Reset(&x.packed)
	_, err := w.Write(body)
	if closed := w.Close(); err == nil {
		err = closed
	}
	squeezers.Put(w)
	if err != nil { // memory does not fail; then it is sent as it is
		return body
	}
	x.w.Header()["Content-Encoding"] = inGzip
	return x.packed.b
}

// tagOf returns the entity tag of a version, of the coding in which it is sent.
// That of an older version of the API, in which the row looks otherwise, ends with its name.
func (x *exchange) tagOf(version int64, packed bool) string {
	end := `"`
	if packed {
		end = gzipTag + `"`
	}
	end = x.tagEnd() + end
	return `"` + strconv.FormatInt(version, 10) + end
}
