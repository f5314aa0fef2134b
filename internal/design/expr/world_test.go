package expr_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ncruces/go-sqlite3"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/dialect"
	"github.com/newel-api/newel/internal/payload"
	"github.com/newel-api/newel/internal/value"
)

// world is rows of the house in Go, with the same rows in SQLite.
type world struct {
	data *design.Data
	rows map[*design.Entity][][]value.Value
	db   *sqlite3.Conn
}

func (w *world) Row(e *design.Entity, id value.Value) []value.Value {
	for _, row := range w.rows[e] {
		if row[0] == id {
			return row
		}
	}
	return nil
}

func (w *world) Many(rel *design.Inverse, id value.Value) (rows [][]value.Value) {
	for _, row := range w.rows[rel.Many()] {
		if row[rel.Via.Index] == id {
			rows = append(rows, row)
		}
	}
	return rows
}

// newWorld makes the tables of d in memory, without rows.
func newWorld(t testing.TB, d *design.Data) *world {
	t.Helper()
	db, err := sqlite3.Open(":memory:")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	for _, e := range d.Entities {
		var columns []string
		for f := range e.All() {
			columns = append(columns, dialect.Quote(f.Column())+" "+dialect.SQLite.ColumnType(f.Kind()))
		}
		columns[0] += " PRIMARY KEY"
		if e.Tenant.To != nil {
			columns = append(columns, "UNIQUE ("+dialect.Quote(e.Tenant.Name)+", id)")
		}
		for _, group := range e.Unique {
			var names []string
			for _, ref := range group {
				names = append(names, dialect.Quote(ref.Name))
			}
			columns = append(columns, "UNIQUE ("+strings.Join(names, ", ")+")")
		}
		for f := range e.All() {
			if f.Type == design.TypeRef {
				from, to := dialect.Quote(f.Column()), "id"
				if within(f) {
					from, to = dialect.Quote(e.Tenant.Name)+", "+from, dialect.Quote(f.Target.To.Tenant.Name)+", id"
				}
				columns = append(columns, "FOREIGN KEY ("+from+") REFERENCES "+dialect.Quote(f.Target.To.Table())+" ("+to+") DEFERRABLE INITIALLY DEFERRED")
			}
		}
		run(t, db, "CREATE TABLE "+dialect.Quote(e.Table())+" ("+strings.Join(columns, ", ")+") STRICT, WITHOUT ROWID")
	}
	run(t, db, "PRAGMA foreign_keys = ON")
	return &world{data: d, rows: map[*design.Entity][][]value.Value{}, db: db}
}

func run(t testing.TB, db *sqlite3.Conn, text string) {
	t.Helper()
	if err := db.Exec(text); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
}

// within tells whether f keeps to the tenant of its row.
func within(f *design.Field) bool {
	return f.Type == design.TypeRef && f.Entity != nil && f.Entity.Tenant.To != nil && f.Target.To.Tenant.To != nil
}

// epoch is the time at which the callers of the tests ask.
const epoch = 1_793_491_200_000_000

// texts hold what goes wrong in SQL: wildcards, quotes, case, characters of every
// length, and code points whose order in UTF-16 is another.
var texts = []string{"", "a", "A", "ab", "a%", "_b", "it's", `\"`, "é", "e\u0301", "\uffee", "😀x", "zz", "agent", "open"}

// fill replaces the rows by random ones.
func (w *world) fill(t testing.TB, r *rand.Rand) {
	t.Helper()
	counts := map[string]int{"Org": 1 + r.IntN(3), "User": 1 + r.IntN(4), "Member": r.IntN(6), "Doc": 1 + r.IntN(5), "Label": 1 + r.IntN(3), "DocLabel": r.IntN(7)}
	for _, e := range w.data.Entities {
		w.rows[e] = nil
		for i := range counts[e.Name.Text] {
			row := make([]value.Value, len(e.Fields)+len(e.System))
			if row[0] = value.FixedID(uint64(r.IntN(9)), uint64(i), r.Uint64()); e.Counted() {
				row[0] = value.OfInt(int64(i) + 1) // ids of two entities are alike
			}
			if tenant := e.Tenant.To; tenant != nil {
				row[tenant.Index] = w.cell(r, tenant)
			}
			w.rows[e] = append(w.rows[e], row)
		}
	}
	for _, e := range w.data.Entities {
		w.rows[e] = slices.DeleteFunc(w.rows[e], func(row []value.Value) bool { return !w.complete(r, e, row) })
		w.once(e)
	}
	w.store(t)
}

// complete fills a row of which the id and the tenant are known. It cannot where a
// reference is required and the tenant has no row that it could lead to.
func (w *world) complete(r *rand.Rand, e *design.Entity, row []value.Value) bool {
	for f := range e.All() {
		switch {
		case f.Index == 0 || f == e.Tenant.To:
		case within(f):
			var own []value.Value
			for _, other := range w.rows[f.Target.To] {
				if other[f.Target.To.Tenant.To.Index] == row[e.Tenant.To.Index] {
					own = append(own, other[0])
				}
			}
			switch {
			case len(own) > 0 && !(f.Optional && r.IntN(3) == 0):
				row[f.Index] = pick(r, own)
			case !f.Optional:
				return false
			}
		default:
			row[f.Index] = w.cell(r, f)
		}
	}
	return true
}

// once leaves of rows that would break what is unique the first.
func (w *world) once(e *design.Entity) {
	for _, group := range e.Unique {
		seen := map[string]bool{}
		w.rows[e] = slices.DeleteFunc(w.rows[e], func(row []value.Value) bool {
			key := ""
			for _, ref := range group {
				key += fmt.Sprint(row[ref.To.Index], ";")
			}
			again := seen[key]
			seen[key] = true
			return again
		})
	}
}

// wire is an id as query returns it.
func wire(id value.Value) string {
	if id.Kind == value.Int {
		return fmt.Sprint(id.Int)
	}
	return id.Str
}

// cell is a random value for f.
func (w *world) cell(r *rand.Rand, f *design.Field) value.Value {
	if f.Optional && r.IntN(3) == 0 {
		return value.Value{}
	}
	switch f.Type {
	case design.TypeText, design.TypeEmail, design.TypeURL, design.TypeSlug:
		return value.OfText(pick(r, texts))
	case design.TypeEnum, design.TypeState:
		return value.OfText(pick(r, f.Values).Text)
	case design.TypeInteger:
		return value.OfInt(pick(r, []int64{-1 << 63, -5, 0, 1, 2, 1<<53 + 1, 1<<63 - 1}))
	case design.TypeDate:
		return value.OfDate(pick(r, []int64{-719162, -1, 0, 20757, 20758, 20782, 20783, 2932896}))
	case design.TypeUUID:
		return value.Value{Kind: value.ID, Str: pick(r, uuids)}
	case design.TypeNumber:
		return value.OfFloat(pick(r, []float64{-1e300, -0.5, 0, 0.1, 0.30000000000000004, 1, 1 << 53}))
	case design.TypeDecimal:
		return value.OfInt(pick(r, []int64{-99999, -1, 0, 10, 30, 100, 1250, 99999}))
	case design.TypeBoolean:
		return value.OfBool(r.IntN(2) == 0)
	case design.TypeTimestamp:
		return value.OfMicros(epoch + pick(r, []int64{-3_600_000_000, -1, 0, 1}))
	case design.TypeRef:
		return pick(r, w.rows[f.Target.To])[0]
	case design.TypeJSON:
		return value.OfText("{}")
	case design.TypeList:
		return w.list(r, f)
	case design.TypeSecret:
		return value.OfBytes("\x00")
	case design.TypeNone, design.TypeID:
	}
	return value.Value{}
}

// list is a random list for f, as the door of requests keeps it.
func (w *world) list(r *rand.Rand, f *design.Field) value.Value {
	items := make([]any, 0, 3)
	for range r.IntN(4) {
		items = append(items, spell(f.Item, w.cell(r, f.Item)))
	}
	written, err := json.Marshal(items)
	if err != nil {
		panic(err)
	}
	most := int64(99999)
	least := -most
	slot := payload.Slot{Format: payload.List, Item: &payload.Slot{Format: formats[f.Item.Type], Places: f.Item.Places, Required: true}}
	switch f.Item.Type {
	case design.TypeDecimal:
		slot.Item.Min, slot.Item.Max = &least, &most
	case design.TypeEnum:
		slot.Item.Choices = names(f.Item)
	default:
	}
	v, wrong := slot.ParseString(string(written))
	if wrong != nil {
		panic(string(written) + wrong.Detail)
	}
	return v
}

var formats = map[design.Type]payload.Format{
	design.TypeText: payload.Text, design.TypeInteger: payload.Integer, design.TypeBoolean: payload.Boolean, design.TypeDate: payload.Date,
	design.TypeTimestamp: payload.Timestamp, design.TypeUUID: payload.UUID, design.TypeDecimal: payload.Decimal, design.TypeEnum: payload.Choice,
	design.TypeNumber: payload.Number,
}

func names(f *design.Field) (all []string) {
	for _, v := range f.Values {
		all = append(all, v.Text)
	}
	return all
}

// spell returns v as a request may write it.
func spell(f *design.Field, v value.Value) any {
	switch f.Type {
	case design.TypeInteger:
		return v.Int
	case design.TypeNumber:
		return v.Float()
	case design.TypeBoolean:
		return v.True()
	case design.TypeDate:
		return string(payload.AppendDate(nil, v.Int))
	case design.TypeTimestamp:
		return time.UnixMicro(v.Int).In(time.FixedZone("", 7200)).Format(time.RFC3339Nano)
	case design.TypeUUID:
		return strings.ToUpper(string(payload.AppendUUID(nil, v.Str)))
	case design.TypeDecimal:
		return string(payload.AppendDecimal(nil, v.Int, f.Places))
	default:
		return v.Str
	}
}

var uuids = []string{strings.Repeat("\x00", 16), strings.Repeat("\x0a", 16), "\x01\x90\xa1\xb2\xc3\xd4\x7e\x5f\x8a\x9b\x0c\x1d\x2e\x3f\x4a\x5b", strings.Repeat("\xff", 16)}

func pick[T any](r *rand.Rand, from []T) T { return from[r.IntN(len(from))] }

// store writes the rows to SQLite.
func (w *world) store(t testing.TB) {
	t.Helper()
	run(t, w.db, "BEGIN")
	for _, e := range slices.Backward(w.data.Entities) {
		run(t, w.db, "DELETE FROM "+dialect.Quote(e.Table()))
	}
	for _, e := range w.data.Entities {
		n := len(slices.Collect(e.All()))
		marks := strings.TrimSuffix(strings.Repeat("?, ", n), ", ")
		s, _, err := w.db.Prepare("INSERT INTO " + dialect.Quote(e.Table()) + " VALUES (" + marks + ")")
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range w.rows[e] {
			bind(t, s, row)
			if s.Step(); s.Err() != nil {
				t.Fatal(s.Err())
			}
			if err := s.Reset(); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	run(t, w.db, "COMMIT")
}

func bind(t testing.TB, s *sqlite3.Stmt, args []value.Value) {
	t.Helper()
	for i, v := range args {
		var err error
		switch v.Kind {
		case value.Null:
			err = s.BindNull(i + 1)
		case value.Text:
			err = s.BindText(i+1, v.Str)
		case value.ID, value.Bytes:
			err = s.BindBlob(i+1, []byte(v.Str))
		case value.Float:
			err = s.BindFloat(i+1, v.Float())
		case value.Bool, value.Int, value.Time, value.Date:
			err = s.BindInt64(i+1, v.Int)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// query returns the first column of each row, which must be ids or numbers. The
// text must use exactly the parameters that it is given: PostgreSQL asks for that.
func (w *world) query(t testing.TB, text string, args []value.Value) (found []string) {
	t.Helper()
	s, _, err := w.db.Prepare(text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	for i := range args {
		if !strings.Contains(text+" ", fmt.Sprintf("?%d", i+1)) {
			t.Errorf("%s: parameter %d is not used", text, i+1)
		}
	}
	if s.BindCount() != len(args) {
		t.Errorf("%s: %d parameters for %d arguments", text, s.BindCount(), len(args))
	}
	bind(t, s, args)
	for s.Step() {
		found = append(found, string(s.ColumnRawBlob(0)))
	}
	if err := s.Close(); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return found
}
