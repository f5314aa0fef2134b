package expr

import "github.com/newel-api/newel/internal/diag"

// Subject is what the expressions of the profile plan are about: things of some kinds,
// with what is known of each.
type Subject struct {
	Kinds []*Kind // the first is that of design
}

// Kind is one kind of thing.
type Kind struct {
	Name  string // "entity"
	Means string // what such a thing is, as a phrase
	Facts []Fact
	Label func(of any) (name string, at diag.Span) // of one: what it is called, and where it is declared
}

// Base is what a fact is.
type Base uint8

// The bases.
const (
	FactText Base = iota + 1
	FactNumber
	FactTruth
	FactThing // of the kind Fact.Kind
)

// Fact is one thing that is known of whatever is of a kind.
type Fact struct {
	Name     string
	Means    string // as a phrase
	Base     Base
	Kind     string   // of a FactThing
	Many     bool     // a list of them
	Optional bool     // it may be absent
	Words    []string // of a FactText: all that it can be; nil for anything

	// Of returns it: a string, an int64, a bool, a thing, or a []any of these; nil
	// where it is absent. whole is what Claim.Ask is given, of the thing.
	Of func(whole, of any) any
}

// Kind returns the kind of that name, or nil.
func (s *Subject) Kind(name string) *Kind {
	for _, k := range s.Kinds {
		if k.Name == name {
			return k
		}
	}
	return nil
}

// Fact returns the fact of that name, or nil.
func (k *Kind) Fact(name string) *Fact {
	for i := range k.Facts {
		if k.Facts[i].Name == name {
			return &k.Facts[i]
		}
	}
	return nil
}

// Type says what the fact is, as a phrase: "a list of: entity", "text, may be absent".
func (f *Fact) Type() string {
	text := ""
	switch f.Base {
	case FactText:
		text = "text"
	case FactNumber:
		text = "number"
	case FactTruth:
		text = "true or false"
	case FactThing:
		text = f.Kind
	}
	if f.Many {
		text = "a list of: " + text
	}
	if f.Optional {
		text += ", may be absent"
	}
	return text
}
