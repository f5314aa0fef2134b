package serve

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/newel-api/newel/internal/payload"
)

// from is the one member of an object that stands for a part of an earlier answer:
// {"$from": "a.id"} is the member id of what the call a was answered.
const from = "$from"

// request makes the request that the call would be if it came alone, and the segments of its
// path that stand for rows.
func (m *member) request(before []*member, again bool) (r *http.Request, rows []string, err error) {
	op := m.endpoint.operation
	u := &url.URL{Path: op.Path}
	for i := range op.Params {
		name := op.Params[i].Name
		text, there, wrong := scalar(m.path.Member(name), before, "/path/"+name)
		if wrong != nil && !again {
			return nil, nil, misread([]payload.Violation{*wrong})
		}
		if !there {
			text = ""
		}
		rows = append(rows, text)
		u.Path = strings.Replace(u.Path, "{"+name+"}", text, 1)
	}
	query := url.Values{}
	for i, name := range m.query.Names {
		text, there, wrong := scalar(m.query.Kids[i], before, "/query"+payload.PointerTo(name))
		if wrong != nil && !again {
			return nil, nil, misread([]payload.Violation{*wrong})
		}
		if there {
			query.Set(name, text)
		}
	}
	u.RawQuery = query.Encode()
	r = (&http.Request{Method: op.Method, URL: u, Header: http.Header{}, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1}).WithContext(context.Background())
	if m.body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	for i, name := range m.header.Names {
		text, there, wrong := scalar(m.header.Kids[i], before, "/headers/"+name)
		if wrong != nil && !again {
			return nil, nil, misread([]payload.Violation{*wrong})
		}
		if there {
			r.Header.Set(name, text)
		}
	}
	return r, rows, nil
}

// rest reads the body of the call, and its path.
func (m *member) rest(before []*member) error {
	x, op := m.x, m.endpoint.operation
	if types := bodyTypes(op); types != nil {
		if m.body != nil {
			body, wrong := resolved(m.body, before, "")
			if wrong != nil {
				return misread([]payload.Violation{*wrong})
			}
			x.in = body.Append(nil)
		}
		if x.r.ContentLength = int64(len(x.in)); len(x.in) > 0 || x.r.Header.Get("Content-Type") != "" {
			if err := x.acceptBody(types); err != nil {
				return err
			}
		}
		if err := x.parseBody(op); err != nil {
			return err
		}
	}
	if !x.named(op) {
		return &problem{code: codeNotFound}
	}
	return nil
}

// scalar returns the text of a value that is no object and no list, resolved; there is
// none where it stands for a part of an answer that is not there.
func scalar(t *payload.Tree, before []*member, at string) (text string, there bool, wrong *payload.Violation) {
	if t == nil {
		return "", false, nil
	}
	t, wrong = resolved(t, before, at)
	if wrong != nil {
		return "", false, wrong
	}
	switch t.Kind {
	case '"', '0':
		return t.Text, true, nil
	case 't':
		return "true", true, nil
	case 'f':
		return "false", true, nil
	}
	return "", false, &payload.Violation{Pointer: at, Code: payload.CodeWrongType, Detail: "must be a string, a number or a boolean"}
}

// resolved returns a value with parts of earlier answers where it names them.
func resolved(t *payload.Tree, before []*member, at string) (*payload.Tree, *payload.Violation) {
	if t.Kind == '{' && len(t.Names) == 1 && t.Names[0] == from {
		if part := partOf(t.Kids[0], before); part != nil {
			return part, nil
		}
		return nil, &payload.Violation{
			Pointer: at, Code: payload.CodeNoPlace, Detail: `must name a call before this one and a part of its answer, as {"$from": "a.id"}`,
		}
	}
	out := &payload.Tree{Kind: t.Kind, Text: t.Text, Names: t.Names}
	for i, kid := range t.Kids {
		step := strconv.Itoa(i)
		if t.Kind == '{' {
			step = t.Names[i]
		}
		kid, wrong := resolved(kid, before, at+payload.PointerTo(step))
		if wrong != nil {
			return nil, wrong
		}
		out.Kids = append(out.Kids, kid)
	}
	return out, nil
}

// partOf returns what "a.id" names; nil for nothing.
func partOf(name *payload.Tree, before []*member) *payload.Tree {
	steps := strings.Split(name.Text, ".")
	i := slices.IndexFunc(before, func(m *member) bool { return m.id != "" && m.id == steps[0] })
	if !name.Is('"') || i < 0 || len(steps) < 2 {
		return nil
	}
	t := before[i].answer.value()
	for _, step := range steps[1:] {
		if t.Is('[') {
			n, err := strconv.Atoi(step)
			if err != nil || n < 0 || n >= len(t.Kids) {
				return nil
			}
			t = t.Kids[n]
			continue
		}
		t = t.Member(step)
	}
	return t
}

// value returns the body of an answer; nil for none.
func (a *answered) value() *payload.Tree {
	if a.tree == nil && len(a.body) > 0 {
		a.tree, _, _ = payload.ParseTree(a.body) // it was written here
	}
	return a.tree
}

// appendTo appends what a client is told of the call.
func (m *member) appendTo(dst []byte) []byte {
	dst = append(dst, '{')
	if m.id != "" {
		dst = append(payload.AppendString(append(dst, `"id":`...), m.id), ',')
	}
	dst = strconv.AppendInt(append(dst, `"status":`...), int64(m.answer.status), 10)
	dst = append(dst, `,"headers":{`...)
	some := false
	for _, name := range []string{"ETag", "Link", "Location"} {
		value := m.answer.header.Get(name)
		if value == "" {
			continue
		}
		if some {
			dst = append(dst, ',')
		}
		some = true
		dst = payload.AppendString(append(payload.AppendString(dst, name), ':'), value)
	}
	dst = append(dst, '}')
	if len(m.answer.body) > 0 {
		dst = append(append(dst, `,"body":`...), m.answer.body...)
	}
	return append(dst, '}')
}
