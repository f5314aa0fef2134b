package compile

import (
	"bytes"
	"slices"

	"github.com/newel-api/newel/internal/diag"
)

const (
	mostTries = 200 // to compile the design, altogether
	mostAlone = 50  // edits tried one by one, where all at once make nothing better
)

// Texts reads the files of the design in the folder dir, and nothing of what stands in
// them; what is wrong with the folder is added to diags.
func Texts(dir string, diags *diag.List) (*Files, error) { return read(dir, diags) }

// Names returns what findings call the files, which is also where they are.
func (f *Files) Names() (names []string) {
	for _, file := range f.list {
		names = append(names, file.name)
	}
	return names
}

// Mend applies the edits of findings, round by round, since one may bring to light what
// the next mends, as long as each round leaves fewer findings and
// no more errors. It returns the files as they are then, the findings that were
// mended, and those that are left.
func (f *Files) Mend() (mended *Files, done []*diag.Diagnostic, left *diag.List) {
	mended, left = f, f.findings()
	for tries := 0; tries < mostTries; {
		var certain []*diag.Diagnostic
		for _, d := range left.All() {
			if len(d.Edits) > 0 {
				certain = append(certain, d)
			}
		}
		sets := [][]*diag.Diagnostic{certain}
		for _, d := range certain[:min(len(certain), mostAlone)] {
			sets = append(sets, []*diag.Diagnostic{d})
		}
		better := false
		for _, set := range sets {
			next, used := mended.with(set)
			if len(used) == 0 {
				continue
			}
			tries++
			if after := next.findings(); fewer(after, left) {
				mended, left, done, better = next, after, append(done, used...), true
				break
			}
		}
		if !better {
			break
		}
	}
	return mended, done, left
}

func (f *Files) findings() *diag.List {
	diags := new(diag.List)
	f.design(diags)
	return diags
}

// fewer tells whether after has fewer findings than before, and no more errors.
func fewer(after, before *diag.List) bool {
	a, b := errorsIn(after), errorsIn(before)
	return a < b || a == b && after.Len() < before.Len()
}

func errorsIn(l *diag.List) (count int) {
	for _, d := range l.All() {
		if d.Severity == diag.Error {
			count++
		}
	}
	return count
}

// with returns the files with the edits of those findings, and the findings whose edits
// could all be made: no two edits touch the same text.
func (f *Files) with(findings []*diag.Diagnostic) (next *Files, used []*diag.Diagnostic) {
	edits := map[string][]diag.Edit{}
	for _, d := range findings {
		if !slices.ContainsFunc(d.Edits, func(e diag.Edit) bool { return f.Text(e.Span.File) == nil || touches(e, edits[e.Span.File]) }) {
			for _, e := range d.Edits {
				edits[e.Span.File] = append(edits[e.Span.File], e)
			}
			used = append(used, d)
		}
	}
	next = &Files{dir: f.dir}
	for _, old := range f.list {
		changed := *old
		changed.text = apply(old.text, edits[old.name])
		next.list = append(next.list, &changed)
	}
	return next, used
}

// touches tells whether an edit cannot be made beside others.
func touches(e diag.Edit, others []diag.Edit) bool {
	return slices.ContainsFunc(others, func(o diag.Edit) bool {
		return e.Span.Start.Offset <= o.Span.End.Offset && o.Span.Start.Offset <= e.Span.End.Offset
	})
}

// apply makes edits that do not touch each other.
func apply(text []byte, edits []diag.Edit) []byte {
	edits = slices.Clone(edits)
	slices.SortFunc(edits, func(a, b diag.Edit) int { return b.Span.Start.Offset - a.Span.Start.Offset })
	text = bytes.Clone(text)
	for _, e := range edits {
		from, to := e.Span.Start.Offset, e.Span.End.Offset
		if from < 0 || to < from || to > len(text) {
			continue // not of this text
		}
		text = slices.Replace(text, from, to, []byte(e.New)...)
	}
	return text
}
