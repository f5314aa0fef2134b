package compile

import (
	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/design/bind"
	"github.com/newel-api/newel/internal/design/decode"
	"github.com/newel-api/newel/internal/design/source"
	"github.com/newel-api/newel/internal/diag"
	"github.com/newel-api/newel/internal/dialect"
	"github.com/newel-api/newel/internal/plan"
)

// Folder reads the design in the folder dir. What is wrong with the design is
// added to diags, under file names that begin with dir as it was typed; the error
// is the disk's. A design with findings of severity error is not whole: it may be
// looked at, not planned.
func Folder(dir string, diags *diag.List) (*design.Design, *Files, error) {
	files, err := read(dir, diags)
	if err != nil {
		return nil, nil, err
	}
	return files.design(diags), files, nil
}

// design reads the texts.
func (f *Files) design(diags *diag.List) *design.Design {
	d := new(design.Design)
	trees := map[string][]*source.File{}
	whole := true
	for _, file := range f.list {
		tree := source.Parse(file.name, file.text, diags)
		whole = whole && !tree.Broken
		trees[file.step] = append(trees[file.step], tree)
	}
	var types *decode.Types
	if t := trees[stepData]; t != nil {
		types = decode.Data(t, &d.Data, diags)
	}
	if t := trees[stepContract]; t != nil {
		decode.Contract(t, types, &d.Contract, diags)
	}
	if t := trees[stepAccess]; t != nil {
		decode.Access(t, &d.Access, diags)
	}
	if t := trees[stepRequirements]; t != nil {
		decode.Requirements(t, &d.Requirements, diags)
	}
	if t := trees[stepDecisions]; t != nil {
		decode.Decisions(t, &d.Decisions, diags)
	}
	if t := trees[stepReview]; t != nil {
		decode.Review(t, &d.Review, diags)
	}
	// Half of a design would be blamed for not knowing the names that stand in the
	// other half.
	if whole && len(f.list) > 0 {
		bind.Bind(d, diags)
	}
	return d
}

// Plan makes the plan of d for an engine. d must come from [Folder], without
// findings of severity error, and be complete ([Files.Complete]).
func Plan(d *design.Design, engine dialect.Dialect) *plan.Plan { return plan.Compile(d, engine) }
