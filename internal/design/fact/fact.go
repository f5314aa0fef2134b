package fact

import (
	"github.com/newel-api/newel/internal/design/expr"
	"github.com/newel-api/newel/internal/diag"
)

// Subject is what claims are about.
var Subject = &expr.Subject{Kinds: []*expr.Kind{designKind, storeKind, entityKind, fieldKind, indexKind, resourceKind, operationKind, filterKind, requirementKind}}

// The names of kinds, as facts name them.
const (
	kindDesign      = "design"
	kindStore       = "store"
	kindEntity      = "entity"
	kindField       = "field"
	kindIndex       = "index"
	kindResource    = "resource"
	kindOperation   = "operation"
	kindFilter      = "filter"
	kindRequirement = "requirement"
)

// label makes the Label of a kind whose things are a T.
func label[T any](of func(it T) (string, diag.Span)) func(any) (string, diag.Span) {
	return func(it any) (string, diag.Span) { return of(it.(T)) }
}

// fact makes a fact of what are a T; v is not ok where it is absent.
func fact[T any](base expr.Base, name, means string, of func(w *Whole, it T) (v any, ok bool)) expr.Fact {
	return expr.Fact{Name: name, Means: means, Base: base, Of: func(whole, it any) any {
		if v, ok := of(whole.(*Whole), it.(T)); ok {
			return v
		}
		return nil
	}}
}

func text[T any](name, means string, of func(w *Whole, it T) string) expr.Fact {
	return fact(expr.FactText, name, means, func(w *Whole, it T) (any, bool) { return of(w, it), true })
}

// word is a text that is one of words.
func word[T any](name, means string, words []string, of func(w *Whole, it T) string) expr.Fact {
	f := text(name, means, of)
	f.Words = words
	return f
}

func truth[T any](name, means string, of func(w *Whole, it T) bool) expr.Fact {
	return fact(expr.FactTruth, name, means, func(w *Whole, it T) (any, bool) { return of(w, it), true })
}

// maybe returns a text as one that may be absent: where it is "".
func maybe(f expr.Fact) expr.Fact {
	of := f.Of
	f.Optional = true
	f.Of = func(whole, it any) any {
		if v := of(whole, it); v != "" {
			return v
		}
		return nil
	}
	return f
}

// number is a number that may be absent.
func number[T any](name, means string, of func(w *Whole, it T) (int64, bool)) expr.Fact {
	f := fact(expr.FactNumber, name, means, func(w *Whole, it T) (any, bool) {
		n, ok := of(w, it)
		return n, ok
	})
	f.Optional = true
	return f
}

// thing is a thing of that kind.
func thing[T, V any](kind, name, means string, of func(w *Whole, it T) *V) expr.Fact {
	f := fact(expr.FactThing, name, means, func(w *Whole, it T) (any, bool) {
		v := of(w, it)
		return v, v != nil
	})
	f.Kind = kind
	return f
}

// optional returns a thing as one that may be absent.
func optional(f expr.Fact) expr.Fact {
	f.Optional = true
	return f
}

// texts is a list of texts.
func texts[T any](name, means string, of func(w *Whole, it T) []string) expr.Fact {
	f := fact(expr.FactText, name, means, func(w *Whole, it T) (any, bool) { return list(of(w, it)), true })
	f.Many = true
	return f
}

// words is a list of some of all words.
func words[T any](name, means string, all []string, of func(w *Whole, it T) []string) expr.Fact {
	f := texts(name, means, of)
	f.Words = all
	return f
}

// things is a list of things of that kind.
func things[T, V any](kind, name, means string, of func(w *Whole, it T) []*V) expr.Fact {
	f := fact(expr.FactThing, name, means, func(w *Whole, it T) (any, bool) { return list(of(w, it)), true })
	f.Kind, f.Many = kind, true
	return f
}

func list[V any](of []V) []any {
	all := make([]any, len(of))
	for i, v := range of {
		all[i] = v
	}
	return all
}
