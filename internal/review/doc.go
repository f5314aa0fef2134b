// Package review reads a design that compiles and says what somebody with experience
// would say of it: where it lets in more than it means to, what clients will trip over,
// what was promised and is not tried.
//
// A finding has a place, a reason and a mend as every other, and a name for what it is
// about, as "Ticket.subject" or "listUsers.email". A finding that is meant so is accepted by
// that name in review.yaml, with the reason; an acceptance that stands for nothing any more
// is a finding too.
//
// A rule is one value, beside the function that looks for it, and has one page. It finds
// what no other rule finds; what cannot be by the way the language is made has none
// (docs/review.md lists both). What a rule asks is asked of the bound design and of package
// fact, never of texts: names count only where the language has nothing else to go by, as
// for money.
//
// The package knows designs. It refuses to know requests, statements and how findings look,
// and it never makes a design fail: that is for a gate to do.
//
//	result := review.Run(design, "2026-11-25", &diags)
package review
