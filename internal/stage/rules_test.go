package stage_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/newel-api/newel/internal/compat"
	"github.com/newel-api/newel/internal/compile"
	"github.com/newel-api/newel/internal/design/format"
	"github.com/newel-api/newel/internal/door"
	"github.com/newel-api/newel/internal/law"
	"github.com/newel-api/newel/internal/review"
	"github.com/newel-api/newel/internal/seed"
	"github.com/newel-api/newel/internal/stage"
	"github.com/newel-api/newel/internal/verify"
	"github.com/newel-api/newel/internal/verify/conform"
	"github.com/newel-api/newel/internal/verify/generate"
)

// TestRules: every rule of every room is there once, in order, and has a page.
func TestRules(t *testing.T) {
	rules := stage.Rules()
	count := len(seed.Rules) + len(format.Rules) + len(verify.Rules) + len(conform.Rules) + len(generate.Rules) + len(door.Rules) + len(compat.Rules) + len(law.Rules) + len(review.Rules)
	for _, room := range compile.Rooms() {
		count += len(room.Rules)
	}
	if len(rules) != count {
		t.Errorf("there are %d rules, and the rooms have %d", len(rules), count)
	}
	var ids []string
	for _, r := range rules {
		ids = append(ids, r.ID)
		if r.Title == "" || r.Severity == 0 || strings.Count(r.ID, "/") != 1 {
			t.Errorf("rule %q is not whole: %+v", r.ID, r)
		}
		if p, ok := stage.Page(r.ID); !ok || p.Rule != r.ID || p.Title != r.Title || p.Prose == "" {
			t.Errorf("the page of %s is not its own", r.ID)
		}
	}
	if !slices.IsSorted(ids) {
		t.Errorf("not in order: %q", ids)
	}
	if len(slices.Compact(slices.Clone(ids))) != len(ids) {
		t.Errorf("an id stands twice in %q", ids)
	}
}

func TestPageOfNoRule(t *testing.T) {
	for _, id := range []string{"", "bind", "bind/", "bind/nothing", "../rules", "seed/../seed/taken"} {
		if p, ok := stage.Page(id); ok {
			t.Errorf("%q has a page: %s", id, p.Rule)
		}
	}
}
