package compat

import (
	"fmt"
	"slices"
	"strings"
)

// CompareFacts returns the changes from old to new that no OpenAPI document shows. An
// operation that is in one of them only is not spoken of: that the documents say.
func CompareFacts(old, new *Facts) []*Change {
	f := &factsComparer{comparer: newComparer(Options{}), old: old, new: new}
	f.rules()
	f.rows()
	for _, name := range sortedKeys(new.Operations) {
		if before := old.Operations[name]; before != nil {
			f.operation(name, before, new.Operations[name])
		}
	}
	return f.done()
}

// Renamed returns the facts with the names that operations have in the new document: it
// knows them by method and path.
func (f *Facts) Renamed(old, new *Document) *Facts {
	names := map[string]string{}
	for key, o := range old.Operations {
		if now := new.Operations[key]; now != nil && now.ID != o.ID && o.ID != "" && now.ID != "" {
			names[o.ID] = now.ID
		}
	}
	if len(names) == 0 {
		return f
	}
	out := *f
	out.Operations, out.Rules = map[string]*OperationFacts{}, map[string]*Rule{}
	now := func(name string) string {
		if is, renamed := names[name]; renamed {
			return is
		}
		return name
	}
	for name, r := range f.Rules {
		out.Rules[now(name)] = r
	}
	for name, o := range f.Operations {
		facts := *o
		facts.Rules = make([]string, len(o.Rules))
		for i, rule := range o.Rules {
			facts.Rules[i] = now(rule)
		}
		out.Operations[now(name)] = &facts
	}
	return &out
}

type factsComparer struct {
	*comparer
	old, new *Facts
}

// add notes a change of behaviour that reaches some operations.
func (f *factsComparer) add(id string, severity Severity, place, at string, reached []string, format string, args ...any) *Change {
	c := f.note(id, severity, Behaviour, place, at, fmt.Sprintf(format, args...))
	c.Span = f.new.place(at)
	for _, name := range reached {
		c.reached[name] = true
	}
	if !c.Span.Known() && len(reached) > 0 { // what is gone stands nowhere
		c.Span = f.new.places[slices.Min(reached)]
	}
	return c
}

// reached returns the operations, in both contracts, of which ok is true.
func (f *factsComparer) reached(ok func(*OperationFacts) bool) (names []string) {
	for name, o := range f.new.Operations {
		if f.old.Operations[name] != nil && ok(o) {
			names = append(names, name)
		}
	}
	return names
}

// rules compares the rules of access, each once. A rule that an operation did not have
// narrows it, one that it has not any more widens it.
func (f *factsComparer) rules() {
	for _, name := range sortedKeys(f.new.Rules) {
		field := strings.Count(name, ".") == 2
		under := func(o *OperationFacts) bool { return slices.Contains(o.Rules, name) || slices.Contains(o.Fields, name) }
		before := f.old.Rules[name]
		if before == nil && !field && !strings.Contains(name, ".") && f.old.Operations[name] == nil {
			continue // of an operation that is new
		}
		if before == nil { // nothing was asked beside the other rules
			before = &Rule{Word: wordAlways}
		}
		f.access(name, field, before, f.new.Rules[name], f.reached(under))
	}
	for _, name := range sortedKeys(f.old.Rules) {
		if f.new.Rules[name] == nil {
			under := func(before *OperationFacts) bool {
				return slices.Contains(before.Rules, name) || slices.Contains(before.Fields, name)
			}
			var reached []string
			for op, before := range f.old.Operations {
				if f.new.Operations[op] != nil && under(before) {
					reached = append(reached, op)
				}
			}
			f.access(name, strings.Count(name, ".") == 2, f.old.Rules[name], &Rule{Word: wordAlways}, reached)
		}
	}
}

func (f *factsComparer) access(name string, field bool, old, new *Rule, reached []string) {
	kind := "access"
	if field {
		kind = "field-access"
	}
	if name == "sign_up" {
		reached = []string{"sign_up"}
	}
	at := pointer("#/rules", name)
	place := "the rule of " + name
	down, up := new.implies(old), old.implies(new)
	switch {
	case down && up:
	case down:
		f.add(kind+"-narrowed", Breaking, place, at, reached, "fewer may: it is %s and was %s", new, old)
	case up:
		f.add(kind+"-widened", Harmless, place, at, reached, "more may: it is %s and was %s", new, old)
	default:
		f.add(kind+"-changed", Doubtful, place, at, reached, "whether fewer may cannot be decided: it is %s and was %s", new, old)
	}
}

// rows compares what holds of all rows that operations write.
func (f *factsComparer) rows() {
	for _, entity := range sortedKeys(f.new.Rows) {
		old, new := f.old.Rows[entity], f.new.Rows[entity]
		if old == nil {
			continue
		}
		reached := f.reached(func(o *OperationFacts) bool { return o.Writes == entity && o.Verb != "delete" })
		at := pointer("#/rows", entity)
		f.conditions("check", "rows of "+entity, at, reached, old.Checks, new.Checks)
		for _, unique := range new.Unique {
			if !slices.Contains(old.Unique, unique) {
				f.add("unique-added", Breaking, "rows of "+entity, at, reached, "no two rows have the same %s any more", unique)
			}
		}
		for _, unique := range old.Unique {
			if !slices.Contains(new.Unique, unique) {
				f.add("unique-removed", Harmless, "rows of "+entity, at, reached, "two rows may have the same %s", unique)
			}
		}
		by := func(verb string) []string {
			return f.reached(func(o *OperationFacts) bool { return o.Writes == entity && o.Verb == verb })
		}
		f.texts("initial-value", Breaking, entity, at, by("create"), old.Initial, new.Initial)
		f.texts("on-delete", Breaking, entity, at, by("delete"), old.OnDelete, new.OnDelete)
	}
}

// texts compares what is said in one word of each of some names.
func (f *factsComparer) texts(id string, severity Severity, of, at string, reached []string, old, new map[string]string) {
	for _, name := range bothKeys(old, new) {
		before, was := old[name]
		after, is := new[name]
		place := of + "." + name
		switch {
		case before == after && was == is:
		case !was:
			f.add(id+"-added", min(severity, Doubtful), place, at, reached, "it is %s and was not said", after)
		case !is:
			f.add(id+"-removed", min(severity, Doubtful), place, at, reached, "it is not said any more and was %s", before)
		default:
			c := f.add(id+"-changed", severity, place, at, reached, "it is %s and was %s", after, before)
			c.subject = subject{shape: of, member: name, old: before, new: after}
		}
	}
}

// conditions compares what requests must fulfil.
func (f *factsComparer) conditions(id, place, at string, reached []string, old, new map[string]*Rule) {
	for _, name := range bothKeys(old, new) {
		before, after := old[name], new[name]
		switch {
		case before == nil:
			f.add(id+"-added", Breaking, place, at, reached, "%q must hold: %s", name, after)
		case after == nil:
			f.add(id+"-removed", Harmless, place, at, reached, "%q need not hold any more: %s", name, before)
		case before.String() == after.String():
		case after.implies(before):
			f.add(id+"-narrowed", Breaking, place, at, reached, "%q refuses more: it is %s and was %s", name, after, before)
		case before.implies(after):
			f.add(id+"-widened", Harmless, place, at, reached, "%q refuses less: it is %s and was %s", name, after, before)
		default:
			f.add(id+"-changed", Doubtful, place, at, reached, "whether %q refuses more cannot be decided: it is %s and was %s", name, after, before)
		}
	}
}

func (f *factsComparer) operation(name string, old, new *OperationFacts) {
	at, reached := pointer("#/operations", name), []string{name}
	if old.Page != nil && new.Page != nil {
		f.page(name, old.Page, new.Page)
	}
	if !slices.Equal(old.Order, new.Order) {
		c := f.add("order-changed", Breaking, name, at, reached, "without sort=, rows come by %s and came by %s", orderWords(new.Order), orderWords(old.Order))
		c.subject = subject{shape: name, member: "sort", old: strings.Join(old.Order, ","), param: true}
	}
	for _, field := range old.Search {
		if !slices.Contains(new.Search, field) {
			f.add("search-field-removed", Breaking, name, at, reached, "words are not found in %s any more", field)
		}
	}
	for _, field := range new.Search {
		if !slices.Contains(old.Search, field) {
			f.add("search-field-added", Harmless, name, at, reached, "words are found in %s too", field)
		}
	}
	f.texts("set", Doubtful, name, at, reached, old.Set, new.Set)
	shows := pointer("#/resources", new.Resource)
	f.texts("computed", Doubtful, new.Resource, shows, reached, shared(old.Computed, new.Computed), shared(new.Computed, old.Computed))
	f.texts("expand", Breaking, new.Resource, shows, reached, shared(old.Expand, new.Expand), shared(new.Expand, old.Expand))
	f.move(name, old.Move, new.Move)
	f.rate(name, old.Rate, new.Rate)
	f.cache(name, old.Cache, new.Cache)
	f.conditions("require", name, at, reached, old.Require, new.Require)
	for _, row := range old.Also {
		if !slices.Contains(new.Also, row) {
			f.add("also-removed", Doubtful, name, at, reached, "this row is not written beside its own any more: %s", row)
		}
	}
	for _, row := range new.Also {
		if !slices.Contains(old.Also, row) {
			f.add("also-added", Doubtful, name, at, reached, "this row is written beside its own: %s", row)
		}
	}
	if old.Go != new.Go {
		f.add("code-changed", Doubtful, name, at, reached, "Go code does it now: %t, and before: %t", new.Go, old.Go)
	}
}

// shared returns the members of m that other has too: the rest is in the documents.
func shared(m, other map[string]string) map[string]string {
	out := map[string]string{}
	for name, text := range m {
		if _, there := other[name]; there {
			out[name] = text
		}
	}
	return out
}

func orderWords(order []string) string {
	if len(order) == 0 {
		return "id"
	}
	return strings.Join(order, ", ")
}

// page compares pages. The parameter limit may say the same in the documents: see [Merge].
func (f *factsComparer) page(name string, old, new *PageFacts) {
	at, reached := pointer("#/operations", name, "page"), []string{name}
	limit := func(c *Change, was int64) {
		c.subject = subject{shape: name, member: limitParam, old: fmt.Sprint(was), param: true}
	}
	if old.Size != new.Size {
		limit(f.add("page-size-changed", Breaking, name, at, reached, "without limit=, a page has %d rows and had %d", new.Size, old.Size), old.Size)
	}
	switch {
	case new.Max < old.Max:
		limit(f.add("page-max-decreased", Breaking, name, at, reached, "a page has %d rows at the most and had %d", new.Max, old.Max), old.Max)
	case new.Max > old.Max:
		limit(f.add("page-max-increased", Harmless, name, at, reached, "a page has %d rows at the most and had %d", new.Max, old.Max), old.Max)
	}
	switch {
	case old.Total == new.Total || old.Total == 0 || new.Total == 0: // the parameter is in the documents
	case new.Total < old.Total:
		f.add("total-decreased", Breaking, name, at, reached, "%d rows are counted at the most and %d were", new.Total, old.Total)
	default:
		f.add("total-increased", Harmless, name, at, reached, "%d rows are counted at the most and %d were", new.Total, old.Total)
	}
}

// limitParam is the query parameter of how many rows a page has.
const limitParam = "limit"

func (f *factsComparer) move(name string, old, new *MoveFacts) {
	at, reached := pointer("#/operations", name, "move"), []string{name}
	switch {
	case old == nil && new == nil:
	case old == nil:
		f.add("move-added", Breaking, name, at, reached, "it changes %s to %s", new.Field, new.To)
	case new == nil:
		f.add("move-removed", Breaking, name, at, reached, "it does not change %s to %s any more", old.Field, old.To)
	case old.Field != new.Field || old.To != new.To:
		f.add("move-changed", Breaking, name, at, reached, "it changes %s to %s, and changed %s to %s", new.Field, new.To, old.Field, old.To)
	default:
		for _, from := range old.From {
			if !slices.Contains(new.From, from) {
				f.add("move-from-removed", Breaking, name, at, reached, "rows whose %s is %s are refused", new.Field, from)
			}
		}
		for _, from := range new.From {
			if !slices.Contains(old.From, from) {
				f.add("move-from-added", Harmless, name, at, reached, "rows whose %s is %s are taken", new.Field, from)
			}
		}
	}
}

// Merge puts the changes of documents and of facts together, the worst first. What a
// document says of a parameter or a member is not said again as behaviour.
func Merge(documents, facts []*Change) []*Change {
	told := map[string]bool{}
	for _, c := range documents {
		if strings.Contains(c.ID, "-default-value-") || strings.Contains(c.ID, "-parameter-max-") {
			for _, name := range c.Operations {
				told[name+" "+c.subject.member] = true
			}
		}
	}
	all := slices.Clone(documents)
	for _, c := range facts {
		if c.subject.member != "" {
			c.Operations = slices.DeleteFunc(c.Operations, func(name string) bool { return told[name+" "+c.subject.member] })
			if len(c.Operations) == 0 {
				continue
			}
		}
		all = append(all, c)
	}
	sortChanges(all)
	return all
}
