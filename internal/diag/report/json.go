package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"

	"github.com/newel-api/newel/internal/diag"
)

// EnvelopeVersion is the value of the envelope's first key.
const EnvelopeVersion = 1

// Gate is the severity from which on a finding fails a command: ok is false in
// the envelope, and the exit code is 1.
const Gate = diag.High

// Passes tells whether no finding is at or above the [Gate].
func Passes(diags *diag.List) bool { return diags.Worst() < Gate }

// The envelope. The order of fields is the order of keys.
type (
	envelope struct {
		Newel    int       `json:"newel"`
		Command  string    `json:"command"`
		OK       bool      `json:"ok"`
		Findings []finding `json:"findings"`
		Result   any       `json:"result"`
	}
	finding struct {
		Rule     string `json:"rule"`
		Severity string `json:"severity"`
		place
		Message string    `json:"message"`
		Fix     string    `json:"fix"`
		Edits   []edit    `json:"edits"`
		Related []related `json:"related"`
	}
	place struct {
		File      string `json:"file"`
		Line      int    `json:"line"`
		Col       int    `json:"col"`
		EndLine   int    `json:"end_line"`
		EndCol    int    `json:"end_col"`
		Offset    int    `json:"offset"`
		EndOffset int    `json:"end_offset"`
	}
	edit struct {
		place
		New string `json:"new"`
	}
	related struct {
		place
		Message string `json:"message"`
	}
)

// JSON writes the envelope of a command: its findings and, in the command's own
// shape, its result, on one line. The error is that of w, or says that result
// has no JSON; then nothing was written.
func JSON(w io.Writer, command string, diags *diag.List, result any) error {
	return JSONAt(Gate, w, command, diags, result)
}

// JSONAt writes the envelope of a command whose gate is another one.
func JSONAt(gate diag.Severity, w io.Writer, command string, diags *diag.List, result any) error {
	out := envelope{
		Newel:    EnvelopeVersion,
		Command:  command,
		OK:       diags.Worst() < gate,
		Findings: make([]finding, 0, diags.Len()),
		Result:   result,
	}
	for _, d := range diags.All() {
		out.Findings = append(out.Findings, findingOf(d))
	}
	var line bytes.Buffer
	enc := json.NewEncoder(&line)
	enc.SetEscapeHTML(false) // rules and messages quote CEL, which is full of < > &
	if err := enc.Encode(out); err != nil {
		return fmt.Errorf("encode the report of %s: %w", command, err)
	}
	if _, err := w.Write(line.Bytes()); err != nil {
		return fmt.Errorf("write the report of %s: %w", command, err)
	}
	return nil
}

func findingOf(d *diag.Diagnostic) finding {
	f := finding{
		Rule:     d.Rule.ID,
		Severity: d.Severity.String(),
		place:    placeOf(d.Span),
		Message:  d.Message,
		Fix:      d.Fix,
		Edits:    make([]edit, 0, len(d.Edits)),
		Related:  make([]related, 0, len(d.Related)),
	}
	for _, e := range d.Edits {
		f.Edits = append(f.Edits, edit{placeOf(e.Span), e.New})
	}
	for _, r := range d.Related {
		f.Related = append(f.Related, related{placeOf(r.Span), r.Message})
	}
	return f
}

func placeOf(s diag.Span) place {
	return place{
		File: s.File,
		Line: s.Start.Line, Col: s.Start.Col,
		EndLine: s.End.Line, EndCol: s.End.Col,
		Offset: s.Start.Offset, EndOffset: s.End.Offset,
	}
}
