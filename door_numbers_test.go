package newel_test

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/newel-api/newel"
	"github.com/newel-api/newel/neweltest"
)

// clerk and entry are rows of testdata/tally, whose ids are counted.
type (
	clerk struct{}
	entry struct {
		ID    newel.ID[entry]  `json:"id"`
		Clerk newel.ID[clerk]  `json:"clerk"`
		Above *newel.ID[entry] `json:"above,omitempty"`
		Text  string           `json:"text"`
	}
	newEntry struct {
		Clerk newel.ID[clerk]  `json:"clerk"`
		Above *newel.ID[entry] `json:"above,omitempty"`
		Text  string           `json:"text"`
	}
	createEntryInput struct {
		Above *newel.ID[entry] `json:"above,omitempty"`
		Text  string           `json:"text"`
	}
	copyEntryInput struct {
		Under newel.ID[entry] `json:"under"`
	}
)

func (clerk) NewelEntity() string    { return "Clerk" }
func (entry) NewelEntity() string    { return "Entry" }
func (newEntry) NewelNew() (_ entry) { return }

// TestNumberedRows: Go code reads, finds and makes rows whose ids are numbers; and a row
// that it makes in the midst of another has a number of its own.
func TestNumberedRows(t *testing.T) {
	a := &newel.App{Design: "testdata/tally"}
	newel.Before(a, "createEntry", func(_ context.Context, c *newel.Call, in createEntryInput) error {
		_, err := newel.Create(c.Tx, newEntry{Clerk: newel.ID[clerk](c.Caller), Above: in.Above, Text: "before"})
		return err
	})
	newel.Handle(a, "copyEntry", func(_ context.Context, c *newel.Call, in copyEntryInput) (newel.ID[entry], error) {
		first, err := newel.Get(c.Tx, newel.ID[entry](c.ID))
		if err != nil {
			return "", err
		}
		n := 0
		for row, err := range newel.List[entry](c.Tx, newel.Equal("clerk", first.Clerk), newel.Equal("above", in.Under)) {
			if err != nil {
				return "", err
			}
			n++
			first.Text += " " + string(row.ID)
		}
		return newel.Create(c.Tx, newEntry{Clerk: first.Clerk, Above: &in.Under, Text: fmt.Sprint(first.Text, ": ", n)})
	})
	s := neweltest.Start(t, a)
	ann := s.As("ann")
	if s.ID("ann") != "clk_1" || s.ID("second") != "2" {
		t.Errorf("the world has %s and %s", s.ID("ann"), s.ID("second"))
	}
	var got, want []string
	for _, do := range []func() *neweltest.Answer{
		func() *neweltest.Answer { return ann.Post("/entries", `{"text":"x","above":1}`).Want(201) },
		func() *neweltest.Answer { return ann.Get("/entries/4").Want(200) },
		func() *neweltest.Answer { return ann.Post("/entries/2/copy", `{"under":1}`).Want(200) },
	} {
		got = append(got, string(do().Body))
	}
	want = []string{
		`{"id":3,"clerk":"clk_1","above":1,"text":"x"}`, `{"id":4,"clerk":"clk_1","above":1,"text":"before"}`,
		`{"id":5,"clerk":"clk_1","above":1,"text":"Second 2 3 4: 3"}`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// TestCountedRequirements: criteria know rows by numbers, and see no gap where many write.
func TestCountedRequirements(t *testing.T) {
	a := &newel.App{Design: "testdata/tally"}
	newel.Handle(a, "copyEntry", func(context.Context, *newel.Call, copyEntryInput) (newel.ID[entry], error) { return "1", nil })
	neweltest.Requirements(t, a)
}

// TestIDsInJSON: an id is in JSON what clients see.
func TestIDsInJSON(t *testing.T) {
	for text, want := range map[string]newel.ID[entry]{`7`: "7", `"tkt_7"`: "tkt_7", `"07"`: "07", `""`: ""} {
		var id newel.ID[entry]
		if err := json.Unmarshal([]byte(text), &id); err != nil || id != want {
			t.Errorf("%s is read as %q, %v", text, id, err)
		}
		if back, err := json.Marshal(id); err != nil || string(back) != text {
			t.Errorf("%q is written as %s, %v", id, back, err)
		}
	}
	for _, text := range []string{`true`, `{}`, `[1]`} {
		var id newel.ID[entry]
		if err := json.Unmarshal([]byte(text), &id); err == nil {
			t.Errorf("%s is read as %q", text, id)
		}
	}
}
