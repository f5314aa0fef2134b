//go:build unix

package compile_test

import (
	"path/filepath"
	"syscall"
	"testing"
)

// TestPipe: reading a pipe would wait forever.
func TestPipe(t *testing.T) {
	dir := write(t, map[string]string{"data.yaml": noteData})
	if err := syscall.Mkfifo(filepath.Join(dir, "access.yaml"), 0o600); err != nil {
		t.Skip(err)
	}
	refused(t, dir)
}
