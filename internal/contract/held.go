package contract

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
)

// Answered is an answer of a server, as far as a document speaks of it.
type Answered struct {
	Status int
	Header http.Header
	Body   []byte
	Chosen bool // the request has named the members that it wants: any other may be absent
}

// Matcher finds the operations of requests.
type Matcher struct {
	operations []*Operation
	paths      []*regexp.Regexp
}

var braces = regexp.MustCompile(`\\\{[^}]*\\\}`)

// NewMatcher returns the matcher of a document.
func NewMatcher(d *Document) *Matcher {
	m := &Matcher{operations: d.Operations}
	for _, o := range d.Operations {
		m.paths = append(m.paths, regexp.MustCompile("^"+braces.ReplaceAllString(regexp.QuoteMeta(o.Path), `[^/]+`)+"$"))
	}
	return m
}

// Find returns the operation with that method at that path, or nil. A word of a path comes
// before a row.
func (m *Matcher) Find(method, path string) (found *Operation) {
	for i, o := range m.operations {
		if o.Method == method && m.paths[i].MatchString(path) && (found == nil || strings.Contains(found.Path, "{")) {
			found = o
		}
	}
	return found
}

// Breaks says in what an answer of o differs from what the document has; nothing when it
// keeps to it.
func (d *Document) Breaks(o *Operation, got *Answered) (all []string) {
	a := o.Answer(got.Status)
	if a == nil {
		return []string{fmt.Sprintf("%s answers %d, which the document does not have: %s", o.ID, got.Status, got.Body)}
	}
	say := func(format string, args ...any) {
		all = append(all, fmt.Sprintf("the %d of %s ", a.Status, o.ID)+fmt.Sprintf(format, args...))
	}
	for name := range got.Header {
		if !slices.Contains(Everywhere, name) &&
			!slices.ContainsFunc(a.Headers, func(h *Header) bool { return http.CanonicalHeaderKey(h.Name) == name }) {
			say("has the header %s, which the document does not have", name)
		}
	}
	for _, header := range a.Headers {
		if header.Always && got.Header.Get(header.Name) == "" {
			say("lacks the header %s", header.Name)
		}
	}
	switch {
	case len(a.Codes) > 0:
		d.problemBreaks(o, a, got.Body, say)
	case len(got.Body) == 0 && a.Shape != nil && !a.Empty, len(got.Body) > 0 && a.Shape == nil:
		say("has the body %q", got.Body)
	case len(got.Body) > 0:
		var v any
		numbers := json.NewDecoder(bytes.NewReader(got.Body))
		numbers.UseNumber() // a double does not hold all integers
		if err := numbers.Decode(&v); err != nil {
			say("is no JSON: %v", err)
		} else if why := d.misfit(a.Shape, v, "", got.Chosen); why != "" {
			say("is not of its shape: %s", why)
		}
	}
	return all
}

// itemNumbers are the items of lists in a pointer.
var itemNumbers = regexp.MustCompile(`/\d+(/|$)`)

// problemBreaks holds the codes of a problem to those that the document has.
func (d *Document) problemBreaks(o *Operation, a *Answer, body []byte, say func(string, ...any)) {
	var p struct {
		Code      string
		Operation *struct {
			Index int
			Call  string
		}
		Errors []struct{ Pointer, Parameter, Code string }
	}
	if err := json.Unmarshal(body, &p); err != nil {
		say("is no problem: %s", body)
		return
	}
	if !slices.Contains(a.Codes, p.Code) {
		say("has the code %s, which the document does not have: %s", p.Code, body)
	}
	if p.Operation != nil { // of a batch: as the call alone is refused
		body = bytes.ReplaceAll(body, fmt.Appendf(nil, `"pointer":"/operations/%d/body`, p.Operation.Index), []byte(`"pointer":"`))
		if call := d.Operation(p.Operation.Call); call != nil && call.Answer(a.Status) != nil {
			d.problemBreaks(call, call.Answer(a.Status), bytes.Replace(body, []byte(`"operation":`), []byte(`"in":`), 1), say)
		}
		return
	}
	if a.Status == http.StatusBadRequest {
		return // unknown members and parameters have any name
	}
	for _, e := range p.Errors {
		pointer := itemNumbers.ReplaceAllString(e.Pointer, "/*$1")
		if !slices.ContainsFunc(a.Errors, func(c *Errors) bool { return c.Pointer == pointer && slices.Contains(c.Codes, e.Code) }) {
			say("has the error %s at %q, which the document does not have", e.Code, pointer)
		}
	}
}

// misfit tells why v is not of that shape, "" if it is. Where members were chosen, any may
// be absent.
func (d *Document) misfit(s *Shape, v any, at string, chosen bool) string {
	if v == nil && s.Nullable {
		return ""
	}
	s = d.Whole(s)
	if v != nil && s.Kind == Anything {
		return ""
	}
	switch v := v.(type) {
	case map[string]any:
		return d.objectMisfit(s, v, at, chosen)
	case []any:
		if s.Kind != List || s.Most != nil && int64(len(v)) > *s.Most {
			return fmt.Sprintf("%s has %d items", at, len(v))
		}
		for i, item := range v {
			if why := d.misfit(s.Item, item, fmt.Sprintf("%s/%d", at, i), chosen); why != "" {
				return why
			}
		}
		return ""
	case string:
		return textMisfit(s, v, at)
	case json.Number:
		if _, err := v.Int64(); s.Kind == Number || s.Kind == Integer && err == nil {
			return ""
		}
	case bool:
		if s.Kind == Boolean {
			return ""
		}
	}
	return fmt.Sprintf("%s is %v", at, v)
}

func (d *Document) objectMisfit(s *Shape, v map[string]any, at string, chosen bool) string {
	if s.Kind != Object {
		return at + " is an object"
	}
	if len(s.Members) == 0 && !s.Closed {
		return "" // nothing is said of it
	}
	for name, inner := range v {
		m := s.Member(name)
		if m == nil {
			return at + "/" + name + " is not in the document"
		}
		if why := d.misfit(m.Shape, inner, at+"/"+name, chosen); why != "" {
			return why
		}
	}
	for _, m := range s.Members {
		if _, there := v[m.Name]; m.Required && !there && !chosen {
			return at + "/" + m.Name + " is missing"
		}
	}
	return ""
}

// textMisfit holds a text to its words, its pattern and its length.
func textMisfit(s *Shape, v, at string) string {
	if s.Kind == Text && s.Takes(v) {
		return ""
	}
	return fmt.Sprintf("%s is %q", at, v)
}

// Takes tells whether a text keeps to the words, the pattern and the length of s. Its
// format is not looked at.
func (s *Shape) Takes(text string) bool {
	n := int64(len([]rune(text)))
	switch {
	case len(s.Words) > 0 && !slices.Contains(s.Words, text):
	case s.Pattern != "" && !goPattern(s.Pattern).MatchString(text):
	case s.Pattern == "" && s.RE2 != "" && !goPattern("^(?:"+s.RE2+")$").MatchString(text):
	case s.Most != nil && n > *s.Most, s.Least != nil && n < *s.Least:
	default:
		return true
	}
	return false
}

var escapedRunes = regexp.MustCompile(`\\u([0-9a-f]{4})|\\u\{([0-9a-f]+)\}`)

// goPattern reads a pattern of JavaScript, as far as documents have them.
func goPattern(pattern string) *regexp.Regexp {
	re, err := regexp.Compile(escapedRunes.ReplaceAllString(pattern, `\x{$1$2}`))
	if err != nil {
		return regexp.MustCompile("") // not one of ours: nothing is held against it
	}
	return re
}
