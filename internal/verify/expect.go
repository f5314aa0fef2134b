package verify

import (
	"encoding/json"
	"fmt"
	"math/big"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/newel-api/newel/internal/design"
)

// differences says what the answers have otherwise than is expected.
func (r *run) differences(e *design.Expectation, answers []*answer) []string {
	var found []string
	counts := map[string]int64{}
	for _, a := range answers {
		counts[strconv.Itoa(a.status)]++
	}
	for _, m := range e.Statuses {
		want, _ := strconv.ParseInt(m.Value.Text, 10, 64) // bind made sure that it is a number
		if got := counts[m.Name.Text]; got != want {
			found = append(found, fmt.Sprintf("status %s came %d times, expected %d", m.Name.Text, got, want))
		}
	}
	for _, a := range answers {
		if e.Status.N > 0 && int64(a.status) != e.Status.N {
			found = append(found, fmt.Sprintf("status %d, expected %d", a.status, e.Status.N))
			break
		}
	}
	last := answers[len(answers)-1]
	for _, m := range e.Headers {
		var got any
		present := len(last.header.Values(m.Name.Text)) > 0
		if present {
			got = last.header.Get(m.Name.Text)
		}
		found = append(found, r.match("header "+m.Name.Text, m.Value, got, present)...)
	}
	if e.Body != nil {
		found = append(found, r.match("body", e.Body, last.value, len(last.body) > 0)...)
	}
	return found
}

// match compares what is at a place with what is expected there.
func (r *run) match(at string, want *design.Value, got any, present bool) []string {
	if name := matcher(want); name != "" {
		return r.matches(at, name, want.Members[0].Value, got, present)
	}
	if !present {
		return []string{at + " is absent, expected " + short(r.value(want))}
	}
	switch want.Kind {
	case design.ValueMapping:
		members, ok := got.(map[string]any)
		if !ok {
			return []string{at + " is " + short(got) + ", expected an object"}
		}
		var found []string
		for _, m := range want.Members {
			inner, there := members[m.Name.Text]
			found = append(found, r.match(at+"."+m.Name.Text, m.Value, inner, there)...)
		}
		return found
	case design.ValueList:
		items, ok := got.([]any)
		if !ok || len(items) != len(want.Items) {
			return []string{fmt.Sprintf("%s is %s, expected %d items", at, short(got), len(want.Items))}
		}
		var found []string
		for i, item := range want.Items {
			found = append(found, r.match(at+"."+strconv.Itoa(i), item, items[i], true)...)
		}
		return found
	case design.ValueScalar:
	}
	if expected := r.value(want); !equal(expected, got) {
		return []string{at + " is " + short(got) + ", expected " + short(expected)}
	}
	return nil
}

// equal compares values; numbers by what they are, however they are written.
func equal(a, b any) bool {
	x, ok := a.(json.Number)
	y, both := b.(json.Number)
	if ok && both {
		m, fine := new(big.Rat).SetString(x.String())
		n, too := new(big.Rat).SetString(y.String())
		return fine && too && m.Cmp(n) == 0
	}
	return short(a) == short(b) && fmt.Sprintf("%T", a) == fmt.Sprintf("%T", b)
}

// matches decides one matcher.
func (r *run) matches(at, name string, want *design.Value, got any, present bool) []string {
	holds := false
	text, isText := got.(string)
	switch name {
	case design.MatchAbsent:
		holds = !present
	case design.MatchPresent:
		holds = present
	case design.MatchNull:
		holds = present && got == nil
	case design.MatchPattern:
		pattern, err := regexp.Compile(want.Text)
		holds = isText && err == nil && pattern.MatchString(text)
	case design.MatchSize:
		holds = present && strconv.Itoa(size(got)) == want.Text
	case design.MatchContains:
		holds = isText && strings.Contains(text, r.text(want))
	case design.MatchHas, design.MatchLacks:
		items, isList := got.([]any)
		has := false
		for _, item := range items {
			has = has || len(r.match(at, want, item, true)) == 0
		}
		holds = isList && has == (name == design.MatchHas)
	}
	if holds {
		return nil
	}
	was := "absent"
	if present {
		was = short(got)
	}
	return []string{fmt.Sprintf("%s is %s, expected {%s: %s}", at, was, name, short(r.value(want)))}
}

func size(v any) int {
	switch v := v.(type) {
	case string:
		return utf8.RuneCountInString(v)
	case []any:
		return len(v)
	case map[string]any:
		return len(v)
	}
	return -1
}
