package reference

import (
	"fmt"
	"math"
	"strings"

	"github.com/newel-api/newel/internal/design/decode"
)

// Value says how a value of that shape is written, as a phrase.
func Value(s *decode.Shape) string {
	switch s.Kind {
	case decode.Text, decode.Name:
		noun := "text"
		if s.Kind == decode.Name {
			noun = "a name"
		}
		if s.Pattern != nil {
			noun += " that matches " + s.Pattern.String()
		}
		return noun
	case decode.Integer:
		if s.Fraction {
			return "a whole number; with number or decimal, one with a fraction too; with date or timestamp, one of those"
		}
		return "a whole number" + bounds(s.Least, s.Most)
	case decode.Boolean:
		return "true or false"
	case decode.Word:
		if s.Pattern != nil {
			return oneOf(s.Words) + "; or a name of `types`"
		}
		return oneOf(s.Words)
	case decode.Expression:
		return "CEL, in quotes"
	case decode.Anything:
		return "any value: one, a list or a mapping"
	case decode.FieldValue:
		return "a value of the field's type: of a list its items, of a json anything"
	case decode.List:
		text := "a list of: " + Value(s.Item)
		if s.Least > 0 {
			text = fmt.Sprintf("a list, of at least %d: %s", s.Least, Value(s.Item))
		}
		return text
	case decode.Names:
		return "names, behind each: " + Value(s.Item)
	case decode.OneName:
		return "one name, behind it: " + Value(s.Item)
	case decode.Mapping:
		if len(s.Keys) == 0 {
			return "{}"
		}
		return "keys"
	case decode.Alternative:
		var all []string
		for _, e := range s.Either {
			all = append(all, Value(e))
		}
		return strings.Join(all, "; or ")
	}
	return ""
}

// bounds returns the end of the phrase about a number.
func bounds(least, most int64) string {
	switch {
	case least == most:
		return fmt.Sprintf(": %d", least)
	case least == math.MinInt64 && most == math.MaxInt64:
		return " of 64 bits"
	case most >= math.MaxInt32:
		return fmt.Sprintf(", at least %d", least)
	}
	return fmt.Sprintf(" from %d to %d", least, most)
}

func oneOf(words []string) string {
	if len(words) == 1 {
		return words[0]
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " or " + words[last]
}

// Needed says whether the key must be written, and what it goes with.
func Needed(k *decode.Key) string {
	text := "may be left out"
	if k.Required {
		text = "must be written"
	}
	if len(k.With) > 0 {
		text += ", with " + oneOf(k.With) + " only"
	}
	return text
}
