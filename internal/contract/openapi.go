package contract

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// Version is a version of OpenAPI that documents can be written in.
type Version string

// The versions.
const (
	OpenAPI31 Version = "3.1"
	OpenAPI32 Version = "3.2"
)

// Versions are all of them, the usual one first.
var Versions = []Version{OpenAPI31, OpenAPI32}

// release is what a document says of itself.
func (v Version) release() string {
	if v == OpenAPI32 {
		return "3.2.0"
	}
	return "3.1.1"
}

// Address is where a server has its document, and MediaType what it calls it.
const Address = "/openapi.json"

// MediaType returns the media type of documents of the version.
func (v Version) MediaType() string { return "application/vnd.oai.openapi+json;version=" + string(v) }

// bearer is the name of the security scheme.
const bearer = "bearer"

// OpenAPI writes the document as OpenAPI, in JSON with a newline at the end.
func (d *Document) OpenAPI(v Version) []byte {
	var doc ordered
	doc.put("openapi", v.release())
	if v == OpenAPI32 {
		doc.put("$self", Address)
	}
	info := ordered{{"title", d.Title}, {"description", d.about()}, {"version", d.version()}}
	doc.put("info", info)
	doc.put("servers", []any{ordered{{"url", "/"}, {"description", "The server that this document is from."}}})
	var tags []any
	for _, t := range d.Tags {
		tags = append(tags, ordered{{"name", t.Name}, {"description", t.Describe}})
	}
	if tags != nil {
		doc.put("tags", tags)
	}
	doc = append(doc, pair{"paths", d.paths()})
	doc.put("components", d.components())
	return append(write(nil, doc, ""), '\n')
}

// version is that of the API: the number in its base, and nothing finer, which nobody
// has declared.
func (d *Document) version() string {
	if last := d.Base[strings.LastIndexByte(d.Base, '/')+1:]; len(last) > 1 && last[0] == 'v' {
		if _, err := strconv.Atoi(last[1:]); err == nil {
			return last[1:]
		}
	}
	return "1"
}

// about is what the design says of the API, and what holds for every operation.
func (d *Document) about() string {
	rules := "A body or a query with a member that is not listed is refused. Errors are `application/problem+json` (RFC 9457) with a stable `code`. " +
		"Rows have an `ETag`: `If-Match` makes a write conditional (412 when the row has changed), `If-None-Match` a get (304). " +
		"A write with an `Idempotency-Key` can be sent again and is done once. " +
		"`fields` in the query names the members that an answer is to have; then the others are absent, whatever the schema says of them. " +
		"Every GET answers to HEAD too, every path to OPTIONS."
	if d.Describe == "" {
		return rules
	}
	return d.Describe + "\n\n" + rules
}

// paths are the operations by path and method.
func (d *Document) paths() ordered {
	byPath := map[string]ordered{}
	var all []string
	for _, o := range d.Operations {
		if byPath[o.Path] == nil {
			all = append(all, o.Path)
		}
		byPath[o.Path] = append(byPath[o.Path], pair{strings.ToLower(o.Method), d.operation(o)})
	}
	slices.Sort(all)
	out := ordered{}
	for _, path := range all {
		slices.SortStableFunc(byPath[path], func(a, b pair) int { return cmp.Compare(rank(a.name), rank(b.name)) })
		out = append(out, pair{path, byPath[path]})
	}
	return out
}

// methods are in the order of a document.
var methods = []string{"get", "put", "post", "delete", "patch", "query"}

func rank(method string) int { return slices.Index(methods, method) }

func (d *Document) operation(o *Operation) ordered {
	var out ordered
	out.put("operationId", o.ID)
	out.put("tags", []string{o.Tag})
	out.put("summary", o.Summary)
	out.put("description", cmp.Or(o.Describe, o.Summary+"."))
	out.put("deprecated", o.Deprecated)
	out.put("x-sunset", o.Sunset)
	var params []any
	for _, p := range o.Params {
		if !p.Prose {
			params = append(params, parameter(p))
		}
	}
	if params != nil {
		out.put("parameters", params)
	}
	if o.Body != nil {
		out.put("requestBody", body(o.Body))
	}
	var answers ordered
	for _, a := range o.Answers {
		answers = append(answers, pair{strconv.Itoa(a.Status), d.answer(o, a)})
	}
	out.put("responses", answers)
	if d.SignIn {
		out = append(out, pair{"security", security(o.Caller)})
	}
	return out
}

// security says who may call: nobody needs a token, whoever has one may bring it, or
// nobody comes in without.
func security(c Caller) []any {
	need := ordered{{bearer, []string{}}}
	switch c {
	case SignedIn:
		return []any{need}
	case Either:
		return []any{ordered{}, need}
	case Anybody:
	}
	return []any{}
}

func parameter(p *Param) ordered {
	out := ordered{{"name", p.Name}, {"in", p.In}}
	out.put("description", p.Describe)
	out.put("required", p.Required)
	if p.Shape.Kind == List {
		out.put("style", "form")
		out = append(out, pair{"explode", false})
	}
	out.put("schema", schema(p.Shape))
	out.put("example", p.Example)
	return out
}

func body(b *Body) ordered {
	var content ordered
	for _, t := range b.Types {
		content = append(content, pair{t, media(b.Shape, b.Example)})
	}
	if b.Patch != nil {
		content = append(content, pair{patchType, media(b.Patch, patchExample(b.Example))})
	}
	return ordered{{"required", b.Required}, {"content", content}}
}

func media(s *Shape, example any) ordered {
	out := ordered{{"schema", schema(s)}}
	out.put("example", example)
	if o, empty := example.(ordered); empty && len(o) == 0 {
		out = append(out, pair{"example", ordered{}})
	}
	return out
}

// answer writes an answer: what many operations have alike stands among the components.
func (d *Document) answer(o *Operation, a *Answer) any {
	if name := sharedName(a); name != "" {
		return ordered{{"$ref", "#/components/responses/" + name}}
	}
	out := response(a)
	if a.Status == http.StatusCreated {
		out.put("links", links(o))
	}
	return out
}

func response(a *Answer) ordered {
	out := ordered{{"description", a.Describe}}
	var headers ordered
	for _, h := range a.Headers {
		if h == requestID {
			headers = append(headers, pair{h.Name, ordered{{"$ref", "#/components/headers/" + h.Name}}})
			continue
		}
		headers = append(headers, pair{h.Name, header(h)})
	}
	out.put("headers", headers)
	if a.Shape != nil {
		out.put("content", ordered{{a.Type, media(a.Shape, a.Example)}})
	}
	out.put("x-codes", a.Codes)
	var errors ordered
	for _, e := range a.Errors {
		if len(e.Codes) > 0 {
			errors = append(errors, pair{e.Pointer, e.Codes})
		}
	}
	out.put("x-errors", errors)
	return out
}

func header(h *Header) ordered {
	out := ordered{{"description", h.Describe}}
	out.put("required", h.Always)
	out.put("schema", schema(h.Shape))
	out.put("example", h.Example)
	return out
}

func links(o *Operation) ordered {
	var out ordered
	for _, l := range o.Links {
		var params ordered
		for _, p := range l.Params {
			params = append(params, pair{p[0], p[1]})
		}
		link := ordered{{"operationId", l.Operation}}
		link.put("parameters", params)
		out = append(out, pair{l.Name, link})
	}
	return out
}

var withoutBlanks = strings.NewReplacer(" ", "", "-", "")

// sharedName is the name under which an answer stands among the components, "" for one
// that stands at its operation: a success, or one with errors of its own.
func sharedName(a *Answer) string {
	if len(a.Codes) == 0 || a.own || len(a.Errors) > 0 || a.Status == http.StatusConflict || a.Status == http.StatusUnprocessableEntity {
		return ""
	}
	name := withoutBlanks.Replace(http.StatusText(a.Status))
	switch a.Status {
	case http.StatusBadRequest:
		for _, kind := range []struct{ code, suffix string }{{"invalid_cursor", "Page"}, {"invalid_parameter", "Row"}, {"invalid_precondition", ""}} {
			if slices.Contains(a.Codes, kind.code) {
				name += kind.suffix
				break
			}
		}
		if slices.Contains(a.Codes, "invalid_json") {
			name += "Body"
		}
		switch {
		case !slices.Contains(a.Codes, "invalid_precondition"):
			name += "Auth"
		case slices.Contains(a.Codes, "idempotency_key_required"):
			name += "Key"
		case slices.Contains(a.Codes, "invalid_idempotency_key"):
			name += "Write"
		}
	case http.StatusUnauthorized:
		if slices.Contains(a.Codes, "wrong_credentials") {
			name = "WrongCredentials"
		}
	}
	if a.rate != "" {
		name += "Rate" + pascal(a.rate)
	}
	return name
}

func (d *Document) components() ordered {
	var out, schemas, responses ordered
	for _, s := range d.Shapes {
		schemas = append(schemas, pair{s.Name, whole(s)})
	}
	out.put("schemas", schemas)
	shared := map[string]*Answer{}
	var names []string
	for _, o := range d.Operations {
		for _, a := range o.Answers {
			if name := sharedName(a); name != "" && shared[name] == nil {
				shared[name], names = a, append(names, name)
			}
		}
	}
	slices.Sort(names)
	for _, name := range names {
		responses = append(responses, pair{name, response(shared[name])})
	}
	out.put("responses", responses)
	out.put("headers", ordered{{requestID.Name, header(requestID)}})
	if d.SignIn {
		out.put("securitySchemes", ordered{{bearer, ordered{
			{"type", "http"}, {"scheme", "bearer"}, {"description", "The token of a session, as signing in gives it."},
		}}})
	}
	return out
}
