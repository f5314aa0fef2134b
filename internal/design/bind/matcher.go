package bind

import (
	"regexp"
	"strconv"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/diag"
)

// matcher checks a mapping with a key that begins with "~".
func (s *steps) matcher(v *design.Value, m *design.Member, expected bool) {
	name, below := m.Name.Text, m.Value
	sole := len(v.Members) == 1
	switch {
	case !sole:
		s.add(&unknownMatcher, m.Name.Span, "%q is a matcher and has others beside it", name).Mend("write it alone: {%s: …}", name)
	case !expected && name != design.MatchNull:
		s.add(&unknownMatcher, m.Name.Span, "a body that is sent cannot have the matcher %q", name).Mend("write a value; {~null: true} is null")
	default:
		s.matcherValue(name, m, below)
	}
}

func (s *steps) matcherValue(name string, m *design.Member, below *design.Value) {
	wrong := func(must, mend string) {
		s.add(&unknownMatcher, below.Span, "what stands behind %q must be %s", name, must).Mend("write %s", mend)
	}
	plain := below.Kind == design.ValueScalar && !below.Quoted
	switch name {
	case design.MatchAbsent, design.MatchPresent, design.MatchNull:
		if !plain || below.Text != "true" {
			wrong("true", "{"+name+": true}")
		}
	case design.MatchPattern:
		if below.Kind != design.ValueScalar {
			wrong("a regular expression", `{~matches: "^tkt_"}`)
		} else if _, err := regexp.Compile(below.Text); err != nil {
			wrong("a regular expression, and "+strconv.Quote(below.Text)+" is none: "+err.Error(), "one that RE2 reads")
		}
	case design.MatchSize:
		if n, err := strconv.Atoi(below.Text); !plain || err != nil || n < 0 {
			wrong("a number of items, members or characters", "{~size: 2}")
		}
	case design.MatchContains:
		if below.Kind != design.ValueScalar {
			wrong("a text", "{~contains: text}; items of a list go with ~has")
		} else {
			s.variable(below)
		}
	case design.MatchHas, design.MatchLacks:
		s.value(below, true)
	default:
		d := s.add(&unknownMatcher, m.Name.Span, "there is no matcher %q", name)
		if near := diag.Nearest(name, design.Matchers); near != "" {
			d.Meant(name, near, design.Matchers)
			return
		}
		d.Mend("use one of %s", some(design.Matchers))
	}
}
