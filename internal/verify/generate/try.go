package generate

import (
	"net/url"
	"slices"
	"strings"

	"github.com/newel-api/newel/internal/contract"
)

// member is one member of a body, or one parameter of a query.
type member struct {
	name string
	value
}

// try is one request, in parts of which each is known to keep to the contract or not.
type try struct {
	op     *operation
	why    string // what is special about it
	caller int    // among the tokens; nobody for none
	path   []string
	query  []member
	header [][2]string
	many   bool // the members are those of the one item of a list
	body   []member
	media  string // of the body; "" for none

	raw      *string  // sent in place of the members; nil for these
	rawWrong bool     // the contract does not take it
	rawAt    []string // where; nil when that is not said

	method, target string // in place of those of the operation

	outside bool // the path is none of the contract

	statuses []int  // what it must be answered with, in place of what its parts ask for; nil for these
	code     string // of the problem; "" for any
	dry      bool   // nothing may be kept
}

const nobody = -1

// clone returns a copy that can be changed.
func (t *try) clone() *try {
	c := *t
	c.path, c.query, c.header, c.body = slices.Clone(t.path), slices.Clone(t.query), slices.Clone(t.header), slices.Clone(t.body)
	return &c
}

// with returns the try with one header more.
func (t *try) with(name, text string) *try {
	c := t.clone()
	c.header = append(c.header, [2]string{name, text})
	return c
}

// sends is the body.
func (t *try) sends() (text string, has bool) {
	switch {
	case t.raw != nil:
		return *t.raw, true
	case t.op.Body == nil || t.media == "" && t.body == nil:
		return "", false
	}
	var b strings.Builder
	if t.many {
		b.WriteString(`{"items":[`)
	}
	b.WriteByte('{')
	for i, m := range t.body {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(quoted(m.name) + ":" + m.text)
	}
	b.WriteByte('}')
	if t.many {
		b.WriteString("]}")
	}
	return b.String(), true
}

// address is the target of the request.
func (t *try) address() string {
	if t.target != "" {
		return t.target
	}
	var b strings.Builder
	n := 0
	for rest := t.op.Path; rest != ""; {
		before, after, found := strings.Cut(rest, "{")
		b.WriteString(before)
		if !found {
			break
		}
		_, rest, _ = strings.Cut(after, "}")
		b.WriteString(url.PathEscape(t.path[n]))
		n++
	}
	for i, p := range t.query {
		b.WriteByte("?&"[min(i, 1)])
		b.WriteString(url.QueryEscape(p.name) + "=" + url.QueryEscape(p.text))
	}
	return b.String()
}

// brokenAt are the places that the contract does not take: pointers, and names of parameters
// behind "?".
func (t *try) brokenAt() (places []string) {
	for i, p := range t.query {
		if p.broken || slices.ContainsFunc(t.query[:i], func(q member) bool { return q.name == p.name }) {
			places = append(places, "?"+p.name)
		}
	}
	if t.raw != nil || t.op.Body == nil {
		return append(places, t.rawAt...)
	}
	prefix := ""
	if t.many {
		prefix = "/items/0"
	}
	escape := strings.NewReplacer("~", "~0", "/", "~1")
	for i, m := range t.body {
		twice := slices.ContainsFunc(t.body[:i], func(q member) bool { return q.name == m.name })
		if m.broken || twice {
			places = append(places, prefix+"/"+escape.Replace(m.name)+m.at)
		}
	}
	for _, m := range t.op.members {
		if m.Required && !slices.ContainsFunc(t.body, func(q member) bool { return q.name == m.Name }) {
			places = append(places, prefix+"/"+m.Name)
		}
	}
	return places
}

// broken tells whether any part breaks the contract.
func (t *try) broken() bool { return t.rawWrong || len(t.brokenAt()) > 0 }

// lost tells whether a part refers to a row that is not there.
func (t *try) lost() bool {
	return t.raw == nil && slices.ContainsFunc(t.body, func(m member) bool { return m.lost })
}

// chosen tells whether the request names the members that it wants.
func (t *try) chosen() bool {
	return slices.ContainsFunc(t.query, func(p member) bool { return p.name == "fields" })
}

// operation is one of the document, with what the plan knows of it.
type operation struct {
	*contract.Operation
	members []*contract.Member // of its body, or of one item of it
	slots   map[string]*slotOf // by member
	many    bool
	plan    *planned
	hit     *try // one that was answered with 2xx
	spent   bool // it is gone, or its rate is spent
}
