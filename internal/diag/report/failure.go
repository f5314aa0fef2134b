package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
)

// failed is the envelope of a command that could not do its work.
type failed struct {
	envelope
	Error struct {
		Kind    string `json:"kind"`
		Message string `json:"message"`
	} `json:"error"`
}

// Failure writes the envelope of a command that could not do its work, on one line:
// no findings, no result, and why. kind is "usage" or "machine"; command is "" when
// the command line names none. The error is that of w.
func Failure(w io.Writer, command, kind, message string) error {
	out := failed{envelope: envelope{Newel: EnvelopeVersion, Command: command, Findings: []finding{}}}
	out.Error.Kind, out.Error.Message = kind, message
	var line bytes.Buffer
	enc := json.NewEncoder(&line)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(out); err != nil {
		return fmt.Errorf("encode the failure of %s: %w", command, err)
	}
	if _, err := w.Write(line.Bytes()); err != nil {
		return fmt.Errorf("write the failure of %s: %w", command, err)
	}
	return nil
}
