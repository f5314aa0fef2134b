package sqlite

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/newel-api/newel/internal/store"
	"github.com/newel-api/newel/internal/value"
)

// put writes one row, which makes the table if need be.
func put(t testing.TB, db store.DB, n int) {
	t.Helper()
	if err := db.DDL(t.Context(), func(tx store.Tx) error {
		_, err := tx.Exec("CREATE TABLE IF NOT EXISTS t (n INTEGER PRIMARY KEY, s TEXT) STRICT", nil)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if err := db.Write(t.Context(), func(tx store.Tx) error {
		_, err := tx.Exec("INSERT INTO t (n, s) VALUES (?1, 'text')", []value.Value{value.OfInt(int64(n))})
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

// ask returns the first column of the first row.
func ask(t testing.TB, db store.DB, sql string) (got value.Value) {
	t.Helper()
	err := db.Read(t.Context(), func(tx store.Tx) error {
		_, err := tx.Query(sql, nil, func(r store.Row) error {
			if got = r.Value(0, value.Int); got.Int == 0 && r.Bytes(0) != nil {
				got = r.Value(0, value.Text)
			}
			return nil
		})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestReopen(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a b?%41#.db") // no part of it is an instruction
	for n := range 3 {
		db := open(t, path)
		put(t, db, n)
		if got := ask(t, db, "SELECT count(*) FROM t"); got.Int != int64(n+1) {
			t.Errorf("opened %d times, it has %d rows", n+1, got.Int)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		if got := names(t, filepath.Dir(path)); !slices.Equal(got, []string{"a b?%41#.db"}) {
			t.Errorf("after Close the folder has %q", got)
		}
	}
}

func names(t *testing.T, dir string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func TestSettings(t *testing.T) {
	db := open(t, filepath.Join(t.TempDir(), "test.db"))
	put(t, db, 1)
	for sql, want := range map[string]string{
		"PRAGMA journal_mode": "wal", "PRAGMA synchronous": "2", "PRAGMA foreign_keys": "1", "PRAGMA trusted_schema": "0",
		"PRAGMA recursive_triggers": "0", "PRAGMA cell_size_check": "1", "PRAGMA temp_store": "2",
		"SELECT sqlite_version() >= '3.53'": "1",
	} {
		v := ask(t, db, sql)
		got := v.Str
		if v.Kind == value.Int {
			got = fmt.Sprint(v.Int)
		}
		if got != want {
			t.Errorf("%s is %s, want %s", sql, got, want)
		}
	}
}

func TestPrivate(t *testing.T) {
	path := filepath.Join(t.TempDir(), "test.db")
	put(t, open(t, path), 1)
	for _, name := range names(t, filepath.Dir(path)) {
		info, err := os.Stat(filepath.Join(filepath.Dir(path), name))
		if err != nil {
			t.Fatal(err)
		}
		if got := info.Mode().Perm(); got != 0o600 {
			t.Errorf("%s has the rights %o", name, got)
		}
	}
}

func TestTemporary(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	db := open(t, "")
	put(t, db, 1)
	if got := ask(t, db, "SELECT count(*) FROM t"); got.Int != 1 {
		t.Errorf("it has %d rows", got.Int)
	}
	if got := names(t, dir); len(got) != 1 {
		t.Errorf("while it is open the temporary folder has %q", got)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if got := names(t, dir); len(got) != 0 {
		t.Errorf("Close leaves %q", got)
	}
}

func TestInUse(t *testing.T) {
	dir := t.TempDir()
	path, link := filepath.Join(dir, "test.db"), filepath.Join(dir, "link.db")
	db := open(t, path)
	put(t, db, 1)
	if err := os.Symlink(path, link); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{path, link} {
		_, err := Open(t.Context(), name)
		if !errors.Is(err, ErrInUse) || !strings.Contains(err.Error(), fmt.Sprintf("process %d", os.Getpid())) || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	again := open(t, link)
	if got := ask(t, again, "SELECT count(*) FROM t"); got.Int != 1 {
		t.Errorf("through the link it has %d rows", got.Int)
	}
}

func TestOpenRefuses(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	whole := filepath.Join(dir, "whole.db")
	db := open(t, whole)
	put(t, db, 1)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(whole)
	if err != nil {
		t.Fatal(err)
	}
	damaged := slices.Clone(text)
	copy(damaged[100:], strings.Repeat("\xff", 60)) // the schema's page
	for _, c := range []struct{ name, path, want string }{
		{"a folder", dir, "it is a folder: name a file in it"},
		{"no folder", filepath.Join(dir, "no", "x.db"), "is not there: make it"},
		{"a device", os.DevNull, "it is not an ordinary file"},
		{"another file", write("notes.txt", "some notes that somebody wrote"), "it is not a SQLite database, and stays as it is"},
		{"a short file", write("short.txt", "hi"), "it is not a SQLite database"},
		{"a header alone", write("header.db", header), "is damaged, restore it from a backup"},
		{"damaged", write("damaged.db", string(damaged)), "is damaged, restore it from a backup"},
		{"cut", write("cut.db", string(text[:len(text)-4096])), "is damaged, restore it from a backup"},
	} {
		t.Run(c.name, func(t *testing.T) {
			before, _ := os.ReadFile(c.path)
			db, err := Open(t.Context(), c.path)
			if err == nil {
				_ = db.Close()
				t.Fatal("it was opened")
			}
			if !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), c.path) {
				t.Errorf("the error is %v", err)
			}
			if after, _ := os.ReadFile(c.path); string(after) != string(before) {
				t.Error("the file was changed")
			}
			if _, err := os.Stat(c.path + "-lock"); err == nil {
				t.Error("the lock was left")
			}
		})
	}
}

// TestRights asks the system, which refuses nothing to its administrator.
func TestRights(t *testing.T) {
	if os.Geteuid() <= 0 {
		t.Skip("this user may do everything, or the system has no such rights")
	}
	dir := t.TempDir()
	closed, path := filepath.Join(dir, "closed"), filepath.Join(dir, "closed", "x.db")
	if err := os.Mkdir(closed, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		mode os.FileMode
		file os.FileMode // 0 for none
		want string
	}{
		{0o500, 0, "may not make files in the folder"},
		{0o700, 0o400, "may not write the file"},
		{0o700, 0o200, "may not write the file"},
		{0o500, 0o600, "SQLite keeps files beside the database"},
	} {
		if err := os.Chmod(closed, 0o700); err != nil {
			t.Fatal(err)
		}
		_ = os.Remove(path)
		if step.file != 0 {
			if err := errors.Join(os.WriteFile(path, nil, 0o600), os.Chmod(path, step.file)); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.Chmod(closed, step.mode); err != nil {
			t.Fatal(err)
		}
		_, err := Open(t.Context(), path)
		if err == nil || !strings.Contains(err.Error(), step.want) {
			t.Errorf("%o, %o: the error is %v, want %q", step.mode, step.file, err, step.want)
		}
	}
	if err := os.Chmod(closed, 0o700); err != nil {
		t.Fatal(err)
	}
}
