package serve_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"testing"
)

const forumDesign = "testdata/forum"

// forum has the post $p of ann in a team of ann and carl, with the notes $n1, $n2, $n3 of
// carl, the last hidden, and $n4 of ann; the replies $r1, $r2, $r3 to it; and dave, who is
// in another team with the post $d.
func forum(t *testing.T) *world {
	t.Helper()
	w := newWorld(t, forumDesign)
	w.join("ann", "carl", "dave")
	note := func(name, who, rest string) step {
		return step{method: "POST", url: "/v1/notes", as: who, status: 201, save: name, body: `{"post":"$p",` + rest + `}`}
	}
	reply := func(name string) step {
		return step{method: "POST", url: "/v1/posts", as: "carl", status: 201, save: name, body: `{"team":"$t","parent":"$p","title":"` + name + `"}`}
	}
	w.run([]step{
		{method: "PATCH", url: "/v1/people/$carl", as: "carl", status: 200, body: `{"alias":"C","boss":"$ann"}`},
		{method: "PATCH", url: "/v1/people/$dave", as: "dave", status: 200, body: `{"boss":"$carl"}`},
		{method: "POST", url: "/v1/teams", as: "ann", status: 201, save: "t", body: `{"name":"T"}`},
		{method: "POST", url: "/v1/members", as: "ann", status: 201, body: `{"team":"$t","person":"$carl"}`},
		{method: "POST", url: "/v1/posts", as: "ann", status: 201, save: "p", body: `{"team":"$t","title":"P"}`},
		note("n1", "carl", `"body":"one","rank":1`), note("n2", "carl", `"body":"two","rank":2`),
		note("n3", "carl", `"body":"three","rank":3,"hidden":true`), note("n4", "ann", `"body":"four","rank":9`),
		reply("r1"), reply("r2"), reply("r3"),
		{method: "POST", url: "/v1/teams", as: "dave", status: 201, save: "u", body: `{"name":"U"}`},
		{method: "POST", url: "/v1/posts", as: "dave", status: 201, save: "d", body: `{"team":"$u","title":"D"}`},
	})
	return w
}

// TestRelation: the rows of a relation come on demand, as many as its size, to whoever
// may read them and may know that they are related.
func TestRelation(t *testing.T) {
	w := forum(t)
	four := `{"id":"$n4","post":"$p","writer":"$ann","body":"four","rank":9}`
	fourForCarl := `{"id":"$n4","post":"$p","rank":9}`
	two := `{"id":"$n2","post":"$p","writer":"$carl","body":"two","rank":2}`
	three := `{"id":"$n3","post":"$p","writer":"$carl","body":"three","rank":3}`
	w.run([]step{
		{name: "in its order, and there are more", method: "GET", url: "/v1/posts/$p?expand=notes", as: "ann", status: 200, has: []string{`"expand":{"notes":{"items":[` + four + `,` + two + `],"more":true}}`}},
		{
			name: "a row and a field that are for others", method: "GET", url: "/v1/posts/$p?expand=notes", as: "carl", status: 200,
			has: []string{`"expand":{"notes":{"items":[` + fourForCarl + `,` + three + `],"more":true}}`}, hasNot: []string{"four"},
		},
		{name: "nothing without being asked", method: "GET", url: "/v1/posts/$p", as: "ann", status: 200, hasNot: []string{"expand", "items"}},
		{name: "none", method: "GET", url: "/v1/posts/$d?expand=notes,replies", as: "dave", status: 200, has: []string{`"expand":{"replies":{"items":[],"more":false},"notes":{"items":[],"more":false}}`}},
		{name: "by id, the oldest first", method: "GET", url: "/v1/posts/$p?expand=replies", as: "ann", status: 200, has: []string{`{"items":[{"id":"$r1"`, `{"id":"$r2"`, `"more":true`}, hasNot: []string{"$r3"}},
		{name: "beside a reference", method: "GET", url: "/v1/posts/$r1?expand=notes,parent", as: "carl", status: 200, has: []string{`"expand":{"parent":{"id":"$p"`, `},"notes":{"items":[],"more":false}}`}},
		{
			name: "of a list", method: "GET", url: "/v1/posts?expand=replies&limit=2", as: "ann", status: 200,
			has: []string{`{"items":[{"id":"$p"`, `"expand":{"replies":{"items":[{"id":"$r1"`, `{"id":"$r1","team":"$t","author":"$carl","parent":"$p","title":"r1","note_count":0,"expand":{"replies":{"items":[],"more":false}}}],"next":"`},
		},
		{name: "of a create", method: "POST", url: "/v1/posts?expand=notes,parent", as: "carl", status: 201, body: `{"team":"$t","title":"new"}`, has: []string{`"expand":{"parent":null,"notes":{"items":[],"more":false}}`}},
		{name: "of an update", method: "PATCH", url: "/v1/posts/$p?expand=replies", as: "ann", status: 200, body: `{"title":"Q"}`, has: []string{`"title":"Q"`, `"replies":{"items":[{"id":"$r1"`}},
		{name: "a version that is known says nothing of other rows", method: "GET", url: "/v1/people/$ann?expand=reports", as: "carl", status: 200, header: []string{"If-None-Match", `"1"`}},
		{name: "which without them it does", method: "GET", url: "/v1/people/$ann", as: "carl", status: 304, header: []string{"If-None-Match", `"1"`}},
		{name: "unknown", method: "GET", url: "/v1/posts/$p?expand=notes.rank", as: "ann", status: 400, has: []string{`names \"notes.rank\"`, "choose among author, parent, replies, notes, author.boss, author.reports"}},
		{name: "too deep", method: "GET", url: "/v1/posts/$p?expand=parent.parent.parent", as: "ann", status: 400, has: []string{`names \"parent.parent.parent\"`}},
		{name: "twice", method: "GET", url: "/v1/posts/$p?expand=notes,notes", as: "ann", status: 400, has: []string{"twice"}},
	})
}

// TestRelationIsNoWay: whoever may not read who wrote a note does not find it among the
// notes of that person; and the other team has none.
func TestRelationIsNoWay(t *testing.T) {
	w := forum(t)
	w.run([]step{
		{method: "POST", url: "/v1/notes", as: "carl", status: 201, save: "own", body: `{"post":"$r1","body":"b","hidden":true}`},
		{method: "POST", url: "/v1/notes", as: "ann", status: 201, save: "hers", body: `{"post":"$r1","body":"b"}`},
		{name: "the author of the post knows who wrote", method: "GET", url: "/v1/people/$carl?expand=notes", as: "ann", status: 200, has: []string{`"items":[{"id":"$n1"`, `{"id":"$n2"`, `"more":false`}},
		{name: "no other does", method: "GET", url: "/v1/people/$ann?expand=notes", as: "carl", status: 200, has: []string{`"items":[{"id":"$hers"`, `"more":false`}, hasNot: []string{"$n4"}},
		{name: "one's own", method: "GET", url: "/v1/people/$carl?expand=notes", as: "carl", status: 200, has: []string{`"items":[{"id":"$n1"`, `"more":true`}},
		{name: "nor whatever is not for those who are not signed in", method: "GET", url: "/v1/teams/$t?expand=posts.notes", status: 200, has: []string{`"name":"T","expand":{"posts":{"items":[],"more":false}}}`}},
		{name: "it is for members", method: "GET", url: "/v1/teams/$t?expand=posts.author", as: "carl", status: 200, has: []string{`"posts":{"items":[{"id":"$p"`, `"more":true`}},
		{method: "POST", url: "/v1/marks", as: "ann", status: 201, save: "m", body: `{"note":"$n4"}`},
		{method: "GET", url: "/v1/marks/$m", as: "carl", status: 200},
		{name: "a reference that is not sent has its rule too", method: "GET", url: "/v1/people/$ann?expand=marks", as: "carl", status: 200, has: []string{`"marks":{"items":[],"more":false}`}},
		{name: "and does its work", method: "GET", url: "/v1/people/$ann?expand=marks", as: "ann", status: 200, has: []string{`"marks":{"items":[{"id":"$m"`}},
		{name: "nothing of another team", method: "GET", url: "/v1/people/$carl?expand=notes", as: "dave", status: 200, has: []string{`"notes":{"items":[],"more":false}`}},
	})
}

// TestRelationAtTheBorder: more is true from one row beyond the size on.
func TestRelationAtTheBorder(t *testing.T) {
	w := forum(t)
	for _, want := range []string{`"more":false`, `"more":false`, `"more":false`, `"more":true`, `"more":true`} {
		w.run([]step{
			{method: "GET", url: "/v1/posts/$r1?expand=replies", as: "ann", status: 200, has: []string{want}},
			{method: "POST", url: "/v1/posts", as: "ann", status: 201, body: `{"team":"$t","parent":"$r1","title":"x"}`},
		})
	}
}

// TestNested: what an expanded row expands comes with it, in each of the four ways.
func TestNested(t *testing.T) {
	w := forum(t)
	ann, carl := `{"id":"$ann","boss":null`, `{"id":"$carl","boss":"$ann"`
	w.run([]step{
		{name: "a reference through a reference", method: "GET", url: "/v1/posts/$r1?expand=author.boss", as: "ann", status: 200, has: []string{`"expand":{"author":` + carl + `,"expand":{"boss":{"id":"$ann","alias":null,"boss":null}}}}`}},
		{name: "with nothing behind", method: "GET", url: "/v1/posts/$p?expand=author.boss,parent.author", as: "carl", status: 200, has: []string{`"expand":{"author":` + ann + `,"expand":{"boss":null}},"parent":null}`}},
		{name: "a relation of a reference", method: "GET", url: "/v1/posts/$r1?expand=author.reports,author", as: "ann", status: 200, has: []string{`"expand":{"author":` + carl + `,"expand":{"reports":{"items":[{"id":"$dave","boss":"$carl"}],"more":false}}}}`}},
		{name: "a reference of a relation", method: "GET", url: "/v1/posts/$p?expand=replies.author", as: "ann", status: 200, has: []string{`{"id":"$r1","team":"$t","author":"$carl","parent":"$p","title":"r1","note_count":0,"expand":{"author":` + carl + `}}},{"id":"$r2"`, `"more":true`}},
		{name: "a relation of a relation", method: "GET", url: "/v1/people/$ann?expand=reports.reports,reports.notes", as: "ann", status: 200, has: []string{`"expand":{"reports":{"items":[` + carl + `,"expand":{"reports":{"items":[{"id":"$dave","boss":"$carl"}],"more":false},"notes":{"items":[{"id":"$n1"`, `]`}},
		{name: "all of it, in a list", method: "GET", url: "/v1/posts?expand=author.boss,author.notes,parent.replies,replies.notes,notes.writer&limit=2", as: "carl", status: 200, has: []string{`"expand":{"writer":` + `{"id":"$carl","alias":"C"`, `"parent":{"id":"$p"`, `"replies":{"items":[{"id":"$r1"`}},
		{name: "a row that is not for them has nothing beside", method: "GET", url: "/v1/notes?expand=writer.boss,post.replies", as: "carl", status: 200, has: []string{`"id":"$n4","post":"$p","rank":9,"expand":{"writer":null,"post":{"id":"$p"`}},
		{name: "of a write", method: "PATCH", url: "/v1/posts/$r1?expand=author.boss,parent.replies", as: "carl", status: 200, body: `{"title":"Z"}`, has: []string{`"boss":{"id":"$ann"`, `"replies":{"items":[{"id":"$r1"`, `"title":"Z"`}},
		{name: "the same reference on two ways", method: "GET", url: "/v1/posts/$r1?expand=author,parent.author", as: "ann", status: 200, has: []string{`"expand":{"author":` + carl + `},"parent":{"id":"$p"`, `"expand":{"author":{"id":"$ann","alias":null`}},
		{method: "POST", url: "/v1/marks", as: "ann", status: 201, save: "m", body: `{"note":"$n4"}`},
		{name: "a reference that is for others", method: "GET", url: "/v1/marks/$m?expand=note.writer", as: "carl", status: 200, has: []string{`"expand":{"note":{"id":"$n4","post":"$p","rank":9,"expand":{"writer":null}}}`}},
		{name: "and one that is not", method: "GET", url: "/v1/marks/$m?expand=note.writer", as: "ann", status: 200, has: []string{`"expand":{"note":{"id":"$n4","post":"$p","writer":"$ann"`, `"expand":{"writer":{"id":"$ann"`}},
		{method: "PATCH", url: "/v1/posts/$p?expand=author.boss", as: "ann", status: 200, body: `{"title":"closed"}`, has: []string{`"boss":null`}},
		{name: "the rule of the operation", method: "GET", url: "/v1/posts/$p?expand=notes", as: "ann", status: 404},
		{name: "however deep", method: "GET", url: "/v1/posts/$p?expand=author.boss", as: "ann", status: 404},
		{name: "in a list", method: "GET", url: "/v1/posts?limit=1&expand=author.boss", as: "ann", status: 200, has: []string{`{"items":[{"id":"$r1"`}},
		{name: "which is not that of the row", method: "GET", url: "/v1/posts/$r1?expand=parent", as: "ann", status: 200, has: []string{`"parent":{"id":"$p"`}},
		{name: "beside some of the fields", method: "GET", url: "/v1/posts/$r1?fields=title&expand=author.boss,replies", as: "ann", status: 200, has: []string{`{"title":"Z","expand":{"author":` + carl + `,"expand":{"boss":{"id":"$ann"`, `"replies":{"items":[],"more":false}}}`}},
		{
			name: "of an operation that sends some of the fields", method: "POST", url: "/v1/notes?expand=post.author,post.replies", as: "ann", status: 201, body: `{"post":"$r2","body":"x"}`,
			has: []string{`"post":"$r2","expand":{"post":{"id":"$r2"`, `"expand":{"author":` + carl + `},"replies":{"items":[],"more":false}}}}`},
		},
		{name: "which expands none that it does not send", method: "POST", url: "/v1/notes?expand=writer", as: "ann", status: 400, body: `{"post":"$r2","body":"x"}`, has: []string{"choose among post, post.author, post.parent, post.replies, post.notes"}},
		{name: "not what its resource does not expand", method: "GET", url: "/v1/posts/$p?expand=author.posts", as: "ann", status: 400, has: []string{`names \"author.posts\"`}},
	})
}

// TestRelationIsWhatIsListed: for random rows and each caller, the rows of a relation are
// the first that a list gives the same caller, more is whether that has others, and what
// is expanded beside them is what a get gives.
func TestRelationIsWhatIsListed(t *testing.T) {
	w := forum(t)
	random := rand.New(rand.NewPCG(5, 6))
	people, posts := []string{"ann", "carl", "dave"}, []string{"p", "r1", "r2", "r3", "d"}
	for i := range 60 {
		post, who := posts[random.IntN(3)], people[random.IntN(2)]
		if random.IntN(6) == 0 {
			post, who = "d", "dave"
		}
		w.run([]step{{
			method: "POST", url: "/v1/notes", as: who, status: 201,
			body: fmt.Sprintf(`{"post":"$%s","body":"b%d","hidden":%t,"rank":%d}`, post, i, random.IntN(3) == 0, random.IntN(12)),
		}})
	}
	type page struct {
		Items []json.RawMessage
		More  bool
		Next  *string
	}
	read := func(who, path string) (p page) {
		must(t, json.Unmarshal([]byte(w.do(&step{method: "GET", url: path, as: who}).body), &p))
		return p
	}
	full, short := 0, 0
	for _, who := range people {
		for _, item := range read(who, "/v1/posts?limit=20&expand=notes.writer").Items {
			var post struct {
				ID     string
				Expand struct{ Notes page }
			}
			must(t, json.Unmarshal(item, &post))
			want := read(who, "/v1/notes?expand=writer&sort=-rank&limit=2&post="+post.ID)
			got := post.Expand.Notes
			if fmt.Sprintf("%s", got.Items) != fmt.Sprintf("%s", want.Items) || got.More != (want.Next != nil) {
				t.Errorf("for %s %s has %s and more %t, the list %s and %v", who, post.ID, got.Items, got.More, want.Items, want.Next)
			}
			if got.More {
				full++
			} else {
				short++
			}
		}
	}
	if full < 5 || short < 2 {
		t.Errorf("%d posts with more notes and %d without: the rows are not varied", full, short)
	}
}
