package format

import (
	"bytes"
	"embed"

	"github.com/newel-api/newel/internal/design/source"
	"github.com/newel-api/newel/internal/diag"
)

// Rules are all rules of this room.
var Rules = []*diag.Rule{&layout}

// Pages are the pages of the rules.
//
//go:embed rules/*.txtar
var Pages embed.FS

var layout = diag.Rule{ID: "format/layout", Severity: diag.High, Title: "a file in another layout"}

// Check adds a finding when the file is not in the layout, at the first line that
// would change. The error is that of [File].
func Check(f *source.File, diags *diag.List) error {
	want, err := File(f)
	if err != nil || bytes.Equal(want, f.Text) {
		return err
	}
	line, at := 1, 0
	for at < len(f.Text) && at < len(want) {
		end := lineEnd(f.Text, at)
		if end == len(f.Text) || !bytes.HasPrefix(want[at:], f.Text[at:end]) || lineEnd(want, at) != end {
			break
		}
		line, at = line+1, end+1
	}
	start := diag.Pos{Line: line, Col: 1, Offset: at}
	end := diag.Pos{Line: line, Col: 1 + lineEnd(f.Text, at) - at, Offset: lineEnd(f.Text, at)}
	diags.Add(&layout, diag.Span{File: f.Name, Start: start, End: end}, "the layout of %q is another one from here on", f.Name).
		Mend("write it anew with newel fmt")
	return nil
}
