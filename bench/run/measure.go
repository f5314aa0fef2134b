package run

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/newel-api/newel/bench/load"
	"github.com/newel-api/newel/bench/target"
)

// writers is the name of the figure of many creates at once.
const writers = "writers"

// figures are what was measured of a variant, a value for each round.
type figures struct {
	windows map[string][]load.Result
	cold    []time.Duration
	rss     []int64 // after the windows
}

// measure runs the rounds. In each, every server has its turn with a fresh copy of its
// rows, so that what disturbs the machine for a while does not fall on one of them.
func (b *Bench) measure(ctx context.Context) error {
	for round := range b.Rounds {
		for i := range b.variants {
			v := b.variants[(i+round)%len(b.variants)]
			if err := b.turn(ctx, v, round); err != nil {
				return fmt.Errorf("%s: %w", v.name, err)
			}
		}
	}
	return nil
}

func (b *Bench) turn(ctx context.Context, v *variant, round int) error {
	s, err := b.start(ctx, v)
	if err != nil {
		return err
	}
	defer s.stop()
	f := b.figures[v.name]
	f.cold = append(f.cold, s.cold)
	for _, op := range v.operations() {
		result, err := b.window(ctx, s, op, b.Connections, fmt.Sprintf("%d", round))
		if err != nil {
			return err
		}
		f.windows[op] = append(f.windows[op], result)
	}
	rss, err := load.RSS(s.cmd.Process.Pid)
	if err != nil {
		return err
	}
	f.rss = append(f.rss, rss)
	if b.Writers > 0 && v.rows != "" {
		result, err := b.window(ctx, s, load.Create, b.Writers, fmt.Sprintf("w%d", round))
		if err != nil {
			return err
		}
		f.windows[writers] = append(f.windows[writers], result)
	}
	return nil
}

// window measures one operation at a server.
func (b *Bench) window(ctx context.Context, s *server, op string, connections int, run string) (load.Result, error) {
	plan := load.Plan{
		Address: s.address, API: s.v.api, Set: b.Set, Operation: op, Tokens: b.tokenFile(s.v.rows), Run: run, Connections: connections,
		Warm: b.Warm, Window: b.Window, Process: s.cmd.Process.Pid,
	}
	if s.v.rows == "" {
		plan.Tokens = b.path("said-" + s.v.name) // any words: it does not look at them
	}
	return b.loadFrom(ctx, plan, s.v.name)
}

// loadFrom runs a plan in a process of its own, so that the load keeps to its
// processor.
func (b *Bench) loadFrom(ctx context.Context, plan load.Plan, name string) (r load.Result, err error) {
	self, err := os.Executable()
	if err != nil {
		return r, err
	}
	line := []string{self, "load"}
	if b.pin {
		line = append([]string{"taskset", "-c", loadCPU}, line...)
	}
	text, err := json.Marshal(plan)
	if err != nil {
		return r, err
	}
	var out, said bytes.Buffer
	cmd := exec.CommandContext(ctx, line[0], line[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(text), &out, &said
	if err := cmd.Run(); err != nil {
		return r, fmt.Errorf("load %s with %s: %w: %s", name, plan.Operation, err, said.String())
	}
	if err := json.Unmarshal(out.Bytes(), &r); err != nil {
		return r, err
	}
	if r.Failed > 0 {
		return r, fmt.Errorf("%d requests were not answered as they should, the first: %s", r.Failed, r.Failure)
	}
	b.say("%-18s %-7s %7.1f µs of processor, %7.0f a second, busy %.2f", name, plan.Operation, r.CPU, r.PerSecond(), r.Busy)
	return r, nil
}

// Load is the process that loadFrom starts: a plan from in, its result to out.
func Load(ctx context.Context) error {
	var plan load.Plan
	if err := json.NewDecoder(os.Stdin).Decode(&plan); err != nil {
		return err
	}
	result, err := load.Run(ctx, plan)
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(result)
}

// sizeFigure is what a list costs among so many articles.
type sizeFigure struct {
	articles int
	windows  []load.Result
}

// perAuthor is how many articles each author has where the number of articles grows:
// then a page is as full in every size.
const perAuthor = 100

// measureSizes asks Newel for lists among more and more articles.
func (b *Bench) measureSizes(ctx context.Context) error {
	for _, articles := range b.Sizes {
		if err := b.measureSize(ctx, articles); err != nil {
			return fmt.Errorf("%d articles: %w", articles, err)
		}
	}
	return nil
}

func (b *Bench) measureSize(ctx context.Context, articles int) (err error) {
	small := *b
	small.Set.Articles, small.Set.Users, small.Set.Comments = articles, max(articles/perAuthor, 1), 0
	v := variants()[1]
	v.rows = fmt.Sprintf("newel-%d", articles)
	dir := b.path("rows", v.rows)
	defer func() { err = errors.Join(err, os.RemoveAll(dir), os.RemoveAll(b.path("run"))) }()
	small.variants = []*variant{v}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	tokens, err := seedNewel(ctx, b.design(), filepath.Join(dir, "newel.db"), small.Set)
	if err != nil {
		return err
	}
	if err := os.WriteFile(b.tokenFile(v.rows), []byte(strings.Join(tokens, "\n")), 0o600); err != nil {
		return err
	}
	s, err := small.start(ctx, v)
	if err != nil {
		return err
	}
	defer s.stop()
	f := sizeFigure{articles: articles}
	for range b.Rounds {
		r, err := small.window(ctx, s, load.List, b.Connections, "s")
		if err != nil {
			return err
		}
		f.windows = append(f.windows, r)
	}
	b.sizes = append(b.sizes, f)
	return nil
}

// measureFlagship starts the helpdesk, whose database is there, until it says that it
// is ready.
func (b *Bench) measureFlagship(ctx context.Context) error {
	if !b.Flagship || b.figures["newel"] == nil {
		return nil
	}
	example := filepath.Join(b.root, "..", "examples", "helpdesk")
	dir := b.path("rows", "helpdesk")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	v := &variant{name: "helpdesk", program: "helpdesk"}
	if err := b.buildOne(ctx, v.program); err != nil {
		return err
	}
	ready := target.Request{Method: "GET", Path: "/readyz", Status: 200}
	for n := range 1 + 5 {
		s, err := b.launch(ctx, v, dir, func(address string) []string {
			return []string{
				"serve", filepath.Join(example, "design"), "--database", filepath.Join(dir, "newel.db"),
				"--seed", filepath.Join(example, "seed.yaml"), "--listen", address,
			}
		}, ready)
		if err != nil {
			return err
		}
		s.stop()
		if n > 0 { // the first one makes the database
			b.flagship = append(b.flagship, s.cold)
		}
	}
	return nil
}
