package contract

// schema writes a shape where it is used: one that has a name by that.
func schema(s *Shape) any {
	if s.Name == "" {
		return whole(s)
	}
	ref := ordered{{"$ref", "#/components/schemas/" + s.Name}}
	if s.Nullable {
		return ordered{{"oneOf", []any{ref, ordered{{"type", "null"}}}}}
	}
	return ref
}

// whole writes a shape in full.
func whole(s *Shape) ordered {
	var out ordered
	switch {
	case s.Kind == Anything && !s.Nullable:
		out.put("not", ordered{{"type", "null"}})
	case s.Kind == Anything:
	case s.Nullable:
		out.put("type", []string{s.Kind.String(), "null"})
	default:
		out.put("type", s.Kind.String())
	}
	out.put("description", s.Describe)
	out.put("format", s.Format)
	if s.RE2 != "" && s.Pattern == "" {
		out.put("x-re2", s.RE2)
	}
	out.put("pattern", s.Pattern)
	enumerate(&out, s)
	bounds(&out, s)
	switch s.Kind {
	case Object:
		members(&out, s)
	case List:
		out.put("items", schema(s.Item))
		out.put("uniqueItems", s.Unique)
	case Anything, Text, Integer, Number, Boolean:
	}
	out.put("default", s.Default)
	if s.Example != nil {
		out.put("examples", []any{s.Example})
	}
	return out
}

func enumerate(out *ordered, s *Shape) {
	if len(s.Words) == 0 {
		return
	}
	var all []any
	for _, w := range s.Words {
		all = append(all, w)
	}
	if s.Nullable {
		all = append(all, nil)
	}
	out.put("enum", all)
}

func bounds(out *ordered, s *Shape) {
	least, most := "minLength", "maxLength"
	if s.Kind == List {
		least, most = "minItems", "maxItems"
	}
	integer := func(name string, n *int64) {
		if n != nil {
			out.put(name, *n)
		}
	}
	double := func(name string, n *float64) {
		if n != nil {
			out.put(name, *n)
		}
	}
	integer(least, s.Least)
	integer(most, s.Most)
	integer("minimum", s.Min)
	integer("maximum", s.Max)
	double("minimum", s.Low)
	double("maximum", s.High)
}

// members writes those of an object. Nothing else may stand in a request; an answer may
// have more one day, and who reads it must not mind.
func members(out *ordered, s *Shape) {
	var required []string
	properties := ordered{}
	for _, m := range s.Members {
		if m.Required {
			required = append(required, m.Name)
		}
		properties = append(properties, pair{m.Name, member(m)})
	}
	out.put("properties", properties)
	out.put("required", required)
	if s.Closed {
		*out = append(*out, pair{"additionalProperties", false})
	}
}

// member writes the shape of a member, with what is said of the member.
func member(m *Member) any {
	if m.Describe == "" || m.Shape.Name != "" {
		return schema(m.Shape)
	}
	s := *m.Shape
	if s.Describe != "" {
		s.Describe = m.Describe + " " + s.Describe
	} else {
		s.Describe = m.Describe
	}
	return whole(&s)
}
