package contract

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/newel-api/newel/internal/design"
)

// plainNumber is how a plain scalar that is a number is written.
var plainNumber = regexp.MustCompile(`^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?$`)

// identifier is how a member is called whose name needs no escape anywhere.
var identifier = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_-]*$`)

// scalar returns what a scalar that is no variable is in JSON.
func scalar(v *design.Value) any {
	switch {
	case strings.HasPrefix(v.Text, "$$"):
		return v.Text[1:]
	case v.Quoted:
	case v.Text == "true", v.Text == "false":
		return v.Text == "true"
	case plainNumber.MatchString(v.Text):
		return raw(v.Text)
	}
	return v.Text
}

// expect writes what must hold of an answer, and notes what cannot be said.
func (w *workflow) expect(e *design.Expectation) []any {
	var all []any
	status := strconv.FormatInt(e.Status.N, 10)
	if e.Status.N == 0 && len(e.Statuses) == 1 {
		status = e.Statuses[0].Name.Text // the one call gets the one status
	}
	if status != "0" {
		all = append(all, ordered{{"condition", "$statusCode == " + status}})
	}
	for _, m := range e.Headers {
		text, is := scalar(m.Value).(string)
		from := "$response.header." + m.Name.Text
		switch {
		case m.Value.Kind == design.ValueMapping && is1(m.Value, design.MatchPattern) && sayable(m.Value.Members[0].Value.Text):
			all = append(all, criterion("regex", from, m.Value.Members[0].Value.Text))
		case m.Value.Kind != design.ValueScalar:
			w.leave("what is expected of the header " + m.Name.Text)
		case w.variable(m.Value) != "":
			all = append(all, ordered{{"condition", from + " == " + w.variable(m.Value)}})
		case is && !strings.ContainsAny(text, "'${}"):
			all = append(all, ordered{{"condition", from + " == '" + text + "'"}})
		default:
			w.leave("what is expected of the header " + m.Name.Text)
		}
	}
	if e.Body != nil {
		m := &bodyTests{workflow: w}
		m.match("@", "", e.Body)
		for _, c := range m.conditions {
			all = append(all, criterion("jsonpath", "$response.body", "$[?"+c+"]"))
		}
		all = append(all, m.plain...)
	}
	return all
}

func criterion(kind, context, condition string) ordered {
	return ordered{{"context", context}, {"condition", condition}, {"type", kind}}
}

// is1 tells whether v is that matcher.
func is1(v *design.Value, matcher string) bool {
	return v.Kind == design.ValueMapping && len(v.Members) == 1 && v.Members[0].Name.Text == matcher
}

// sayable tells whether a pattern means the same to others: RE2 has groups with flags, which
// ECMAScript has not, and slashes around a pattern are a form of its own.
func sayable(pattern string) bool {
	return !strings.Contains(pattern, "(?") && !strings.HasPrefix(pattern, "/") && !strings.Contains(pattern, `\A`) &&
		!strings.Contains(pattern, `\z`) && !strings.Contains(pattern, `\Q`) && !strings.Contains(pattern, `\p`) && !strings.Contains(pattern, "[[:")
}

// bodyTests writes what is expected of a body as tests of JSONPath (RFC 9535).
type bodyTests struct {
	*workflow
	conditions []string
	plain      []any // regular expressions and what is not of JSONPath
	indexed    bool  // an item by its number, which tools know in JSONPath, but not to compare it
	within     bool  // an item of a list, of which only tests of JSONPath can speak
	unsayable  bool
}

// no notes that something cannot be said: of an item, the whole item cannot.
func (m *bodyTests) no(pointer, what string) {
	if m.within {
		m.unsayable = true
		return
	}
	m.leave(what + " of body" + strings.ReplaceAll(pointer, "/", "."))
}

func (m *bodyTests) add(condition string) { m.conditions = append(m.conditions, condition) }

// match writes what v expects at a place.
func (m *bodyTests) match(at, pointer string, v *design.Value) {
	switch {
	case v.Kind == design.ValueMapping && len(v.Members) == 1 && strings.HasPrefix(v.Members[0].Name.Text, "~"):
		m.matcher(at, pointer, v.Members[0].Name.Text, v.Members[0].Value)
	case v.Kind == design.ValueMapping:
		if len(v.Members) == 0 {
			m.add(at)
		}
		for _, member := range v.Members {
			if !identifier.MatchString(member.Name.Text) {
				m.no(pointer, "the member "+member.Name.Text)
				continue
			}
			m.match(at+name(member.Name.Text), pointer+"/"+member.Name.Text, member.Value)
		}
	case v.Kind == design.ValueList:
		m.size(at, pointer, strconv.Itoa(len(v.Items)))
		was := m.indexed
		m.indexed = true
		for i, item := range v.Items {
			n := strconv.Itoa(i)
			m.match(at+"["+n+"]", pointer+"/"+n, item)
		}
		m.indexed = was
	default:
		m.equal(at, pointer, v)
	}
}

// equal writes that a scalar is at a place.
func (m *bodyTests) equal(at, pointer string, v *design.Value) {
	want, ok := m.literal(v)
	switch {
	case !ok, m.indexed && m.within:
		m.no(pointer, "a value")
	case m.indexed:
		m.plain = append(m.plain, ordered{{"condition", "$response.body#" + pointer + " == " + strings.Trim(want, "{}")}})
	default:
		m.add(at + " == " + want)
	}
}

// size writes how long what is at a place is.
func (m *bodyTests) size(at, pointer, n string) {
	if m.indexed {
		m.no(pointer, design.MatchSize)
		return
	}
	m.add("length(" + at + ") == " + n)
}

// name writes the step to a member of an object, whose name is an identifier.
func name(member string) string { return "['" + member + "']" }

// quoted writes a text as JSONPath and simple conditions have it; false for one that needs
// an escape, which tools read in different ways.
func quoted(text string) (string, bool) {
	mark := "'"
	if strings.Contains(text, mark) {
		mark = `"`
	}
	odd := func(r rune) bool { return r < ' ' || r == '\\' || r == '$' || r == '{' || r == '}' }
	return mark + text + mark, !strings.Contains(text, mark) && !strings.ContainsFunc(text, odd)
}

// literal writes a scalar as JSONPath compares with it.
func (m *bodyTests) literal(v *design.Value) (string, bool) {
	if from := m.variable(v); from != "" {
		return "{" + from + "}", true
	}
	switch got := scalar(v).(type) {
	case bool:
		return strconv.FormatBool(got), true
	case raw:
		return string(got), true
	case string:
		return quoted(got)
	}
	return "", false
}

// matcher writes one matcher.
func (m *bodyTests) matcher(at, pointer, matcher string, want *design.Value) {
	switch matcher {
	case design.MatchAbsent:
		m.add("!" + at)
	case design.MatchPresent:
		m.add(at)
	case design.MatchNull:
		if m.indexed {
			m.no(pointer, matcher)
			return
		}
		m.add(at + " == null")
	case design.MatchSize:
		m.size(at, pointer, want.Text)
	case design.MatchPattern:
		m.pattern(at, pointer, matcher, want.Text)
	case design.MatchContains:
		text, is := scalar(want).(string)
		if !is || m.variable(want) != "" {
			m.no(pointer, matcher)
			return
		}
		m.pattern(at, pointer, matcher, regexp.QuoteMeta(text))
	case design.MatchHas, design.MatchLacks:
		item := &bodyTests{workflow: m.workflow, within: true}
		item.match("@", "", want)
		test := at + "[?" + strings.Join(item.conditions, " && ") + "]"
		switch {
		case item.unsayable || len(item.conditions) == 0:
			m.no(pointer, matcher)
		case matcher == design.MatchHas:
			m.add(test)
		default:
			m.add(at)
			m.add("!" + test)
		}
	}
}

// pattern writes that a text is of a pattern. It must be there, too.
func (m *bodyTests) pattern(at, pointer, matcher, pattern string) {
	if m.within || !sayable(pattern) {
		m.no(pointer, matcher)
		return
	}
	m.add(at)
	from := "$response.body"
	if pointer != "" {
		from += "#" + pointer
	}
	m.plain = append(m.plain, criterion("regex", from, pattern))
}
