package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"golang.org/x/term"

	"github.com/newel-api/newel/internal/compat"
	"github.com/newel-api/newel/internal/compile"
	"github.com/newel-api/newel/internal/diag"
	"github.com/newel-api/newel/internal/diag/report"
	"github.com/newel-api/newel/internal/door"
)

// The exit codes.
const (
	exitOK       = 0
	exitFindings = 1 // at or above report.Gate
	exitUsage    = 2 // the command line is wrong
	exitMachine  = 3 // disk, network or database failed
)

// Program is the program that runs the commands.
type Program struct {
	Design    string          // the folder that commands read when they are told none
	Functions *door.Functions // its Go functions; nil for none
	Time      time.Duration   // for one of them in a transaction; 0 for the usual
}

// Run runs the command that args, without the program's name, ask for, and returns
// the exit code.
func Run(args []string, stdin io.Reader, stdout, stderr io.Writer, p Program) int {
	if p.Functions == nil {
		p.Functions = new(door.Functions)
	}
	c := &call{stdin: stdin, stdout: &sticky{w: stdout}, stderr: &sticky{w: stderr}, program: p, flags: defaults()}
	if err := c.parse(args); err != nil {
		return c.end(nil, err)
	}
	result, err := c.command.run(context.Background(), c)
	return c.end(result, err)
}

// call is one run of the program.
type call struct {
	stdin          io.Reader
	stdout, stderr *sticky
	program        Program

	command  *command
	operands []string
	flags    flags

	diags    diag.List
	files    *compile.Files // nil before a design was read
	seeds    seedFile       // the zero seedFile before one was read
	pinned   *compat.Pin    // nil before one was read
	reported bool           // the findings were shown
	silent   string         // findings whose rule begins so were shown in another way
}

// say prints a line of the result, for people.
func (c *call) say(format string, args ...any) {
	if !c.flags.json {
		fmt.Fprintf(c.stdout, format+"\n", args...)
	}
}

// end shows what was not shown yet and returns the exit code.
func (c *call) end(result any, err error) int {
	if err != nil {
		return c.fail(failureOf(err))
	}
	if err := c.report(result); err != nil {
		return c.fail(failureOf(err))
	}
	if err := c.stdout.err; err != nil {
		return c.fail(machine(err, "cannot write the result"))
	}
	if c.diags.Worst() >= c.fails() {
		return exitFindings
	}
	return exitOK
}

// report shows the findings, and with --json the result. Only the first call does
// anything: a command that goes on running calls it when it has begun.
func (c *call) report(result any) error {
	if c.reported {
		return nil
	}
	c.reported = true
	if c.flags.json {
		return report.JSONAt(c.fails(), c.stdout, c.command.name, &c.diags, result)
	}
	shown := c.shown()
	if shown.Len() == 0 {
		return nil
	}
	options := report.TextOptions{Source: c.source, Color: colorful(c.stderr.w)}
	if err := report.Text(c.stderr, shown, options); err != nil {
		return err
	}
	first := shown.All()[0].Rule.ID
	_, err := fmt.Fprintf(c.stderr, "\n%s; \"newel explain %s\" says more about the first\n", report.Summary(shown), first)
	return err
}

// fails returns the severity from which on a finding fails the command.
func (c *call) fails() diag.Severity {
	if gate, ok := diag.ParseSeverity(c.flags.gate); ok {
		return gate
	}
	return report.Gate
}

// quietly leaves out of the report for people the findings whose rule begins so.
func (c *call) quietly(rules string) { c.silent = rules }

// shown returns the findings that the report for people has.
func (c *call) shown() *diag.List {
	if c.silent == "" {
		return &c.diags
	}
	return c.diags.Without(c.silent)
}

// fail says why the command did not do its work.
func (c *call) fail(f *failure) int {
	fmt.Fprintf(c.stderr, "newel: %s\n", f)
	if c.flags.json && !c.reported && c.stdout.err == nil {
		name := ""
		if c.command != nil {
			name = c.command.name
		}
		if err := report.Failure(c.stdout, name, f.kind(), f.Error()); err != nil {
			fmt.Fprintf(c.stderr, "newel: %s\n", err)
			return exitMachine
		}
	}
	return f.code
}

// sticky is a writer that remembers its first error. Commands and the server's log
// may write to it at once.
type sticky struct {
	mu  sync.Mutex
	w   io.Writer
	err error
}

// lasting returns a writer that goes on after an error: a log on a disk that was full has
// lines again when it is not.
func (s *sticky) lasting() io.Writer { return lasting{s} }

type lasting struct{ *sticky }

// Write writes whatever was before.
func (l lasting) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.w.Write(p)
}

// Write writes until the first error.
func (s *sticky) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err != nil {
		return 0, s.err
	}
	n, err := s.w.Write(p)
	s.err = err
	return n, err
}

// terminal returns the file of a reader or writer that a person sits at.
func terminal(stream any) (*os.File, bool) {
	f, ok := stream.(*os.File)
	return f, ok && term.IsTerminal(int(f.Fd()))
}

// colorful tells whether w understands colours and its owner wants them
// (https://no-color.org).
func colorful(w io.Writer) bool {
	_, ok := terminal(w)
	return ok && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
}
