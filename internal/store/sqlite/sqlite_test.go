package sqlite

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"go.uber.org/goleak"

	"github.com/newel-api/newel/internal/store"
	"github.com/newel-api/newel/internal/store/storetest"
)

func TestMain(m *testing.M) {
	if path := os.Getenv(childVariable); path != "" {
		fmt.Fprintln(os.Stderr, child(path))
		os.Exit(1)
	}
	goleak.VerifyTestMain(m)
}

func TestExercise(t *testing.T) {
	storetest.Exercise(t, func(t *testing.T) store.DB { return open(t, filepath.Join(t.TempDir(), "test.db")) })
}

// open opens a database and closes it when the test ends.
func open(t testing.TB, path string) store.DB {
	t.Helper()
	db, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}
