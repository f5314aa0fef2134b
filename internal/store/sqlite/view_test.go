package sqlite

import (
	"errors"
	"path/filepath"
	"testing"
	"time"

	sqlite3 "github.com/ncruces/go-sqlite3"

	"github.com/newel-api/newel/internal/store"
)

// rows counts the rows of t, and returns the connection that it was asked of.
func rows(t *testing.T, d store.DB) (n int64, c *conn) {
	t.Helper()
	err := d.Read(t.Context(), func(x store.Tx) error {
		c = x.(*tx).c
		_, err := x.Query("SELECT count(*) FROM t", nil, func(r store.Row) error {
			n = r.Int(0)
			return nil
		})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n, c
}

// TestViewKept: a transaction is kept from one read to the next, until something is
// committed or goes wrong.
func TestViewKept(t *testing.T) {
	d := open(t, filepath.Join(t.TempDir(), "test.db"))
	put(t, d, 1)
	_, c := rows(t, d)
	if !c.in() {
		t.Fatal("the transaction is not kept")
	}
	c.view.began = time.Now().Add(time.Hour) // so that time does not end it
	began := c.view.began
	if n, again := rows(t, d); n != 1 || again != c || c.view.began != began {
		t.Errorf("%d rows; the transaction began anew: %t", n, c.view.began != began)
	}
	put(t, d, 2)
	if n, again := rows(t, d); n != 2 || again != c || c.view.began == began {
		t.Errorf("%d rows of 2; the transaction began anew: %t", n, c.view.began != began)
	}
	refused := errors.New("refused")
	if err := d.Read(t.Context(), func(store.Tx) error { return refused }); !errors.Is(err, refused) || !c.in() {
		t.Errorf("%v; the transaction is kept: %t", err, c.in())
	}
	err := d.Read(t.Context(), func(x store.Tx) error {
		_, err := x.Query("SELECT nothing", nil, nil)
		return err
	})
	if err == nil || c.in() {
		t.Errorf("after a failure (%v) the transaction is kept", err)
	}
}

// TestViewOfOthers: what another program writes is seen, though no commit of this one
// tells.
func TestViewOfOthers(t *testing.T) {
	path := filepath.Join(t.TempDir(), "test.db")
	d := open(t, path)
	put(t, d, 1)
	rows(t, d)
	other, err := sqlite3.Open("file:" + path)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	if err := other.Exec("INSERT INTO t (n) VALUES (100)"); err != nil {
		t.Fatal(err)
	}
	for until := time.Now().Add(10 * time.Second); ; {
		if n, _ := rows(t, d); n == 2 {
			return
		}
		if time.Now().After(until) {
			t.Fatal("another program's row is not seen")
		}
	}
}

// TestViewsAndLog: transactions that are kept do not keep the log from beginning anew.
func TestViewsAndLog(t *testing.T) {
	path := filepath.Join(t.TempDir(), "test.db")
	d := open(t, path)
	put(t, d, 1)
	hold := make(chan struct{})
	const readers = 3
	ended := make(chan error, readers)
	for range 12 {
		fill(t, d)
		for range readers { // at once, so that each has a connection of its own
			reading := make(chan struct{})
			go func() {
				ended <- d.Read(t.Context(), func(x store.Tx) error {
					_, err := x.Query("SELECT count(*) FROM t", nil, nil)
					close(reading)
					<-hold
					return err
				})
			}()
			<-reading
		}
		for range readers {
			hold <- struct{}{}
		}
		for range readers {
			if err := <-ended; err != nil {
				t.Fatal(err)
			}
		}
	}
	if got, most := logSize(t, path), int64(3*logPages*4096); got > most {
		t.Errorf("after 50 MB the log has %d bytes, more than %d", got, most)
	}
}
