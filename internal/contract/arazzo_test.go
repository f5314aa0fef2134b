package contract_test

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/newel-api/newel/internal/contract"
	"github.com/newel-api/newel/internal/design"
)

// worldID gives every name of a row an id.
func worldID(row string) (any, bool) { return "id-of-" + row, true }

// arazzoDoc is what tests look at of an Arazzo document.
type arazzoDoc struct {
	Workflows []struct {
		WorkflowID string
		Inputs     struct{ Properties map[string]any }
		Steps      []struct {
			StepID          string
			OperationID     string
			SuccessCriteria []any
			Outputs         map[string]string
		}
	}
}

var expression = regexp.MustCompile(`\$(inputs\.[A-Za-z0-9_-]+|steps\.[A-Za-z0-9_-]+\.outputs\.[A-Za-z0-9_-]+)`)

// TestArazzo: every criterion of every design is in its document or said to be left out, the
// same bytes each time, with operations of the document and names that are known.
func TestArazzo(t *testing.T) {
	for _, dir := range designs(t) {
		p := load(t, dir)
		text, n, left := contract.Arazzo(p, "openapi.json", worldID)
		if again, _, _ := contract.Arazzo(p, "openapi.json", worldID); !bytes.Equal(text, again) {
			t.Errorf("%s: other bytes the second time", dir)
		}
		for _, l := range left {
			if l.Whole {
				n++
			}
		}
		for _, r := range p.Design.Requirements.List {
			n -= len(r.Accept)
		}
		if n != 0 {
			t.Errorf("%s: %d criteria too many", dir, n)
		}
		var doc arazzoDoc
		if err := json.Unmarshal(text, &doc); err != nil {
			t.Fatalf("%s: %v", dir, err)
		}
		of, seen := contract.Of(p, contract.Everyone()), map[string]bool{}
		for _, w := range doc.Workflows {
			for name := range w.Inputs.Properties {
				seen["inputs."+name] = true
			}
			for _, s := range w.Steps {
				if seen[s.StepID] || of.Operation(s.OperationID) == nil || len(s.SuccessCriteria) == 0 {
					t.Errorf("%s: step %s of %s", dir, s.StepID, s.OperationID)
				}
				seen[s.StepID] = true
				for name := range s.Outputs {
					seen["steps."+s.StepID+".outputs."+name] = true
				}
			}
		}
		for _, m := range expression.FindAllSubmatch(text, -1) {
			if !seen[string(m[1])] {
				t.Errorf("%s: nothing gives %s", dir, m[1])
			}
		}
	}
}

func word(text string) *design.Value   { return &design.Value{Text: text} }
func quoted(text string) *design.Value { return &design.Value{Text: text, Quoted: true} }

func object(pairs ...any) *design.Value {
	v := &design.Value{Kind: design.ValueMapping}
	for i := 0; i < len(pairs); i += 2 {
		v.Members = append(v.Members, &design.Member{Name: design.Name{Text: pairs[i].(string)}, Value: pairs[i+1].(*design.Value)})
	}
	return v
}

func list(items ...*design.Value) *design.Value {
	return &design.Value{Kind: design.ValueList, Items: items}
}

// TestArazzoExpects: what a body must be, in the forms of Arazzo; what has none is said.
func TestArazzoExpects(t *testing.T) {
	p := load(t, helpdesk)
	for _, c := range []struct {
		name string
		body *design.Value
		want []string
		left string
	}{
		{"a text", object("a", word("x")), []string{"$[?@['a'] == 'x']"}, ""},
		{"a number", object("a", word("1.5")), []string{"$[?@['a'] == 1.5]"}, ""},
		{"a text like a number", object("a", quoted("1.5")), []string{"$[?@['a'] == '1.5']"}, ""},
		{"a truth", object("a", word("true")), []string{"$[?@['a'] == true]"}, ""},
		{"an apostrophe", object("a", word("it's")), []string{`$[?@['a'] == "it's"]`}, ""},
		{"both marks", object("a", word(`it's "x"`)), nil, "a value of body.a"},
		{"a dollar sign", object("a", word("$$x")), nil, "a value of body.a"},
		{"a row", object("a", word("$row")), []string{"$[?@['a'] == {$inputs.id_row}]"}, ""},
		{"a name in a name", object("a", object("b", word("x"))), []string{"$[?@['a']['b'] == 'x']"}, ""},
		{"an odd name", object("a b", word("x")), nil, "the member a b of body"},
		{"absent", object("a", object("~absent", word("true"))), []string{"$[?!@['a']]"}, ""},
		{"present", object("a", object("~present", word("true"))), []string{"$[?@['a']]"}, ""},
		{"null", object("a", object("~null", word("true"))), []string{"$[?@['a'] == null]"}, ""},
		{"size", object("a", object("~size", word("2"))), []string{"$[?length(@['a']) == 2]"}, ""},
		{"pattern", object("a", object("~matches", word("^x+$"))), []string{"$[?@['a']]", "^x+$"}, ""},
		{"pattern of Go", object("a", object("~matches", word("(?i)x"))), nil, "~matches of body.a"},
		{"contains", object("a", object("~contains", word("a.b"))), []string{"$[?@['a']]", `a\.b`}, ""},
		{"has", object("a", object("~has", object("b", word("x"), "c", word("1")))), []string{"$[?@['a'][?@['b'] == 'x' && @['c'] == 1]]"}, ""},
		{"has by a pattern", object("a", object("~has", object("b", object("~matches", word("x"))))), nil, "~has of body.a"},
		{"lacks", object("a", object("~lacks", word("x"))), []string{"$[?@['a']]", "$[?!@['a'][?@ == 'x']]"}, ""},
		{"no items", object("a", list()), []string{"$[?length(@['a']) == 0]"}, ""},
		{"items", object("a", list(object("b", word("x")))), []string{"$[?length(@['a']) == 1]", "$response.body#/a/0/b == 'x'"}, ""},
		{"the size of an item", list(object("~size", word("1"))), []string{"$[?length(@) == 1]"}, "~size of body.0"},
	} {
		p.Design.Requirements.List = []*design.Requirement{{Accept: []*design.Criterion{{Steps: []*design.Step{{
			Call: design.Ref[design.Operation]{Name: design.Name{Text: "listTickets"}.Text}, Expect: design.Expectation{Body: c.body},
		}}}}}}
		text, _, left := contract.Arazzo(p, "openapi.json", worldID)
		var doc struct {
			Workflows []struct {
				Steps []struct{ SuccessCriteria []struct{ Condition string } }
			}
		}
		if err := json.Unmarshal(text, &doc); err != nil {
			t.Fatal(err)
		}
		var got, why []string
		for _, s := range doc.Workflows[0].Steps[0].SuccessCriteria {
			got = append(got, s.Condition)
		}
		for _, l := range left {
			why = append(why, l.Why)
		}
		if diff := cmp.Diff(c.want, got); diff != "" || strings.Join(why, ", ") != c.left {
			t.Errorf("%s: %q is left out\n%s", c.name, why, diff)
		}
	}
}
