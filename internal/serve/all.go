package serve

import (
	"net/http"

	"github.com/newel-api/newel/internal/exec"
)

// all carries out an operation on all rows that the caller may read, in one transaction.
func (x *exchange) all() error {
	op := x.endpoint.operation
	x.call.Operation, x.call.Request = op, x.id
	if err := x.enter(op); err != nil {
		return err
	}
	if err := x.parameters(op); err != nil {
		return err
	}
	if len(x.r.Header["If-Match"])+len(x.r.Header["If-None-Match"]) > 0 {
		return &problem{code: "invalid_precondition", detail: "A request about all rows takes no If-Match, which names the version of one."}
	}
	key, err := x.repeatable(op)
	if err != nil {
		return err
	}
	if !x.named(op) {
		return &problem{code: codeNotFound}
	}
	t := exec.Together{Now: x.call.Now, Dry: x.dry, All: &x.call}
	if key != "" && !x.dry {
		release, err := x.once(op.Name+op.Version, key, nil)
		if err != nil {
			return err
		}
		defer release()
		t.Once, x.call.Once = x.call.Once, nil
	}
	if err := x.together(&t); err != nil {
		return err
	}
	x.send(http.StatusNoContent, nil)
	return nil
}
