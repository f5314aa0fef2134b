package decode_test

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/diag"
	"github.com/newel-api/newel/internal/value"
)

// dumper draws what decode made: a line a value, with the stretch of the file that
// its span covers, when it is another text. What was not written is left out.
type dumper struct {
	files map[string]string
	spans bool
	out   strings.Builder
}

func dump(files map[string]string, d *design.Design) string {
	w := &dumper{files: files, spans: true}
	w.value("design", reflect.ValueOf(d), "")
	return w.out.String()
}

// dumpBare draws a design without places.
func dumpBare(d *design.Design) string {
	w := new(dumper)
	w.value("design", reflect.ValueOf(d), "")
	return w.out.String()
}

func (w *dumper) line(indent, name, text string) {
	fmt.Fprintf(&w.out, "%s%s:%s\n", indent, name, text)
}

// stretch returns what a span covers, "" for a whole file.
func (w *dumper) stretch(s diag.Span) string { return w.files[s.File][s.Start.Offset:s.End.Offset] }

// named draws a text with its stretch, if that is written otherwise.
func (w *dumper) named(text string, s diag.Span) string {
	if !w.spans || w.stretch(s) == text {
		return text
	}
	return fmt.Sprintf("%s <- %q", text, w.stretch(s))
}

// leaf draws what is one line, and tells whether v is.
func (w *dumper) leaf(v reflect.Value) (line string, ok bool) {
	switch x := v.Interface().(type) {
	case diag.Span:
		if !w.spans {
			return "", true
		}
		if x.Start.Line == 0 {
			return x.File, true
		}
		return fmt.Sprintf("%q", w.stretch(x)), true
	case design.OptionSpan:
		return x.Key + w.named("", x.Span), true
	case design.Name:
		return w.named(x.Text, x.Span), true
	case design.Expr:
		return w.named(fmt.Sprintf("%q", x.Text), x.Span), true
	case value.Value:
		return fmt.Sprintf("kind %d, %d, %q", x.Kind, x.Int, x.Str), true
	case fmt.Stringer:
		return x.String(), true
	case map[string]int64:
		return fmt.Sprint(x), true
	}
	if v.Kind() == reflect.Struct && strings.HasPrefix(v.Type().Name(), "Ref[") {
		if v.IsZero() {
			return "not set", true
		}
		return w.named(v.FieldByName("Name").String(), v.FieldByName("Span").Interface().(diag.Span)), true
	}
	return fmt.Sprint(v.Interface()), v.Kind() != reflect.Struct && v.Kind() != reflect.Pointer && v.Kind() != reflect.Slice
}

func (w *dumper) value(name string, v reflect.Value, indent string) {
	if v.Kind() == reflect.Pointer {
		v = v.Elem()
	}
	if line, ok := w.leaf(v); ok {
		if line != "" {
			w.line(indent, name, " "+line)
		}
		return
	}
	switch v.Kind() {
	case reflect.Slice:
		for i := range v.Len() {
			if e := v.Index(i); e.Kind() == reflect.Slice {
				w.line(indent, name, "")
				w.value("Item", e, indent+"  ")
			} else {
				w.value(name, e, indent)
			}
		}
	default:
		w.line(indent, name, "")
		w.fields(v, indent+"  ")
	}
}

func (w *dumper) fields(v reflect.Value, indent string) {
	for i := range v.NumField() {
		switch field := v.Type().Field(i); {
		case v.Field(i).IsZero():
		case field.Type == reflect.TypeFor[*design.Entity](), field.Type == reflect.TypeFor[*design.Resource](): // what it belongs to
		case field.Name == "System" && field.Type.Kind() == reflect.Slice:
			for _, f := range v.Field(i).Interface().([]*design.Field) {
				w.line(indent, field.Name, fmt.Sprintf(" %s %s", f.Type, w.named(f.Name.Text, f.Span)))
			}
		default:
			w.value(field.Name, v.Field(i), indent)
		}
	}
}
