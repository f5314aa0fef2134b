package expr_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/payload"
	"github.com/newel-api/newel/internal/value"
)

// The oracle is CEL as its makers built it, over rows that are objects of its own
// kind: a field that is absent is an error, a relation is a list.

// object is a row for CEL. The caller's object is there for an anonymous caller too,
// without any field but authenticated.
type object struct {
	world  *world
	entity *design.Entity  // nil for the body
	fields []*design.Field // by index
	row    []value.Value   // nil for an anonymous caller
	caller bool
}

func (w *world) object(e *design.Entity, row []value.Value) *object {
	o := &object{world: w, entity: e, row: row}
	for f := range e.All() {
		o.fields = append(o.fields, f)
	}
	return o
}

func (o *object) Get(name ref.Val) ref.Val {
	field := string(name.(types.String))
	if o.caller && field == "authenticated" {
		return types.Bool(o.row != nil)
	}
	if o.row == nil {
		return types.NewErr("no such key: %s", field)
	}
	if field == design.FieldID && o.entity != nil {
		return o.world.object(o.entity, o.row)
	}
	if o.entity != nil {
		if rel := o.entity.Inverse(field); rel != nil {
			var list []ref.Val
			for _, row := range o.world.Many(rel, o.row[0]) {
				list = append(list, o.world.object(rel.Many(), row))
			}
			return types.NewRefValList(types.DefaultTypeAdapter, list)
		}
	}
	for i, f := range o.fields {
		if f.Name.Text == field && !o.row[i].IsNull() {
			return o.cell(f, o.row[i])
		}
	}
	return types.NewErr("no such key: %s", field)
}

func (o *object) cell(f *design.Field, v value.Value) ref.Val {
	if f.Type == design.TypeRef {
		return o.world.object(f.Target.To, o.world.Row(f.Target.To, v))
	}
	if f.Type == design.TypeList {
		return items(f.Item, v.Str)
	}
	switch v.Kind {
	case value.Text:
		return types.String(v.Str)
	case value.Date:
		return types.String(payload.AppendDate(nil, v.Int))
	case value.Float:
		return types.Double(v.Float())
	case value.Int:
		if f.Type == design.TypeDecimal { // as the nearest double, which is exact enough for so few digits
			return types.Double(float64(v.Int) / float64(payload.PowerOfTen(f.Places)))
		}
		return types.Int(v.Int)
	case value.Bool:
		return types.Bool(v.True())
	case value.Time:
		return types.Timestamp{Time: time.UnixMicro(v.Int).UTC()}
	case value.ID:
		return types.String(payload.AppendUUID(nil, v.Str))
	case value.Bytes:
		return types.Bytes(v.Str)
	case value.Null:
	}
	return types.NewErr("no value")
}

// items is a list to CEL, read by another reader of JSON than ours.
func items(item *design.Field, list string) ref.Val {
	decoder := json.NewDecoder(strings.NewReader(list))
	decoder.UseNumber()
	var written []any
	if err := decoder.Decode(&written); err != nil {
		return types.NewErr("%v", err)
	}
	var all []ref.Val
	for _, w := range written {
		all = append(all, anItem(item, w))
	}
	return types.NewRefValList(types.DefaultTypeAdapter, all)
}

func anItem(f *design.Field, written any) ref.Val {
	switch w := written.(type) {
	case bool:
		return types.Bool(w)
	case json.Number:
		if n, err := w.Int64(); err == nil && f.Type == design.TypeInteger {
			return types.Int(n)
		}
		n, err := w.Float64()
		if err != nil {
			return types.NewErr("%v", err)
		}
		return types.Double(n)
	case string:
		switch f.Type {
		case design.TypeDecimal:
			return types.String(w).ConvertToType(types.DoubleType)
		case design.TypeTimestamp:
			return types.String(w).ConvertToType(types.TimestampType)
		default:
			return types.String(w)
		}
	}
	return types.NewErr("no item")
}

func (o *object) IsSet(name ref.Val) ref.Val { return types.Bool(!types.IsError(o.Get(name))) }

func (o *object) Equal(other ref.Val) ref.Val {
	row, ok := other.(*object)
	return types.Bool(ok && o.entity == row.entity && o.row[0] == row.row[0])
}

func (o *object) Type() ref.Type                            { return types.NewObjectType("row") }
func (o *object) Value() any                                { return o }
func (o *object) ConvertToType(ref.Type) ref.Val            { return types.NewErr("a row is not converted") }
func (o *object) ConvertToNative(reflect.Type) (any, error) { return o, nil }

// oracle compiles text by stock CEL: every root is dynamic, every macro expanded.
type oracle struct{ env *cel.Env }

func newOracle(t testing.TB) *oracle {
	t.Helper()
	env, err := cel.NewEnv(
		cel.Variable("resource", cel.DynType), cel.Variable("result", cel.DynType), cel.Variable("input", cel.DynType),
		cel.Variable("caller", cel.DynType), cel.Variable("now", cel.TimestampType), cel.Variable("today", cel.StringType),
	)
	if err != nil {
		t.Fatal(err)
	}
	return &oracle{env}
}

func (o *oracle) compile(t testing.TB, text string) cel.Program {
	t.Helper()
	tree, issues := o.env.Compile(text)
	if issues.Err() != nil {
		t.Fatalf("%s: %v", text, issues.Err())
	}
	program, err := o.env.Program(tree)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return program
}

func ask(program cel.Program, roots map[string]any) design.Truth {
	switch out, _, err := program.Eval(roots); {
	case err != nil:
		return design.Unknown
	case out == types.True:
		return design.True
	case out == types.False:
		return design.False
	default:
		return design.Unknown
	}
}
