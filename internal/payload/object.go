package payload

import (
	"strconv"

	"github.com/newel-api/newel/internal/value"
)

// Member is one member of the objects that an Object writes.
type Member struct {
	Name    string
	Format  Format
	Prefix  string // ID, Counted
	Places  int    // Decimal
	Column  int    // that holds the value
	Visible int    // the column that is 1 where this member may be seen; -1 = always

	Required bool // no row that has it holds null there, so that is not asked

	Silent bool   // it has its place, so that others keep theirs, and is not written
	Null   string // JSON that is written instead of null; "" for null
	Bridge Bridge // Bridged
	Also   []int  // of a Bridge with several columns: more that are 1 where it may be seen
}

// hidden tells whether one of Also says no.
func (m *Member) hidden(row Columns) bool {
	for _, col := range m.Also {
		if row.Int(col) != 1 {
			return true
		}
	}
	return false
}

// Bridge writes the value of a member whose column does not hold it as it is sent.
type Bridge interface {
	// AppendBridged appends the JSON of a member whose column is col, which is not null
	// unless the member is Required.
	AppendBridged(dst []byte, row Columns, col int) []byte
}

// OtherWords is a Bridge: the word that stands for what the column holds.
type OtherWords map[string]string

// AppendBridged implements [Bridge].
func (w OtherWords) AppendBridged(dst []byte, row Columns, col int) []byte {
	return AppendString(dst, w[string(row.Bytes(col))])
}

// Constant is a Bridge that writes the same JSON for every row.
type Constant string

// AppendBridged implements [Bridge].
func (c Constant) AppendBridged(dst []byte, _ Columns, _ int) []byte { return append(dst, c...) }

// Columns are the cells of one row, by column. A row of package store fits.
type Columns interface {
	IsNull(col int) bool
	Int(col int) int64    // integers, booleans as 0 and 1, times as microseconds, dates as days, numbers as their bits
	Bytes(col int) []byte // texts and ids
}

// Object writes rows as JSON objects. It is immutable and safe for concurrent
// use.
type Object struct {
	members []rendered
	beside  []beside
}

// rendered is a member with the bytes before its value: `,"name":`.
type rendered struct {
	Member
	key   []byte
	place int // among the members given
}

// NewObject returns the program that writes those members, in that order.
func NewObject(members []Member) *Object {
	o := &Object{members: make([]rendered, 0, len(members))}
	for i, m := range members {
		if m.Silent {
			continue
		}
		if m.Null == "" {
			m.Null = "null"
		}
		o.members = append(o.members, rendered{m, append(AppendString([]byte{','}, m.Name), ':'), i})
	}
	return o
}

// Append appends row as an object. A member that may not be seen is left out; a
// null column is null. It allocates nothing when dst has room.
func (o *Object) Append(dst []byte, row Columns) []byte {
	return append(o.expand(o.all(dst, row), row, nil, nil), '}')
}

// AppendOnly is Append with those members only. What else the row could hold is not
// looked at.
func (o *Object) AppendOnly(dst []byte, row Columns, only *value.Bits) []byte {
	return append(o.expand(o.some(dst, row, only), row, nil, nil), '}')
}

// all appends the object without its end.
func (o *Object) all(dst []byte, row Columns) []byte {
	dst = append(dst, '{')
	start := len(dst)
	for i := range o.members {
		m := &o.members[i]
		if m.Visible >= 0 && row.Int(m.Visible) != 1 || m.Also != nil && m.hidden(row) {
			continue
		}
		key := m.key
		if len(dst) == start {
			key = key[1:]
		}
		dst = append(dst, key...)
		if !m.Required && row.IsNull(m.Column) {
			dst = append(dst, m.Null...)
			continue
		}
		dst = m.append(dst, row)
	}
	return dst
}

// some is all with those members only. It repeats the loop, so that all does not pay for
// the question.
func (o *Object) some(dst []byte, row Columns, only *value.Bits) []byte {
	dst = append(dst, '{')
	start := len(dst)
	for i := range o.members {
		m := &o.members[i]
		if !only.Has(m.place) || m.Visible >= 0 && row.Int(m.Visible) != 1 || m.Also != nil && m.hidden(row) {
			continue
		}
		key := m.key
		if len(dst) == start {
			key = key[1:]
		}
		dst = append(dst, key...)
		if !m.Required && row.IsNull(m.Column) {
			dst = append(dst, m.Null...)
			continue
		}
		dst = m.append(dst, row)
	}
	return dst
}

// append appends the value, which is not null.
func (m *Member) append(dst []byte, row Columns) []byte {
	switch m.Format {
	case Integer:
		return strconv.AppendInt(dst, row.Int(m.Column), 10)
	case Boolean:
		return strconv.AppendBool(dst, row.Int(m.Column) != 0)
	case Timestamp:
		return append(AppendTime(append(dst, '"'), row.Int(m.Column)), '"')
	case ID:
		return append(value.AppendID(append(dst, '"'), m.Prefix, row.Bytes(m.Column)), '"')
	case Counted:
		return append(value.AppendNumber(append(dst, '"'), m.Prefix, row.Int(m.Column)), '"')
	case Date:
		return append(AppendDate(append(dst, '"'), row.Int(m.Column)), '"')
	case UUID:
		return append(AppendUUID(append(dst, '"'), row.Bytes(m.Column)), '"')
	case Number:
		return AppendFloat(dst, value.Value{Kind: value.Float, Int: row.Int(m.Column)}.Float())
	case Decimal:
		return append(AppendDecimal(append(dst, '"'), row.Int(m.Column), m.Places), '"')
	case JSON, List:
		return append(dst, row.Bytes(m.Column)...)
	case Bridged:
		return m.Bridge.AppendBridged(dst, row, m.Column)
	case Text, Email, Choice, URL, Slug, Secret:
	}
	return AppendString(dst, row.Bytes(m.Column))
}
