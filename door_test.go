package newel_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/newel-api/newel"
	"github.com/newel-api/newel/internal/compile"
	"github.com/newel-api/newel/internal/diag"
	"github.com/newel-api/newel/internal/seed"
	"github.com/newel-api/newel/neweltest"
)

//go:generate go run ./cmd/newel generate go testdata/door --package newel_test --out door_types_test.go

// try is the Go function of tryNote in a test.
type try func(ctx context.Context, c *newel.Call, in TryNoteInput) (TryNoteAnswer, error)

// notes returns the app of testdata/door with functions that do nothing, and fn.
func notes(fn try) *newel.App {
	a := &newel.App{Design: "testdata/door"}
	newel.Handle(a, "tryNote", fn)
	newel.Handle(a, "copyNote", func(_ context.Context, c *newel.Call, _ newel.None) (newel.ID[Note], error) {
		note, err := newel.Get(c.Tx, newel.ID[Note](c.ID))
		if err != nil {
			return "", err
		}
		return newel.Create(c.Tx, NewNote{Owner: note.Owner, Title: note.Title})
	})
	newel.Handle(a, "ownerOfNote", func(_ context.Context, c *newel.Call, _ newel.None) (newel.ID[Person], error) {
		note, err := newel.Get(c.Tx, newel.ID[Note](c.ID))
		return note.Owner, err
	})
	newel.Handle(a, "sendNote", func(context.Context, *newel.Call, newel.None) (newel.None, error) { return newel.None{}, nil })
	return a
}

// inside runs fn as ann in the transaction of tryNote, and wants the status.
func inside(t *testing.T, status int, fn func(c *newel.Call) error) *neweltest.Answer {
	t.Helper()
	s := neweltest.Start(t, notes(func(_ context.Context, c *newel.Call, _ TryNoteInput) (TryNoteAnswer, error) {
		return TryNoteAnswer{Said: "done"}, fn(c)
	}))
	return s.As("ann").Post("/notes/"+s.ID("mine")+"/try", "{}").Want(status)
}

// TestReturnsAnother: the row of another resource is sent as that one sends it, and what
// the operation's own expands is not beside it.
func TestReturnsAnother(t *testing.T) {
	s := neweltest.Start(t, notes(func(context.Context, *newel.Call, TryNoteInput) (TryNoteAnswer, error) {
		return TryNoteAnswer{Said: "done"}, nil
	}))
	ann, path := s.As("ann"), "/notes/"+s.ID("mine")
	if got, want := ann.Post(path+"/owner", "{}").Want(200).Body, `{"id":"`+s.ID("ann")+`","email":"ann@door.test"}`; string(got) != want {
		t.Errorf("%s, want %s", got, want)
	}
	ann.Post(path+"/owner?expand=owner", "{}").Want(400)
	ann.Post(path+"/copy?expand=owner", "{}").Want(200)
	ann.Post(path+"/try?expand=owner", "{}").Want(400)
}

func TestTxReads(t *testing.T) {
	inside(t, 200, func(c *newel.Call) error {
		note, err := newel.Get(c.Tx, newel.ID[Note](c.ID))
		if err != nil || note.Title != "Mine" || note.Rank != 7 || note.State != NoteStateDraft || note.Price != nil || string(note.Owner) != c.Caller {
			t.Errorf("%+v, %v", note, err)
		}
		if note.Hidden != nil {
			t.Error("a field that nobody may read is told")
		}
		whole, err := newel.Get(c.Tx.AsSystem("test"), newel.ID[Note](c.ID))
		if err != nil || whole.Hidden == nil || *whole.Hidden != "canary" {
			t.Errorf("as system: %+v, %v", whole, err)
		}
		if _, err := newel.Get(c.Tx, newel.ID[Note]("not_an_id")); !errors.Is(err, newel.ErrNotFound) {
			t.Errorf("an id that is none: %v", err)
		}
		return nil
	})
}

func TestTxReadsNothingOfOthers(t *testing.T) {
	var hers newel.ID[Note]
	inside(t, 200, func(c *newel.Call) error {
		for note, err := range newel.List[Note](c.Tx.AsSystem("test"), newel.Equal("title", "Hers")) {
			if err != nil {
				return err
			}
			hers = note.ID
		}
		if _, err := newel.Get(c.Tx, hers); hers == "" || !errors.Is(err, newel.ErrNotFound) {
			t.Errorf("the note of another: %v", err)
		}
		if err := newel.Delete(c.Tx, hers); !errors.Is(err, newel.ErrNotFound) {
			t.Errorf("deleting it: %v", err)
		}
		if err := newel.Update(c.Tx, hers, func(n *Note) error { n.Title = "x"; return nil }); !errors.Is(err, newel.ErrNotFound) {
			t.Errorf("changing it: %v", err)
		}
		for note, err := range newel.List[Note](c.Tx) {
			if err != nil || note.ID == hers {
				t.Errorf("the list has %+v, %v", note, err)
			}
		}
		return nil
	})
}

func TestTxList(t *testing.T) {
	inside(t, 200, func(c *newel.Call) error {
		for i := range 250 {
			rank := int64(i % 5)
			if _, err := newel.Create(c.Tx, NewNote{Owner: newel.ID[Person](c.Caller), Title: fmt.Sprint("n", i), Rank: &rank}); err != nil {
				return err
			}
		}
		var titles []string
		for note, err := range newel.List[Note](c.Tx, newel.Equal("rank", 3), newel.Equal("state", NoteStateDraft)) {
			if err != nil {
				return err
			}
			titles = append(titles, note.Title)
		}
		if len(titles) != 50 || titles[0] != "n3" || titles[49] != "n248" {
			t.Errorf("%d notes: %q", len(titles), titles)
		}
		all := 0
		for _, err := range newel.List[Note](c.Tx) {
			if err != nil {
				return err
			}
			all++
		}
		if all != 251 {
			t.Errorf("%d notes in all", all)
		}
		for _, field := range []string{"hidden", "no_such"} {
			for _, err := range newel.List[Note](c.Tx, newel.Equal(field, "canary")) {
				if !errors.Is(err, newel.ErrInvalid) {
					t.Errorf("a list by %s: %v", field, err)
				}
			}
		}
		return nil
	})
}

// TestTxWrites: every value comes back as it went in.
func TestTxWrites(t *testing.T) {
	due := time.Date(2026, 11, 25, 8, 0, 0, 123456000, time.UTC)
	inside(t, 200, func(c *newel.Call) error {
		id, err := newel.Create(c.Tx, NewNote{
			Owner: newel.ID[Person](c.Caller), Title: "New", Price: new("12.50"), Tags: []string{"a", "b"},
			Extra: []byte(`{"x":[1,2]}`), Due: &due, Token: new("0123456789abcdef"),
		})
		if err != nil {
			return err
		}
		err = newel.Update(c.Tx, id, func(n *Note) error {
			if n.Price == nil || *n.Price != "12.50" || !slices.Equal(n.Tags, []string{"a", "b"}) || string(n.Extra) != `{"x":[1,2]}` || !n.Due.Equal(due) || n.Rank != 7 {
				t.Errorf("%+v", n)
			}
			n.Title, n.Price, n.Tags, n.State = "Newer", nil, []string{"c"}, NoteStateSent
			return nil
		})
		if err != nil {
			return err
		}
		n, err := newel.Get(c.Tx, id)
		if err != nil || n.Title != "Newer" || n.Price != nil || !slices.Equal(n.Tags, []string{"c"}) || n.State != NoteStateSent || n.Version != 2 {
			t.Errorf("%+v, %v", n, err)
		}
		return newel.Delete(c.Tx.AsSystem("test"), id)
	})
}

// errAny is an error that is none of those that clients are told of.
var errAny = errors.New("any")

func TestTxRefuses(t *testing.T) {
	eve := newel.ID[Person]("")
	for name, c := range map[string]struct {
		fn   func(c *newel.Call) error
		want error
	}{
		"a title that is too long": {func(c *newel.Call) error {
			_, err := newel.Create(c.Tx, NewNote{Owner: newel.ID[Person](c.Caller), Title: strings.Repeat("x", 21)})
			return err
		}, newel.ErrInvalid},
		"a check": {func(c *newel.Call) error {
			_, err := newel.Create(c.Tx, NewNote{Owner: newel.ID[Person](c.Caller), Title: "forbidden"})
			return err
		}, newel.ErrInvalid},
		"a note for another": {func(c *newel.Call) error {
			for p, err := range newel.List[Person](c.Tx, newel.Equal("email", "eve@door.test")) {
				eve = p.ID
				if err != nil {
					return err
				}
			}
			_, err := newel.Create(c.Tx, NewNote{Owner: eve, Title: "x"})
			return err
		}, newel.ErrDenied},
		"a field that may not be written": {func(c *newel.Call) error {
			_, err := newel.Create(c.Tx, NewNote{Owner: newel.ID[Person](c.Caller), Title: "x", Hidden: new("y")})
			return err
		}, newel.ErrDenied},
		"a rank that may not be written": {func(c *newel.Call) error {
			return newel.Update(c.Tx, newel.ID[Note](c.ID), func(n *Note) error { n.Rank = 11; return nil })
		}, nil}, // the guard is asked of the row as it is, whose rank is 7
		"a field that Newel keeps": {func(c *newel.Call) error {
			return newel.Update(c.Tx, newel.ID[Note](c.ID), func(n *Note) error { n.Version = 9; return nil })
		}, errAny},
		"a state that may not follow": {func(c *newel.Call) error {
			return newel.Update(c.Tx, newel.ID[Note](c.ID), func(n *Note) error { n.State = NoteStateRead; return nil })
		}, newel.ErrConflict},
		"a person, whom nobody makes": {func(c *newel.Call) error {
			_, err := newel.Create(c.Tx, NewPerson{Email: "x@door.test"})
			return err
		}, newel.ErrDenied},
		"an email that is taken": {func(c *newel.Call) error {
			_, err := newel.Create(c.Tx.AsSystem("test"), NewPerson{Email: "eve@door.test"})
			return err
		}, newel.ErrConflict},
	} {
		t.Run(name, func(t *testing.T) {
			want := map[error]int{nil: 200, newel.ErrInvalid: 422, newel.ErrConflict: 409, newel.ErrDenied: 403, errAny: 500}[c.want]
			answer := inside(t, want, func(call *newel.Call) error {
				err := c.fn(call)
				if !errors.Is(err, c.want) && (c.want != errAny || err == nil) {
					t.Errorf("the error is %v, want %v", err, c.want)
				}
				return err
			})
			if strings.Contains(string(answer.Body), `"pointer":"/`) {
				t.Errorf("the answer points into a body that was not sent: %s", answer.Body)
			}
		})
	}
}

// TestFunctionErrors: what clients are told of the errors of functions, and what only
// the log is.
func TestFunctionErrors(t *testing.T) {
	for name, c := range map[string]struct {
		err    error
		status int
		says   string
	}{
		"declared":      {RefuseTryNoteNoGood, 422, `"code":"no_good"`},
		"wrapped":       {fmt.Errorf("secret: %w", RefuseTryNoteNoGood), 422, "It is no good."},
		"not declared":  {newel.Refuse("too_many"), 500, `"code":"internal"`},
		"invalid":       {fmt.Errorf("secret: %w", newel.ErrInvalid), 422, `"code":"invalid"`},
		"not found":     {newel.ErrNotFound, 404, `"code":"not_found"`},
		"conflict":      {fmt.Errorf("secret: %w", newel.ErrConflict), 409, `"code":"conflict"`},
		"denied":        {newel.ErrDenied, 403, `"code":"forbidden"`},
		"anything else": {errors.New("secret"), 500, `"code":"internal"`},
	} {
		t.Run(name, func(t *testing.T) {
			a := inside(t, c.status, func(*newel.Call) error { return c.err })
			if !strings.Contains(string(a.Body), c.says) || strings.Contains(string(a.Body), "secret") {
				t.Errorf("%s", a.Body)
			}
		})
	}
}

func TestPanicIsContained(t *testing.T) {
	a := inside(t, 500, func(*newel.Call) error { panic("secret") })
	if strings.Contains(string(a.Body), "secret") {
		t.Errorf("%s", a.Body)
	}
}

// TestErrorUndoesAll: nothing of what a function wrote is kept when it fails, nor what
// the design wrote before.
func TestErrorUndoesAll(t *testing.T) {
	a := notes(func(_ context.Context, c *newel.Call, _ TryNoteInput) (TryNoteAnswer, error) {
		_, err := newel.Create(c.Tx, NewNote{Owner: newel.ID[Person](c.Caller), Title: "kept?"})
		return TryNoteAnswer{}, errors.Join(err, newel.ErrConflict)
	})
	newel.After(a, "sendNote", func(context.Context, *newel.Call, newel.None) error { return newel.ErrConflict })
	s := neweltest.Start(t, a)
	ann := s.As("ann")
	ann.Post("/notes/"+s.ID("mine")+"/try", "{}").Want(409)
	ann.Post("/notes/"+s.ID("mine")+"/send", "").Want(409)
	var note struct{ State string }
	if ann.Get("/notes/" + s.ID("mine")).Want(200).Into(&note); note.State != "draft" {
		t.Errorf("the state is %q", note.State)
	}
}

// TestFunctionTakesTooLong: it is given up, nothing of it is kept, and what it does later
// does nothing.
func TestFunctionTakesTooLong(t *testing.T) {
	release, late := make(chan struct{}), make(chan error, 1)
	a := notes(func(_ context.Context, c *newel.Call, _ TryNoteInput) (TryNoteAnswer, error) {
		if _, err := newel.Create(c.Tx, NewNote{Owner: newel.ID[Person](c.Caller), Title: "kept?"}); err != nil {
			return TryNoteAnswer{}, err
		}
		<-release // whatever its context says
		_, err := newel.Get(c.Tx, newel.ID[Note](c.ID))
		late <- err
		return TryNoteAnswer{}, nil
	})
	a.Time = 50 * time.Millisecond
	s := neweltest.Start(t, a)
	s.As("ann").Post("/notes/"+s.ID("mine")+"/try", "{}").Want(503)
	s.As("ann").Do(http.MethodPatch, "/notes/"+s.ID("mine"), `{"title": "next"}`).Want(200)
	close(release)
	if err := <-late; err == nil {
		t.Error("a function that was given up reads on")
	}
}

func TestAnswers(t *testing.T) {
	s := neweltest.Start(t, notes(func(_ context.Context, _ *newel.Call, in TryNoteInput) (TryNoteAnswer, error) {
		if in.What == nil {
			return TryNoteAnswer{Said: "nothing"}, nil
		}
		return TryNoteAnswer{Said: *in.What, Count: new(int64(len(*in.What)))}, nil
	}))
	at, ann := "/notes/"+s.ID("mine"), s.As("ann")
	if a := ann.Post(at+"/try", `{"what": "é"}`).Want(200); string(a.Body) != `{"said":"é","count":2}` || a.Header.Get("Etag") != "" {
		t.Errorf("%s, tag %s", a.Body, a.Header.Get("Etag"))
	}
	if a := ann.Post(at+"/try", `{}`).Want(200); string(a.Body) != `{"said":"nothing","count":null}` {
		t.Errorf("%s", a.Body)
	}
	ann.Post(at+"/try", `{"what": "`+strings.Repeat("x", 101)+`"}`).Want(500) // the contract promises 100
	var note struct{ ID, State, Title string }
	if ann.Post(at+"/copy", "").Want(200).Into(&note); note.ID == s.ID("mine") || note.Title != "Mine" {
		t.Errorf("the copy is %+v", note)
	}
	if ann.Post(at+"/send", "").Want(200).Into(&note); note.State != "sent" {
		t.Errorf("what was sent is %+v", note)
	}
}

// TestOrder: hooks run where they say, with the input, and only for whom the operation
// is allowed.
func TestOrder(t *testing.T) {
	var lock sync.Mutex
	var told []string
	tell := func(what string) {
		lock.Lock()
		defer lock.Unlock()
		told = append(told, what)
	}
	a := notes(func(context.Context, *newel.Call, TryNoteInput) (TryNoteAnswer, error) { return TryNoteAnswer{}, nil })
	newel.Committed(a, "createNote", func(_ context.Context, c *newel.Call, in CreateNoteInput) error {
		_, err := newel.Get(c.Tx, newel.ID[Note](c.ID))
		tell(fmt.Sprintf("committed %v %v", c.ID != "", err != nil))
		return errors.New("for the log")
	})
	newel.After(a, "createNote", func(_ context.Context, c *newel.Call, in CreateNoteInput) error {
		note, err := newel.Get(c.Tx, newel.ID[Note](c.ID))
		tell("after " + note.Title)
		return err
	})
	newel.Before(a, "createNote", func(_ context.Context, c *newel.Call, in CreateNoteInput) error {
		tell("before " + in.Title + c.ID)
		if in.Title == "no" {
			return RefuseCreateNoteTooMany
		}
		return nil
	})
	newel.Before(a, "deleteNote", func(_ context.Context, c *newel.Call, _ newel.None) error {
		tell("delete " + c.ID)
		return nil
	})
	s := neweltest.Start(t, a)
	s.As("ann").Post("/notes", `{"title": "yes"}`).Want(201)
	if a := s.As("ann").Post("/notes", `{"title": "no"}`).Want(422); !strings.Contains(string(a.Body), "too many notes") {
		t.Errorf("%s", a.Body)
	}
	s.Anonymous().Post("/notes", `{"title": "anonymous"}`).Want(401)
	s.As("eve").Do(http.MethodDelete, "/notes/"+s.ID("mine"), "").Want(404)
	s.As("ann").Do(http.MethodDelete, "/notes/"+s.ID("mine"), "").Want(204)
	two := `{"operations": [{"call": "createNote", "body": {"title": "one"}}, {"call": "createNote", "body": {"title": "two"}}]}`
	s.As("ann").Header("Idempotency-Key", "two").Post("/batch", two).Want(200)
	s.As("ann").Header("Idempotency-Key", "two").Post("/batch", two).Want(200) // told again, and not done
	s.As("ann").Post("/batch?dry_run=true", strings.ReplaceAll(two, "two", "tried")).Want(200)
	s.As("ann").Post("/batch", strings.ReplaceAll(two, "two", "no")).Want(422)
	want := []string{
		"before yes", "after yes", "committed true true", "before no", "delete " + s.ID("mine"),
		"before one", "after one", "before two", "after two", "committed true true", "committed true true",
		"before one", "after one", "before tried", "after tried",
		"before one", "after one", "before no",
	}
	if !slices.Equal(told, want) {
		t.Errorf("told %q\nwant %q", told, want)
	}
}

// TestPaths: functions are told what the path says, as an input of a create, and as the
// id of the row.
func TestPaths(t *testing.T) {
	var told []string
	a := notes(func(context.Context, *newel.Call, TryNoteInput) (TryNoteAnswer, error) { return TryNoteAnswer{}, nil })
	newel.Before(a, "giveNote", func(_ context.Context, c *newel.Call, in GiveNoteInput) error {
		told = append(told, "before", in.Title, string(in.Owner), c.ID)
		return nil
	})
	newel.After(a, "giveNote", func(_ context.Context, c *newel.Call, in GiveNoteInput) error {
		note, err := newel.Get(c.Tx, newel.ID[Note](c.ID))
		told = append(told, "after", note.Title, string(note.Owner), string(in.Owner))
		return err
	})
	newel.Before(a, "updateMe", func(_ context.Context, c *newel.Call, _ UpdateMeInput) error {
		told = append(told, "me", c.ID)
		return nil
	})
	s := neweltest.Start(t, a)
	ann := s.ID("ann")
	s.As("ann").Post("/people/"+ann+"/notes", `{"title": "yes"}`).Want(201)
	s.As("ann").Post("/people/"+s.ID("mine")+"/notes", `{"title": "no"}`).Want(404)
	s.As("ann").Do(http.MethodPatch, "/me", `{"email": "ann@other.test"}`).Want(200)
	s.Anonymous().Do(http.MethodPatch, "/me", "{}").Want(401)
	if want := []string{"before", "yes", ann, "", "after", "yes", ann, ann, "me", ann}; !slices.Equal(told, want) {
		t.Errorf("told %q\nwant %q", told, want)
	}
}

// TestAsSystemIsTold: the log has the reason, the operation and the request.
func TestAsSystemIsTold(t *testing.T) {
	var log bytes.Buffer
	a := notes(func(_ context.Context, c *newel.Call, _ TryNoteInput) (TryNoteAnswer, error) {
		_, err := newel.Get(c.Tx.AsSystem("because I can"), newel.ID[Note](c.ID))
		return TryNoteAnswer{}, err
	})
	api, err := a.Open(t.Context(), newel.Options{World: true, Dev: true, Log: slog.New(slog.NewJSONHandler(&log, nil))})
	if err != nil {
		t.Fatal(err)
	}
	defer api.Close()
	var diags diag.List
	d, _, err := compile.Folder("testdata/door", &diags)
	if err != nil {
		t.Fatal(err)
	}
	ids := map[string]string{}
	for _, row := range seed.World(d, &diags).List {
		ids[row.Name] = string(row.Entity.AppendID(nil, row.ID()))
	}
	token, err := api.Session(t.Context(), ids["ann"])
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, "/v1/notes/"+ids["mine"]+"/try", strings.NewReader("{}"))
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("X-Request-Id", "request-of-the-test")
	w := httptest.NewRecorder()
	api.ServeHTTP(w, r)
	for _, want := range []string{"because I can", "tryNote", "request-of-the-test"} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("status %d; the log has no %q:\n%s", w.Code, want, log.String())
		}
	}
}
