package compat

import (
	"fmt"

	"github.com/newel-api/newel/internal/design"
)

// What a design says of HTTP, and a document does not: rates and caches. That a key or a
// version must be named, and what is deprecated, the documents say.

// RateFacts are how often one caller may ask.
type RateFacts struct {
	Requests int64 `json:"requests"`
	Seconds  int64 `json:"seconds"`
}

func (r *RateFacts) String() string {
	if r.Seconds == 1 {
		return fmt.Sprintf("%d requests in a second", r.Requests)
	}
	return fmt.Sprintf("%d requests in %d seconds", r.Requests, r.Seconds)
}

// CacheFacts are for how many seconds caches that many share keep an answer.
type CacheFacts struct {
	Public int64 `json:"public"`
	Stale  int64 `json:"stale,omitempty"` // more, while a new one is fetched
}

func (b *factsBuilder) transport(f *OperationFacts, o *design.Operation) {
	if r := b.design.Contract.RateOf(o); r != nil {
		f.Rate = &RateFacts{Requests: r.Requests.N, Seconds: r.Per.N}
	}
	if c := o.Cache; c != nil {
		f.Cache = &CacheFacts{Public: c.Public.N, Stale: c.Stale.N}
	}
}

// rate compares how often one caller may ask: how many at once, and in the long run.
func (f *factsComparer) rate(name string, old, new *RateFacts) {
	at, reached := pointer("#/operations", name, "rate"), []string{name}
	switch {
	case old == nil && new == nil:
		return
	case old == nil:
		f.add("rate-added", Breaking, name, at, reached, "more than %s are 429", new)
		return
	case new == nil:
		f.add("rate-removed", Harmless, name, at, reached, "there may be more than %s", old)
		return
	case *old == *new:
		return
	}
	// Of a over b requests a second, and c over d, a*d tells from c*b.
	was, is := float64(old.Requests)*float64(new.Seconds), float64(new.Requests)*float64(old.Seconds)
	switch {
	case new.Requests >= old.Requests && is >= was:
		f.add("rate-increased", Harmless, name, at, reached, "there may be %s and could be %s", new, old)
	case new.Requests <= old.Requests && is <= was:
		f.add("rate-decreased", Breaking, name, at, reached, "there may be %s and could be %s", new, old)
	default:
		f.add("rate-changed", Doubtful, name, at, reached, "there may be %s and could be %s: more at once or in the long run, but not both", new, old)
	}
}

// cache compares how old an answer may be.
func (f *factsComparer) cache(name string, old, new *CacheFacts) {
	at, reached := pointer("#/operations", name, "cache"), []string{name}
	age := func(c *CacheFacts) int64 {
		if c == nil {
			return 0
		}
		return c.Public + c.Stale
	}
	is, was := age(new), age(old)
	switch {
	case is > was:
		f.add("cache-longer", Doubtful, name, at, reached, "an answer may be %d seconds old and could be %d", is, was)
	case is < was:
		f.add("cache-shorter", Harmless, name, at, reached, "an answer may be %d seconds old and could be %d", is, was)
	}
}
