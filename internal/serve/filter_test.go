package serve_test

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestFilters: each operator finds the rows that it says, and a row without a value is
// found by present alone.
func TestFilters(t *testing.T) {
	w := shop(t)
	w.run([]step{
		{method: "PATCH", url: "/v1/items/$i0", as: "ann", status: 200, body: `{"label":"AB"}`},
		{method: "PATCH", url: "/v1/items/$i1", as: "ann", status: 200, body: `{"label":"AB1"}`},
		{method: "PATCH", url: "/v1/items/$i2", as: "ann", status: 200, body: `{"label":"BC"}`},
		{method: "PATCH", url: "/v1/items/$i3", as: "ann", status: 200, body: `{"label":"BC2"}`},
	})
	// n0 AB, n1 AB1, n2 BC, n3 BC2, n4 without a label.
	for query, want := range map[string]string{
		"label=AB":                              "n0",
		"label[ne]=AB":                          "n1 n2 n3",
		"label[in]=BC,AB,XY":                    "n0 n2",
		"label[in]=BC,BC,BC":                    "n2",
		"label[lt]=BC":                          "n0 n1",
		"label[le]=BC":                          "n0 n1 n2",
		"label[gt]=AB1":                         "n2 n3",
		"label[ge]=AB1":                         "n1 n2 n3",
		"label[prefix]=AB":                      "n0 n1",
		"label[prefix]=B":                       "n2 n3",
		"label[prefix]=Z":                       "",
		"label[present]=true":                   "n0 n1 n2 n3",
		"label[present]=false":                  "n4",
		"label[present]=false&label[ne]=AB":     "",
		"label[ge]=AB1&label[lt]=BC":            "n1",
		"day[ge]=2024-02-29&day[lt]=2026-11-25": "n1 n2",
		"site[prefix]=https://b.":               "n0 n3",
		"site[present]=false":                   "n1 n4",
		"weight[le]=3":                          "n0 n1 n4",
		"price[gt]=9.9":                         "n0 n2 n4",
		"price[in]=0.5,10":                      "n2 n3",
		"price[ne]=9.90":                        "n0 n2 n3 n4",
		"code[in]=" + code(9) + "," + code(5):   "n0 n4",
	} {
		if diff := cmp.Diff(want, strings.Join(named(w, query), " ")); diff != "" {
			t.Errorf("%s: -want +got\n%s", query, diff)
		}
	}
	w.run([]step{
		{name: "an operator that is not declared", method: "GET", url: "/v1/items?day[gt]=2024-01-01", as: "ann", status: 400, has: []string{`"code":"unknown_parameter"`, `"parameter":"day[gt]"`, "it has day, day[ge], day[lt]"}},
		{name: "no operator", method: "GET", url: "/v1/items?day[]=2024-01-01", as: "ann", status: 400, has: []string{`"parameter":"day[]"`}},
		{name: "twice", method: "GET", url: "/v1/items?label[in]=AB&label[in]=BC", as: "ann", status: 400, has: []string{`"code":"duplicate_parameter"`}},
		{name: "one of many is wrong", method: "GET", url: "/v1/items?price[in]=1,x,3", as: "ann", status: 400, has: []string{"the value in place 2", "not_a_decimal"}},
		{name: "nothing before a comma", method: "GET", url: "/v1/items?price[in]=,1", as: "ann", status: 400, has: []string{"the value in place 1"}},
		{name: "neither true nor false", method: "GET", url: "/v1/items?site[present]=yes", as: "ann", status: 400, has: []string{"must be true or false"}},
		{name: "nothing to begin with", method: "GET", url: "/v1/items?site[prefix]=", as: "ann", status: 400, has: []string{"too_short"}},
		{name: "too many", method: "GET", url: "/v1/items?price[in]=" + strings.Repeat("1,", 64) + "1", as: "ann", status: 400, has: []string{"at most 64"}},
	})
}

// TestListFilters: a list is found by an item of it, whatever the items are, and only by
// a whole one.
func TestListFilters(t *testing.T) {
	w := shop(t)
	w.run([]step{
		{method: "PATCH", url: "/v1/items/$i0", as: "ann", status: 200, body: `{"tags":["a","b,c"],"costs":["1.50","-0.01"]}`},
		{method: "PATCH", url: "/v1/items/$i1", as: "ann", status: 200, body: `{"tags":["A","\"b"],"costs":["150"]}`},
		{method: "PATCH", url: "/v1/items/$i2", as: "ann", status: 200, body: `{"tags":["<a>"],"costs":[]}`},
		{method: "POST", url: "/v1/items", as: "ann", status: 201, body: `{"name":"n9","day":"2020-01-01","code":"` + code(70) + `","days":["2026-11-25","0001-01-01"],"flags":[true]}`},
	})
	for query, want := range map[string]string{
		"tags[has]=a":                    "n0",
		"tags[has]=A":                    "n1",
		"tags[has]=b":                    "",
		"tags[has]=b,c":                  "n0",
		"tags[has]=%22b":                 "n1",
		"tags[has]=%3Ca%3E":              "n2",
		"tags[has]=a&tags[present]=true": "n0",
		"costs[has]=1.5":                 "n0",
		"costs[has]=150":                 "n1",
		"costs[has]=-0.01":               "n0",
		"costs[has]=0":                   "",
		"days[has]=0001-01-01":           "n9",
		"days[has]=1970-01-01":           "",
		"flags[has]=true":                "n9",
		"flags[has]=false":               "",
	} {
		if diff := cmp.Diff(want, strings.Join(named(w, query), " ")); diff != "" {
			t.Errorf("%s: -want +got\n%s", query, diff)
		}
	}
	w.run([]step{
		{name: "no operator", method: "GET", url: "/v1/items?tags=a", as: "ann", status: 400, has: []string{`"code":"unknown_parameter"`, "it has tags[has], tags[present]"}},
		{name: "no item that it could have", method: "GET", url: "/v1/items?tags[has]=0123456789", as: "ann", status: 400, has: []string{"too_long"}},
		{name: "no item of its type", method: "GET", url: "/v1/items?costs[has]=x", as: "ann", status: 400, has: []string{"not_a_decimal"}},
	})
}

// TestTotal: rows that the caller may read and the filters find are counted, whatever the
// page, up to the bound; without the parameter nothing is.
func TestTotal(t *testing.T) {
	w := shop(t)
	first, _ := w.page("ann", "/v1/items?limit=1")
	w.run([]step{
		{name: "more than the bound", method: "GET", url: "/v1/items?total=true&limit=1", as: "ann", status: 200, has: []string{`"total":null}`}},
		{name: "as many as the bound", method: "GET", url: "/v1/items?total=true&limit=1&day[ge]=2026-01-01", as: "ann", status: 200, has: []string{`"total":3}`}},
		{name: "on a later page", method: "GET", url: "/v1/items?total=true&limit=1&cursor=" + url.QueryEscape(*first.Next), as: "ann", status: 200, has: []string{`"total":null}`}},
		{name: "none", method: "GET", url: "/v1/items?total=true&label=XX", as: "ann", status: 200, has: []string{`"items":[]`, `"total":0}`}},
		{name: "not what the caller may not read", method: "PATCH", url: "/v1/items/$i0", as: "ann", status: 204, body: `{"price":"20.01"}`},
		{method: "GET", url: "/v1/items?total=true&day[ge]=2026-01-01", as: "ann", status: 200, has: []string{`"total":2}`}},
		{name: "not asked", method: "GET", url: "/v1/items?total=false", as: "ann", status: 200, hasNot: []string{`"total":`}},
		{name: "neither", method: "GET", url: "/v1/items?total=1", as: "ann", status: 400, has: []string{`"parameter":"total"`}},
	})
}

// TestFilterCursor: a page goes on with the same filters only, also where they differ
// in a value beside the first.
func TestFilterCursor(t *testing.T) {
	w := shop(t)
	p, _ := w.page("ann", "/v1/items?limit=1&price[in]=0.5,10,9.99")
	for query, status := range map[string]int{"price[in]=0.5,10,9.99": 200, "price[in]=0.5,10,9.98": 400, "price[in]=0.5,10": 400, "price[gt]=0.4": 400, "": 400} {
		w.run([]step{{method: "GET", url: "/v1/items?limit=1&cursor=" + url.QueryEscape(*p.Next) + "&" + query, as: "ann", status: status}})
	}
}

// named returns the names of the items that a query finds, page by page, sorted.
func named(w *world, query string) (names []string) {
	for next := ""; ; {
		var p struct {
			Items []struct{ Name string }
			Next  *string
		}
		a := w.do(&step{method: "GET", url: "/v1/items?limit=2&" + query + next, as: "ann"})
		must(w.t, json.Unmarshal([]byte(a.body), &p))
		for _, item := range p.Items {
			names = append(names, item.Name)
		}
		if p.Next == nil {
			slices.Sort(names)
			return names
		}
		next = "&cursor=" + url.QueryEscape(*p.Next)
	}
}
