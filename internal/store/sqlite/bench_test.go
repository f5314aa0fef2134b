package sqlite

import (
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/newel-api/newel/internal/store"
	"github.com/newel-api/newel/internal/value"
)

const benchRows = 10_000

const (
	benchTable  = "CREATE TABLE a (id BLOB PRIMARY KEY NOT NULL, owner INTEGER NOT NULL, title TEXT NOT NULL, body TEXT NOT NULL, created_at INTEGER NOT NULL) STRICT"
	benchInsert = "INSERT INTO a (id, owner, title, body, created_at) VALUES (?1, ?2, ?3, ?4, ?5)"
	benchGet    = "SELECT id, owner, title, body, created_at FROM a WHERE id = ?1"
	benchList   = "SELECT id, owner, title, body, created_at FROM a WHERE owner = ?1 ORDER BY created_at DESC, id DESC LIMIT 20"
)

func benchRow(i int) []value.Value {
	return []value.Value{
		value.NewID(), value.OfInt(int64(i % 100)), value.OfText(fmt.Sprint("title ", i)),
		value.OfText(strings.Repeat("body ", 100)), value.OfMicros(int64(i)),
	}
}

// benchDB has rows of about half a kilobyte, and returns their ids.
func benchDB(b *testing.B) (store.DB, []value.Value) {
	b.Helper()
	db := open(b, filepath.Join(b.TempDir(), "bench.db"))
	err := db.DDL(b.Context(), func(tx store.Tx) error {
		if err := exec(tx, benchTable); err != nil {
			return err
		}
		return exec(tx, "CREATE INDEX ix_a ON a (owner, created_at DESC, id DESC)")
	})
	if err != nil {
		b.Fatal(err)
	}
	var ids []value.Value
	err = db.Write(b.Context(), func(tx store.Tx) error {
		ids = nil
		for i := range benchRows {
			row := benchRow(i)
			ids = append(ids, row[0])
			if _, err := tx.Exec(benchInsert, row); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	return db, ids
}

func BenchmarkGet(b *testing.B) {
	db, ids := benchDB(b)
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		i++
		bytes := 0
		err := db.Read(b.Context(), func(tx store.Tx) error {
			args := [1]value.Value{ids[i*7919%len(ids)]}
			_, err := tx.Query(benchGet, args[:], func(r store.Row) error {
				bytes += len(r.Bytes(0)) + int(r.Int(1)) + len(r.Bytes(2)) + len(r.Bytes(3)) + int(r.Int(4))
				return nil
			})
			return err
		})
		if err != nil || bytes == 0 {
			b.Fatal(err)
		}
	}
}

func BenchmarkList20(b *testing.B) {
	db, _ := benchDB(b)
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		i++
		rows, bytes := 0, 0
		err := db.Read(b.Context(), func(tx store.Tx) (err error) {
			args := [1]value.Value{value.OfInt(int64(i % 100))}
			rows, err = tx.Query(benchList, args[:], func(r store.Row) error {
				bytes += len(r.Bytes(0)) + int(r.Int(1)) + len(r.Bytes(2)) + len(r.Bytes(3)) + int(r.Int(4))
				return nil
			})
			return err
		})
		if err != nil || rows != 20 {
			b.Fatal(rows, err)
		}
	}
}

// BenchmarkInsert is one writer: one fsync for each write.
func BenchmarkInsert(b *testing.B) {
	db, _ := benchDB(b)
	b.ReportAllocs()
	i := benchRows
	for b.Loop() {
		i++
		insertOne(b, db, i)
	}
}

func insertOne(b *testing.B, db store.DB, i int) {
	row := benchRow(i)
	err := db.Write(b.Context(), func(tx store.Tx) error {
		_, err := tx.Exec(benchInsert, row)
		return err
	})
	if err != nil {
		b.Error(err)
	}
}

// BenchmarkInsert64 is 64 writers at once; they share fsyncs.
func BenchmarkInsert64(b *testing.B) {
	db, _ := benchDB(b)
	before := db.Stats()
	b.ReportAllocs()
	b.ResetTimer()
	var all sync.WaitGroup
	const writers = 64
	for g := range writers {
		all.Go(func() {
			for i := g; i < b.N; i += writers {
				insertOne(b, db, i)
			}
		})
	}
	all.Wait()
	after := db.Stats()
	if commits := after.Commits - before.Commits; commits > 0 {
		b.ReportMetric(float64(after.Writes-before.Writes)/float64(commits), "writes/commit")
	}
}
