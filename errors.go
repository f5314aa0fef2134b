package newel

import (
	"strings"

	"github.com/newel-api/newel/internal/door"
)

// What a function refuses a call with, and what Get, List, Create, Update and Delete
// return. A function may wrap them; their texts are for the log, and clients are told the
// status only. Any other error is a 500.
var (
	ErrInvalid  = door.ErrInvalid  // 422
	ErrNotFound = door.ErrNotFound // 404
	ErrConflict = door.ErrConflict // 409
	ErrDenied   = door.ErrDenied   // 403
)

// Refuse returns the error that refuses a call with a code that the operation declares
// under refuses. Clients get 422 with the code and what the design says that it means.
func Refuse(code string) error { return &door.RefusedError{Code: code} }

// isOurs tells whether a function is one of this package, instantiated or not.
func isOurs(name string) bool {
	return strings.HasPrefix(name, "github.com/newel-api/newel.")
}
