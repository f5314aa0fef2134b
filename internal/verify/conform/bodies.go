package conform

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/plan"
)

// mostBodies bounds how many bodies are tried of one operation.
const mostBodies = 24

// bodies returns bodies that an operation may take: what must be given, made from the
// design, with rows that may be there.
func (p *asking) bodies(op *plan.Operation) ([]string, error) {
	if op.Body == nil {
		return nil, nil
	}
	all := []map[string]any{{}}
	for _, slot := range op.Body.Slots {
		f := slot.Field
		if slot.InPath || f.Optional || f.Default != nil {
			continue
		}
		values := valuesOf(f)
		if f.Type == design.TypeRef {
			values = nil
			for _, id := range p.rows(f.Target.To) {
				values = append(values, asJSON(f.Target.To, id))
			}
		}
		var more []map[string]any
		for _, v := range values {
			for _, body := range all {
				if len(more) == mostBodies {
					break
				}
				next := map[string]any{f.Name.Text: v}
				for k, old := range body {
					next[k] = old
				}
				more = append(more, next)
			}
		}
		all = more
	}
	var texts []string
	for _, body := range all {
		text, err := json.Marshal(body)
		if err != nil {
			return nil, err
		}
		texts = append(texts, string(text))
	}
	return texts, nil
}

// asJSON returns an id as bodies have it: a number where ids are counted without a prefix.
func asJSON(of *design.Entity, id string) any {
	if of.Counted() && of.Prefix.Text == "" {
		return json.Number(id)
	}
	return id
}

// unlike makes texts that must be unlike others so.
func unlike() string { return strconv.FormatInt(time.Now().UnixNano()%1_000_000_000, 36) }

// valuesOf returns values that a field may have, as bodies have them.
func valuesOf(f *design.Field) []any {
	low := int64(1)
	if f.Min != nil {
		low = max(low, f.Min.N)
	}
	switch f.Type {
	case design.TypeEmail:
		return []any{"probe-" + unlike() + "@example.org"}
	case design.TypeInteger:
		return []any{low}
	case design.TypeNumber:
		return []any{float64(low)}
	case design.TypeDecimal:
		return []any{strconv.FormatInt(low, 10)}
	case design.TypeBoolean:
		return []any{true, false}
	case design.TypeTimestamp:
		return []any{time.Now().Add(30 * 24 * time.Hour).UTC().Format(time.RFC3339)}
	case design.TypeDate:
		return []any{time.Now().Add(30 * 24 * time.Hour).UTC().Format(time.DateOnly)}
	case design.TypeUUID:
		return []any{fmt.Sprintf("0191d1b0-7c7a-7000-8000-%012d", time.Now().UnixNano()%1_000_000_000)}
	case design.TypeURL:
		return []any{"https://example.org/" + unlike()}
	case design.TypeEnum, design.TypeState:
		var words []any
		for _, v := range f.Values {
			words = append(words, v.Text)
		}
		return words
	case design.TypeList:
		return []any{[]any{}}
	case design.TypeJSON:
		return []any{map[string]any{}}
	case design.TypeText, design.TypeSlug, design.TypeSecret, design.TypeNone, design.TypeID, design.TypeRef:
	}
	return textsOf(f, low)
}

// textsOf returns texts of at least so many letters.
func textsOf(f *design.Field, low int64) []any {
	text := "probe " + unlike()
	if int64(len(text)) < low {
		text += strings.Repeat("x", int(low)-len(text))
	}
	if f.Max != nil && int64(len(text)) > f.Max.N {
		text = text[len(text)-int(f.Max.N):]
	}
	return []any{text, strings.ReplaceAll(text, " ", "-"), "A1"}
}
