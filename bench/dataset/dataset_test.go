package dataset

import (
	"testing"

	"github.com/newel-api/newel/internal/value"
)

// TestIDs: Newel reads the ids, and they are the bytes that are stored.
func TestIDs(t *testing.T) {
	for n := range 1000 {
		a := Whole.Article(n)
		got, ok := value.ParseID("art", a.ID)
		if !ok || got.Str != string(a.Raw[:]) {
			t.Fatalf("article %d: %q is no id of Newel's, or another", n, a.ID)
		}
		if id, pb := Whole.ArticleID(n); id != a.ID || pb != a.PB || len(pb) != PBLetters {
			t.Fatalf("article %d has the ids %q %q and %q %q", n, a.ID, a.PB, id, pb)
		}
	}
}

// TestSet: rows are the same each time, each user has their articles, one in five is
// a draft, and a later article is a newer one.
func TestSet(t *testing.T) {
	const id, slug, body = "art_01kdy11530fyb9c0n6gb6pt35z", "article-17", "week others ünlü s"
	if a := Small.Article(17); a.ID != id || a.Slug != slug || a.Body[:len(body)] != body {
		t.Errorf("article 17 is no longer what it was: %q %q %q", a.ID, a.Slug, a.Body[:len(body)])
	}
	drafts, length := 0, 0
	seen := map[string]bool{}
	for n := range Small.Articles {
		a := Small.Article(n)
		if a.Status == "draft" {
			drafts++
		}
		if (a.Status == "draft") != Small.Draft(n) || Small.Own(a.Author, n/Small.Users) != n {
			t.Fatalf("article %d is not what Draft and Own say", n)
		}
		if n > 0 && (!a.Created.After(Small.Article(n-1).Created) || a.ID <= Small.Article(n-1).ID) {
			t.Fatalf("article %d is not newer than the one before", n)
		}
		if seen[a.ID] || seen[a.PB] {
			t.Fatalf("article %d has the id of another", n)
		}
		seen[a.ID], seen[a.PB] = true, true
		length += len(a.Body)
	}
	if drafts != Small.Articles/5 {
		t.Errorf("%d of %d articles are drafts", drafts, Small.Articles)
	}
	if mean := length / Small.Articles; mean < 480 || mean > 540 {
		t.Errorf("a body has %d bytes, want about 500", mean)
	}
}
