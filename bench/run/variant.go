package run

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/newel-api/newel/bench/load"
	"github.com/newel-api/newel/bench/target"
)

// variant is a server in one of the ways that it is measured.
type variant struct {
	name    string
	what    string // in the report
	program string
	rows    string // which database: newel, peer, pocketbase, pocketbase-nolog; "" for none
	api     target.API
	args    func(b *Bench, dir, address string) []string
	env     []string
	durable bool     // a create that was answered is on disk
	ops     []string // what is measured of it; all when nil
}

func variants() []*variant {
	peer := func(_ *Bench, dir, address string) []string {
		return []string{"-database", filepath.Join(dir, "peer.db"), "-listen", address}
	}
	keep := func(b *Bench, dir, address string) []string { return append(peer(b, dir, address), "-keep") }
	served := func(b *Bench, dir, address string) []string {
		return []string{"serve", b.design(), "--database", filepath.Join(dir, "newel.db"), "--listen", address}
	}
	quiet := func(b *Bench, dir, address string) []string {
		return append(served(b, dir, address), "--log", "errors")
	}
	pocketbase := func(_ *Bench, dir, address string) []string {
		return []string{"serve", "--dir", dir, "--http", address}
	}
	full := []string{"BENCH_SYNC=FULL"}
	writes := []string{load.Create, load.Patch}
	return []*variant{
		{name: "newel", what: "Newel as it comes, `newel serve`: with its log of requests, to a file", program: "newel", rows: "newel", args: served, durable: true},
		{name: "newel-quiet", what: "`newel serve --log errors`: without it", program: "newel", rows: "newel", args: quiet, durable: true},
		{name: "best", what: "by hand: native SQLite, appended JSON, shared commits, sessions in memory, no log", program: "best", rows: "peer", args: peer, durable: true},
		{name: "best-keep", what: "the same, its readers keep their transactions while nothing is committed, as Newel's do", program: "best", rows: "peer", args: keep, durable: true},
		{name: "typical", what: "usual Go: database/sql, encoding/json, a commit for each write, no log", program: "typical", rows: "peer", args: peer, durable: true},
		{name: "bare", what: "net/http that sends the same bytes, and nothing else", program: "bare", args: peer},
		{
			name: "pocketbase", what: "PocketBase as it comes, but synchronous=FULL", program: "pocketbase", rows: "pocketbase",
			api: target.API{PocketBase: true}, args: pocketbase, env: full, durable: true,
		},
		{
			name: "pocketbase-nolog", what: "the same, its log of requests off", program: "pocketbase", rows: "pocketbase-nolog",
			api: target.API{PocketBase: true}, args: pocketbase, env: full, durable: true,
		},
		{
			name: "pocketbase-normal", what: "PocketBase as it comes, synchronous=NORMAL: a power cut may take the last commits", program: "pocketbase", rows: "pocketbase",
			api: target.API{PocketBase: true}, args: pocketbase, ops: writes,
		},
	}
}

// operations returns what is measured of v.
func (v *variant) operations() []string {
	if v.ops != nil {
		return v.ops
	}
	return load.Operations
}

func (b *Bench) design() string { return filepath.Join(b.root, "newel", "design") }

// programs are the folders of the servers, below this module's.
var programs = map[string]string{
	"newel": "../cmd/newel", "helpdesk": "../examples/helpdesk", "newel-bench": "newel", "best": "best", "typical": "typical", "bare": "bare", "pocketbase": "pocketbase",
}

// build builds each server that is measured, all in the same way.
func (b *Bench) build(ctx context.Context) error {
	built := map[string]bool{}
	for _, v := range b.variants {
		if !built[v.program] {
			if err := b.buildOne(ctx, v.program); err != nil {
				return err
			}
			built[v.program] = true
		}
	}
	return nil
}

func (b *Bench) buildOne(ctx context.Context, program string) error {
	args := []string{"build", "-o", b.path("bin", program)}
	env := os.Environ()
	if !b.Plain {
		args, env = append(args, "-trimpath", "-ldflags", "-s -w"), append(env, "CGO_ENABLED=0")
	}
	cmd := exec.CommandContext(ctx, "go", append(args, ".")...)
	cmd.Dir, cmd.Env = filepath.Join(b.root, programs[program]), env
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("build %s: %w\n%s", program, err, out)
	}
	b.say("built %s", program)
	return nil
}
