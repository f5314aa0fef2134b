package sqlite

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/newel-api/newel/internal/dialect"
	"github.com/newel-api/newel/internal/store"
)

// db is an open database.
type db struct {
	file    *file
	options Options
	writer  *writer
	readers *readers
	tables  tables
	close   func() error
}

// start opens the connections to f.
func start(ctx context.Context, f *file, o Options) (*db, error) {
	d := &db{file: f, options: o}
	d.close = sync.OnceValue(d.end)
	c, err := d.first(ctx)
	if err != nil {
		return nil, fmt.Errorf("database %q: %w", f.path, err)
	}
	d.readers = newReaders(d)
	d.writer = newWriter(d, c)
	return d, nil
}

// first opens the connection that writes, which brings the file into the state that
// the others find.
func (d *db) first(ctx context.Context) (c *conn, err error) {
	c, err = connect(ctx, d.file, d.options)
	if err != nil {
		return nil, err
	}
	if err := errors.Join(prepareFile(c), c.note(&d.tables)); err != nil {
		return nil, errors.Join(c.fault(ctx, err), c.close())
	}
	return c, d.file.private()
}

// prepareFile turns the write-ahead log on, so that reads and the write do not wait
// for each other, and makes sure that the file can be read.
func prepareFile(c *conn) error {
	mode, err := c.text("PRAGMA journal_mode = WAL")
	if err != nil {
		return err
	}
	if mode != "wal" {
		return fmt.Errorf("it cannot have a write-ahead log there (SQLite stays in mode %q): name a place on a local disk", mode)
	}
	if _, err := c.text("SELECT count(*) FROM sqlite_schema"); err != nil {
		return err
	}
	encoding, err := c.text("PRAGMA encoding")
	if err == nil && encoding != "UTF-8" {
		err = fmt.Errorf("its texts are %s, and Newel reads UTF-8: name another file", encoding)
	}
	return err
}

// Dialect implements [store.DB].
func (d *db) Dialect() dialect.Dialect { return dialect.SQLite }

// Read implements [store.DB].
func (d *db) Read(ctx context.Context, fn func(store.Tx) error) error {
	c, err := d.readers.take(ctx)
	if err != nil {
		return err
	}
	defer d.readers.give(c)
	return c.read(ctx, d.writer.generation.Load(), fn)
}

// Write implements [store.DB].
func (d *db) Write(ctx context.Context, fn func(store.Tx) error) error {
	return d.writer.do(&job{ctx: ctx, fn: fn})
}

// DDL implements [store.DB].
func (d *db) DDL(ctx context.Context, fn func(store.Tx) error) error {
	return d.writer.do(&job{ctx: ctx, fn: fn, alone: true})
}

// Watch implements [store.DB]: the file is this process's alone.
func (d *db) Watch(names ...string) (generation func() uint64, known bool) {
	return d.tables.watch(names).generation.Load, true
}

// Stats implements [store.DB].
func (d *db) Stats() store.Stats {
	w := d.writer
	return store.Stats{
		Commits: w.commits.Load(), Writes: w.writes.Load(), Refused: w.refused.Load(),
		Readers: d.options.Readers, Waiting: int(w.waiting.Load()), FileSize: d.file.size(),
	}
}

// Close implements [store.DB]. Closing twice does nothing more.
func (d *db) Close() error { return d.close() }

func (d *db) end() error {
	d.writer.stop()
	err := errors.Join(d.readers.stop(), d.writer.finish(), d.file.release())
	if err != nil {
		return fmt.Errorf("close the database %q: %w", d.file.path, err)
	}
	return nil
}
