package target

import (
	"encoding/json"
	"fmt"
	"time"
)

// Article is what an answer says of an article, however it spells it.
type Article struct {
	ID, Author, Slug, Title, Body, Status string
	Created, Updated                      time.Time
	Expanded                              *User
}

// User is what an answer says of a user.
type User struct {
	ID, Name string
	Created  time.Time
}

// moment reads the times of both.
type moment struct{ time.Time }

func (m *moment) UnmarshalJSON(b []byte) (err error) {
	var text string
	if err := json.Unmarshal(b, &text); err != nil {
		return err
	}
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02 15:04:05.999Z"} {
		if m.Time, err = time.Parse(layout, text); err == nil {
			return nil
		}
	}
	return err
}

// article is how one is sent. What PocketBase sends beside it is passed over.
type article struct {
	ID        string `json:"id"`
	Author    string `json:"author"`
	Slug      string `json:"slug"`
	Title     string `json:"title"`
	Body      string `json:"body"`
	Status    string `json:"status"`
	CreatedAt moment `json:"created_at"`
	UpdatedAt moment `json:"updated_at"`
	Expand    *struct {
		Author *struct {
			ID        string `json:"id"`
			Name      string `json:"name"`
			CreatedAt moment `json:"created_at"`
			Created   moment `json:"created"`
		} `json:"author"`
	} `json:"expand"`
}

func (a *article) read() Article {
	out := Article{
		ID: a.ID, Author: a.Author, Slug: a.Slug, Title: a.Title, Body: a.Body, Status: a.Status,
		Created: a.CreatedAt.UTC(), Updated: a.UpdatedAt.UTC(),
	}
	if a.Expand != nil && a.Expand.Author != nil {
		u := a.Expand.Author
		out.Expanded = &User{ID: u.ID, Name: u.Name, Created: u.CreatedAt.UTC()}
		if u.CreatedAt.IsZero() {
			out.Expanded.Created = u.Created.UTC()
		}
	}
	return out
}

// ReadArticle reads the answer to a get, a create or a patch.
func ReadArticle(text []byte) (Article, error) {
	var a article
	if err := json.Unmarshal(text, &a); err != nil {
		return Article{}, fmt.Errorf("an article was answered as %.200q: %w", text, err)
	}
	return a.read(), nil
}

// ReadList reads the answer to a list.
func ReadList(text []byte) ([]Article, error) {
	var page struct{ Items []article }
	if err := json.Unmarshal(text, &page); err != nil {
		return nil, fmt.Errorf("a list was answered as %.200q: %w", text, err)
	}
	out := make([]Article, len(page.Items))
	for i := range page.Items {
		out[i] = page.Items[i].read()
	}
	return out, nil
}
