package engine

import (
	"context"
	"errors"
	"time"

	"github.com/newel-api/newel/internal/value"
)

// errNobody is why AddUser adds nobody.
var errNobody = errors.New("nobody signs in to this design with a password: access.yaml has no sign_in")

// AddUser makes a row of the identity entity that can sign in, and returns its id. No
// permission is asked: it is for whoever runs the server. The error is an
// *exec.Refusal when a field or the password is why.
func (e *Engine) AddUser(ctx context.Context, fields map[string]string, password string) (id string, err error) {
	if e.auth == nil {
		return "", errNobody
	}
	row, err := e.auth.AddUser(ctx, fields, password, value.OfTime(time.Now()))
	if err != nil {
		return "", err
	}
	return string(e.plan.Auth.Identity.AppendID(nil, row)), nil
}
