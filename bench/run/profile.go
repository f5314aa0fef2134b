package run

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/newel-api/newel/bench/load"
)

// views are how a profile is shown: what takes most by itself, and what of Newel takes
// most with all that it calls.
var views = [][]string{
	{"-top"},
	{"-top", "-cum", "-show", `newel-api/newel/internal|ncruces/go-sqlite3\.\(|^net/http\.\(\*(conn|response)\)`},
}

// Profile puts Newel under the load of one operation after the other and keeps a
// profile of its processor time for each in folder. It writes the functions that take
// most.
func (b *Bench) Profile(ctx context.Context, operations []string, folder string, report io.Writer) error {
	if err := b.Prepare(ctx); err != nil {
		return err
	}
	if err := os.MkdirAll(folder, 0o777); err != nil {
		return err
	}
	pprof, err := freeAddress()
	if err != nil {
		return err
	}
	if err := b.buildOne(ctx, "newel-bench"); err != nil {
		return err
	}
	v := *b.variants[0]
	v.program = "newel-bench"
	v.args = func(b *Bench, dir, address string) []string {
		return []string{"-design", b.design(), "-database", filepath.Join(dir, "newel.db"), "-listen", address, "-pprof", pprof}
	}
	s, err := b.start(ctx, &v)
	if err != nil {
		return err
	}
	defer s.stop()
	for _, op := range operations {
		file := filepath.Join(folder, op+".pprof")
		result, err := b.profile(ctx, s, op, "http://"+pprof, file)
		if err != nil {
			return fmt.Errorf("%s: %w", op, err)
		}
		fmt.Fprintf(report, "\n%s: %.1f µs, %.0f a second; %s\n", op, result.CPU, result.PerSecond(), file)
		for _, view := range views {
			top, err := output("", "go", append(append([]string{"tool", "pprof", "-nodecount", "25"}, view...), file)...)
			if err != nil {
				return err
			}
			fmt.Fprintf(report, "\n%s\n", top)
		}
	}
	return nil
}

// profile keeps the profile of one window in file.
func (b *Bench) profile(ctx context.Context, s *server, op, pprof, file string) (load.Result, error) {
	kept := make(chan error, 1)
	go func() {
		time.Sleep(b.Warm) // the window begins then; that they are not exactly alike does not matter
		kept <- fetch(ctx, fmt.Sprintf("%s/debug/pprof/profile?seconds=%.0f", pprof, b.Window.Seconds()), file)
	}()
	result, err := b.window(ctx, s, op, b.Connections, "p")
	return result, errors.Join(err, <-kept)
}

func fetch(ctx context.Context, url, file string) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s: %w", url, answer.Status, err)
	}
	return os.WriteFile(file, body, 0o666)
}
