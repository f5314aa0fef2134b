package main

import (
	"context"

	"github.com/newel-api/newel"
)

// mergeTickets puts what was said in one ticket into another of the organization, and
// solves the first. The contract has checked that the caller is an agent of both.
func mergeTickets(_ context.Context, c *newel.Call, in MergeTicketsInput) (newel.ID[Ticket], error) {
	from := newel.ID[Ticket](c.ID)
	if from == in.Into {
		return "", RefuseMergeTicketsIntoItself
	}
	for _, id := range []newel.ID[Ticket]{from, in.Into} {
		ticket, err := newel.Get(c.Tx, id)
		if err != nil {
			return "", err
		}
		if ticket.State != TicketStateOpen && ticket.State != TicketStatePending {
			return "", RefuseMergeTicketsNotOpen
		}
	}
	// An agent may change the comments that are theirs only; here all of them go along.
	system := c.Tx.AsSystem("comments go along with a merged ticket")
	var comments []newel.ID[Comment]
	for comment, err := range newel.List[Comment](system, newel.Equal("ticket", from)) {
		if err != nil {
			return "", err
		}
		comments = append(comments, comment.ID)
	}
	for _, id := range comments {
		if err := newel.Update(system, id, func(comment *Comment) error { comment.Ticket = in.Into; return nil }); err != nil {
			return "", err
		}
	}
	err := newel.Update(c.Tx, from, func(t *Ticket) error { t.State = TicketStateSolved; return nil })
	return in.Into, err
}
