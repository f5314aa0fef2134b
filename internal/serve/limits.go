package serve

import "time"

// longestTarget is how many bytes the target of a request may have, which is its path and
// its query.
const longestTarget = 8 << 10

// Limits bound what requests may cost. A zero is the default.
type Limits struct {
	Body       int64         // bytes of a request's body; 1 MiB
	Concurrent int           // requests for operations at once; 512
	Request    time.Duration // for a request from the end of its header to the answer; 10 s

	NoRates bool // the rates of the design do not hold: for tests that ask often

	// When the server stops: how long /readyz tells it before connections are
	// refused (2 s, none with Options.Dev; negative for none), and how long
	// requests under way may take after that (20 s).
	LameDuck time.Duration
	Drain    time.Duration
}

// MostBody is how many bytes a body has at the most, where nothing else is said.
const MostBody = 1 << 20

func (l Limits) filled(dev bool) Limits {
	if l.Body == 0 {
		l.Body = MostBody
	}
	if l.Concurrent == 0 {
		l.Concurrent = 512
	}
	if l.Request == 0 {
		l.Request = 10 * time.Second
	}
	if l.LameDuck == 0 && !dev {
		l.LameDuck = 2 * time.Second
	}
	if l.Drain == 0 {
		l.Drain = 20 * time.Second
	}
	return l
}
