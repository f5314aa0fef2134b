package catalogue

import "slices"

// Entry is what is known of one code.
type Entry struct {
	Code       string
	Status     int    // 0 for a code that stands in errors only
	Title      string // of a problem
	Detail     string // of a problem: one sentence, where the place that refuses has none of its own
	RetryAfter int    // seconds; 0 for no such header
	Meaning    string // what has happened
	Mend       string // what a client does about it
}

// IsProblem tells whether answers have the code as that of the whole; else it stands
// in their errors.
func (e *Entry) IsProblem() bool { return e.Status != 0 }

// Problems returns the codes of problems, in alphabetical order.
func Problems() []Entry { return slices.Clone(problems) }

// Violations returns the codes that stand in errors only, in alphabetical order.
func Violations() []Entry { return slices.Clone(violations) }

// Find returns the entry of that code.
func Find(code string) (e Entry, ok bool) {
	for _, table := range [][]Entry{problems, violations} {
		for _, e := range table {
			if e.Code == code {
				return e, true
			}
		}
	}
	return Entry{}, false
}

// Type returns the type URI of the problems of a code: a path on the server that
// answered, where the entry can be read.
func Type(code string) string { return Path + code }

// Path is where the server answers for the catalogue.
const Path = "/problems/"
