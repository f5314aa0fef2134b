package schema

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/newel-api/newel/internal/value"
)

// Schema is the tables of one design, Newel's own last. Its JSON is canonical:
// the same design gives the same bytes on every machine, so it can be stored in
// the database that it describes.
type Schema struct {
	Tables []*Table `json:"tables"`
}

// Table is one table with everything that belongs to it.
type Table struct {
	Name       string       `json:"name"`
	Was        string       `json:"was,omitempty"` // the name that it had before
	Columns    []*Column    `json:"columns"`
	Checks     []*Check     `json:"checks,omitempty"`
	References []*Reference `json:"references,omitempty"`
	Indexes    []*Index     `json:"indexes,omitempty"`
	Search     *Search      `json:"search,omitempty"`
}

// Type is what the cells of a column hold.
type Type string

// The types.
const (
	ID      Type = "id"
	Text    Type = "text"
	Integer Type = "integer"
	Boolean Type = "boolean"
	Time    Type = "time"
	Bytes   Type = "bytes"
	Date    Type = "date"
	UUID    Type = "uuid"
	Number  Type = "number" // a double
	JSON    Type = "json"
	Counted Type = "counted" // an id that is a number: 1, 2, 3 …
	Decimal Type = "decimal" // an integer that is the value times 10^Places
)

// Kind returns how values of the type are held in Go; Null for an unknown one.
func (t Type) Kind() value.Kind {
	switch t {
	case ID, UUID:
		return value.ID
	case Text, JSON:
		return value.Text
	case Integer, Decimal, Counted:
		return value.Int
	case Date:
		return value.Date
	case Number:
		return value.Float
	case Boolean:
		return value.Bool
	case Time:
		return value.Time
	case Bytes:
		return value.Bytes
	}
	return value.Null
}

// Column is one column and what its cells may be.
type Column struct {
	Name     string   `json:"name"`
	Was      string   `json:"was,omitempty"` // the name that it had before
	Type     Type     `json:"type"`
	Primary  bool     `json:"primary,omitempty"`
	Optional bool     `json:"optional,omitempty"`
	Min      *int64   `json:"min,omitempty"`     // integer: the value; decimal: scaled; text: code points; bytes: bytes
	Max      *int64   `json:"max,omitempty"`     // the same
	Low      *float64 `json:"low,omitempty"`     // number: the least
	High     *float64 `json:"high,omitempty"`    // number: the greatest
	Places   int      `json:"places,omitempty"`  // decimal
	Values   []string `json:"values,omitempty"`  // text: one of these
	Default  *string  `json:"default,omitempty"` // what rows get that are there before the column; see literal
	Of       string   `json:"of,omitempty"`      // json: a list of values of this type
	Folds    string   `json:"folds,omitempty"`   // text: the column whose text this one has, folded
	Check    string   `json:"check,omitempty"`   // name of the constraint that holds the column to all this
}

// Check is a declared condition that every row satisfies; absent counts as
// violated.
type Check struct {
	Name     string `json:"name"`
	CEL      string `json:"cel"` // as the author wrote it
	SQLite   string `json:"sqlite"`
	Postgres string `json:"postgres"`
}

// Reference is a foreign key to the id of another table. With Tenant it is a key
// of two columns, so that no row can refer to a row of another tenant.
type Reference struct {
	Name         string `json:"name"`
	Column       string `json:"column"`
	Target       string `json:"target"`
	Tenant       string `json:"tenant,omitempty"`        // this table's column of the tenant
	TargetTenant string `json:"target_tenant,omitempty"` // the target's
	OnDelete     string `json:"on_delete"`               // restrict, cascade or set_null
}

// Index is an index, or a unique constraint.
type Index struct {
	Name   string `json:"name"`
	Unique bool   `json:"unique,omitempty"`
	Keys   []Key  `json:"keys"`
}

// Key is one key of an index.
type Key struct {
	Column string `json:"column"`
	Desc   bool   `json:"desc,omitempty"`
}

// Parse reads the JSON of a Schema. Members that it does not know are an error:
// a newer Newel wrote them, and they would be forgotten silently.
func Parse(text []byte) (*Schema, error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	s := new(Schema)
	if err := d.Decode(s); err != nil {
		return nil, fmt.Errorf("read schema: %w", err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("read schema: text after its end")
	}
	if !s.whole() {
		return nil, errors.New("read schema: a null stands where something must be")
	}
	return s, nil
}

// whole tells whether nothing in s is nil that others follow without asking.
func (s *Schema) whole() bool {
	if slices.Contains(s.Tables, nil) {
		return false
	}
	for _, t := range s.Tables {
		if slices.Contains(t.Columns, nil) || slices.Contains(t.Checks, nil) || slices.Contains(t.References, nil) || slices.Contains(t.Indexes, nil) {
			return false
		}
	}
	return true
}

// Table returns the table of that name, or nil.
func (s *Schema) Table(name string) *Table {
	return find(s.Tables, func(t *Table) bool { return t.Name == name })
}

// Column returns the column of that name, or nil.
func (t *Table) Column(name string) *Column {
	return find(t.Columns, func(c *Column) bool { return c.Name == name })
}

// reference returns the foreign key of that column, or nil.
func (t *Table) reference(column string) *Reference {
	return find(t.References, func(r *Reference) bool { return r.Column == column })
}

func find[T any](all []*T, is func(*T) bool) *T {
	if i := slices.IndexFunc(all, is); i >= 0 {
		return all[i]
	}
	return nil
}
