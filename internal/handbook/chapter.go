package handbook

import (
	"strings"

	"github.com/newel-api/newel/internal/contract"
)

// chapter is a part that stands before or behind the resources.
type chapter struct {
	Anchor, Title string
	Says          [][]span // paragraphs
	Points        [][]span // of a list
	Lines         []string // for a shell
}

// span is a piece of a sentence; code is what stands in a request or an answer.
type span struct {
	Text string
	Code bool
}

// spans cuts a sentence at its backticks.
func spans(text string) (out []span) {
	for i, piece := range strings.Split(text, "`") {
		if piece != "" {
			out = append(out, span{piece, i%2 == 1})
		}
	}
	return out
}

// chapters say what holds for all operations. They are sentences of this package: nothing
// of a design stands in them but addresses.
func (b *book) chapters() []*chapter {
	all := []*chapter{{Anchor: "requests", Title: "Requests", Says: [][]span{
		spans("Bodies and answers are JSON. A member or a parameter that is not listed is refused. An optional field without a value is `null`; what the caller may not read is absent. A change (`PATCH`) takes what is to change: `null` clears, what is left out stays."),
		spans("Times are RFC 3339 in UTC. A row has an `ETag`, its version. `fields=id,…` names the members that an answer is to have. Every `GET` answers to `HEAD` too."),
		spans("The lines for a shell take the address of the server from `API` and the token of a session from `TOKEN`."),
	}, Points: b.headers(), Lines: []string{"API=https://the-address-of-this-server"}}}
	if b.SignIn != nil {
		c := &chapter{Anchor: "sign-in", Title: "Signing in", Says: [][]span{
			spans("Signing in opens a session. Its `token` goes into the header `Authorization`, behind `Bearer` and a space. A token that is no good is 401 everywhere."),
		}, Lines: []string{b.SignIn.Curl, "TOKEN=the-token-of-the-answer"}}
		all = append(all, c)
	}
	if b.Lists.Any {
		all = append(all, b.aboutLists())
	}
	if versions := b.versions(); versions != nil {
		all = append(all, versions)
	}
	return all
}

// headers are those that some operation takes, and those that some answer has, each with
// what it is for.
func (b *book) headers() (out [][]span) {
	seen := map[string]bool{}
	add := func(name, describe, where string) {
		if !seen[where+name] {
			seen[where+name] = true
			out = append(out, []span{{name, true}, {Text: ", of " + where + ": " + describe}})
		}
	}
	for _, o := range b.doc.Operations {
		for _, p := range o.Params {
			if p.In == contract.InHeader {
				add(p.Name, p.Describe, "requests")
			}
		}
	}
	for _, o := range b.doc.Operations {
		for _, a := range o.Answers {
			for _, h := range a.Headers {
				add(h.Name, h.Describe, "answers")
			}
		}
	}
	return out
}

// aboutLists says what lists have alike.
func (b *book) aboutLists() *chapter {
	c := &chapter{Anchor: "lists", Title: "Lists"}
	say := func(when bool, text string) {
		if when {
			c.Says = append(c.Says, spans(text))
		}
	}
	say(true, "A list answers with a page: `items`, and `next`, which is the `cursor` of the page behind it, or `null` on the last. A cursor goes with the same filters and order, and belongs to the caller it was given to. `limit` is the size of a page.")
	say(b.Lists.Filter, "A filter is named after its field, `state=open`, or after its field and an operator: `ne` another value, `in` one of some with commas between them, `lt` `le` `gt` `ge` by order, `prefix` what begins so, `present` whether there is a value, `has` an item of a list. Filters hold together. What has no value is found by `present=false` only.")
	say(b.Lists.Sort, "`sort=-created_at` orders, `-` downwards; what has no value comes last.")
	say(b.Lists.Search, "`search=printer fire` finds the rows that have each of the words in one of their texts, whatever the case; `print*` finds what begins so.")
	say(b.Lists.Total, "`total=true` adds `total`: how many rows all pages have, or `null` where there are too many to count.")
	say(b.Lists.Expand, "`expand` adds rows that others lead to, in a member `expand` of each: as the caller may read them, `null` for one that they may not.")
	say(b.Lists.Computed, "Computed values are made of what the caller may read: two callers may be told different ones.")
	return c
}

// ends are the parts behind the resources, for the table of contents.
func (b *book) ends() []*chapter {
	var all []*chapter
	if len(b.Policies) > 0 {
		all = append(all, &chapter{Anchor: "policies", Title: "Policies"})
	}
	return append(all, &chapter{Anchor: "errors", Title: "Errors"}, &chapter{Anchor: "limits", Title: "Limits"})
}
