package compat

import "strconv"

// unions compares oneOf and anyOf, kind by kind: by the component's name, then by what
// they take, then by place. Kinds that are left over were added or removed.
func (x *inclusion) unions() {
	old, new := x.old.Union, x.new.Union
	word := "any-of"
	if x.old.OneOf || x.new.OneOf {
		word = "one-of"
	}
	switch {
	case len(old) == 0 && len(new) == 0:
		return
	case len(old) == 0:
		x.add(word+"-added", narrower.severity(x.direction, false), Wire, "there is a choice of %d kinds where there was none", len(new))
		return
	case len(new) == 0:
		x.add(word+"-dropped", wider.severity(x.direction, false), Wire, "there is no choice of %d kinds any more", len(old))
		return
	case x.old.OneOf != x.new.OneOf:
		x.add("choice-changed", Doubtful, Wire, "oneOf and anyOf took the place of each other")
	}
	matched := x.match(old, new)
	for i, kind := range old {
		j := matched[i]
		if j < 0 {
			x.add(word+"-removed", narrower.severity(x.direction, false), Wire, "the kind %s is gone", kindName(kind, i))
			continue
		}
		p := x.position
		p.kind, p.label = "property", x.label+"|"+kindName(new[j], j)
		x.out.inside = append(x.out.inside, x.shapes(kind, new[j], p))
	}
	for j, kind := range new {
		if !taken(matched, j) {
			x.add(word+"-added", wider.severity(x.direction, false), Wire, "the kind %s is new", kindName(kind, j))
		}
	}
}

// choice compares a choice with one kind of it that is all that is left, or the other way
// round. It is ok when that is so, and says all that there is to say.
func (x *inclusion) choice() (ok bool) {
	many, one := x.old, x.new
	action, s, text := "removed", narrower, "the kind %s is gone"
	if len(x.new.Union) > 0 {
		many, one = x.new, x.old
		action, s, text = "added", wider, "the kind %s is new"
	}
	if len(many.Union) == 0 || len(one.Union) > 0 || !many.plain() {
		return false
	}
	for i, kind := range many.Union {
		to, _ := target(kind)
		if to != one && !x.alike(to, one) {
			continue
		}
		for j, other := range many.Union {
			if j != i {
				x.add(many.word()+"-"+action, s.severity(x.direction, false), Wire, text, kindName(other, j))
			}
		}
		return true
	}
	return false
}

// plain tells whether a choice says nothing beside its kinds.
func (s *Shape) plain() bool {
	return s.Enum == nil && len(s.Members) == 0 && s.Rest == nil && s.Items == nil && s.Pattern == "" && s.Format == ""
}

func (s *Shape) word() string {
	if s.OneOf {
		return "one-of"
	}
	return "any-of"
}

func kindName(s *Shape, i int) string {
	if s.Name != "" {
		return s.Name
	}
	return strconv.Itoa(i)
}

func taken(matched []int, j int) bool {
	for _, m := range matched {
		if m == j {
			return true
		}
	}
	return false
}

// match returns for each of the old kinds the new one that it became, or -1.
func (c *comparer) match(old, new []*Shape) []int {
	matched := make([]int, len(old))
	for i := range matched {
		matched[i] = -1
	}
	try := func(same func(i, j int) bool) {
		for i := range old {
			for j := range new {
				if matched[i] < 0 && !taken(matched, j) && same(i, j) {
					matched[i] = j
				}
			}
		}
	}
	try(func(i, j int) bool { return old[i].Name != "" && old[i].Name == new[j].Name })
	if len(old)*len(new) <= 1<<10 { // each is a comparison
		try(func(i, j int) bool { return c.alike(old[i], new[j]) })
	}
	try(func(i, j int) bool {
		return i == j && old[i].Name == "" && new[j].Name == "" && old[i].Types&new[j].Types != 0 && len(old) == len(new)
	})
	return matched
}
