package newel_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/newel-api/newel"
)

// A Go function does the work of an operation that says go: true.
func ExampleHandle() {
	app := &newel.App{Design: "testdata/door"}
	newel.Handle(app, "copyNote", func(_ context.Context, c *newel.Call, _ newel.None) (newel.ID[Note], error) {
		note, err := newel.Get(c.Tx, newel.ID[Note](c.ID))
		if err != nil {
			return "", err
		}
		return newel.Create(c.Tx, NewNote{Owner: note.Owner, Title: note.Title})
	})
	// app.Main() is the newel command with it.
}

// A function refuses a call with an error that the design declares.
func ExampleRefuse() {
	app := &newel.App{Design: "testdata/door"}
	newel.Before(app, "createNote", func(_ context.Context, c *newel.Call, in CreateNoteInput) error {
		n := 0
		for _, err := range newel.List[Note](c.Tx) {
			if n++; err != nil || n > 100 {
				return newel.Refuse("too_many")
			}
		}
		return nil
	})
}

// An API is an http.Handler. What is missing in the program is told before it serves.
func ExampleApp_Open() {
	app := &newel.App{Design: "examples/helpdesk/design"}
	newel.Handle(app, "mergeTickets", func(context.Context, *newel.Call, struct {
		Into string `json:"into"`
	},
	) (string, error) {
		return "", newel.ErrConflict
	})
	api, err := app.Open(context.Background(), newel.Options{Dev: true})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer api.Close()
	w := httptest.NewRecorder()
	api.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/v1/tickets", strings.NewReader("")))
	fmt.Println(w.Code)

	_, err = (&newel.App{Design: "examples/helpdesk/design"}).Open(context.Background(), newel.Options{})
	first, _, _ := strings.Cut(err.Error(), "\n")
	fmt.Println(first)
	// Output:
	// 401
	// the design has findings:
}
