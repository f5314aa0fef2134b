package compat

import (
	"slices"
	"strings"
)

// sent and got are the directions of what the client and the server say; in a webhook they
// change places.
func (o *operating) sent() direction {
	if o.op.Inverted {
		return response
	}
	return request
}

func (o *operating) got() direction { return response - o.sent() }

func (o *operating) params(old *Operation) {
	for _, key := range bothKeys(old.Params, o.op.Params) {
		before, after := old.Params[key], o.op.Params[key]
		switch {
		case before == nil:
			o.paramAdded(after)
		case after == nil:
			o.paramRemoved(before)
		default:
			o.param(before, after)
		}
	}
}

func paramLabel(p *Param) string { return p.In + " parameter " + p.Name }

func (o *operating) paramAdded(p *Param) {
	id, severity, text := "new-optional-request-parameter", Harmless, "it is new and may be left out"
	switch {
	case p.In == "path":
		id, severity, text = "new-request-path-parameter", Breaking, "it is new"
	case p.Required:
		id, severity, text = "new-required-request-parameter", Breaking, "it is new and required"
	}
	c := o.about(paramLabel(p), id, severity, Wire, p.At, "%s", text)
	c.subject.member, c.subject.new, c.subject.param = p.Name, p.Shape.Default, true
}

func (o *operating) paramRemoved(p *Param) {
	severity, text := Doubtful, "it is gone: what requests say of it is not looked at any more"
	if o.Strict && p.In == "query" {
		severity, text = Breaking, "it is gone, and parameters that are not known are refused"
	}
	c := o.about(paramLabel(p), "request-parameter-removed", severity, Wire, p.At, "%s", text)
	c.subject.member, c.subject.param = p.Name, true
}

func (o *operating) param(old, new *Param) {
	part := paramLabel(new)
	note := func(id string, severity Severity, tier Tier, format string, args ...any) *Change {
		c := o.about(part, id, severity, tier, new.At, format, args...)
		c.subject.member, c.subject.new, c.subject.param = new.Name, new.Shape.Default, true
		return c
	}
	if old.Name != new.Name && new.In == "path" {
		note("request-path-parameter-renamed", Breaking, SDK, "it is called %q and was called %q; requests look the same", new.Name, old.Name)
	}
	switch {
	case !old.Required && new.Required:
		note("request-parameter-became-required", Breaking, Wire, "it is required")
	case old.Required && !new.Required:
		note("request-parameter-became-optional", Harmless, Wire, "it may be left out")
	}
	if old.Style != new.Style {
		note("request-parameter-style-changed", Breaking, Wire, "it is written in another way")
	}
	if !old.Deprecated && new.Deprecated {
		note("request-parameter-deprecated", Harmless, SDK, "it is deprecated")
	}
	p := position{direction: o.sent(), kind: "parameter", label: o.label(new.At, part)}
	p.subject = subject{shape: o.op.Name(), member: new.Name, param: true}
	o.reach(o.shapes(old.Shape, new.Shape, p), o.op.Name())
}

func (o *operating) body(old *Operation) {
	before, after := old.Body, o.op.Body
	switch {
	case before == nil && after == nil:
	case before == nil && after.Required:
		o.about("body", "request-body-added-required", Breaking, Wire, after.At, "a body is required where none was taken")
	case before == nil:
		o.about("body", "request-body-added-optional", Harmless, Wire, after.At, "a body is taken where none was")
	case after == nil:
		o.about("body", "request-body-removed", Breaking, Wire, before.At, "no body is taken any more")
	default:
		switch {
		case !before.Required && after.Required:
			o.about("body", "request-body-became-required", Breaking, Wire, after.At, "it is required")
		case before.Required && !after.Required:
			o.about("body", "request-body-became-optional", Harmless, Wire, after.At, "it may be left out")
		}
		o.media(before.Media, after.Media, after.At, "body", o.sent())
	}
}

// media compares bodies by their media type. What goes breaks whoever sends it or asks
// for it.
func (o *operating) media(old, new map[string]*Shape, at, part string, d direction) {
	prefix := "request-body-media-type-"
	if d == response {
		prefix = "response-media-type-"
	}
	for _, name := range bothKeys(old, new) {
		before, after := old[name], new[name]
		switch {
		case before == nil:
			o.about(part, prefix+"added", Harmless, Wire, at, "the media type %s is new", name)
		case after == nil:
			o.about(part, prefix+"removed", Breaking, Wire, at, "the media type %s is gone", name)
		default:
			label := part
			if name != "application/json" {
				label += " " + name
			}
			p := position{direction: d, kind: "body", label: o.label(at, label), subject: subject{shape: o.op.Name()}}
			o.reach(o.shapes(before, after, p), o.op.Name())
		}
	}
}

func (o *operating) answers(old *Operation) {
	for _, status := range bothKeys(old.Answers, o.op.Answers) {
		before, after := old.Answers[status], o.op.Answers[status]
		switch {
		case before == nil:
			o.statusAdded(old, status)
		case after == nil:
			o.statusRemoved(old, status)
		default:
			o.headers(before, after, status)
			o.media(before.Media, after.Media, after.At, status, o.got())
		}
	}
}

// success tells whether a status is one on which clients go on.
func success(status string) bool {
	return strings.HasPrefix(status, "2") || strings.HasPrefix(status, "3")
}

func (o *operating) statusAdded(old *Operation, status string) {
	class := func(other string) bool {
		return other == "DEFAULT" && !success(status) || other[:min(1, len(other))] == status[:min(1, len(status))]
	}
	known := slices.ContainsFunc(sortedKeys(old.Answers), class)
	id, severity := "response-non-success-status-added", Harmless
	text := "the status is new"
	switch {
	case success(status) && known:
		id, severity = "response-success-status-added", Doubtful
	case success(status):
		id, severity, text = "response-success-status-added", Breaking, "the status is new, and of a class that clients do not know here"
	case !known && status != "DEFAULT":
		severity, text = Doubtful, "the status is new, and of a class that clients do not know here"
	}
	c := o.about(status, id, severity, Wire, pointer(o.op.At, "responses", status), "%s", text)
	c.subject.new = status
}

func (o *operating) statusRemoved(old *Operation, status string) {
	id, severity := "response-non-success-status-removed", Harmless
	if success(status) {
		id, severity = "response-success-status-removed", Breaking
	}
	c := o.about(status, id, severity, Wire, pointer(old.At, "responses", status), "the status is gone")
	c.subject.old = status
	for _, other := range sortedKeys(o.op.Answers) {
		if success(other) == success(status) {
			c.subject.new = other
			break
		}
	}
}

func (o *operating) headers(old, new *Answer, status string) {
	for _, name := range bothKeys(old.Headers, new.Headers) {
		before, after := old.Headers[name], new.Headers[name]
		part := status + " header " + name
		switch {
		case before == nil:
			o.about(part, "response-header-added", Harmless, Wire, after.At, "it is new")
		case after == nil && before.Required:
			o.about(part, "required-response-header-removed", Breaking, Wire, before.At, "it is gone")
		case after == nil:
			o.about(part, "optional-response-header-removed", Doubtful, Wire, before.At, "it is gone; it did not have to be there")
		default:
			switch {
			case before.Required && !after.Required:
				o.about(part, "response-header-became-optional", Breaking, Wire, after.At, "it may be left out")
			case !before.Required && after.Required:
				o.about(part, "response-header-became-required", Harmless, Wire, after.At, "it is always there")
			}
			p := position{direction: o.got(), kind: "header", label: o.label(after.At, part), subject: subject{shape: o.op.Name(), member: name}}
			o.reach(o.shapes(before.Shape, after.Shape, p), o.op.Name())
		}
	}
}
