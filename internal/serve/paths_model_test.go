package serve_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestUnderModel: for random rows, each caller gets below each row what rules say that are
// written once more here.
func TestUnderModel(t *testing.T) {
	type book struct {
		club   string
		number int
		hidden bool
	}
	w := newWorld(t, "testdata/clubs")
	people := []string{"ann", "eve", "dave"}
	w.join(people...)
	random := rand.New(rand.NewPCG(3, 4))
	closed, founder := map[string]bool{"aa": true, "bb": false, "cc": true}, map[string]string{}
	codes := []string{"aa", "bb", "cc"}
	var books []book
	for i, code := range codes {
		founder[code] = people[i%2]
		w.run([]step{{
			method: "POST", url: "/v1/clubs", as: founder[code], status: 201,
			body: fmt.Sprintf(`{"code":"%s","name":"n","closed":%t}`, code, closed[code]),
		}})
		for _, number := range random.Perm(9)[:4+random.IntN(4)] {
			b := book{code, number + 1, random.IntN(3) == 0}
			books = append(books, b)
			w.run([]step{{
				method: "POST", url: "/v1/clubs/" + code + "/books", as: founder[code], status: 201,
				body: fmt.Sprintf(`{"number":%d,"title":"t","hidden":%t}`, b.number, b.hidden),
			}})
		}
	}
	for _, who := range people {
		for _, code := range codes {
			above := !closed[code] || founder[code] == who
			var want []int
			for _, b := range books {
				if b.club == code && founder[code] == who && !b.hidden {
					want = append(want, b.number)
				}
			}
			slices.Sort(want)
			a := w.do(&step{method: "GET", url: "/v1/clubs/" + code + "/books?sort=number&limit=50", as: who})
			var page struct{ Items []struct{ Number int } }
			must(t, json.Unmarshal([]byte(a.body), &page))
			var got []int
			for _, item := range page.Items {
				got = append(got, item.Number)
			}
			if (a.status == 200) != above || a.status != 200 && a.status != 404 || !slices.Equal(got, want) {
				t.Errorf("%s, %s: %d %v, want %v, above %t", who, code, a.status, got, want, above)
			}
			for number := range 11 {
				url := fmt.Sprintf("/v1/clubs/%s/books/%d", code, number)
				status := 404
				if slices.Contains(want, number) {
					status = 200
				}
				w.run([]step{
					{name: who + " GET " + url, method: "GET", url: url, as: who, status: status},
					{name: who + " PATCH " + url, method: "PATCH", url: url, as: who, body: `{"title":"u"}`, status: status},
				})
			}
		}
	}
}
