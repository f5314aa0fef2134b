package verify

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"

	"github.com/newel-api/newel/internal/design"
)

// number is how a plain scalar that is a number is written.
var number = regexp.MustCompile(`^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?$`)

// value returns what a value of the design is in JSON, with variables in place.
func (r *run) value(v *design.Value) any {
	switch v.Kind {
	case design.ValueList:
		items := []any{}
		for _, i := range v.Items {
			items = append(items, r.value(i))
		}
		return items
	case design.ValueMapping:
		if matcher(v) == design.MatchNull {
			return nil
		}
		members := map[string]any{}
		for _, m := range v.Members {
			members[m.Name.Text] = r.value(m.Value)
		}
		return members
	case design.ValueScalar:
	}
	name, isVariable := strings.CutPrefix(v.Text, "$")
	switch {
	case isVariable && strings.HasPrefix(name, "$"):
		return name
	case isVariable:
		if saved, ok := r.saved[name]; ok {
			return saved
		}
		if id, ok := r.id(name); ok {
			return id
		}
	case v.Quoted:
	case v.Text == "true", v.Text == "false":
		return v.Text == "true"
	case number.MatchString(v.Text):
		return json.Number(v.Text)
	}
	return v.Text
}

// text returns a value as it stands in a path, a query or a header.
func (r *run) text(v *design.Value) string {
	if s, ok := r.value(v).(string); ok {
		return s
	}
	return fmt.Sprint(r.value(v))
}

// matcher returns the name of the matcher that v is, "" for none.
func matcher(v *design.Value) string {
	if v.Kind == design.ValueMapping && len(v.Members) == 1 && strings.HasPrefix(v.Members[0].Name.Text, "~") {
		return v.Members[0].Name.Text
	}
	return ""
}

// short returns v as JSON, cut where it is long.
func short(v any) string {
	const most = 200
	text, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	if len(text) > most {
		return strings.ToValidUTF8(string(text[:most]), "") + "…"
	}
	return string(text)
}
