package run

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"time"

	"github.com/newel-api/newel/bench/dataset"
	"github.com/newel-api/newel/bench/load"
)

// Options is what to measure, and how long.
type Options struct {
	Set         dataset.Set
	Servers     []string // names of variants; all when empty
	Rounds      int
	Warm        time.Duration
	Window      time.Duration
	Connections int
	Writers     int   // connections of the run that asks how many creates a second there are; 0 for none
	Sizes       []int // articles, for the figures of lists that grow; none when empty
	Flagship    bool  // also start the helpdesk
	Plain       bool  // build as "go build" does, with what is built already; not for figures
	Say         io.Writer
}

// Bench is the place of a run: programs, databases, and what was found.
type Bench struct {
	Options
	root string // the folder of this module
	dir  string // everything that is made
	pin  bool   // servers on one processor and the load on another

	variants []*variant
	checks   []string
	figures  map[string]*figures // by variant
	sizes    []sizeFigure
	flagship []time.Duration
	began    time.Time
}

// New makes a folder for a run. Close removes it.
func New(o Options) (*Bench, error) {
	root, err := output("", "go", "list", "-m", "-f", "{{.Dir}}")
	if err != nil {
		return nil, fmt.Errorf("find the bench's module; run this in its folder: %w", err)
	}
	dir, err := os.MkdirTemp("", "newel-bench-")
	if err != nil {
		return nil, err
	}
	b := &Bench{Options: o, root: root, dir: dir, figures: map[string]*figures{}, began: time.Now()}
	_, err = exec.LookPath("taskset")
	b.pin = err == nil && runtime.NumCPU() > 1
	for _, v := range variants() {
		if len(o.Servers) == 0 || slices.Contains(o.Servers, v.name) {
			b.variants = append(b.variants, v)
			b.figures[v.name] = &figures{windows: map[string][]load.Result{}}
		}
	}
	for _, name := range o.Servers {
		if b.figures[name] == nil {
			return nil, errors.Join(fmt.Errorf("there is no server %q", name), b.Close())
		}
	}
	return b, nil
}

// Close removes what the run has made.
func (b *Bench) Close() error { return os.RemoveAll(b.dir) }

func (b *Bench) say(format string, args ...any) {
	fmt.Fprintf(b.Say, "%5.1fs  "+format+"\n", append([]any{time.Since(b.began).Seconds()}, args...)...)
}

func (b *Bench) path(names ...string) string {
	return filepath.Join(append([]string{b.dir}, names...)...)
}

// Run does all of it and writes the report.
func (b *Bench) Run(ctx context.Context, report io.Writer) error {
	for _, step := range []func(context.Context) error{b.Prepare, b.Check, b.measure, b.measureSizes, b.measureFlagship} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return b.report(ctx, report)
}

// Prepare builds the servers and makes their databases.
func (b *Bench) Prepare(ctx context.Context) error {
	if err := b.build(ctx); err != nil {
		return err
	}
	return b.seed(ctx)
}

// output runs a program in dir and returns what it writes, without the last line end.
func output(dir, name string, args ...string) (string, error) {
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	out, err := cmd.Output()
	var failed *exec.ExitError
	if errors.As(err, &failed) {
		err = fmt.Errorf("%w: %s", err, failed.Stderr)
	}
	for len(out) > 0 && out[len(out)-1] == '\n' {
		out = out[:len(out)-1]
	}
	return string(out), err
}
