package design_test

import (
	"testing"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/diag"
)

func TestExprAt(t *testing.T) {
	// The text stands in a block scalar: its second line is indented by four.
	const text = "a &&\nb"
	e := design.Expr{
		Text: text,
		Span: diag.Span{File: "access.yaml", Start: diag.Pos{Line: 2, Col: 3, Offset: 20}},
		Chars: func(offset int) diag.Pos {
			if offset < 5 {
				return diag.Pos{Line: 3, Col: 5 + offset, Offset: 30 + offset}
			}
			return diag.Pos{Line: 4, Col: offset, Offset: 34 + offset}
		},
	}
	for _, c := range []struct {
		why      string
		from, to int
		start    diag.Pos
		end      diag.Pos
	}{
		{"the second line", 5, 6, diag.Pos{Line: 4, Col: 5, Offset: 39}, diag.Pos{Line: 4, Col: 6, Offset: 40}},
		{"over the line end", 2, 6, diag.Pos{Line: 3, Col: 7, Offset: 32}, diag.Pos{Line: 4, Col: 6, Offset: 40}},
		{"beyond both ends", -7, 99, diag.Pos{Line: 3, Col: 5, Offset: 30}, diag.Pos{Line: 4, Col: 6, Offset: 40}},
		{"the wrong way round", 3, 1, diag.Pos{Line: 3, Col: 8, Offset: 33}, diag.Pos{Line: 3, Col: 8, Offset: 33}},
	} {
		want := diag.Span{File: "access.yaml", Start: c.start, End: c.end}
		if got := e.At(c.from, c.to); got != want {
			t.Errorf("%s: %+v, want %+v", c.why, got, want)
		}
	}
	e.Chars = nil
	if got := e.At(1, 2); got != e.Span {
		t.Errorf("without places of its own: %+v", got)
	}
}

// TestZeroIsNotWritten: nothing counts as written by being empty.
func TestZeroIsNotWritten(t *testing.T) {
	if new(design.Condition).Written() || new(design.Expr).Written() || new(design.Ref[design.Field]).Set() {
		t.Error("a zero value counts as written")
	}
	span := diag.Span{File: "access.yaml", Start: diag.Pos{Line: 1, Col: 1}}
	if !(&design.Condition{Span: span}).Written() || !(design.Expr{Span: span}).Written() || !(design.Ref[design.Field]{Name: "a"}).Set() {
		t.Error("what was written does not count")
	}
}

func TestAccessPolicy(t *testing.T) {
	member := &design.Policy{Name: design.Name{Text: "member_of"}}
	a := design.Access{Policies: []*design.Policy{member}}
	if a.Policy("member_of") != member || a.Policy("agent_of") != nil {
		t.Error("a policy is found by its name and nothing else")
	}
}

func TestOperationEntity(t *testing.T) {
	e := &design.Entity{Name: design.Name{Text: "Ticket"}}
	o := &design.Operation{Resource: &design.Resource{Of: design.Ref[design.Entity]{Name: "Ticket", To: e}}}
	if o.Entity() != e {
		t.Error("an operation is of its resource's entity")
	}
	o.Resource.Of.To = nil
	if o.Entity() != nil {
		t.Error("an operation of a resource that did not bind has no entity")
	}
}

func TestTruthOf(t *testing.T) {
	if design.TruthOf(true) != design.True || design.TruthOf(false) != design.False {
		t.Error("a boolean is true or false")
	}
	// Negation is arithmetic on truths throughout package expr.
	if -design.True != design.False || -design.Unknown != design.Unknown {
		t.Error("the truths do not negate")
	}
}
