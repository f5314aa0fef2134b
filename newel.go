package newel

import (
	"os"
	"time"

	"github.com/newel-api/newel/internal/cli"
	"github.com/newel-api/newel/internal/door"
)

// App is an API that is described by a design, with the Go functions of its operations.
// The zero App reads the design in the folder "design" and has no functions.
type App struct {
	// Design is the folder that commands read when the command line names none;
	// "design" when empty.
	Design string

	// Time is how long a function may run inside a transaction; 5 s when 0. Other
	// writes wait for it.
	Time time.Duration

	functions door.Functions
}

// Main is the newel command line for the App; it ends the process with the exit
// code 0 when all is well, 1 for findings, 2 for a wrong command line and 3 when the
// machine failed.
func (a *App) Main() {
	os.Exit(cli.Run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr, cli.Program{Design: a.DesignFolder(), Functions: &a.functions, Time: a.Time}))
}

// DesignFolder returns the folder of the design: "design" where none is named.
func (a *App) DesignFolder() string {
	if a.Design == "" {
		return "design"
	}
	return a.Design
}
