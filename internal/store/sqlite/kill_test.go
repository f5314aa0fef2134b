package sqlite

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	osexec "os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/newel-api/newel/internal/store"
	"github.com/newel-api/newel/internal/value"
)

// childVariable names the database that this test program writes to, as a child of
// itself, until it is killed.
const childVariable = "NEWEL_TEST_SQLITE_CHILD"

// child writes from several goroutines and says the number of each row that is
// acknowledged.
func child(path string) error {
	ctx := context.Background()
	db, err := Open(ctx, path)
	if err != nil {
		return err
	}
	err = db.DDL(ctx, func(tx store.Tx) error {
		_, err := tx.Exec("CREATE TABLE IF NOT EXISTS t (n INTEGER PRIMARY KEY, s TEXT) STRICT", nil)
		return err
	})
	if err != nil {
		return err
	}
	failed := make(chan error)
	for range 4 {
		go func() {
			for {
				var n int64
				err := db.Write(ctx, func(tx store.Tx) error {
					_, err := tx.Query("INSERT INTO t (s) VALUES (hex(zeroblob(2000))) RETURNING n", nil, func(r store.Row) error {
						n = r.Int(0)
						return nil
					})
					return err
				})
				if err != nil {
					failed <- err
				}
				fmt.Println(n)
			}
		}()
	}
	return <-failed
}

// TestKill kills a process that writes. Every row that it was told is kept must be
// there, none may be half there, and the file must be free at once.
func TestKill(t *testing.T) {
	path := filepath.Join(t.TempDir(), "test.db")
	acknowledged := map[int64]bool{}
	for cycle := range 4 {
		kill(t, path, 50+cycle*170, acknowledged)
		db := open(t, path)
		there := map[int64]bool{}
		err := db.Read(t.Context(), func(tx store.Tx) error {
			_, err := tx.Query("SELECT n FROM t WHERE length(s) = 4000", nil, func(r store.Row) error {
				there[r.Int(0)] = true
				return nil
			})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		for n := range acknowledged {
			if !there[n] {
				t.Errorf("cycle %d: row %d was acknowledged and is lost", cycle, n)
			}
		}
		if got := ask(t, db, "PRAGMA integrity_check"); got != value.OfText("ok") {
			t.Errorf("cycle %d: %s", cycle, got.Str)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// kill starts a child and ends it without warning when it has said enough.
func kill(t *testing.T, path string, enough int, acknowledged map[int64]bool) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := osexec.Command(self)
	cmd.Env = append(os.Environ(), childVariable+"="+path)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	said := 0
	for lines := bufio.NewScanner(out); lines.Scan(); {
		n, err := strconv.ParseInt(lines.Text(), 10, 64)
		if err != nil {
			continue // the last line may be cut
		}
		acknowledged[n] = true
		if said++; said != enough {
			continue
		}
		if _, err := Open(t.Context(), path); !errors.Is(err, ErrInUse) {
			t.Errorf("a second process got the file: %v", err)
		}
		if err := cmd.Process.Kill(); err != nil {
			t.Error(err)
		}
	}
	if err := cmd.Wait(); err == nil {
		t.Error("the child ended by itself")
	}
	if said < enough {
		t.Fatalf("the child acknowledged only %d rows", said)
	}
}
