package door

import (
	"embed"

	"github.com/newel-api/newel/internal/diag"
)

// Rules are all rules of this room.
var Rules = []*diag.Rule{&misplacedFunction, &noFunction, &wrongType}

// Pages are the pages of the rules: each has the program beside the design.
//
//go:embed rules/*.txtar
var Pages embed.FS

var (
	misplacedFunction = diag.Rule{ID: "door/misplaced-function", Severity: diag.Error, Title: "a Go function where none goes"}
	noFunction        = diag.Rule{ID: "door/no-function", Severity: diag.Error, Title: "an operation whose Go function is missing"}
	wrongType         = diag.Rule{ID: "door/wrong-type", Severity: diag.Error, Title: "a Go type that does not fit the contract"}
)
