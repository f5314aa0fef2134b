package sqlite

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"github.com/newel-api/newel/internal/store"
)

// Options is how to open a database. The zero value is what a server wants.
type Options struct {
	Readers int // connections for Read; 0 means two for each processor, 4 to 16 in all
	Cache   int // bytes of pages that each connection keeps in memory; 0 means its part of 128 MiB, 8 MiB at the least
}

const (
	fewestReaders = 4
	mostReaders   = 16

	// Measured (BenchmarkSettings, bench/RESULTS.md): what is not in a connection's cache is
	// read from the file by a system call for each page, which was half of what a page of a
	// list cost in a file of 100 MB. Beyond 32 MiB little was gained there, and mapping the
	// file gained nothing. Four readers on two processors have 32 MiB each; a large machine
	// has more readers and not more memory for them.
	wholeCache = 128 << 20
	leastCache = 8 << 20
)

// ErrInUse is what Open wraps when another Newel has the file.
var ErrInUse = errors.New("another newel has it open")

// header is how every SQLite file begins.
const header = "SQLite format 3\x00"

// Open opens the database in the file path, which is made when it is not there,
// with the zero Options. The file is readable for its owner only when it is new;
// path may be a symbolic link. "" opens a temporary database, which is removed by
// Close.
func Open(ctx context.Context, path string) (store.DB, error) { return Options{}.Open(ctx, path) }

// Open is like the function Open, with these options. ctx bounds only the opening,
// which can take long after a crash.
func (o Options) Open(ctx context.Context, path string) (store.DB, error) {
	if o.Readers <= 0 {
		o.Readers = min(max(2*runtime.GOMAXPROCS(0), fewestReaders), mostReaders)
	}
	if o.Cache <= 0 {
		o.Cache = max(wholeCache/o.Readers, leastCache)
	}
	f, err := claim(path)
	if err != nil {
		return nil, err
	}
	d, err := start(ctx, f, o)
	if err != nil {
		return nil, errors.Join(err, f.release())
	}
	return d, nil
}

// file is a database file that this process has for itself.
type file struct {
	path      string // absolute, without symbolic links
	temporary string // the folder to remove with it; "" for none
	lock      *os.File
}

// claim makes the file ready to be opened: it is there, can be written, is a
// SQLite file or empty, and no other Newel has it.
func claim(path string) (*file, error) {
	f := &file{}
	if path == "" {
		dir, err := os.MkdirTemp("", "newel-")
		if err != nil {
			return nil, fmt.Errorf("make a temporary database: %w", err)
		}
		f.temporary, path = dir, filepath.Join(dir, "newel.db")
	}
	if err := f.claim(path); err != nil {
		return nil, errors.Join(fmt.Errorf("database %q: %w", path, err), f.release())
	}
	return f, nil
}

func (f *file) claim(path string) error {
	if err := examine(path); err != nil {
		return err
	}
	absolute, err := filepath.Abs(path)
	if err != nil {
		return err
	}
	if f.path, err = filepath.EvalSymlinks(absolute); err != nil {
		return err
	}
	f.lock, err = lock(f.path + "-lock")
	switch {
	case errors.Is(err, ErrInUse):
		return fmt.Errorf("%w: stop that one first, or name another file", err)
	case errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("the folder %q may not be written by this user, and SQLite keeps files beside the database: "+
			"give this user the right, or name another place", filepath.Dir(f.path))
	case err != nil:
		return fmt.Errorf("lock it: %w", err)
	}
	return nil
}

// examine makes sure that path is a file that can be written and that SQLite would
// know, and makes it when there is none.
func examine(path string) (err error) {
	info, err := os.Stat(path)
	switch {
	case err == nil && info.IsDir():
		return fmt.Errorf("it is a folder: name a file in it, such as %q", filepath.Join(path, "newel.db"))
	case err == nil && !info.Mode().IsRegular():
		return errors.New("it is not an ordinary file: name another one")
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	switch {
	case errors.Is(err, fs.ErrNotExist) && isFolder(filepath.Dir(path)):
		return fmt.Errorf("no file can be made in the folder %q: name another place", filepath.Dir(path))
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("the folder %q is not there: make it, or name another place", filepath.Dir(path))
	case errors.Is(err, fs.ErrPermission) && info == nil:
		return fmt.Errorf("this user may not make files in the folder %q: give them the right, or name another place", filepath.Dir(path))
	case errors.Is(err, fs.ErrPermission):
		return errors.New("this user may not write the file: give them the right to read and write it")
	case err != nil:
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	start := make([]byte, len(header))
	n, err := io.ReadFull(f, start)
	switch {
	case n == 0 && errors.Is(err, io.EOF):
		return nil // a new one
	case errors.Is(err, io.ErrUnexpectedEOF), err == nil && string(start) != header:
		return errors.New("it is not a SQLite database, and stays as it is: name another file")
	}
	return err
}

// private gives the files that SQLite keeps beside the database the rights of the
// database: the driver makes them readable for everyone who may enter the folder.
func (f *file) private() error {
	info, err := os.Stat(f.path)
	if err != nil {
		return err
	}
	for _, suffix := range []string{"-wal", "-shm"} {
		err := os.Chmod(f.path+suffix, info.Mode().Perm())
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// size returns how many bytes the database and its log have.
func (f *file) size() int64 {
	var n int64
	for _, suffix := range []string{"", "-wal"} {
		if info, err := os.Stat(f.path + suffix); err == nil {
			n += info.Size()
		}
	}
	return n
}

// release lets others have the file.
func (f *file) release() error {
	var err error
	if f.lock != nil {
		err = unlock(f.lock)
	}
	if f.temporary != "" {
		err = errors.Join(err, os.RemoveAll(f.temporary))
	}
	return err
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}
