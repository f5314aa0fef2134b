package stage_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/newel-api/newel/internal/compile"
	"github.com/newel-api/newel/internal/stage"
)

func TestAll(t *testing.T) {
	var names, built []string
	for i, s := range stage.All {
		if s.Number != i+1 {
			t.Errorf("step %q stands at %d and is numbered %d", s.Name, i+1, s.Number)
		}
		if s.Purpose == "" {
			t.Errorf("step %q does not say what it is for", s.Name)
		}
		names = append(names, s.Name)
		if s.Built {
			built = append(built, s.Name)
		}
	}
	slices.Sort(names)
	if len(slices.Compact(names)) != len(stage.All) {
		t.Errorf("a name stands twice in %q", names)
	}

	// compile reads the files of these steps; the two tables must agree.
	read, unread := compile.Steps()
	slices.Sort(built)
	slices.Sort(read)
	if diff := cmp.Diff(built, read); diff != "" {
		t.Errorf("built and read differ: -stage +compile\n%s", diff)
	}
	all := slices.Sorted(slices.Values(slices.Concat(read, unread)))
	if diff := cmp.Diff(names, all); diff != "" {
		t.Errorf("names differ: -stage +compile\n%s", diff)
	}
}
