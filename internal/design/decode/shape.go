package decode

import (
	"regexp"
	"slices"
	"strings"
)

// ShapeKind is a manner of writing a value.
type ShapeKind uint8

// The kinds, with the fields of Shape that each uses beside Sample.
const (
	Text        ShapeKind = iota // text: Pattern
	Name                         // the name of something declared, or to be declared: Pattern
	Integer                      // Least, Most, Fraction
	Boolean                      // true or false
	Word                         // Words, or a name that Pattern matches where there is one
	Expression                   // CEL, in quotes or below a |
	FieldValue                   // a value of the field that the key belongs to
	List                         // Item, Least
	Names                        // a mapping whose keys are names: Item
	OneName                      // such a mapping with one key: Item
	Mapping                      // Keys, OneOf
	Alternative                  // Either
	Anything                     // any value that JSON has, null excepted
)

// Shape says how one value of a design file is written. Shapes never change.
type Shape struct {
	Kind    ShapeKind
	Sample  string         // a value so written
	Pattern *regexp.Regexp // what the text must look like; nil for any
	Words   []string       // Word: what may be written
	Least   int64          // Integer; List: how many items there must be
	Most    int64          // Integer
	// Fraction tells of an Integer that it may be what the type beside it has instead of
	// whole numbers: one with a fraction, a date or a timestamp.
	Fraction bool
	Item     *Shape   // List: each item; Names, OneName: the value behind each name
	Keys     []Key    // Mapping: the keys that may be written
	OneOf    []string // Mapping: exactly one of these keys must be written; empty for no such rule
	Either   []*Shape // Alternative: any of these
}

// Key is one key of a mapping.
type Key struct {
	Name     string
	Doc      string // what it says, as a phrase
	Default  string // what holds where it is not written, as a phrase; "" where nothing does
	Required bool
	With     []string // what it goes with: keys of OneOf, or words behind them; empty for any
	Shape    *Shape
}

// Step is one design file.
type Step struct {
	Name  string // "data" of data.yaml
	Shape *Shape
}

// Language describes the design files that are read.
var Language = []Step{
	{"data", dataFile.shape()},
	{"contract", contractFile.shape()},
	{"access", accessFile.shape()},
	{"requirements", requirementsFile.shape()},
	{"decisions", decisionsFile.shape()},
	{"review", reviewFile.shape()},
}

// Key returns the key of that name of a mapping, or nil.
func (s *Shape) Key(name string) *Key {
	for i := range s.Keys {
		if s.Keys[i].Name == name {
			return &s.Keys[i]
		}
	}
	return nil
}

// GoesWith tells whether the key may be written where the mapping goes by that key
// of OneOf, or by that word behind it.
func (k *Key) GoesWith(variant string) bool {
	return len(k.With) == 0 || slices.Contains(k.With, variant)
}

// Example returns a value so written, as text of a design file.
func (s *Shape) Example() string { return s.sample() }

// noun says what a value so written is, for findings: "must be a list".
func (s *Shape) noun() string {
	switch s.Kind {
	case Text:
		return "text"
	case Name:
		return "a name"
	case Integer:
		return "a whole number"
	case Boolean:
		return "true or false"
	case Word:
		return "one of the words " + strings.Join(s.Words, ", ")
	case Expression:
		return "an expression in quotes"
	case FieldValue:
		return "a single value"
	case List:
		return "a list"
	case Names, OneName, Mapping:
		return "a mapping"
	case Anything:
		return "a value"
	case Alternative:
		var nouns []string
		for _, e := range s.Either {
			nouns = append(nouns, e.noun())
		}
		return strings.Join(nouns, " or ")
	}
	return "something else"
}

// sample returns a value so written, for mends: "write it as [a, b]".
func (s *Shape) sample() string {
	switch {
	case s.Sample != "":
		return s.Sample
	case s.Kind == Boolean:
		return "true"
	case s.Kind == Integer:
		return "20"
	case s.Kind == Word:
		return s.Words[0]
	case s.Kind == List:
		return "[" + s.Item.sample() + "]"
	case s.Kind == Names || s.Kind == OneName:
		return "{name: " + s.Item.sample() + "}"
	case s.Kind == Alternative:
		return s.Either[0].sample()
	}
	return "{}"
}
