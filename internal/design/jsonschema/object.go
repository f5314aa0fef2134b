package jsonschema

import (
	"bytes"
	"encoding/json"
)

// object is a JSON object that keeps its members in the order in which they were
// put, so that the same language gives the same bytes.
type object struct{ members []member }

type member struct {
	name  string
	value any
}

func newObject(name string, value any) *object { return new(object).put(name, value) }

// put adds a member and returns the object.
func (o *object) put(name string, value any) *object {
	o.members = append(o.members, member{name, value})
	return o
}

// MarshalJSON writes the members in their order.
func (o *object) MarshalJSON() ([]byte, error) {
	out := []byte{'{'}
	for i, m := range o.members {
		if i > 0 {
			out = append(out, ',')
		}
		name, err := plain(m.name)
		if err != nil {
			return nil, err
		}
		value, err := plain(m.value)
		if err != nil {
			return nil, err
		}
		out = append(append(append(out, name...), ':'), value...)
	}
	return append(out, '}'), nil
}

// plain is JSON without escapes that only HTML needs: expressions are full of < > &.
func plain(v any) ([]byte, error) {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSpace(out.Bytes()), nil
}
