package compat

import (
	"sort"
	"strconv"
	"strings"

	"github.com/newel-api/newel/internal/diag"
)

// Document is an OpenAPI document, as far as it says what goes over the wire.
type Document struct {
	Name       string // as findings call it
	Version    string // "3.1.0"
	Operations map[string]*Operation
	Schemes    map[string]Scheme
}

// Operation is one method on one path.
type Operation struct {
	Key        string // "GET /v1/tickets/{}": parameters of the path without their names
	ID         string // operationId, "" for none
	Method     string
	Path       string
	At         string
	Inverted   bool // a webhook or a callback: the server sends, the client answers
	Params     map[string]*Param
	Body       *Body
	Answers    map[string]*Answer // by status, in capitals
	Security   []Credentials      // any of them is enough; nil for none
	Deprecated bool
	Sunset     string
	Tags       []string
}

// Name returns what people call the operation.
func (o *Operation) Name() string {
	if o.ID != "" {
		return o.ID
	}
	return o.Method + " " + o.Path
}

// Param is a parameter. Its key in Params is "query:limit" or, of the path, "path:0".
type Param struct {
	Name, In   string
	At         string
	Required   bool
	Deprecated bool
	Style      string // how a value of many parts is written
	Shape      *Shape
}

// Body is what a request carries.
type Body struct {
	At       string
	Required bool
	Media    map[string]*Shape
}

// Answer is what comes back with one status.
type Answer struct {
	At      string
	Headers map[string]*Param // by name, in small letters
	Media   map[string]*Shape
}

// Credentials are the schemes that a request must satisfy together, with their scopes.
type Credentials map[string][]string

// Scheme is a way to say who asks.
type Scheme struct {
	Kind string // all that a client must know to use it
	Text string // the rest: addresses
}

var notOpenAPI = diag.Rule{ID: "compat/not-openapi", Severity: diag.Error, Title: "a file that is not an OpenAPI document"}

var methods = [...]string{"get", "put", "post", "delete", "options", "head", "patch", "trace", "query"}

// Load reads a document. What is wrong with it is added to diags, and nil returned when
// there is nothing to compare.
func Load(name string, text []byte, diags *diag.List) *Document {
	v, err := parse(text)
	span := diag.Span{File: name}
	if err != nil {
		diags.Add(&notOpenAPI, span, "%q cannot be read: %s", name, err).Mend("give an OpenAPI document in JSON or YAML")
		return nil
	}
	root := mapOf(v)
	version := textOf(root["openapi"])
	if !strings.HasPrefix(version, "3.") {
		d := diags.Add(&notOpenAPI, span, "%q has no key openapi that says 3.0, 3.1 or 3.2", name)
		if root["swagger"] != nil {
			d.Mend("make OpenAPI 3 of it first: Swagger 2.0 is not compared")
		} else {
			d.Mend("give an OpenAPI document, or name the folder of a design")
		}
		return nil
	}
	l := &loader{shapes: shapes{
		document: root, old: strings.HasPrefix(version, "3.0"), made: map[string]*Shape{}, making: map[string]bool{}, lost: map[string]bool{},
	}}
	d := &Document{Name: name, Version: version, Operations: map[string]*Operation{}, Schemes: map[string]Scheme{}}
	l.schemes(d)
	l.security = l.credentials(root["security"])
	for _, path := range sortedKeys(mapOf(root["paths"])) {
		l.path(d, path, mapOf(root["paths"])[path], pointer("#/paths", path), false)
	}
	for _, name := range sortedKeys(mapOf(root["webhooks"])) {
		l.path(d, "webhook "+name, mapOf(root["webhooks"])[name], pointer("#/webhooks", name), true)
	}
	l.settle()
	l.choose()
	for _, ref := range sortedKeys(l.lost) {
		diags.Add(&lostReference, span, "%q refers to %q, which is not in it", name, ref).
			Mend("put all parts into one document: what is elsewhere is compared by its name only")
	}
	return d
}

var lostReference = diag.Rule{ID: "compat/lost-reference", Severity: diag.Medium, Title: "an OpenAPI document that refers to what is not in it"}

type loader struct {
	shapes
	security []Credentials // of the document
}

// resolved returns what v is, behind a reference.
func (l *loader) resolved(v any, at string) (map[string]any, string) {
	if ref, ok := mapOf(v)["$ref"].(string); ok {
		target, place, found := l.follow(ref)
		if !found {
			l.lost[ref] = true
			return nil, at
		}
		return mapOf(target), place
	}
	return mapOf(v), at
}

func (l *loader) path(d *Document, path string, v any, at string, inverted bool) {
	item, at := l.resolved(v, at)
	add := func(method string, v any, at string) {
		if operation := mapOf(v); operation != nil {
			o := l.operation(strings.ToUpper(method), path, item, operation, at)
			o.Inverted = inverted
			d.Operations[o.Key] = o
			l.callbacks(d, o, operation)
		}
	}
	for _, method := range methods {
		add(method, item[method], pointer(at, method))
	}
	more := mapOf(item["additionalOperations"])
	for _, method := range sortedKeys(more) {
		add(method, more[method], pointer(at, "additionalOperations", method))
	}
}

// callbacks are operations too, in which client and server change places.
func (l *loader) callbacks(d *Document, o *Operation, v map[string]any) {
	if o.Inverted {
		return
	}
	all := mapOf(v["callbacks"])
	for _, name := range sortedKeys(all) {
		callback, at := l.resolved(all[name], pointer(o.At, "callbacks", name))
		for _, expression := range sortedKeys(callback) {
			l.path(d, "callback "+o.Key+" "+name+" "+expression, callback[expression], pointer(at, expression), true)
		}
	}
}

func (l *loader) operation(method, path string, item, v map[string]any, at string) *Operation {
	template, names := pathTemplate(path)
	o := &Operation{
		Key: method + " " + template, ID: textOf(v["operationId"]), Method: method, Path: path, At: at,
		Params: map[string]*Param{}, Answers: map[string]*Answer{}, Deprecated: boolOf(v["deprecated"]), Sunset: textOf(v["x-sunset"]),
		Security: l.security,
	}
	if v["security"] != nil {
		o.Security = l.credentials(v["security"])
	}
	for _, tag := range listOf(v["tags"]) {
		o.Tags = append(o.Tags, textOf(tag))
	}
	above := strings.TrimSuffix(at, at[strings.LastIndexByte(at, '/'):])
	for i, p := range listOf(item["parameters"]) {
		l.param(o, p, pointer(above, "parameters", strconv.Itoa(i)), names)
	}
	for i, p := range listOf(v["parameters"]) {
		l.param(o, p, pointer(at, "parameters", strconv.Itoa(i)), names)
	}
	if v["requestBody"] != nil {
		body, place := l.resolved(v["requestBody"], pointer(at, "requestBody"))
		o.Body = &Body{At: place, Required: boolOf(body["required"]), Media: l.media(body["content"], pointer(place, "content"))}
	}
	answers := mapOf(v["responses"])
	for status, a := range answers {
		if strings.HasPrefix(status, "x-") {
			continue
		}
		o.Answers[strings.ToUpper(status)] = l.answer(a, pointer(at, "responses", status))
	}
	return o
}

// pathTemplate returns a path with {} for each parameter, and their names.
func pathTemplate(path string) (template string, names []string) {
	var b strings.Builder
	for {
		open := strings.IndexByte(path, '{')
		if open < 0 {
			break
		}
		end := strings.IndexByte(path[open:], '}')
		if end < 0 {
			break
		}
		names = append(names, path[open+1:open+end])
		b.WriteString(path[:open] + "{}")
		path = path[open+end+1:]
	}
	return b.String() + path, names
}

func (l *loader) param(o *Operation, v any, at string, names []string) {
	p, place := l.resolved(v, at)
	name, in := textOf(p["name"]), textOf(p["in"])
	if name == "" || in == "" {
		return
	}
	made := l.paramOf(p, place)
	made.Name, made.In = name, in
	key := in + ":" + name
	switch in {
	case "path":
		for i, n := range names {
			if n == name {
				key = "path:" + strconv.Itoa(i)
			}
		}
		made.Required = true
	case "header":
		key = in + ":" + strings.ToLower(name)
		switch strings.ToLower(name) { // OpenAPI says that they mean nothing here
		case "accept", "content-type", "authorization":
			return
		}
	}
	o.Params[key] = made
}

// paramOf reads what parameters and headers have in common.
func (l *loader) paramOf(p map[string]any, at string) *Param {
	made := &Param{At: at, Required: boolOf(p["required"]), Deprecated: boolOf(p["deprecated"]), Shape: anything}
	if style, ok := p["style"]; ok {
		made.Style = textOf(style)
	}
	if explode, ok := p["explode"]; ok {
		made.Style += " explode " + canonical(explode)
	}
	if schema, ok := p["schema"]; ok {
		made.Shape = l.at(schema, pointer(at, "schema"))
		return made
	}
	media := mapOf(p["content"])
	for _, name := range sortedKeys(media) {
		made.Style = name
		made.Shape = l.media(p["content"], pointer(at, "content"))[mediaName(name)]
	}
	return made
}

func (l *loader) answer(v any, at string) *Answer {
	a, place := l.resolved(v, at)
	made := &Answer{At: place, Headers: map[string]*Param{}, Media: l.media(a["content"], pointer(place, "content"))}
	headers := mapOf(a["headers"])
	for name, h := range headers {
		if strings.EqualFold(name, "content-type") {
			continue
		}
		header, at := l.resolved(h, pointer(place, "headers", name))
		made.Headers[strings.ToLower(name)] = l.paramOf(header, at)
		made.Headers[strings.ToLower(name)].Name = name
	}
	return made
}

// media returns the shapes by media type.
func (l *loader) media(v any, at string) map[string]*Shape {
	content := mapOf(v)
	shapes := make(map[string]*Shape, len(content))
	for name, m := range content {
		media, place := l.resolved(m, pointer(at, name))
		shapes[mediaName(name)] = anything
		for _, key := range [...]string{"itemSchema", "schema"} {
			if schema, ok := media[key]; ok {
				shapes[mediaName(name)] = l.at(schema, pointer(place, key))
			}
		}
	}
	return shapes
}

func mediaName(name string) string { return strings.ToLower(strings.ReplaceAll(name, " ", "")) }

func (l *loader) credentials(v any) []Credentials {
	var all []Credentials
	for _, one := range listOf(v) {
		c := Credentials{}
		for name, scopes := range mapOf(one) {
			c[name] = nil
			for _, scope := range listOf(scopes) {
				c[name] = append(c[name], textOf(scope))
			}
			sort.Strings(c[name])
		}
		all = append(all, c)
	}
	return all
}

func (l *loader) schemes(d *Document) {
	all := mapOf(mapOf(l.document["components"])["securitySchemes"])
	for name, v := range all {
		s, _ := l.resolved(v, pointer("#/components/securitySchemes", name))
		kind := map[string]any{}
		rest := map[string]any{}
		for key, value := range s {
			switch key {
			case "type", "name", "in":
				kind[key] = value
			case "scheme":
				kind[key] = strings.ToLower(textOf(value))
			case "flows", "openIdConnectUrl", "bearerFormat":
				rest[key] = value
			}
		}
		d.Schemes[name] = Scheme{Kind: canonical(kind), Text: canonical(rest)}
	}
}
