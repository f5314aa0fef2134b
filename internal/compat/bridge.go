package compat

import (
	"fmt"
	"strings"
)

// Bridge is a lens that would keep clients of the old contract alive.
type Bridge struct {
	Kind  string `json:"kind"`  // of the lens
	Lossy bool   `json:"lossy"` // something of what was sent is gone behind it
	Stub  string `json:"stub"`  // to paste below changes: of a version, and to finish
	Note  string `json:"note,omitempty"`
}

// bridgeOf returns the lens for a change that breaks; nil where none can do it, or none is needed.
func bridgeOf(c *Change) *Bridge {
	if c.Severity != Breaking || c.Tier == SDK {
		return nil
	}
	s := c.subject
	on := s.shape
	if s.member != "" {
		on += "." + s.member
	}
	lens := func(kind, format string, args ...any) *Bridge {
		return &Bridge{Kind: kind, Stub: "- " + kind + ": {" + fmt.Sprintf(format, args...) + "}"}
	}
	value := func(v, otherwise string) string {
		if v == "" {
			return otherwise
		}
		return v
	}
	is := func(parts ...string) bool {
		for _, part := range parts {
			if strings.Contains(c.ID, part) {
				return true
			}
		}
		return false
	}
	switch {
	case is("api-moved"):
		b := lens("rename", "operation: %s, from: %q, to: %q", s.shape, s.old, s.new)
		return b
	case is("api-removed"):
		return lens("remove-operation", "op: %s, serve: handler", s.shape)
	case is("success-status-removed") && s.new != "":
		return lens("status", "op: %s, from: %s, to: %s", s.shape, s.old, s.new)
	case is("property-removed") && s.new != "":
		return lens("rename", "on: %s, from: %s, to: %s", s.shape, s.member, s.new)
	case is("response-required-property-removed"):
		b := lens("remove", "on: %s, down: \"VALUE\"", on)
		b.Note = "write what old clients get for it: a value, or an expression over the rest"
		return b
	case is("request-property-removed", "request-parameter-removed"):
		b := lens("remove", "on: %s, lossy: true", on)
		b.Lossy = true
		return b
	case is("became-required", "new-required-request") && s.member != "":
		b := lens("required", "on: %s, absent: %s", on, value(s.new, "VALUE"))
		b.Note = "absent: is the value of requests that leave it out"
		return b
	case is("order-changed", "page-size-changed", "initial-value-changed"):
		return lens("default", "on: %s, was: %s", on, s.old)
	case is("default-value-changed"):
		return lens("default", "on: %s, was: %s", on, s.old)
	case is("enum-value-added"):
		b := lens("enum", "on: %s, down: {%s: %s}", on, s.new, value(s.old, "VALUE"))
		b.Lossy, b.Note = true, "each new value needs an old one that old clients get for it"
		return b
	case is("enum-value-removed"):
		b := lens("enum", "on: %s, up: {%s: VALUE}", on, s.old)
		b.Note = "write which of the new values the old one stands for"
		return b
	case is("response-property-became-optional", "response-property-became-nullable"):
		b := lens("required", "on: %s, down: VALUE", on)
		b.Note = "down: is what old clients get where there is no value"
		return b
	case is("type-changed", "format-changed"):
		b := lens("type", "on: %s, from: %q, to: %q, up: \"EXPRESSION\", down: \"EXPRESSION\"", on, s.old, s.new)
		b.Note = "both directions must be written, and give back what went in"
		return b
	}
	return nil
}
