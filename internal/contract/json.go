package contract

import (
	"bytes"
	"encoding/json"
	"math"
	"strconv"

	"github.com/newel-api/newel/internal/payload"
)

// JSON writes an example or a default of a document, indented.
func JSON(v any) []byte { return write(nil, v, "") }

// write appends v as JSON, indented by two spaces a level. Members stand in the order in
// which they were put, so that the same document is the same text.
func write(dst []byte, v any, indent string) []byte {
	switch v := v.(type) {
	case nil:
		return append(dst, "null"...)
	case bool:
		return strconv.AppendBool(dst, v)
	case string:
		return payload.AppendString(dst, v)
	case int:
		return strconv.AppendInt(dst, int64(v), 10)
	case int64:
		return strconv.AppendInt(dst, v, 10)
	case float64:
		return number(dst, v)
	case raw:
		return indented(dst, v, indent)
	case ordered:
		return object(dst, v, indent)
	case []string:
		items := make([]any, len(v))
		for i, s := range v {
			items[i] = s
		}
		return array(dst, items, indent)
	case []any:
		return array(dst, v, indent)
	}
	return append(dst, "null"...)
}

func object(dst []byte, o ordered, indent string) []byte {
	if len(o) == 0 {
		return append(dst, "{}"...)
	}
	dst = append(dst, '{')
	for i, p := range o {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(append(append(dst, '\n'), indent...), "  "...)
		dst = append(payload.AppendString(dst, p.name), ": "...)
		dst = write(dst, p.value, indent+"  ")
	}
	return append(append(append(dst, '\n'), indent...), '}')
}

func array(dst []byte, items []any, indent string) []byte {
	if len(items) == 0 {
		return append(dst, "[]"...)
	}
	dst = append(dst, '[')
	for i, v := range items {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(append(append(dst, '\n'), indent...), "  "...)
		dst = write(dst, v, indent+"  ")
	}
	return append(append(append(dst, '\n'), indent...), ']')
}

// number writes a double that is finite, whole ones without a point.
func number(dst []byte, n float64) []byte {
	if n == math.Trunc(n) && math.Abs(n) < 1<<53 {
		return strconv.AppendInt(dst, int64(n), 10)
	}
	return strconv.AppendFloat(dst, n, 'g', -1, 64)
}

// indented appends JSON that is written already.
func indented(dst []byte, text raw, indent string) []byte {
	if len(text) == 0 || text[0] != '{' && text[0] != '[' {
		return append(dst, text...)
	}
	var b bytes.Buffer
	if json.Indent(&b, text, indent, "  ") != nil {
		return append(dst, "null"...)
	}
	return append(dst, b.Bytes()...)
}

// put appends a member, unless it says nothing.
func (o *ordered) put(name string, v any) {
	switch v := v.(type) {
	case nil:
		return
	case string:
		if v == "" {
			return
		}
	case bool:
		if !v {
			return
		}
	case []string:
		if len(v) == 0 {
			return
		}
	case ordered:
		if len(v) == 0 {
			return
		}
	}
	*o = append(*o, pair{name, v})
}
