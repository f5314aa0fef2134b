package newel

import (
	"context"
	"strings"

	"github.com/newel-api/newel/internal/compile"
	"github.com/newel-api/newel/internal/diag"
	"github.com/newel-api/newel/internal/seed"
	"github.com/newel-api/newel/internal/verify"
)

// Criterion is what became of one criterion of requirements.yaml.
type Criterion struct {
	Requirement string
	Name        string
	Failure     string // the request, the answer and what differs; "" when it holds
}

// Criteria runs every criterion of the design on a server of its own, as newel test
// requirements does. The error is the design's or the machine's.
func (a *App) Criteria(ctx context.Context) ([]Criterion, error) {
	var diags diag.List
	d, files, err := compile.Folder(a.DesignFolder(), &diags)
	if err != nil {
		return nil, err
	}
	var world *seed.Rows
	if diags.Err() == nil {
		files.Complete(&diags)
		a.functions.Check(d, &diags)
		world = seed.World(d, &diags)
	}
	if diags.Err() != nil {
		return nil, findings(&diags, files)
	}
	results, err := verify.Run(ctx, verify.Options{Design: d, World: world, Functions: &a.functions, Time: a.Time}, &diags)
	if err != nil {
		return nil, err
	}
	criteria := make([]Criterion, len(results))
	for i, r := range results {
		criteria[i] = Criterion{Requirement: r.Requirement, Name: r.Criterion}
		if f := r.Failure; f != nil {
			criteria[i].Failure = strings.Join(append([]string{f.At}, append(f.Differences, f.Request, f.Answer, f.Curl)...), "\n")
		}
	}
	return criteria, nil
}
