package storetest

import (
	"testing"

	"github.com/newel-api/newel/internal/store"
)

// Exercise runs the whole suite. open returns an empty database, another one for
// each call, and closes it when its test ends.
func Exercise(t *testing.T, open func(t *testing.T) store.DB) {
	for _, group := range []struct {
		name  string
		tests []exercise
	}{
		{"values", valueExercises},
		{"statements", statementExercises},
		{"transactions", transactionExercises},
		{"constraints", constraintExercises},
		{"contexts", contextExercises},
		{"together", togetherExercises},
		{"schema", schemaExercises},
		{"numbers", numberExercises},
		{"close", closeExercises},
	} {
		t.Run(group.name, func(t *testing.T) {
			for _, e := range group.tests {
				t.Run(e.name, func(t *testing.T) { e.run(&bench{t, open(t)}) })
			}
		})
	}
}

// exercise is one promise of the seam.
type exercise struct {
	name string
	run  func(b *bench)
}
