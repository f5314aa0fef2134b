package serve

import (
	"html"
	"net/http"
	"strconv"
	"strings"

	"github.com/newel-api/newel/internal/catalogue"
	"github.com/newel-api/newel/internal/payload"
)

// Headers of entries of the catalogue, which change with a new Newel only.
var (
	isHTML     = []string{"text/html; charset=utf-8"}
	keptAnHour = []string{"public, max-age=3600"}
)

// catalogued says what a code means, at the type URI of its problems: to programs as
// JSON, to browsers as a page.
func (x *exchange) catalogued() error {
	e, ok := catalogue.Find(x.h.versioned.today(x.rows[0]))
	if !ok {
		return &problem{code: codeNotFound, detail: "There is no such code in the catalogue of problems."}
	}
	e.Code = x.rows[0]
	header := x.w.Header()
	header["Cache-Control"] = keptAnHour
	header["Vary"] = x.h.varyForm
	if !prefersHTML(x.r.Header.Values("Accept")) {
		x.out = appendEntry(x.out[:0], &e)
		x.sendJSON(http.StatusOK, x.out)
		return nil
	}
	header["Content-Type"] = isHTML
	x.out = appendPage(x.out[:0], &e)
	x.send(http.StatusOK, x.out)
	return nil
}

// prefersHTML tells whether a client wants a page rather than JSON: by the weights, and
// where they are the same, by what it names first.
func prefersHTML(accept []string) bool {
	page, _ := quality(accept, fitsHTML)
	data, _ := quality(accept, fitsJSON)
	if page != data {
		return page > data
	}
	for form := range strings.SplitSeq(strings.Join(accept, ","), ",") {
		switch name, _, ok := rangeOf(form); {
		case !ok:
		case fitsHTML(name) > fitsAny:
			return page > 0
		case fitsJSON(name) > 0:
			return false
		}
	}
	return false
}

func appendEntry(dst []byte, e *catalogue.Entry) []byte {
	dst = payload.AppendString(append(dst, `{"code":`...), e.Code)
	if e.IsProblem() {
		dst = payload.AppendString(append(dst, `,"type":`...), catalogue.Type(e.Code))
		dst = payload.AppendString(append(dst, `,"title":`...), e.Title)
		dst = strconv.AppendInt(append(dst, `,"status":`...), int64(e.Status), 10)
	}
	dst = payload.AppendString(append(dst, `,"meaning":`...), e.Meaning)
	dst = payload.AppendString(append(dst, `,"mend":`...), e.Mend)
	return append(dst, '}')
}

func appendPage(dst []byte, e *catalogue.Entry) []byte {
	title := e.Code
	if e.IsProblem() {
		title = strconv.Itoa(e.Status) + " " + e.Title + " (" + e.Code + ")"
	}
	title = html.EscapeString(title)
	dst = append(dst, "<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>"...)
	dst = append(append(dst, title...), "</title></head>\n<body>\n<h1>"...)
	dst = append(append(dst, title...), "</h1>\n<p>"...)
	dst = append(append(dst, html.EscapeString(e.Meaning)...), "</p>\n<p>"...)
	return append(append(dst, html.EscapeString(e.Mend)...), "</p>\n</body>\n</html>\n"...)
}
