package sqlite

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
)

// A lock file stands beside the database while a Newel has it: SQLite's own locks
// are for statements and come and go. The lock is the system's, on the open file;
// it ends with the process, however that ends. What the file says is only the
// number of the process, for the message.

// lock makes the file and locks it, or returns ErrInUse.
func lock(path string) (*os.File, error) {
	for {
		f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
		if err != nil {
			return nil, err
		}
		err = tryLock(f)
		if errors.Is(err, ErrInUse) {
			err = inUse(f)
		}
		if err != nil {
			return nil, errors.Join(err, f.Close())
		}
		if current(f, path) {
			return f, sign(f)
		}
		// Whoever had it removed it between the two steps: lock the new one.
		if err := f.Close(); err != nil {
			return nil, err
		}
	}
}

// current tells whether path still names the open file f.
func current(f *os.File, path string) bool {
	mine, err := f.Stat()
	if err != nil {
		return true // the next step will say what is wrong
	}
	there, err := os.Stat(path)
	return err == nil && os.SameFile(mine, there)
}

func sign(f *os.File) error {
	if err := f.Truncate(0); err != nil {
		return errors.Join(err, f.Close())
	}
	if _, err := f.WriteAt([]byte(strconv.Itoa(os.Getpid())+"\n"), 0); err != nil {
		return errors.Join(err, f.Close())
	}
	return nil
}

// inUse names the process that has the lock, if the file tells.
func inUse(f *os.File) error {
	text := make([]byte, 20)
	n, _ := f.ReadAt(text, 0) // without it the message is only shorter
	pid, err := strconv.Atoi(strings.TrimSpace(string(text[:n])))
	if err != nil {
		return ErrInUse
	}
	return fmt.Errorf("%w (process %d)", ErrInUse, pid)
}

// unlock removes the file while it is still locked, and then the lock. Where an
// open file cannot be removed it stays, which does no harm.
func unlock(f *os.File) error {
	_ = os.Remove(f.Name())
	return f.Close()
}
