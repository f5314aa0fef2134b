package newel

import (
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"reflect"
	"strconv"
	"time"

	"github.com/newel-api/newel/internal/door"
	"github.com/newel-api/newel/internal/exec"
	"github.com/newel-api/newel/internal/value"
)

// Row is what a generated struct of an entity's rows is: it knows the name of the entity.
type Row interface{ NewelEntity() string }

// New is what a generated struct of a row to be made is.
type New[E Row] interface{ NewelNew() E }

// ID is the id of a row of the entity E, as clients write it: "tkt_01…", "inv_7", or the
// digits of one that is a number in JSON.
type ID[E Row] string

// MarshalJSON writes the id as clients do: a number where it has digits alone.
func (id ID[E]) MarshalJSON() ([]byte, error) {
	if _, number := value.ParseNumber("", string(id)); number {
		return []byte(id), nil
	}
	return json.Marshal(string(id))
}

// UnmarshalJSON reads an id that is a text or a number.
func (id *ID[E]) UnmarshalJSON(text []byte) error {
	var number json.Number
	if len(text) > 0 && text[0] != '"' && json.Unmarshal(text, &number) == nil {
		*id = ID[E](number)
		return nil
	}
	return json.Unmarshal(text, (*string)(id))
}

// NewelEntity returns the name of the entity.
func (ID[E]) NewelEntity() string {
	var e E
	return e.NewelEntity()
}

// Tx reads and writes rows in the transaction of a call, as its caller may: under the
// read, create, update and delete rules of each entity and of its fields. What the caller
// may not read is not found. After an error of the database the Tx does nothing more.
type Tx struct {
	work   *exec.Work
	system bool
}

// AsSystem returns the Tx without the rules of access: references, checks and
// constraints hold all the same. The log is told of it with the reason.
func (tx Tx) AsSystem(reason string) Tx {
	tx.work.Audit(reason)
	return Tx{tx.work, true}
}

// Get reads a row. The error is [ErrNotFound] when it is not there for the caller.
func Get[E Row](tx Tx, id ID[E]) (row E, err error) {
	text, err := tx.work.Get(row.NewelEntity(), string(id), tx.system, nil)
	if err != nil {
		return row, door.Told(err)
	}
	return row, json.Unmarshal(text, &row)
}

// Match is a condition of [List]: a field has a value.
type Match struct {
	field string
	value any
}

// Equal asks for rows whose field, by its name in the design, has the value: a text, an
// ID, a number, a boolean or a time.
func Equal(field string, value any) Match { return Match{field, value} }

// List reads the rows that the caller may read and that meet every condition, the oldest
// first. They are read a hundred at a time: rows that are made meanwhile may come too.
func List[E Row](tx Tx, conditions ...Match) iter.Seq2[E, error] {
	return func(yield func(E, error) bool) {
		var row E
		equal := make([]exec.Equal, len(conditions))
		for i, c := range conditions {
			text, err := written(c.value)
			if err != nil {
				yield(row, fmt.Errorf("%w: %s: %w", ErrInvalid, c.field, err))
				return
			}
			equal[i] = exec.Equal{Field: c.field, Value: text}
		}
		for after := ""; ; {
			var page []E
			next, err := tx.work.List(row.NewelEntity(), equal, after, tx.system, func(text []byte) error {
				var one E
				err := json.Unmarshal(text, &one)
				page = append(page, one)
				return err
			})
			if err != nil {
				yield(row, door.Told(err))
				return
			}
			for _, one := range page {
				if !yield(one, nil) {
					return
				}
			}
			if after = next; after == "" {
				return
			}
		}
	}
}

// Create makes a row and returns its id. The error is [ErrInvalid] when a value breaks a
// rule of the data, [ErrDenied] when the caller may not, [ErrConflict] when another row
// has a unique value already.
func Create[E Row, N New[E]](tx Tx, row N) (ID[E], error) {
	body, err := json.Marshal(row)
	if err != nil {
		return "", err
	}
	var e E
	id, err := tx.work.Create(e.NewelEntity(), body, tx.system)
	return ID[E](id), door.Told(err)
}

// Update reads a row, lets change alter it, and writes what differs, as the caller may.
// A state must be one that may follow. An error of change is returned, and nothing is
// written.
func Update[E Row](tx Tx, id ID[E], change func(row *E) error) error {
	row, err := Get(tx, id)
	if err != nil {
		return err
	}
	before, err := members(row)
	if err != nil {
		return err
	}
	if err := change(&row); err != nil {
		return err
	}
	after, err := members(row)
	if err != nil {
		return err
	}
	differs := map[string]json.RawMessage{}
	for name := range before {
		if _, ok := after[name]; !ok {
			differs[name] = json.RawMessage("null")
		}
	}
	for name, v := range after {
		if string(before[name]) != string(v) {
			differs[name] = v
		}
	}
	if len(differs) == 0 {
		return nil
	}
	body, err := json.Marshal(differs)
	if err != nil {
		return err
	}
	return door.Told(tx.work.Update(row.NewelEntity(), string(id), body, tx.system))
}

// Delete deletes a row. The error is [ErrConflict] when others refer to it.
func Delete[E Row](tx Tx, id ID[E]) error {
	var e E
	return door.Told(tx.work.Delete(e.NewelEntity(), string(id), tx.system))
}

func members(row any) (m map[string]json.RawMessage, err error) {
	text, err := json.Marshal(row)
	if err != nil {
		return nil, err
	}
	return m, json.Unmarshal(text, &m)
}

// written returns a value as a query string has it.
func written(value any) (string, error) {
	if t, ok := value.(time.Time); ok {
		return t.UTC().Format(time.RFC3339Nano), nil
	}
	switch v := reflect.ValueOf(value); v.Kind() {
	case reflect.String:
		return v.String(), nil
	case reflect.Bool:
		return strconv.FormatBool(v.Bool()), nil
	case reflect.Int, reflect.Int64, reflect.Int32:
		return strconv.FormatInt(v.Int(), 10), nil
	case reflect.Float64:
		return strconv.FormatFloat(v.Float(), 'g', -1, 64), nil
	default:
		return "", errors.New("rows are not found by values of this type; compare with a text, an id, a number, a boolean or a time")
	}
}
