package sqlite

import (
	"errors"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
)

// TestLockAlone: of many who want the lock one has it at a time, though each removes
// the file when it leaves.
func TestLockAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lock")
	var holders, had atomic.Int32
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for had.Load() < 500 {
				f, err := lock(path)
				switch {
				case errors.Is(err, ErrInUse):
					continue
				case err != nil:
					t.Error(err)
					return
				}
				if n := holders.Add(1); n != 1 {
					t.Errorf("%d have the lock", n)
				}
				had.Add(1)
				holders.Add(-1)
				if err := unlock(f); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the file is left: %v", err)
	}
}
