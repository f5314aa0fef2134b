package sqlite

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/newel-api/newel/internal/store"
	"github.com/newel-api/newel/internal/value"
)

// largeRows make a file of some 70 MB, which no page cache that a server can afford for
// each connection holds.
const largeRows = 100_000

// BenchmarkSettings asks for pages of 20 rows all over a large file, with a page cache of
// several sizes, with the file mapped into memory, and without keeping transactions
// between reads: what settings and view are chosen by.
func BenchmarkSettings(b *testing.B) {
	path := filepath.Join(b.TempDir(), "large.db")
	fillLarge(b, path)
	for _, c := range []struct {
		name  string
		cache int
		mmap  int
		keeps bool
	}{
		{"cache=2MiB", 2 << 20, 0, true},
		{"cache=8MiB", 8 << 20, 0, true},
		{"cache=32MiB", 32 << 20, 0, true},
		{"cache=128MiB", 128 << 20, 0, true},
		{"cache=8MiB,mmap=256MiB", 8 << 20, 256 << 20, true},
		{"cache=8MiB,not-kept", 8 << 20, 0, false},
	} {
		b.Run(c.name, func(b *testing.B) {
			opened, err := Options{Readers: 1, Cache: c.cache}.Open(b.Context(), path)
			if err != nil {
				b.Fatal(err)
			}
			defer opened.Close()
			d := opened.(*db)
			err = d.Read(b.Context(), func(t store.Tx) error {
				return t.(*tx).c.db.Exec(fmt.Sprintf("PRAGMA mmap_size = %d", c.mmap))
			})
			if err != nil {
				b.Fatal(err)
			}
			i := 0
			for b.Loop() {
				i++
				pageOfLarge(b, d, int64(i*7919%1000))
				if !c.keeps {
					d.readers.release()
				}
			}
		})
	}
}

func fillLarge(b *testing.B, path string) {
	b.Helper()
	d := open(b, path)
	err := d.DDL(b.Context(), func(tx store.Tx) error {
		if err := exec(tx, benchTable); err != nil {
			return err
		}
		return exec(tx, "CREATE INDEX ix_a ON a (owner, created_at DESC, id DESC)")
	})
	if err != nil {
		b.Fatal(err)
	}
	err = d.Write(b.Context(), func(tx store.Tx) error {
		for i := range largeRows {
			row := benchRow(i)
			row[1] = value.OfInt(int64(i % 1000))
			if _, err := tx.Exec(benchInsert, row); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	if err := d.Close(); err != nil {
		b.Fatal(err)
	}
}

func pageOfLarge(b *testing.B, d *db, owner int64) {
	rows := 0
	err := d.Read(b.Context(), func(tx store.Tx) (err error) {
		args := [1]value.Value{value.OfInt(owner)}
		rows, err = tx.Query(benchList, args[:], func(r store.Row) error {
			_ = r.Bytes(3)
			return nil
		})
		return err
	})
	if err != nil || rows != 20 {
		b.Fatal(rows, err)
	}
}
