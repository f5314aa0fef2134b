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
