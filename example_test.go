package newel_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/newel-api/newel"
)

// ann is the id of that row of the world of testdata/greet: a row's name decides its id.
const ann = "per_01ke6p4ym0e00ayef9p7trnkk4"

// greetInput and greetAnswer are what newel generate go writes for greetMe.
type greetInput struct {
	Word string `json:"word"`
}

type greetAnswer struct {
	Text string `json:"text"`
}

// ask calls greetMe as ann and prints the answer.
func ask(app *newel.App, word string) {
	ctx := context.Background()
	api, err := app.Open(ctx, newel.Options{World: true, Dev: true})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer api.Close()
	token, err := api.Session(ctx, ann)
	if err != nil {
		fmt.Println(err)
		return
	}
	r := httptest.NewRequest(http.MethodPost, "/me/greet", strings.NewReader(`{"word": "`+word+`"}`))
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	api.ServeHTTP(w, r)
	_, code, _ := strings.Cut(w.Body.String(), `"errors":`)
	if w.Code == http.StatusOK {
		code = w.Body.String()
	}
	fmt.Println(w.Code, strings.TrimSuffix(code, "}"))
}

// A Go function does the work of an operation that says go: true.
func ExampleHandle() {
	app := &newel.App{Design: "testdata/greet"}
	newel.Handle(app, "greetMe", func(_ context.Context, c *newel.Call, in greetInput) (greetAnswer, error) {
		me, err := newel.Get(c.Tx, newel.ID[greeted](c.ID))
		return greetAnswer{Text: in.Word + ", " + me.Name}, err
	})
	ask(app, "Hello")
	// Output:
	// 200 {"text":"Hello, Ann"
}

// A function refuses a call with a code that the design declares under refuses.
func ExampleRefuse() {
	app := &newel.App{Design: "testdata/greet"}
	newel.Handle(app, "greetMe", func(_ context.Context, _ *newel.Call, in greetInput) (greetAnswer, error) {
		if in.Word == "Hey you" {
			return greetAnswer{}, newel.Refuse("rude")
		}
		return greetAnswer{Text: in.Word}, nil
	})
	ask(app, "Hey you")
	// Output:
	// 422 [{"pointer":"","code":"rude","detail":"That is no greeting."}]
}

// greeted is the row of Person as newel generate go writes it.
type greeted struct {
	ID   newel.ID[greeted] `json:"id"`
	Name string            `json:"name"`
}

// NewelEntity returns the name of the entity.
func (greeted) NewelEntity() string { return "Person" }

// An API is an http.Handler. What is missing in the program is told before it serves.
func ExampleApp_Open() {
	app := &newel.App{Design: "testdata/greet"}
	_, err := app.Open(context.Background(), newel.Options{})
	first, rest, _ := strings.Cut(err.Error(), "\n")
	fmt.Println(first)
	rest, _, _ = strings.Cut(rest, "\n")
	fmt.Println(rest)
	// Output:
	// the design has findings:
	// testdata/greet/contract.yaml:12:9: error: the program has no Go function for "greetMe" [door/no-function]
}
