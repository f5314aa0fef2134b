package expr_test

import (
	"math"
	"strings"
	"testing"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/design/expr"
	"github.com/newel-api/newel/internal/diag"
	"github.com/newel-api/newel/internal/value"
)

// document has a member of each type that a lens sees, and one that it does not.
func document() (*expr.Document, []value.Value) {
	field := func(name string, t design.Type) *design.Field {
		return &design.Field{Name: design.Name{Text: name}, Type: t}
	}
	d := &expr.Document{Older: true, Members: []*design.Field{
		field("name", design.TypeText), field("n", design.TypeInteger), field("hot", design.TypeBoolean), field("day", design.TypeDate),
		field("none", design.TypeText), field("most", design.TypeInteger), field("extra", design.TypeJSON),
	}}
	return d, []value.Value{
		value.OfText("Ann \u00c9va Li"), value.OfInt(-7), value.OfBool(true), value.OfText("2026-11-25"), {}, value.OfInt(math.MaxInt64), {},
	}
}

// TestLens: what expressions make of a document.
func TestLens(t *testing.T) {
	text, number, truth := value.OfText, value.OfInt, value.OfBool
	absent := value.Value{}
	for _, c := range []struct {
		text string
		want value.Value
	}{
		{"old.name + '!'", text("Ann \u00c9va Li!")},
		{"old.none + '!'", absent},
		{"old.n + 1", number(-6)},
		{"old.most + 1", absent},
		{"old.n - old.most", absent},
		{"old.n * 3", number(-21)},
		{"old.most * 2", absent},
		{"(0 - old.most - 1) * 1", number(math.MinInt64)},
		{"(0 - old.most - 1) * (0 - 1)", absent},
		{"(0 - old.most - 1) / (0 - 1)", absent},
		{"old.n / 2", number(-3)},
		{"old.n / 0", absent},
		{"old.name.indexOf('Li')", number(8)},
		{"old.name.indexOf('x')", number(-1)},
		{"old.name.indexOf('')", number(0)},
		{"old.name.substring(4, 7)", text("\u00c9va")},
		{"old.name.substring(8)", text("Li")},
		{"old.name.substring(10)", text("")},
		{"old.name.substring(11)", absent},
		{"old.name.substring(3, 2)", absent},
		{"old.name.substring(0, old.name.indexOf(' '))", text("Ann")},
		{"old.name.substring(0, old.name.indexOf('x'))", absent},
		{"old.name.contains(' ') ? 'two' : 'one'", text("two")},
		{"has(old.none) ? old.none : 'none'", text("none")},
		{"old.none == 'a' ? 'a' : 'b'", absent},
		{"old.none == 'a' || old.hot", truth(true)},
		{"old.none == 'a' || !old.hot", absent},
		{"old.none == 'a' && !old.hot", truth(false)},
		{"!(old.n < 0)", truth(false)},
		{"old.n >= -7 && old.n <= -7 && old.n != 7 && old.n > -8", truth(true)},
		{"old.day == '2026-11-25' && old.day.startsWith('2026') && old.day.endsWith('5')", truth(true)},
		{"old.name in ['a', 'Ann \u00c9va Li']", truth(true)},
		{"old.n in [1, 2]", truth(false)},
		{"old.name.lowerAscii()", text("ann \u00c9va li")},
		{"old.name.upperAscii()", text("ANN \u00c9VA LI")},
		{"old.name.replace(' ', '')", text("Ann\u00c9vaLi")},
		{"(' ' + old.name + ' ').trim()", text("Ann \u00c9va Li")},
		{"int('12') + int('-3')", number(9)},
		{"int('012')", absent},
		{"int('1x')", absent},
		{"string(old.n) + string(old.hot)", text("-7true")},
	} {
		var diags diag.List
		d, members := document()
		want := map[value.Kind]design.Type{value.Text: design.TypeText, value.Int: design.TypeInteger, value.Bool: design.TypeBoolean}[c.want.Kind]
		if c.want.IsNull() {
			for _, want = range []design.Type{design.TypeText, design.TypeInteger, design.TypeBoolean} {
				diags = diag.List{}
				if expr.MadeLens(at(c.text), d, want, &diags) != nil {
					break
				}
			}
		}
		diags = diag.List{}
		n := expr.MadeLens(at(c.text), d, want, &diags)
		if n == nil {
			t.Errorf("%s: %s", c.text, diags.All()[0].Message)
			continue
		}
		if got := expr.Through(n, members); got != c.want {
			t.Errorf("%s: %+v, want %+v", c.text, got, c.want)
		}
	}
}

// TestLensRefused: what is no lens is told at its place, with a mend.
func TestLensRefused(t *testing.T) {
	for _, c := range []struct{ text, rule string }{
		{"old", "not-a-row"},
		{"new.name", "not-here"},
		{"olt.name", "unknown-name"},
		{"old.nam", "unknown-name"},
		{"old.name.x", "unsupported"},
		{"old.extra", "opaque"},
		{"old.n", "unlike-types"},
		{"old.name + old.n", "wrong-arguments"},
		{"old.name.substring('a')", "wrong-arguments"},
		{"old.name.int()", "wrong-arguments"},
		{"trim(old.name)", "wrong-arguments"},
		{"old.name.trimm()", "unknown-name"},
		{"old.name < 1 ? 'a' : 'b'", "unlike-types"},
		{"old.hot < true ? 'a' : 'b'", "unlike-types"},
		{"old.hot ? 'a' : 1", "unlike-types"},
		{"has(1) ? 'a' : 'b'", "has-argument"},
		{"old.name in [] ? 'a' : 'b'", "wrong-arguments"},
		{"[old.name]", "unsupported"},
		{"1.5", "unsupported"},
		{"caller.id", "unsupported"},
		{"readable(old.name)", "unsupported"},
		{"old.name.exists(x, true)", "unsupported"},
		{"b'a'", "unsupported"},
		{"null", "unsupported"},
	} {
		var diags diag.List
		d, _ := document()
		n := expr.MadeLens(at(c.text), d, design.TypeText, &diags)
		if n != nil || diags.Len() != 1 {
			t.Errorf("%s: %v, %d findings", c.text, n, diags.Len())
			continue
		}
		if f := diags.All()[0]; !strings.HasSuffix(f.Rule.ID, "/"+c.rule) || f.Fix == "" {
			t.Errorf("%s: %s: %s; %s, want %s", c.text, f.Rule.ID, f.Message, f.Fix, c.rule)
		}
	}
}
