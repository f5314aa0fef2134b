package serve

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"strings"
	"sync"
)

// Documents are the documents of the API that is served: each is made when it is asked
// for the first time, and kept.
type Documents struct {
	Path string
	// Versions are their names, the usual one first; Of makes one, and Type names its
	// media type. A request asks for another than the first with ?openapi=3.2.
	Versions []string
	Of       func(version string) []byte
	Type     func(version string) string
}

// documentParameter asks for a version.
const documentParameter = "openapi"

// document is one that was made.
type document struct {
	contentType  []string
	plain, small []byte // small is gzip
	tag          string // without quotes
	private      bool   // it is for whoever is signed in
}

// mostDocument is how hard a document is compressed: it is done once.
const mostDocument = gzip.BestCompression

func newDocument(text []byte, contentType string) *document {
	sum := sha256.Sum256(text)
	d := &document{contentType: []string{contentType}, plain: text, tag: hex.EncodeToString(sum[:8])}
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, mostDocument)
	if err == nil {
		_, err = w.Write(text)
	}
	if err == nil && w.Close() == nil {
		d.small = b.Bytes()
	}
	return d
}

// documented adds the endpoint of the documents.
func (h *Handler) documented(routes *node, docs *Documents) {
	made := map[string]func() *document{}
	for _, version := range docs.Versions {
		made[version] = sync.OnceValue(func() *document { return newDocument(docs.Of(version), docs.Type(version)) })
	}
	run := func(x *exchange) error {
		version, err := asked(x.r.URL.RawQuery, docs.Versions)
		if err != nil {
			return err
		}
		return x.document(made[version]())
	}
	h.add(routes, docs.Path, &endpoint{name: "newel.openapi", method: http.MethodGet, watch: true, run: run})
}

// asked returns the version that a query string asks for. Other parameters do not matter.
func asked(raw string, versions []string) (string, error) {
	query, err := url.ParseQuery(raw)
	if err != nil {
		return "", &problem{code: "invalid_query"}
	}
	if !query.Has(documentParameter) {
		return versions[0], nil
	}
	for _, version := range versions {
		if query.Get(documentParameter) == version {
			return version, nil
		}
	}
	var bad badParameters
	bad.add(0, documentParameter, codeInvalidParameter, "must be one of "+strings.Join(versions, ", "))
	return "", bad.err()
}

var (
	askedEachTime  = []string{"public, no-cache"}
	variesByCoding = []string{"Accept-Encoding"}
	variesByBoth   = []string{"Accept-Encoding", "Authorization"}
)

// document sends d, or 304 when the client has it.
func (x *exchange) document(d *document) error {
	header := x.w.Header()
	body, tag := d.plain, `"`+d.tag+`"`
	if d.small != nil && takesGzip(x.r.Header["Accept-Encoding"]) {
		body, tag = d.small, `"`+d.tag+gzipTag+`"`
		header["Content-Encoding"] = inGzip
	}
	header["Cache-Control"], header["Vary"] = askedEachTime, variesByCoding
	if d.private {
		header["Cache-Control"], header["Vary"] = revalidated, variesByBoth
	}
	header["Etag"] = []string{tag}
	if hasTag(x.r.Header.Values("If-None-Match"), d.tag) {
		delete(header, "Content-Encoding")
		x.send(http.StatusNotModified, nil)
		return nil
	}
	header["Content-Type"] = d.contentType
	x.send(http.StatusOK, body)
	return nil
}

// hasTag tells whether a client has the document, in whichever coding: what it says is the
// same.
func hasTag(lines []string, tag string) bool {
	for piece := range strings.SplitSeq(strings.Join(lines, ","), ",") {
		piece = strings.TrimPrefix(strings.TrimSpace(piece), "W/")
		if piece == "*" || piece == `"`+tag+`"` || piece == `"`+tag+gzipTag+`"` {
			return true
		}
	}
	return false
}
