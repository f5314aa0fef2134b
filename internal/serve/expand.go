package serve

import (
	"slices"
	"strings"

	"github.com/newel-api/newel/internal/plan"
)

// expandable tells whether the answer of op can hold rows beside its own.
func expandable(op *plan.Operation) bool {
	return op.Sent != nil && len(op.Paths) > 0
}

// oneItem reads the query string of an operation that is no list.
func (x *exchange) oneItem(op *plan.Operation) error {
	if (op.Bulk > 0 || op.All != nil) && op.Sent == nil {
		return x.dryRun()
	}
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
		case p.name == parameterDryRun && op.Bulk > 0:
			x.dry = x.try(p, again, &bad)
		case !again:
			bad.unknown(p.name)
		}
	}
	return bad.err()
}

// expand reads expand=requester,comments.author. A path asks for what it goes on from too.
func (x *exchange) expand(op *plan.Operation, p parameter, again bool, bad *badParameters) {
	if again {
		bad.add(1, p.name, "duplicate_parameter", "must be given only once")
		return
	}
	named := uint64(0)
	for name := range strings.SplitSeq(p.value, ",") {
		i := slices.IndexFunc(op.Paths, func(path plan.Path) bool { return path.Name == name })
		switch {
		case i >= 0 && named&(1<<i) != 0:
			bad.add(0, p.name, codeInvalidParameter, "names "+name+" twice")
			return
		case i >= 0:
			named |= 1 << i
			x.call.Expand |= 1 << i
			if within := op.Paths[i].Within; within >= 0 {
				x.call.Expand |= 1 << within
			}
		default:
			var names []string
			for i := range op.Paths {
				names = append(names, op.Paths[i].Name)
			}
			bad.add(0, p.name, codeInvalidParameter, unknownName(name)+" cannot be expanded here; choose among "+strings.Join(names, ", "))
			return
		}
	}
}
