package compat

import (
	"net/url"
	"slices"
	"strconv"
)

// narrow leaves in s the values that are in t too: what allOf says. Where that is no
// shape of one piece, both texts are kept and compared as they are.
func (r *shapes) narrow(s, t *Shape) {
	if s == t || r.making[s.At+"&"+t.At] {
		return
	}
	r.making[s.At+"&"+t.At] = true
	defer delete(r.making, s.At+"&"+t.At)

	t = r.flat(t)
	if s.Of != nil {
		name, at := s.Name, s.At
		*s = *r.flat(s)
		s.Name, s.At = name, at
	}
	s.Types &= t.Types
	switch {
	case s.Enum == nil:
		s.Enum, s.Open = t.Enum, t.Open
	case t.Enum != nil:
		s.Enum = slices.DeleteFunc(slices.Clone(s.Enum), func(v string) bool { return !slices.Contains(t.Enum, v) })
	}
	for kind := range s.Bounds {
		s.Bounds[kind] = tighter(kind, s.Bounds[kind], t.Bounds[kind])
	}
	s.Unique = s.Unique || t.Unique
	s.ReadOnly, s.WriteOnly, s.Deprecated = s.ReadOnly || t.ReadOnly, s.WriteOnly || t.WriteOnly, s.Deprecated || t.Deprecated
	r.pick(s, &s.Pattern, t.Pattern, "pattern")
	r.pick(s, &s.Format, t.Format, "format")
	if s.Default == "" {
		s.Default = t.Default
	}
	if t.Step != nil {
		if s.Step != nil && *s.Step != *t.Step {
			s.text("multipleOf", t.Step.String())
		}
		s.Step = t.Step
	}
	for key, text := range t.Texts {
		s.text(key, text)
	}
	r.narrowMembers(s, t)
	s.Items, s.Rest = r.both(s.Items, t.Items), r.both(s.Rest, t.Rest)
	switch {
	case len(s.Union) == 0:
		s.Union, s.OneOf, s.Nullable = t.Union, t.OneOf, t.Nullable
	case len(t.Union) > 0:
		s.text("another choice", unionText(t))
	}
}

// flat returns a shape that is no other name of one.
func (r *shapes) flat(s *Shape) *Shape {
	if s.Of == nil {
		return s
	}
	at, null := s.At, s.Nullable
	for range maxDepth {
		s = r.settled(s.Of)
		if s.Of == nil {
			break
		}
		null = null || s.Nullable
	}
	if s.Of != nil { // names in a circle: nothing is refused by that
		s = anything
	}
	made := r.copied(s)
	made.At = at
	if null {
		made.Types |= Null
	}
	return made
}

// copied returns a shape that can be changed without changing s.
func (r *shapes) copied(s *Shape) *Shape {
	made := *s
	made.Name, made.Texts, made.Needed, made.Members = "", nil, nil, nil
	for name, m := range s.Members {
		if made.Members == nil {
			made.Members = make(map[string]*Shape, len(s.Members))
		}
		made.Members[name] = m
	}
	for key, text := range s.Texts {
		made.text(key, text)
	}
	for name := range s.Needed {
		made.need(name)
	}
	return &made
}

// pick takes a keyword that can stand once only.
func (r *shapes) pick(s *Shape, mine *string, other, key string) {
	switch {
	case *mine == "":
		*mine = other
	case other != "" && other != *mine:
		s.text(key, other)
	}
}

func (r *shapes) narrowMembers(s, t *Shape) {
	if len(t.Members) > 0 { // the map may be another shape's
		members := make(map[string]*Shape, len(s.Members)+len(t.Members))
		for name, m := range s.Members {
			members[name] = m
		}
		for name, m := range t.Members {
			if members[name] == anything {
				members[name] = nil
			}
			if m == anything && members[name] != nil {
				continue
			}
			members[name] = r.both(members[name], m)
		}
		s.Members = members
	}
	for name := range t.Needed {
		s.need(name)
	}
}

// both returns the values that are in both; nil is any.
func (r *shapes) both(s, t *Shape) *Shape {
	switch {
	case s == nil || s == t:
		return t
	case t == nil:
		return s
	}
	made := r.copied(r.flat(r.settled(s)))
	r.narrow(made, r.settled(t))
	return made
}

func unionText(s *Shape) string {
	var places []string
	for _, kind := range s.Union {
		places = append(places, kind.At)
	}
	return canonical(anyList(places))
}

func anyList(texts []string) []any {
	list := make([]any, len(texts))
	for i, text := range texts {
		list[i] = text
	}
	return list
}

// member returns one member of a mapping or item of a list.
func member(v any, step string) (any, bool) {
	switch v := v.(type) {
	case map[string]any:
		m, ok := v[step]
		return m, ok
	case []any:
		i, err := strconv.Atoi(step)
		if err != nil || i < 0 || i >= len(v) {
			return nil, false
		}
		return v[i], true
	}
	return nil, false
}

// unescape returns the name that a step of a reference stands for.
func unescape(step string) string {
	if plain, err := url.PathUnescape(step); err == nil {
		step = plain
	}
	return pointerUnescapes.Replace(step)
}
