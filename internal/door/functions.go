package door

import (
	"context"
	"reflect"

	"github.com/newel-api/newel/internal/exec"
)

// When is where in an operation a function runs.
type When uint8

// The places, in the order in which they come.
const (
	Before    When = iota // in the transaction, before anything is written
	Handle                // in the transaction: it does the work of a go: operation
	After                 // in the transaction, last
	Committed             // when the transaction is kept
)

// Names are what the functions of the public package are called, by When.
var names = [...]string{"Before", "Handle", "After", "Committed"}

// String returns the name of the function that registers it.
func (w When) String() string { return names[w] }

// Function is one function of the program, for one operation.
type Function struct {
	Operation string
	When      When
	In        reflect.Type // of its input
	Out       reflect.Type // of its answer; nil where it has none
	At        string       // file:line where it was registered

	// Run decodes the input and calls the function.
	Run func(ctx context.Context, w *exec.Work, in []byte) (exec.Result, error)
}

// Functions are the functions of a program, in the order of registration. The zero
// value has none.
type Functions struct{ list []*Function }

// Add registers f.
func (fs *Functions) Add(f *Function) { fs.list = append(fs.list, f) }

// None tells whether the program has no function at all: then it is the newel command,
// or as good as that.
func (fs *Functions) None() bool { return len(fs.list) == 0 }
