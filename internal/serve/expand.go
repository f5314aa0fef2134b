package serve

import (
	"slices"
	"strings"

	"github.com/newel-api/newel/internal/plan"
	"github.com/newel-api/newel/internal/plan/query"
)

// expandable tells whether the answer of op can hold rows beside its own.
func expandable(op *plan.Operation) bool {
	return op.Sent != nil && len(op.Sent.Expands) > 0
}

// oneItem reads the query string of an operation that is no list.
func (x *exchange) oneItem(op *plan.Operation) error {
	if x.r.URL.RawQuery == "" || op.Sent == nil {
		return x.noParameters()
	}
	parameters, err := readQuery(x.r.URL.RawQuery, nil)
	if err != nil {
		return err
	}
	var bad badParameters
	for i, p := range parameters {
		again := slices.ContainsFunc(parameters[:i], func(q parameter) bool { return q.name == p.name })
		switch {
		case p.name == parameterExpand && expandable(op):
			x.expand(op, p, again, &bad)
		case p.name == parameterFields:
			x.fields(op, p, again, &bad)
		case !again:
			bad.unknown(p.name)
		}
	}
	return bad.err()
}

// expand reads expand=requester,assignee.
func (x *exchange) expand(op *plan.Operation, p parameter, again bool, bad *badParameters) {
	if again {
		bad.add(1, p.name, "duplicate_parameter", "must be given only once")
		return
	}
	known := op.Sent.Expands
	for name := range strings.SplitSeq(p.value, ",") {
		i := slices.IndexFunc(known, func(e *query.Expand) bool { return e.Field.Name.Text == name })
		switch {
		case i >= 0 && x.call.Expand&(1<<i) != 0:
			bad.add(0, p.name, codeInvalidParameter, "names "+name+" twice")
			return
		case i >= 0:
			x.call.Expand |= 1 << i
		default:
			var names []string
			for _, e := range known {
				names = append(names, e.Field.Name.Text)
			}
			bad.add(0, p.name, codeInvalidParameter, unknownName(name)+" cannot be expanded here; choose among "+strings.Join(names, ", "))
			return
		}
	}
}
