package plan

import (
	"github.com/newel-api/newel/internal/design"
)

// What follows is for those who describe a plan to people and to other programs.

// Rules are who may do what.
type Rules struct{ rules *rules }

// RulesOf returns the rules of a design.
func RulesOf(d *design.Design) Rules { return Rules{newRules(d)} }

// Read returns who may read rows of e.
func (r Rules) Read(e *design.Entity) *design.Node { return r.rules.verb(e, design.Get) }

// Operation returns who may do o, beside the read rule.
func (r Rules) Operation(o *design.Operation) *design.Node { return r.rules.operation(o) }

// ReadField returns who may read f in rows that they may read; nil for all of them.
func (r Rules) ReadField(f *design.Field) *design.Node {
	if f.Calc != nil {
		return f.Calc.Guard
	}
	return r.rules.field(f).read
}

// WriteField returns who may write f in rows that they may write; nil for all of them.
func (r Rules) WriteField(f *design.Field) *design.Node { return r.rules.field(f).write }
