package payload_test

import (
	"strings"
	"testing"

	"github.com/newel-api/newel/internal/payload"
	"github.com/newel-api/newel/internal/value"
)

const fiveMembers = `{"subject":"A lamp","priority":"urgent","org":"org_01hf7yat0000g08000000000g1","count":12,"due_at":"2026-11-01T09:30:00Z"}`

// fiveInput reads fiveMembers.
func fiveInput() (*payload.Input, []value.Value, []bool) {
	slots := []payload.Slot{ticket[0], ticket[1], ticket[2], ticket[5], ticket[7]}
	return payload.NewInput(slots), make([]value.Value, len(slots)), make([]bool, len(slots))
}

// borrowed is a row whose bytes belong to somebody else, as a database's do.
type borrowed struct {
	null  []bool
	ints  []int64
	bytes [][]byte
}

func (b *borrowed) IsNull(col int) bool  { return b.null[col] }
func (b *borrowed) Int(col int) int64    { return b.ints[col] }
func (b *borrowed) Bytes(col int) []byte { return b.bytes[col] }

// tenMembers returns an object of ten members and a row for it.
func tenMembers() (*payload.Object, *borrowed) {
	row := &borrowed{make([]bool, 11), make([]int64, 11), make([][]byte, 11)}
	members := []payload.Member{
		{Name: "id", Format: payload.ID, Prefix: "tkt"},
		{Name: "org", Format: payload.ID, Prefix: "org"},
		{Name: "requester", Format: payload.ID, Prefix: "usr"},
		{Name: "assignee", Format: payload.ID, Prefix: "usr"},
		{Name: "subject", Format: payload.Text},
		{Name: "priority", Format: payload.Choice},
		{Name: "open", Format: payload.Boolean},
		{Name: "count", Format: payload.Integer},
		{Name: "created_at", Format: payload.Timestamp},
		{Name: "note", Format: payload.Text},
	}
	for i := range members {
		members[i].Column, members[i].Visible = i, -1
		row.ints[i] = 1_793_525_400_123_456
		row.bytes[i] = []byte(org.Str)
	}
	members[9].Visible, row.ints[10] = 10, 1
	row.null[3] = true
	row.bytes[4], row.bytes[5], row.bytes[9] = []byte("Walnut desk lamp"), []byte("normal"), []byte("Second floor; ring \"twice\" — café entrance")
	return payload.NewObject(members), row
}

func TestParseAllocatesOnlyWhatItKeeps(t *testing.T) {
	in, values, present := fiveInput()
	body := []byte(fiveMembers)
	if violations, err := in.Parse(body, values, present); err != nil || violations != nil {
		t.Fatal(violations, err)
	}
	// The subject and the id.
	if n := testing.AllocsPerRun(100, func() { _, _ = in.Parse(body, values, present) }); n > 2 {
		t.Errorf("%v allocations", n)
	}
	// Nothing is kept here, whatever is unescaped and skipped on the way.
	free := payload.NewInput([]payload.Slot{ticket[1], ticket[3], ticket[5], ticket[7]})
	body = []byte(`{"priorit\u0079":"norma\u006c","count":1.2e1,"due_at":"2026-11-01T09:30:00+05:45","assignee":null}`)
	if n := testing.AllocsPerRun(100, func() { _, _ = free.Parse(body, values, present) }); n != 0 {
		t.Errorf("%v allocations with nothing to keep", n)
	}
}

func TestAppendAllocatesNothing(t *testing.T) {
	o, row := tenMembers()
	dst := o.Append(nil, row)
	if n := testing.AllocsPerRun(100, func() { dst = o.Append(dst[:0], row) }); n != 0 {
		t.Errorf("Object.Append: %v allocations", n)
	}
	if n := testing.AllocsPerRun(100, func() { dst = o.AppendOnly(dst[:0], row, &value.Bits{3}) }); n != 0 {
		t.Errorf("Object.AppendOnly: %v allocations", n)
	}
	text := "a<b\u2028é\xff"
	dst = payload.AppendString(dst[:0], text)
	if n := testing.AllocsPerRun(100, func() { dst = payload.AppendString(dst[:0], text) }); n != 0 {
		t.Errorf("AppendString: %v allocations", n)
	}
	if n := testing.AllocsPerRun(100, func() { dst = payload.AppendTime(dst[:0], 1) }); n != 0 {
		t.Errorf("AppendTime: %v allocations", n)
	}
}

func BenchmarkParse(b *testing.B) {
	in, values, present := fiveInput()
	body := []byte(fiveMembers)
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		if violations, err := in.Parse(body, values, present); err != nil || violations != nil {
			b.Fatal(violations, err)
		}
	}
}

func BenchmarkAppend(b *testing.B) {
	o, row := tenMembers()
	dst := o.Append(nil, row)
	b.SetBytes(int64(len(dst)))
	b.ReportAllocs()
	for b.Loop() {
		dst = o.Append(dst[:0], row)
	}
}

func BenchmarkAppendString(b *testing.B) {
	for name, text := range map[string]string{
		"ascii": strings.Repeat("some words of a body, as long as most, with a stop. ", 10),
		"mixed": strings.Repeat("größere Wörter “quoted” <b>\n", 15),
		"kana":  strings.Repeat("日本語の文章です。", 20),
		"short": "published",
	} {
		b.Run(name, func(b *testing.B) {
			cell := []byte(text)
			dst := payload.AppendString(nil, cell)
			b.SetBytes(int64(len(cell)))
			for b.Loop() {
				dst = payload.AppendString(dst[:0], cell)
			}
		})
	}
}
