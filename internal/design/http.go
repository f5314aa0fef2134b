package design

import "github.com/newel-api/newel/internal/diag"

// CORS is which pages of other origins browsers let call the API.
type CORS struct {
	Span        diag.Span
	Origins     []Name // "https://app.example.com", or "*" for all
	Credentials bool   // whether such pages may send cookies and the like
	MaxAge      Bound  // seconds that browsers keep the answer; not written for their own
}

// Rate is how many requests one caller may make in a time.
type Rate struct {
	Name     Name
	Span     diag.Span
	Requests Bound
	Per      Bound // seconds
	For      Range // the operations that it holds for where they name none
	ForSpan  diag.Span
}

// Range is a part of the operations.
type Range uint8

// The ranges. One of the others comes before RangeAll.
const (
	NoRange Range = iota
	RangeAll
	RangeReads  // list and get
	RangeWrites // all others
)

// RangeNames are the words that authors write, by Range.
var RangeNames = [...]string{"", "all", "reads", "writes"}

// String returns the word.
func (r Range) String() string { return RangeNames[r] }

// Cache is how long caches that many share may keep the answers of an operation.
type Cache struct {
	Span   diag.Span
	Public Bound // seconds
	Stale  Bound // seconds more, while a new answer is fetched; not written for none
}

// Deprecated is that an operation should not be used any more, and since when.
type Deprecated struct {
	Span    diag.Span
	Since   Bound          // a day, as its number since 1970
	Sunset  Bound          // the day from which it is gone; not written for none
	Use     Ref[Operation] // what to use instead; not set for nothing
	Because Name
}

// Reads tells whether the operation only reads.
func (o *Operation) Reads() bool { return o.Verb == List || o.Verb == Get }

// RateOf returns the rate that holds for an operation, nil for none: the one that it
// names, or that of its kind, or that of all.
func (c *Contract) RateOf(o *Operation) *Rate {
	if o.Rate.Set() {
		return o.Rate.To
	}
	own := RangeWrites
	if o.Reads() {
		own = RangeReads
	}
	for _, within := range []Range{own, RangeAll} {
		for _, r := range c.Rates {
			if r.For == within {
				return r
			}
		}
	}
	return nil
}
