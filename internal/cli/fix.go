package cli

import (
	"bytes"
	"context"

	"github.com/rogpeppe/go-internal/diff"

	"github.com/newel-api/newel/internal/compile"
)

// fixed is the result of fix, in JSON.
type fixed struct {
	Mended []mendedFinding `json:"mended"`
	Files  []string        `json:"files"`   // that change
	Diff   string          `json:"diff"`    // of all of them
	Wrote  bool            `json:"written"` // false with --dry-run
}

type mendedFinding struct {
	Rule    string `json:"rule"`
	File    string `json:"file"`
	Line    int    `json:"line"` // as the file was when its turn came
	Message string `json:"message"`
}

func runFix(_ context.Context, c *call) (any, error) {
	files, err := compile.Texts(c.folder(), &c.diags)
	if err != nil {
		return nil, err
	}
	mended, done, left := files.Mend()
	c.diags.Append(left)
	c.files = mended
	out := &fixed{Mended: []mendedFinding{}, Files: []string{}, Wrote: !c.flags.dryRun}
	for _, d := range done {
		out.Mended = append(out.Mended, mendedFinding{d.Rule.ID, d.Span.File, d.Span.Start.Line, d.Message})
	}
	for _, name := range files.Names() {
		before, after := files.Text(name), mended.Text(name)
		if bytes.Equal(before, after) {
			continue
		}
		if !c.flags.dryRun {
			if err := replace(name, after); err != nil {
				return nil, machine(err, "cannot write %s", name)
			}
		}
		out.Files = append(out.Files, name)
		out.Diff += string(diff.Diff(name, before, name, after))
	}
	if len(done) == 0 {
		c.say("nothing can be mended with certainty")
		return out, nil
	}
	verb := "mended"
	if c.flags.dryRun {
		verb = "would mend"
	}
	c.say("%s\n%s %s in %s", out.Diff, verb, plural(len(done), "finding", "findings"), plural(len(out.Files), "file", "files"))
	return out, nil
}
