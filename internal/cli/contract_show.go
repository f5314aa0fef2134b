package cli

import (
	"context"
	"strconv"
	"strings"

	"github.com/newel-api/newel/internal/contract"
)

// shownContract is the result of contract show, in JSON.
type shownContract struct {
	Title      string           `json:"title"`
	Operations []shownOperation `json:"operations"`
}

type shownOperation struct {
	ID       string              `json:"id"`
	Method   string              `json:"method"`
	Path     string              `json:"path"`
	Summary  string              `json:"summary"`
	Caller   string              `json:"caller"` // anybody, either or signed_in
	Statuses []int               `json:"statuses"`
	Codes    map[string][]string `json:"codes"` // of problems, by status
}

// callers are the words for who may call, by contract.Caller.
var callers = [...]string{contract.Anybody: "anybody", contract.Either: "either", contract.SignedIn: "signed_in"}

func runContractShow(_ context.Context, c *call) (any, error) {
	d, err := c.contract()
	if d == nil {
		return nil, err
	}
	out := &shownContract{Title: d.Title}
	var rows [][2]string
	for _, o := range d.Operations {
		shown := shownOperation{
			ID: o.ID, Method: o.Method, Path: o.Path, Summary: o.Summary, Caller: callers[o.Caller], Codes: map[string][]string{},
		}
		var statuses []string
		for _, a := range o.Answers {
			shown.Statuses = append(shown.Statuses, a.Status)
			statuses = append(statuses, strconv.Itoa(a.Status))
			if len(a.Codes) > 0 {
				shown.Codes[strconv.Itoa(a.Status)] = a.Codes
			}
		}
		out.Operations = append(out.Operations, shown)
		rows = append(rows, [2]string{o.Method + " " + o.Path, o.ID + ": " + strings.Join(statuses, " ")})
	}
	c.say("%s", d.Title)
	c.columns(rows)
	return out, nil
}
