// Bench compares Newel with its peers on this machine; see the README beside it.
//
//	bench [-quick] [-servers A,B] [-rounds N] [-window D] [-out FILE]
//	bench check     the answers only
//	bench crash     newel serve is killed again and again while it is written to
//	bench profile   where Newel's time goes
package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/newel-api/newel/bench/dataset"
	"github.com/newel-api/newel/bench/load"
	"github.com/newel-api/newel/bench/run"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := command(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func command(ctx context.Context, args []string) error {
	word := ""
	if len(args) > 0 && !strings.HasPrefix(args[0], "-") {
		word, args = args[0], args[1:]
	}
	switch word {
	case "":
		return compare(ctx, args, (*run.Bench).Run)
	case "check":
		return compare(ctx, args, func(b *run.Bench, ctx context.Context, _ io.Writer) error {
			return errors.Join(b.Prepare(ctx), b.Check(ctx))
		})
	case "crash":
		return crash(ctx, args)
	case "profile":
		return profile(ctx, args)
	case "load": // what the comparison starts on the other processor
		return run.Load(ctx)
	}
	return fmt.Errorf("there is no command %q", word)
}

// compare reads the flags of a comparison and does what is to be done with it.
func compare(ctx context.Context, args []string, do func(*run.Bench, context.Context, io.Writer) error) (err error) {
	o := run.Options{
		Set: dataset.Whole, Connections: 32, Writers: 64, Warm: 500 * time.Millisecond, Sizes: []int{1_000, 10_000, 100_000, 1_000_000},
		Flagship: true, Say: os.Stderr,
	}
	f := flag.NewFlagSet("bench", flag.ContinueOnError)
	quick := f.Bool("quick", false, "small rows and short windows: to see that it runs, not to publish")
	servers := f.String("servers", "", "which servers, with commas; all when empty")
	rounds := f.Int("rounds", 0, "how often each server has its turn; 3 when it is 0, 1 with -quick")
	window := f.Duration("window", 0, "how long each operation is measured; 2s when it is 0, 250ms with -quick")
	out := f.String("out", "", "the file for the report; the standard output when empty")
	if err := f.Parse(args); err != nil {
		return err
	}
	if *servers != "" {
		o.Servers = strings.Split(*servers, ",")
	}
	o.Rounds, o.Window = 3, 2*time.Second
	if *quick {
		o.Set, o.Rounds, o.Warm, o.Window = dataset.Small, 1, 100*time.Millisecond, 250*time.Millisecond
		o.Sizes = []int{1_000, 10_000}
	}
	o.Rounds, o.Window = cmp.Or(*rounds, o.Rounds), cmp.Or(*window, o.Window)
	b, err := run.New(o)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.Close()) }()
	report := io.Writer(os.Stdout)
	if *out != "" {
		file, err := os.Create(*out)
		if err != nil {
			return err
		}
		defer func() { _ = file.Close() }() // what was not written is found by Sync
		report = file
		if err := do(b, ctx, report); err != nil {
			return err
		}
		return file.Sync()
	}
	return do(b, ctx, report)
}

// crash reads the flags of the crash test and runs it.
func crash(ctx context.Context, args []string) (err error) {
	f := flag.NewFlagSet("bench crash", flag.ContinueOnError)
	o := run.CrashOptions{}
	f.IntVar(&o.Rounds, "rounds", 50, "how often it is killed")
	f.IntVar(&o.Writers, "writers", 32, "how many write at once")
	f.IntVar(&o.Most, "most", 2000, "writes of a round before the kill, at the most")
	if err := f.Parse(args); err != nil {
		return err
	}
	b, err := run.New(run.Options{Set: dataset.Small, Servers: []string{"newel"}, Say: os.Stderr})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.Close()) }()
	return b.Crash(ctx, o, os.Stdout)
}

// profile reads the flags of a profile and makes it.
func profile(ctx context.Context, args []string) (err error) {
	f := flag.NewFlagSet("bench profile", flag.ContinueOnError)
	operations := f.String("operations", strings.Join(load.Operations, ","), "which, with commas")
	window := f.Duration("window", 10*time.Second, "how long each is profiled")
	folder := f.String("folder", "profiles", "where the profiles are kept")
	if err := f.Parse(args); err != nil {
		return err
	}
	b, err := run.New(run.Options{
		Set: dataset.Whole, Connections: 32, Warm: time.Second, Window: *window, Servers: []string{"newel-quiet"}, Say: os.Stderr,
		Plain: true, // so that pprof finds the lines
	})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.Close()) }()
	return b.Profile(ctx, strings.Split(*operations, ","), *folder, os.Stdout)
}
