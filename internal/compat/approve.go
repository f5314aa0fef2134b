package compat

import (
	"regexp"
	"time"

	"github.com/newel-api/newel/internal/design/source"
	"github.com/newel-api/newel/internal/diag"
)

// Approval lets one breaking change through. It is bound to the change by its
// fingerprint: another change, or the same one with another value, is another matter.
type Approval struct {
	Fingerprint string    `json:"fingerprint"`
	Because     string    `json:"because"`
	By          string    `json:"by,omitempty"`
	Until       string    `json:"until,omitempty"` // the last day on which it counts, as 2026-12-31
	Span        diag.Span `json:"-"`

	used bool
}

var (
	wrongApproval = diag.Rule{ID: "compat/wrong-approval", Severity: diag.Error, Title: "an approval that cannot be read"}
	staleApproval = diag.Rule{ID: "compat/stale-approval", Severity: diag.Medium, Title: "an approval of a change that is not there"}
	spentApproval = diag.Rule{ID: "compat/expired-approval", Severity: diag.Medium, Title: "an approval whose last day has passed"}
)

var fingerprint = regexp.MustCompile(`^[0-9a-f]{12}$`)

const approvalForm = `write - {fingerprint: "0123456789ab", because: why clients can live with it, by: who, until: "2026-12-31"}; by and until may be left out`

// ReadApprovals reads approved.yaml: a list below the key approved.
func ReadApprovals(name string, text []byte, diags *diag.List) []*Approval {
	file := source.Parse(name, text, diags)
	if file.Root == nil {
		return nil
	}
	wrong := func(at diag.Span, format string, args ...any) {
		diags.Add(&wrongApproval, at, format, args...).Mend(approvalForm)
	}
	if file.Root.Kind != source.Map {
		wrong(file.Root.Span, "the file is not a mapping with the key approved")
		return nil
	}
	var all []*Approval
	for _, p := range file.Root.Pairs {
		switch {
		case p.Key.Text != "approved":
			wrong(p.Key.Span, "%q is not a key of this file; it has approved", p.Key.Text)
		case p.Value == nil:
		case p.Value.Kind != source.List:
			wrong(p.Value.Span, "approved is not a list")
		default:
			for _, item := range p.Value.Items {
				if a := readApproval(item, wrong); a != nil {
					all = append(all, a)
				}
			}
		}
	}
	return all
}

func readApproval(n *source.Node, wrong func(diag.Span, string, ...any)) *Approval {
	if n == nil || n.Kind != source.Map {
		if n != nil {
			wrong(n.Span, "an approval is a mapping, and this is not one")
		}
		return nil
	}
	a, ok := &Approval{Span: n.Span}, true
	refuse := func(at diag.Span, format string, args ...any) { ok = false; wrong(at, format, args...) }
	words := map[string]*string{"fingerprint": &a.Fingerprint, "because": &a.Because, "by": &a.By, "until": &a.Until}
	for _, p := range n.Pairs {
		word := words[p.Key.Text]
		switch {
		case word == nil:
			refuse(p.Key.Span, "%q is not a key of an approval", p.Key.Text)
		case p.Value == nil || p.Value.Kind != source.Scalar:
			refuse(p.Key.Span, "%q has no text", p.Key.Text)
		default:
			*word = p.Value.Text
		}
	}
	if !ok {
		return nil
	}
	switch {
	case !fingerprint.MatchString(a.Fingerprint):
		refuse(n.Span, "%q is not a fingerprint: those have 12 digits from 0 to f", a.Fingerprint)
	case a.Because == "":
		refuse(n.Span, "the approval of %s does not say because", a.Fingerprint)
	case a.Until != "":
		if _, err := time.Parse(time.DateOnly, a.Until); err != nil {
			refuse(n.Span, "%q is not a day as 2026-12-31", a.Until)
		}
	}
	if !ok {
		return nil
	}
	return a
}
