package expr

import (
	"slices"
	"strings"
)

// mostLooks is how many parts one answer may look at.
const mostLooks = 2_000_000

// inquiry is a claim that is being asked.
type inquiry struct {
	whole any
	slots []any // what the variables are, by slot
	looks int
}

// failure is why a part is neither true nor false.
type failure struct {
	part   *part // what is absent
	slots  []any // what the variables were
	costly bool  // the limit was reached
}

// ask returns what p is: a bool, a text, a number, a thing or a list; or a *failure.
func (a *inquiry) ask(p *part) any {
	if a.looks++; a.looks > mostLooks {
		return &failure{part: p, costly: true}
	}
	switch p.op {
	case partLiteral:
		return p.value
	case partDesign:
		return a.whole
	case partVariable:
		return a.slots[p.slot]
	case partFact:
		return a.fact(p)
	case partAnd, partOr:
		return a.logic(p)
	case partExists, partAll, partFilter:
		return a.each(p)
	case partHas, partNot, partEqual, partUnequal, partLess, partAtMost, partIn, partPrefix, partSuffix, partInside, partMatch, partSize:
	}
	values := make([]any, 0, 2)
	for _, kid := range p.kids {
		v := a.ask(kid)
		if f, failed := v.(*failure); failed {
			return f
		}
		values = append(values, v)
	}
	return a.apply(p, values)
}

// fact asks a thing for a fact.
func (a *inquiry) fact(p *part) any {
	of := a.ask(p.kids[0])
	if f, failed := of.(*failure); failed {
		return f
	}
	v := p.fact.Of(a.whole, of)
	switch list, many := v.([]any); {
	case many: // it was made, whatever is asked of it
		a.looks += len(list)
		return v
	case v != nil:
		return v
	case p.fact.Many:
		return []any(nil)
	}
	return &failure{part: p, slots: slices.Clone(a.slots)}
}

// apply applies what needs all its values.
func (a *inquiry) apply(p *part, v []any) any {
	switch p.op {
	case partHas:
		return p.fact.Of(a.whole, v[0]) != nil
	case partNot:
		return v[0] != true
	case partEqual:
		return v[0] == v[1]
	case partUnequal:
		return v[0] != v[1]
	case partLess:
		return compareFacts(v[0], v[1]) < 0
	case partAtMost:
		return compareFacts(v[0], v[1]) <= 0
	case partIn:
		if len(v) == 1 {
			return slices.Contains(p.list, v[0])
		}
		return slices.Contains(v[1].([]any), v[0])
	case partSize:
		return int64(len(v[0].([]any)))
	case partMatch:
		return p.pattern.MatchString(v[0].(string))
	case partPrefix:
		return strings.HasPrefix(v[0].(string), v[1].(string))
	case partSuffix:
		return strings.HasSuffix(v[0].(string), v[1].(string))
	case partInside:
		return strings.Contains(v[0].(string), v[1].(string))
	case partLiteral, partDesign, partVariable, partFact, partAnd, partOr, partExists, partAll, partFilter:
	}
	return nil
}

// compareFacts orders two texts, by code point, or two numbers.
func compareFacts(x, y any) int {
	if a, ok := x.(string); ok {
		return strings.Compare(a, y.(string))
	}
	switch a, b := x.(int64), y.(int64); {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// logic is Kleene's: a failure does not matter beside a part that decides.
func (a *inquiry) logic(p *part) any {
	decides := p.op == partOr
	var failed *failure
	for _, kid := range p.kids {
		switch v := a.ask(kid).(type) {
		case bool:
			if v == decides {
				return v
			}
		case *failure:
			if v.costly {
				return v
			}
			if failed == nil {
				failed = v
			}
		}
	}
	if failed != nil {
		return failed
	}
	return !decides
}

// each asks the body of each item of a list.
func (a *inquiry) each(p *part) any {
	items := a.items(p)
	if f, failed := items.(*failure); failed {
		return f
	}
	var failed *failure
	var kept []any
	for _, item := range items.([]any) {
		switch v := a.with(p, item).(type) {
		case bool:
			if p.op != partFilter && v == (p.op == partExists) {
				return v
			}
			if v {
				kept = append(kept, item)
			}
		case *failure:
			if v.costly || p.op == partFilter {
				return v
			}
			if failed == nil {
				failed = v
			}
		}
	}
	switch {
	case failed != nil:
		return failed
	case p.op == partFilter:
		return kept
	}
	return p.op == partAll
}

func (a *inquiry) items(p *part) any { return a.ask(p.kids[0]) }

// with asks the body of p of one item.
func (a *inquiry) with(p *part, item any) any {
	a.slots = append(a.slots[:p.slot], item)
	v := a.ask(p.kids[1])
	a.slots = a.slots[:p.slot]
	return v
}
