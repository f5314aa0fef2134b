package door

import (
	"encoding/json"
	"reflect"
	"time"

	"github.com/newel-api/newel/internal/design"
)

// Of is what a Go type has that holds ids of one entity.
type Of interface{ NewelEntity() string }

var (
	timeType = reflect.TypeFor[time.Time]()
	rawType  = reflect.TypeFor[json.RawMessage]()
	ofType   = reflect.TypeFor[Of]()
)

// goType is how a value of f is written in Go, as people write it; names makes the
// names of types that the design makes.
func goType(f *design.Field, named func(*design.Field) string) string {
	text := "string"
	switch f.Type {
	case design.TypeInteger:
		text = "int64"
	case design.TypeNumber:
		text = "float64"
	case design.TypeBoolean:
		text = "bool"
	case design.TypeTimestamp:
		text = "time.Time"
	case design.TypeJSON:
		return "json.RawMessage"
	case design.TypeList:
		return "[]" + goType(f.Item, func(*design.Field) string { return "string" }) // words of lists have no type of their own
	case design.TypeID, design.TypeRef, design.TypeEnum, design.TypeState:
		text = named(f)
	case design.TypeText, design.TypeEmail, design.TypeURL, design.TypeSlug, design.TypeDate, design.TypeUUID, design.TypeDecimal,
		design.TypeSecret, design.TypeNone:
	}
	if f.Optional {
		return "*" + text
	}
	return text
}

// mismatch says how t fails to hold values of f, "" when it holds them.
func mismatch(f *design.Field, t reflect.Type) string {
	want := goType(f, plainName)
	if f.Optional && f.Type != design.TypeJSON && f.Type != design.TypeList {
		if t.Kind() != reflect.Pointer {
			return "must be " + want + ", since it may be absent, not " + t.String()
		}
		t = t.Elem()
	}
	good := false
	switch f.Type {
	case design.TypeInteger:
		good = t.Kind() == reflect.Int64 || t.Kind() == reflect.Int && t.Bits() == 64
	case design.TypeNumber:
		good = t.Kind() == reflect.Float64
	case design.TypeBoolean:
		good = t.Kind() == reflect.Bool
	case design.TypeTimestamp:
		good = t == timeType
	case design.TypeJSON:
		good = t == rawType
	case design.TypeList:
		if t.Kind() == reflect.Slice {
			return mismatch(f.Item, t.Elem())
		}
	case design.TypeID, design.TypeRef:
		if t.Kind() == reflect.String && t.Implements(ofType) && entityOf(t) != target(f).Name.Text {
			return "must hold ids of " + target(f).Name.Text + ", not of " + entityOf(t)
		}
		good = t.Kind() == reflect.String
		if e := target(f); e.Counted() && e.Prefix.Text == "" && !t.Implements(ofType) {
			good = t.Kind() == reflect.Int64 || t.Kind() == reflect.Int && t.Bits() == 64 // a number in JSON
		}
	case design.TypeText, design.TypeEmail, design.TypeURL, design.TypeSlug, design.TypeDate, design.TypeUUID, design.TypeDecimal,
		design.TypeSecret, design.TypeEnum, design.TypeState, design.TypeNone:
		good = t.Kind() == reflect.String
	}
	if good {
		return ""
	}
	return "must be " + want + ", not " + t.String()
}

// entityOf returns the entity whose ids t holds.
func entityOf(t reflect.Type) string { return reflect.Zero(t).Interface().(Of).NewelEntity() }

// target returns the entity that the ids in f are of.
func target(f *design.Field) *design.Entity {
	if f.Type == design.TypeRef {
		return f.Target.To
	}
	return f.Entity
}

// plainName names types in findings, where nobody knows what the program calls them.
func plainName(f *design.Field) string {
	if f.Type == design.TypeID || f.Type == design.TypeRef {
		return "newel.ID[" + target(f).Name.Text + "]"
	}
	return "string"
}
