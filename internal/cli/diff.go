package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/newel-api/newel/internal/compat"
	"github.com/newel-api/newel/internal/compile"
	"github.com/newel-api/newel/internal/diag"
)

// difference is the result of contract diff, in JSON.
type difference struct {
	Old      string           `json:"old"`
	New      string           `json:"new"`
	Breaking int              `json:"breaking"` // those that were approved counted too
	Approved int              `json:"approved"`
	Warnings int              `json:"warnings"`
	Infos    int              `json:"infos"`
	Changes  []*compat.Change `json:"changes"` // the worst first; [] for none
}

// baseline is the value of --against for what is pinned beside the design.
const baseline = "baseline"

func runContractDiff(ctx context.Context, c *call) (any, error) {
	if c.flags.given["against"] && (c.flags.against == "" || len(c.operands) == 2) {
		return nil, usage("--against needs one name after it, and is for one design; two contracts are compared without it: newel contract diff OLD NEW")
	}
	var old, now *side
	var err error
	var approved []*compat.Approval
	if len(c.operands) == 2 {
		if old, err = c.named(c.operands[0]); err == nil {
			now, err = c.named(c.operands[1])
		}
	} else {
		old, now, approved, err = c.against(ctx)
	}
	if err != nil || c.diags.Err() != nil || old == nil || now == nil {
		return nil, err
	}
	changes := now.changesSince(old)
	c.judge(changes, approved, now.name)
	result := &difference{Old: old.name, New: now.name, Changes: changes}
	if changes == nil {
		result.Changes = []*compat.Change{}
	}
	result.count()
	c.show(result)
	return result, nil
}

// against reads the design that the command line names, and what it is compared with.
func (c *call) against(ctx context.Context) (old, now *side, approved []*compat.Approval, err error) {
	d, err := c.readWhole()
	if err != nil || c.diags.Err() != nil {
		return nil, nil, nil, err
	}
	now = c.sideOf(c.folder(), d)
	at := c.flags.against
	if at == baseline {
		pin, err := c.pin()
		switch {
		case err != nil || c.diags.Err() != nil:
			return nil, nil, nil, err
		case pin == nil:
			return nil, nil, nil, usage(`nothing is pinned beside %s: pin the contract that clients have with "newel contract pin %s", or name another with --against`, c.folder(), c.folder())
		}
		return &side{name: path.Join(filepath.ToSlash(c.folder()), compat.PinFolder), document: pin.Document, facts: pin.Facts}, now, pin.Approved, nil
	}
	if _, err := os.Stat(at); err == nil {
		old, err = c.named(at)
		return old, now, nil, err
	}
	old, err = c.revision(ctx, at)
	return old, now, nil, err
}

// named reads a contract by the name of a file, or of the folder of a design.
func (c *call) named(name string) (*side, error) {
	info, err := os.Stat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, usage("there is no file or folder %q", name)
	case err != nil:
		return nil, machine(err, "cannot read the contract")
	case info.IsDir():
		return c.designIn(name, name)
	case !info.Mode().IsRegular() || info.Size() > compat.MaxBytes:
		return nil, usage("%q is not a file of at most %d bytes", name, compat.MaxBytes)
	}
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, machine(err, "cannot read the contract")
	}
	shown := path.Clean(filepath.ToSlash(name))
	return &side{name: shown, document: compat.Load(shown, text, &c.diags), text: text}, nil
}

// designIn reads the contract of a design in a folder, which people call name. Its places
// are not those of the design of now, so one that does not compile fails the command.
func (c *call) designIn(dir, name string) (*side, error) {
	var found diag.List
	d, files, err := compile.Folder(dir, &found)
	if err != nil {
		return nil, machine(err, "cannot read the design")
	}
	if found.Err() == nil {
		files.Complete(&found)
	}
	if found.Err() != nil {
		first := found.All()[0]
		return nil, usage("the design at %s does not compile: %s", name, strings.ReplaceAll(first.Span.String(), path.Clean(filepath.ToSlash(dir)), name)+": "+first.Message)
	}
	s := c.sideOf(name, d)
	s.design = nil
	return s, nil
}

func (d *difference) count() {
	for _, change := range d.Changes {
		switch {
		case change.Severity == compat.Breaking:
			d.Breaking++
			if change.Approved != nil {
				d.Approved++
			}
		case change.Severity == compat.Doubtful:
			d.Warnings++
		default:
			d.Infos++
		}
	}
}

// show writes the changes for people. What breaks clients is among them, so it is not
// shown again as findings.
func (c *call) show(d *difference) {
	if c.flags.json {
		return
	}
	for _, change := range d.Changes {
		c.say("%-8s %-9s %s: %s", change.Severity, change.Tier, change.Place, change.Text)
		c.say("         %s %s, reaches %s", change.ID, change.Fingerprint, list(change.Operations))
		if change.Design != "" {
			c.say("         at %s", change.Design)
		}
		switch {
		case change.Approved != nil:
			c.say("         approved: %s", change.Approved.Because)
		case change.Bridge != nil:
			c.say("         bridge: %s", bridgeText(change.Bridge))
		}
	}
	text := fmt.Sprintf("%d breaking, %s, %d info", d.Breaking, plural(d.Warnings, "warning", "warnings"), d.Infos)
	if len(d.Changes) == 0 {
		text = "no change"
	}
	if d.Approved > 0 {
		text += fmt.Sprintf("; %d approved", d.Approved)
	}
	c.say("%s, from %s to %s", text, d.Old, d.New)
	c.quietly("compat/breaks-")
}

func bridgeText(b *compat.Bridge) string {
	text := b.Stub
	if b.Lossy {
		text += " # loses something"
	}
	if b.Note != "" {
		text += " # " + b.Note
	}
	return text
}
