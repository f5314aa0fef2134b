package engine_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/plan"
)

// most is more pages than any list here has.
const most = 500

// readAll asks every list and every item that lists show.
func (p *person) readAll() {
	p.t.Helper()
	p.seen, p.shut = map[*plan.Resource][]item{}, map[*plan.Resource]bool{}
	for _, op := range p.plan.Operations {
		if op.Verb == design.List && op.Under == nil {
			p.list(op)
		}
	}
	for _, op := range p.plan.Operations {
		if op.Verb == design.List && op.Under != nil {
			p.listUnder(op)
		}
	}
	for _, op := range p.plan.Operations {
		if op.Verb == design.Get {
			for _, id := range p.known(op) {
				p.get(op, id)
			}
		}
	}
}

// list walks a list in every way that its contract offers.
func (p *person) list(op *plan.Operation) {
	p.t.Helper()
	p.options(op, op.Path)
	first := p.ask(http.MethodGet, op.Path, "")
	p.head(op.Path, first)
	if first.status != http.StatusOK {
		p.denied(op, op.Path, first)
		return
	}
	p.worked[op.Name] = true
	all := p.walk(op, url.Values{"limit": {strconv.Itoa(op.List.Max)}})
	for _, o := range all {
		p.note(op.Entity, o)
		if !slices.Contains(idsOf(p.seen[op.Resource]), o.id()) {
			p.seen[op.Resource] = append(p.seen[op.Resource], o)
		}
	}
	if p.written { // the ways of looking have been tried on the seed
		return
	}
	p.same(op, "limit=1", all, p.walk(op, url.Values{"limit": {"1"}}))
	for name, f := range op.List.Sort {
		for _, sort := range []string{name, "-" + name} {
			query := url.Values{"sort": {sort}, "limit": {"2"}}
			if p.narrowed(f) {
				p.ask(http.MethodGet, at(op.Path, query), "")
				continue
			}
			p.same(op, "sort="+sort, all, p.walk(op, query))
		}
	}
	for i := range op.List.Filters {
		p.filter(op, &op.List.Filters[i], all)
	}
	p.total(op, len(all))
	p.expand(op, all)
	p.fields(op, all)
}

// fields asks for every other field of the rows.
func (p *person) fields(op *plan.Operation, all []item) {
	p.t.Helper()
	var asked []string
	for i, f := range p.sent(op) {
		name := f.To.Name.Text
		seen := slices.ContainsFunc(all, func(o item) bool { _, there := o[name]; return there })
		if name == design.FieldID || seen && (i+len(op.Name))%2 == 0 {
			asked = append(asked, name)
		}
	}
	query := url.Values{"fields": {strings.Join(asked, ",")}, "limit": {"2"}}
	got := p.walk(op, query)
	p.same(op, query.Encode(), all, got)
	for i, o := range got[:min(len(got), len(all))] {
		want := maps.Clone(all[i])
		maps.DeleteFunc(want, func(name string, _ json.RawMessage) bool { return !slices.Contains(asked, name) })
		if !reflect.DeepEqual(o, want) {
			p.complain("GET "+at(op.Path, query), "%v, want %v", o, want)
		}
	}
	if a := p.ask(http.MethodGet, op.Path+"?fields=no_such", ""); a.status != http.StatusBadRequest {
		p.complain("GET "+op.Path+"?fields=no_such", "%d %s", a.status, a.body)
	}
}

// denied holds a refusal to read to what a refusal may be.
func (p *person) denied(op *plan.Operation, path string, a answer) {
	p.t.Helper()
	p.refused[op.Name] = string(a.body)
	switch {
	case a.status == http.StatusUnauthorized && p.token == "":
	case a.status == http.StatusForbidden && (p.ruled(op) || op.Verb == design.List):
		p.shut[op.Resource] = true
	default:
		p.complain("GET "+path, "%d %s", a.status, a.body)
	}
}

// walk follows a list to its end and returns its items.
func (p *person) walk(op *plan.Operation, query url.Values) (all []item) {
	p.t.Helper()
	query = maps.Clone(query)
	for range most {
		path := at(op.Path, query)
		a := p.ask(http.MethodGet, path, "")
		var page map[string]json.RawMessage
		var items []item
		var next *string
		if op.List.Bare {
			a.body = enveloped(a)
		}
		if json.Unmarshal(a.body, &page) != nil || json.Unmarshal(page["items"], &items) != nil ||
			json.Unmarshal(page["next"], &next) != nil || a.status != http.StatusOK || items == nil {
			p.complain("GET "+path, "%d is no page: %s", a.status, a.body)
			return all
		}
		for _, o := range items {
			p.object("GET "+path, p.asked(op, query.Get("fields")), o, query.Has("expand"))
		}
		all = append(all, items...)
		if linked := strings.Contains(a.header.Get("Link"), `rel="next"`); linked != (next != nil) {
			p.complain("GET "+path, "Link is %q and next is there: %t", a.header.Get("Link"), next != nil)
		}
		if next == nil {
			return all
		}
		query.Set("cursor", *next)
	}
	p.complain("GET "+op.Path, "the list %s does not end", query.Encode())
	return all
}

// enveloped returns a page that is an array alone as one with items and next, which its Link
// names.
func enveloped(a answer) []byte {
	next := "null"
	if _, behind, ok := strings.Cut(a.header.Get("Link"), "cursor="); ok && strings.Contains(behind, `rel="next"`) {
		cursor, _, _ := strings.Cut(behind, ">")
		cursor, _, _ = strings.Cut(cursor, "&")
		next = strconv.Quote(cursor)
	}
	return []byte(`{"items":` + string(a.body) + `,"next":` + next + `}`)
}

func idsOf(items []item) (ids []string) {
	for _, o := range items {
		ids = append(ids, o.id())
	}
	slices.Sort(ids)
	return ids
}

// same holds one way of looking at a list to the same rows, each once.
func (p *person) same(op *plan.Operation, how string, want, got []item) {
	p.t.Helper()
	if a, b := idsOf(want), idsOf(got); !slices.Equal(a, b) {
		p.complain("GET "+op.Path, "%s shows %q and not %q", how, b, a)
	}
}

// filter asks for rows like one that is there.
func (p *person) filter(op *plan.Operation, f *plan.Filter, all []item) {
	p.t.Helper()
	like := slices.IndexFunc(all, func(o item) bool {
		raw, there := o[f.Field.Name.Text]
		return there && string(raw) != "null"
	})
	if like < 0 {
		return
	}
	is, among := text(all[like][f.Field.Name.Text]), true
	switch f.Operator {
	case design.AmongThem:
		is = strings.ReplaceAll(strings.ReplaceAll(is, `\`, `\\`), ",", `\,`)
	case design.UnlikeTo, design.LessThan, design.MoreThan:
		among = false
	case design.Present:
		is = "true"
	case design.BeginsWith:
		is = string([]rune(is)[:min(2, len([]rune(is)))])
	case design.Holds:
		var items []json.RawMessage
		if json.Unmarshal([]byte(is), &items) != nil || len(items) == 0 {
			return
		}
		is = text(items[0])
	case design.EqualTo, design.AtMost, design.AtLeast, design.NoOperator:
	}
	query := url.Values{f.Name: {is}, "limit": {strconv.Itoa(op.List.Max)}}
	if p.narrowed(f.Field) {
		if a := p.ask(http.MethodGet, at(op.Path, query), ""); a.status != http.StatusOK {
			return // who may not read it for any row may not ask
		}
	}
	found := slices.Contains(idsOf(p.walk(op, query)), all[like].id())
	if found != among {
		p.complain("GET "+at(op.Path, query), "finds %s: %t, want %t", all[like].id(), found, among)
	}
}

// total asks how many rows there are.
func (p *person) total(op *plan.Operation, want int) {
	p.t.Helper()
	path := op.Path + "?total=true"
	a := p.ask(http.MethodGet, path, "")
	var page struct{ Total *int }
	err := json.Unmarshal(a.body, &page)
	switch {
	case op.List.Total == 0:
		if a.status != http.StatusBadRequest {
			p.complain("GET "+path, "%d, and the contract has no total", a.status)
		}
	case err != nil || page.Total == nil || *page.Total != want:
		p.complain("GET "+path, "not a total of %d: %s", want, a.body)
	}
}

// expand asks for the rows that references lead to.
func (p *person) expand(op *plan.Operation, all []item) {
	p.t.Helper()
	var names []string
	for _, path := range op.Paths {
		names = append(names, path.Name)
	}
	if names == nil {
		return
	}
	got := p.walk(op, url.Values{"expand": {strings.Join(names, ",")}, "limit": {"2"}})
	p.same(op, "expand", all, got)
	for _, o := range got {
		p.beside("GET "+op.Path+"?expand", op.Resource, o, design.ExpandDepth)
	}
}

// beside holds what r expands of an item to what may stand there: steps deep.
func (p *person) beside(asked string, r *plan.Resource, o item, steps int) {
	p.t.Helper()
	declared := p.resource(r).Expand
	if len(declared) == 0 {
		return
	}
	var all map[string]json.RawMessage
	if err := json.Unmarshal(o["expand"], &all); err != nil || len(all) != len(declared) {
		p.complain(asked, "expand of %s is %s", r.Name, o["expand"])
		return
	}
	for _, x := range declared {
		to, name := p.plan.Resource(x.Target()), x.Name.Name
		rows := struct {
			Items []item
			More  *bool
		}{}
		if x.Many == nil {
			var row item
			if err := json.Unmarshal(all[name], &row); err != nil || row != nil && row.id() != text(o[name]) {
				p.complain(asked, "%s is %s, and expands to %s", name, o[name], all[name])
			}
			if row != nil {
				rows.Items = []item{row}
			}
		} else if err := json.Unmarshal(all[name], &rows); err != nil || rows.More == nil || rows.Items == nil || len(rows.Items) > int(x.Size.N) {
			p.complain(asked, "%s expands to %s", name, all[name])
		}
		for _, row := range rows.Items {
			if x.Many != nil && row[x.Many.Via.Name.Text] != nil && text(row[x.Many.Via.Name.Text]) != o.id() {
				p.complain(asked, "%s of %s has a row of %s", name, o.id(), row[x.Many.Via.Name.Text])
			}
			p.object(asked+"="+name, p.resource(to).Fields, row, steps > 1)
			if steps > 1 {
				p.beside(asked+"="+name, to, row, steps-1)
			}
		}
	}
}

// get asks for one item: one that a list has shown, if there is a list.
func (p *person) get(op *plan.Operation, id string) {
	p.t.Helper()
	path, ok := p.path(op, id)
	if !ok {
		return
	}
	a := p.ask(http.MethodGet, path, "")
	listed := slices.IndexFunc(p.seen[op.Resource], func(o item) bool { return o.id() == id })
	if a.status != http.StatusOK {
		if listed >= 0 || op.OneRow != nil && a.status != http.StatusNotFound {
			p.denied(op, path, a)
		}
		return
	}
	p.worked[op.Name] = true
	var o item
	if err := json.Unmarshal(a.body, &o); err != nil {
		p.complain("GET "+path, "%v: %s", err, a.body)
	}
	p.notBelow(op, o)
	p.object("GET "+path, p.sent(op), o, false)
	if listed >= 0 && !p.alike(op, o, p.seen[op.Resource][listed]) {
		p.complain("GET "+path, "%s, and the list has %v", a.body, p.seen[op.Resource][listed])
	}
	if p.written {
		return
	}
	p.head(path, a)
	p.options(op, path)
	unchanged := p.askWith(http.MethodGet, path, "", map[string]string{"If-None-Match": a.header.Get("Etag")})
	if (unchanged.status == http.StatusNotModified) == !op.Living.None() {
		p.complain("GET "+path, "If-None-Match is answered by %d", unchanged.status)
	}
	if a := p.ask(http.MethodGet, path+"?no_such=1", ""); a.status != http.StatusBadRequest {
		p.complain("GET "+path+"?no_such=1", "%d %s", a.status, a.body)
	}
}

// alike tells whether the answer of op and that of its list say the same of a row, in
// what both of them send.
func (p *person) alike(op *plan.Operation, o, listed item) bool {
	i := slices.IndexFunc(p.plan.Operations, func(l *plan.Operation) bool { return l.Verb == design.List && l.Resource == op.Resource })
	for _, f := range p.sent(p.plan.Operations[i]) {
		both := slices.ContainsFunc(p.sent(op), func(own design.Ref[design.Field]) bool { return own.To == f.To })
		mine, there := o[f.To.Name.Text]
		if other, here := listed[f.To.Name.Text]; both && (there != here || string(mine) != string(other)) {
			return false
		}
	}
	return true
}

// elsewhere asks for the items that others were shown and p was not: they are not
// there.
func (p *person) elsewhere(people []*person) {
	p.t.Helper()
	for _, op := range p.plan.Operations {
		lists := slices.ContainsFunc(p.plan.Operations, func(l *plan.Operation) bool {
			return l.Verb == design.List && l.Resource == op.Resource && !p.ruled(l)
		})
		if op.Verb != design.Get || !lists {
			continue
		}
		own := idsOf(p.seen[op.Resource])
		for _, other := range people {
			for _, id := range idsOf(other.seen[op.Resource]) {
				if slices.Contains(own, id) {
					continue
				}
				path, ok := p.path(op, id)
				if !ok {
					continue
				}
				a := p.ask(http.MethodGet, path, "")
				told := a.status == http.StatusUnauthorized && p.token == "" || a.status == http.StatusForbidden && p.shut[op.Resource]
				if a.status != http.StatusNotFound && !told {
					p.complain("GET "+path, "%d, and the list does not show it: %s", a.status, a.body)
				}
			}
		}
	}
}
