package newel

import (
	"os"

	"github.com/newel-api/newel/internal/cli"
)

// App is an API that is described by a design. The zero App reads the design in the
// folder "design".
type App struct {
	// Design is the folder that commands read when the command line names none;
	// "design" when empty.
	Design string
}

// Main is the newel command line for the App; it ends the process with the exit
// code 0 when all is well, 1 for findings, 2 for a wrong command line and 3 when the
// machine failed.
func (a *App) Main() {
	design := a.Design
	if design == "" {
		design = "design"
	}
	os.Exit(cli.Run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr, design))
}
