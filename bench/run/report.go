package run

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/newel-api/newel/bench/load"
)

// median returns the middle of what f takes from each of all.
func median[T any, N cmp.Ordered](all []T, f func(*T) N) (m N) {
	if len(all) == 0 {
		return m
	}
	var values []N
	for i := range all {
		values = append(values, f(&all[i]))
	}
	slices.Sort(values)
	return values[len(values)/2]
}

func cpuOf(r *load.Result) float64          { return r.CPU }
func rateOf(r *load.Result) float64         { return r.PerSecond() }
func middleOf(r *load.Result) time.Duration { return r.P50 }
func slowOf(r *load.Result) time.Duration   { return r.P99 }
func itself[N cmp.Ordered](n *N) N          { return *n }
func millis(d time.Duration) string         { return fmt.Sprintf("%.2f", float64(d.Microseconds())/1000) }
func (f *figures) cpu(op string) float64    { return median(f.windows[op], cpuOf) }
func row(w io.Writer, cells ...string)      { fmt.Fprintf(w, "| %s |\n", strings.Join(cells, " | ")) }

func head(w io.Writer, first string, n []string) {
	row(w, append([]string{first}, n...)...)
	row(w, append([]string{"---"}, slices.Repeat([]string{"---:"}, len(n))...)...)
}

// report writes what was found as Markdown.
func (b *Bench) report(ctx context.Context, w io.Writer) error {
	if err := b.reportMachine(ctx, w); err != nil {
		return err
	}
	b.reportCPU(w)
	b.reportRatios(w)
	b.reportRates(w)
	b.reportPrograms(w)
	if len(b.sizes) > 0 {
		fmt.Fprintf(w, "\nA list of 20 at `newel-quiet` among more and more articles, %d an author:\n\n", perAuthor)
		head(w, "articles", []string{"µs", "p50 ms", "p99 ms"})
		for _, s := range b.sizes {
			row(w, fmt.Sprint(s.articles), fmt.Sprintf("%.1f", median(s.windows, cpuOf)), millis(median(s.windows, middleOf)), millis(median(s.windows, slowOf)))
		}
	}
	if len(b.flagship) > 0 {
		fmt.Fprintf(w, "\nThe helpdesk of examples, its database there already: %s ms from its start to the first 200 of `/readyz`.\n", millis(median(b.flagship, itself)))
	}
	fmt.Fprintf(w, "\nBefore anything was measured each server answered as its rows say:\n\n")
	row(w, "server", "answers compared", "durable")
	row(w, "---", "---:", "---")
	for _, line := range b.checks {
		fmt.Fprintln(w, line)
	}
	return nil
}

func (b *Bench) reportMachine(_ context.Context, w io.Writer) error {
	commit, err := output(b.root, "git", "describe", "--always", "--dirty", "--abbrev=12")
	if err != nil {
		commit = "unknown"
	}
	version := func(folder, module string) string {
		text, err := output(filepath.Join(b.root, folder), "go", "list", "-m", "-f", "{{.Version}}", module)
		if err != nil {
			return "unknown"
		}
		return text
	}
	kernel, _ := os.ReadFile("/proc/sys/kernel/osrelease")
	average, _ := os.ReadFile("/proc/loadavg")
	pinned := "server and load share the processors"
	if b.pin {
		pinned = "server on one processor, load on another"
	}
	fmt.Fprintf(w, "%s, %d processors, Linux %s, %s, Newel at %s, go-sqlite3 %s, PocketBase %s, %s. Load of the machine at the end: %s.\n",
		processor(), runtime.NumCPU(), strings.TrimSpace(string(kernel)), runtime.Version(), commit, version(".", "github.com/ncruces/go-sqlite3"),
		version("pocketbase", "github.com/pocketbase/pocketbase"), time.Now().UTC().Format(time.DateOnly), strings.TrimSpace(string(average)))
	fmt.Fprintf(w, "%d users, %d articles, %d comments; %d connections; %s; %d rounds, windows of %s after %s; medians; %s in all.\n",
		b.Set.Users, b.Set.Articles, b.Set.Comments, b.Connections, pinned, b.Rounds, b.Window, b.Warm, time.Since(b.began).Round(time.Second))
	return nil
}

// processor returns the name of the machine's.
func processor() string {
	text, _ := os.ReadFile("/proc/cpuinfo")
	_, rest, _ := strings.Cut(string(text), "model name")
	line, _, _ := strings.Cut(rest, "\n")
	return cmp.Or(strings.TrimSpace(strings.TrimLeft(line, "\t :")), runtime.GOARCH)
}

func (b *Bench) reportCPU(w io.Writer) {
	fmt.Fprintf(w, "\nProcessor time of the server for a request, user and system, µs:\n\n")
	head(w, "server", load.Operations)
	for _, v := range b.variants {
		cells := []string{"`" + v.name + "`"}
		for _, op := range load.Operations {
			cell := ""
			if len(b.figures[v.name].windows[op]) > 0 {
				cell = fmt.Sprintf("%.1f", b.figures[v.name].cpu(op))
			}
			cells = append(cells, cell)
		}
		row(w, cells...)
	}
	fmt.Fprintln(w)
	for _, v := range b.variants {
		fmt.Fprintf(w, "- `%s`: %s\n", v.name, v.what)
	}
}

// bar is a ratio that is aimed at: at least, or at most.
type bar struct {
	over, under string
	most        bool
	goal        []float64 // by operation
}

var bars = []bar{
	{"pocketbase", "newel", false, []float64{8, 7, 10, 7.5, 10}},
	{"pocketbase-nolog", "newel-quiet", false, []float64{8, 7, 10, 7.5, 10}},
	{"newel", "best", true, []float64{1.15, 1.15, 1.15, 1.2, 1.2}},
	{"newel-quiet", "best", true, []float64{1.15, 1.15, 1.15, 1.2, 1.2}},
	{"newel-quiet", "best-keep", true, []float64{1.15, 1.15, 1.15, 1.2, 1.2}},
	{"typical", "newel", false, []float64{1.15, 1.35, 1.5, 1, 1.05}},
	{"typical", "newel-quiet", false, []float64{1.15, 1.35, 1.5, 1, 1.05}},
}

func (b *Bench) reportRatios(w io.Writer) {
	fmt.Fprintf(w, "\nRatios of these, with what is aimed at; **bold** where it is not met:\n\n")
	head(w, "", load.Operations)
	for _, r := range bars {
		over, under := b.figures[r.over], b.figures[r.under]
		if over == nil || under == nil {
			continue
		}
		cells := []string{"`" + r.over + "` ÷ `" + r.under + "`"}
		for i, op := range load.Operations {
			ratio := over.cpu(op) / under.cpu(op)
			cells = append(cells, verdict(ratio, r.goal[i], r.most))
		}
		row(w, cells...)
	}
}

// verdict writes a ratio beside its goal.
func verdict(ratio, goal float64, most bool) string {
	sign, met := "≥", ratio >= goal
	if most {
		sign, met = "≤", ratio <= goal
	}
	if met {
		return fmt.Sprintf("%.2f (%s %g)", ratio, sign, goal)
	}
	return fmt.Sprintf("**%.2f** (%s %g)", ratio, sign, goal)
}

func (b *Bench) reportRates(w io.Writer) {
	fmt.Fprintf(w, "\nRequests a second, and p50 / p99 in ms:\n\n")
	columns := load.Operations
	if b.Writers > 0 {
		columns = append(slices.Clone(columns), fmt.Sprintf("create, %d writers", b.Writers))
	}
	head(w, "server", columns)
	for _, v := range b.variants {
		cells := []string{"`" + v.name + "`"}
		for i := range columns {
			op := writers
			if i < len(load.Operations) {
				op = load.Operations[i]
			}
			all, cell := b.figures[v.name].windows[op], ""
			if len(all) > 0 {
				cell = fmt.Sprintf("%.0f (%s / %s)", median(all, rateOf), millis(median(all, middleOf)), millis(median(all, slowOf)))
			}
			cells = append(cells, cell)
		}
		row(w, cells...)
	}
	newel, pocketbase := b.figures["newel"], b.figures["pocketbase"]
	if b.Writers > 0 && newel != nil && pocketbase != nil {
		ratio := median(newel.windows[writers], rateOf) / median(pocketbase.windows[writers], rateOf)
		fmt.Fprintf(w, "\nDurable creates a second at %d writers, `newel` ÷ `pocketbase`: %s.\n", b.Writers, verdict(ratio, 4, false))
	}
}

func (b *Bench) reportPrograms(w io.Writer) {
	fmt.Fprintf(w, "\nMemory after the windows, from the start to the first article, and the program:\n\n")
	head(w, "server", []string{"RSS MiB", "cold start ms", "binary MiB"})
	for _, v := range b.variants {
		f := b.figures[v.name]
		size := ""
		if info, err := os.Stat(b.path("bin", v.program)); err == nil {
			size = fmt.Sprintf("%.1f", float64(info.Size())/(1<<20))
		}
		row(w, "`"+v.name+"`", fmt.Sprintf("%.0f", float64(median(f.rss, itself))/(1<<20)), millis(median(f.cold, itself)), size)
	}
	if best, newel := b.figures["best"], b.figures["newel"]; best != nil && newel != nil && len(best.rss) > 0 && len(newel.rss) > 0 {
		fmt.Fprintf(w, "\nMemory, `newel` ÷ `best`: %s.\n", verdict(float64(median(newel.rss, itself))/float64(median(best.rss, itself)), 1.2, true))
	}
}
