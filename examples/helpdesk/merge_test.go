package main

import (
	"strings"
	"testing"

	"github.com/newel-api/newel/neweltest"
)

// open makes a ticket as somebody and returns its id.
func open(t *testing.T, s *neweltest.Server, as, subject string) string {
	t.Helper()
	var ticket struct{ ID string }
	s.As(as).Post("/tickets", `{"org": "`+s.ID("acme")+`", "subject": "`+subject+`"}`).Want(201).Into(&ticket)
	return ticket.ID
}

func TestMergeTickets(t *testing.T) {
	s := neweltest.Start(t, app())
	paper := open(t, s, "dave", "No paper")
	var merged struct {
		ID       string
		State    string
		Comments int `json:"comment_count"`
	}
	s.As("ann").Post("/tickets/"+s.ID("printer")+"/merge", `{"into": "`+paper+`"}`).Want(200).Into(&merged)
	if merged.ID != paper || merged.State != "open" || merged.Comments != 1 {
		t.Errorf("the answer is %+v, want the other ticket with the comment", merged)
	}
	var from struct {
		State    string
		Comments int `json:"comment_count"`
	}
	s.As("carl").Get("/tickets/" + s.ID("printer")).Want(200).Into(&from)
	if from.State != "solved" || from.Comments != 0 {
		t.Errorf("the ticket that was merged is %+v", from)
	}
}

func TestMergeTicketsRefused(t *testing.T) {
	s := neweltest.Start(t, app())
	paper := open(t, s, "carl", "No paper")
	for _, c := range []struct {
		name, as, from, into string
		status               int
		says                 string
	}{
		{"into itself", "ann", paper, paper, 422, "into_itself"},
		{"into one that is solved", "ann", paper, s.ID("fixed"), 422, "not_open"},
		{"one that is solved", "ann", s.ID("fixed"), paper, 422, "not_open"},
		{"into nothing", "ann", paper, "tkt_00000000000000000000000000", 422, "not_found"},
		{"by its requester", "carl", paper, s.ID("printer"), 403, "forbidden"},
		{"by a colleague who may not see it", "dave", paper, s.ID("printer"), 404, "not_found"},
		{"by a stranger", "eve", paper, s.ID("printer"), 404, "not_found"},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := s.With(t).As(c.as).Post("/tickets/"+c.from+"/merge", `{"into": "`+c.into+`"}`).Want(c.status)
			if !strings.Contains(string(a.Body), c.says) {
				t.Errorf("the answer does not say %q: %s", c.says, a.Body)
			}
		})
	}
	s.Anonymous().Post("/tickets/"+paper+"/merge", `{}`).Want(401)
}

// TestRequirements runs requirements.yaml with the Go code.
func TestRequirements(t *testing.T) { neweltest.Requirements(t, app()) }

// TestMergeTicketsTwice: what Go code does is done once for one key, too.
func TestMergeTicketsTwice(t *testing.T) {
	s := neweltest.Start(t, app())
	paper := open(t, s, "dave", "No paper")
	merge := func() *neweltest.Answer {
		return s.As("ann").Header("Idempotency-Key", "merge-1").Post("/tickets/"+s.ID("printer")+"/merge", `{"into": "`+paper+`"}`).Want(200)
	}
	first, again := merge(), merge() // without the key, the second would be not_open
	if string(first.Body) != string(again.Body) {
		t.Errorf("first %s, then %s", first.Body, again.Body)
	}
}
