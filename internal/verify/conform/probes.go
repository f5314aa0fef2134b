package conform

import (
	"slices"
	"time"

	"github.com/newel-api/newel/internal/plan"
)

// Probes are all that is asked, in order.
var Probes = slices.Concat(methodProbes, requestProbes, bodyProbes, stateProbes, problemProbes, headerProbes, pageProbes, declaredProbes, writeProbes, lateProbes)

// gone tells whether the sunset of an operation is over: it answers 410 then.
func gone(op *plan.Operation) bool {
	d := op.Deprecated
	return d != nil && d.Sunset.Span.Known() && time.Now().Unix() >= d.Sunset.N*24*60*60
}

// nowhere is a path that no design has.
const nowhere = "/no-such-place-0000"

// get is a plain request.
func get(target string) request { return request{method: "GET", target: target} }
