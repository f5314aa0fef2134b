package compat

import (
	"fmt"
	"slices"
	"strings"
)

// Options say how two documents are compared.
type Options struct {
	// Today is a day as 2026-11-01. What was to go before it may go. "" is for no day.
	Today string
	// Strict is for a server that refuses query parameters it does not know, as Newel does.
	Strict bool
}

// Compare returns the changes from old to new, the worst first. Equal contracts have none.
func Compare(old, new *Document, opt Options) []*Change {
	c := newComparer(opt)
	for _, key := range bothKeys(old.Operations, new.Operations) {
		before, after := old.Operations[key], new.Operations[key]
		switch {
		case after == nil:
			c.removed(before, new)
		case before == nil:
			c.at(after).add("endpoint-added", Harmless, Wire, after.At, "it is new")
		default:
			c.operation(before, after)
		}
	}
	c.schemes(old, new)
	return c.done()
}

type comparer struct {
	Options
	pairs   map[pair]*compared
	changes map[string]*Change
	likes   map[[2]*Shape]bool // whether two shapes take the same values
	visit   int
}

func newComparer(opt Options) *comparer {
	return &comparer{Options: opt, pairs: map[pair]*compared{}, changes: map[string]*Change{}, likes: map[[2]*Shape]bool{}}
}

// done returns the changes that reach an operation, sealed and in order. What reaches
// none was compared on the way only.
func (c *comparer) done() []*Change {
	var all []*Change
	for _, change := range c.changes {
		if len(change.reached) > 0 {
			change.seal()
			change.Bridge = bridgeOf(change)
			all = append(all, change)
		}
	}
	sortChanges(all)
	return all
}

// note returns the change of an id, a place and a text, which is made once.
func (c *comparer) note(id string, severity Severity, tier Tier, place, at, text string) *Change {
	key := id + "\n" + at + "\n" + place + "\n" + text
	if change := c.changes[key]; change != nil {
		change.Severity = max(change.Severity, severity)
		return change
	}
	change := &Change{ID: id, Severity: severity, Tier: tier, Place: place, Pointer: at, Text: text, reached: map[string]bool{}}
	c.changes[key] = change
	return change
}

// reach marks what came of a comparison as reaching an operation.
func (c *comparer) reach(done *compared, name string) {
	c.visit++
	c.walk(done, func(change *Change) { change.reached[name] = true })
}

func (c *comparer) walk(done *compared, do func(*Change)) {
	if done.visit == c.visit {
		return
	}
	done.visit = c.visit
	for _, change := range done.changes {
		do(change)
	}
	for _, inside := range done.inside {
		c.walk(inside, do)
	}
}

// clean tells whether a comparison found nothing.
func (c *comparer) clean(done *compared) bool {
	clean := true
	c.visit++
	c.walk(done, func(*Change) { clean = false })
	return clean
}

// at returns notes about one operation.
func (c *comparer) at(o *Operation) *operating { return &operating{comparer: c, op: o} }

// operating compares one operation.
type operating struct {
	*comparer
	op *Operation // the new one, or the old one that is gone
}

func (o *operating) add(id string, severity Severity, tier Tier, at, format string, args ...any) *Change {
	return o.about("", id, severity, tier, at, format, args...)
}

// about notes a change of a part of the operation.
func (o *operating) about(part, id string, severity Severity, tier Tier, at, format string, args ...any) *Change {
	change := o.note(id, severity, tier, o.label(at, part), at, fmt.Sprintf(format, args...))
	change.subject.shape = o.op.Name()
	change.reached[o.op.Name()] = true
	return change
}

// label says to people what stands at a pointer: a part of the operation, or of a
// component, which other operations may share.
func (o *operating) label(at, part string) string {
	name := o.op.Name()
	if rest, ok := strings.CutPrefix(at, "#/components/"); ok {
		steps := strings.SplitN(rest, "/", 3)
		if len(steps) > 1 {
			name = steps[0] + " " + pointerUnescapes.Replace(steps[1])
		}
	}
	if part == "" {
		return name
	}
	return name + " " + part
}

// removed judges an operation that is gone.
func (c *comparer) removed(old *Operation, in *Document) {
	o := c.at(old)
	for _, other := range in.Operations {
		if old.ID != "" && other.ID == old.ID {
			change := o.add("api-moved", Breaking, Wire, old.At, "it is at %s %s and was at %s %s", other.Method, other.Path, old.Method, old.Path)
			change.subject.old, change.subject.new = old.Method+" "+old.Path, other.Method+" "+other.Path
			return
		}
	}
	switch {
	case !old.Deprecated:
		o.add("api-removed-without-deprecation", Breaking, Wire, old.At, "it is gone, and was not deprecated")
	case old.Sunset != "" && o.Today != "" && dayOf(old.Sunset) < o.Today:
		o.add("api-removed-with-deprecation", Harmless, Wire, old.At, "it is gone, as was said: its sunset was %s", old.Sunset)
	case old.Sunset != "":
		o.add("api-removed-before-sunset", Breaking, Wire, old.At, "it is gone before its sunset, %s", old.Sunset)
	default:
		o.add("api-removed-with-deprecation", Doubtful, Wire, old.At, "it is gone; it was deprecated, without a day on which it goes")
	}
}

// dayOf returns the day of a date or a time.
func dayOf(s string) string { return s[:min(len(s), len("2026-11-01"))] }

// operation compares an operation that is in both.
func (c *comparer) operation(old, new *Operation) {
	o := c.at(new)
	o.names(old)
	o.lifecycle(old)
	o.params(old)
	o.body(old)
	o.answers(old)
	o.security(old)
}

// names compares what generated clients call it.
func (o *operating) names(old *Operation) {
	new := o.op
	switch {
	case old.ID == new.ID:
	case old.ID == "":
		o.add("api-operation-id-added", Doubtful, SDK, new.At, "its operationId is %q and was not said", new.ID)
	case new.ID == "":
		o.add("api-operation-id-removed", Breaking, SDK, new.At, "its operationId is not said any more and was %q", old.ID)
	default:
		o.add("api-operation-id-changed", Breaking, SDK, new.At, "its operationId is %q and was %q", new.ID, old.ID)
	}
	for _, tag := range old.Tags {
		if !slices.Contains(new.Tags, tag) {
			o.add("api-tag-removed", Doubtful, SDK, new.At, "the tag %q is gone", tag)
		}
	}
	for _, tag := range new.Tags {
		if !slices.Contains(old.Tags, tag) {
			o.add("api-tag-added", Harmless, SDK, new.At, "the tag %q is new", tag)
		}
	}
}

func (o *operating) lifecycle(old *Operation) {
	new := o.op
	switch {
	case !old.Deprecated && new.Deprecated:
		o.add("endpoint-deprecated", Harmless, Behaviour, new.At, "it is deprecated")
	case old.Deprecated && !new.Deprecated:
		o.add("endpoint-reactivated", Harmless, Behaviour, new.At, "it is not deprecated any more")
	}
	switch {
	case old.Sunset == new.Sunset || old.Sunset == "":
	case new.Sunset == "":
		o.add("sunset-deleted", Harmless, Behaviour, new.At, "its sunset is not said any more and was %s", old.Sunset)
	case dayOf(new.Sunset) < dayOf(old.Sunset):
		o.add("api-sunset-date-changed-too-small", Breaking, Behaviour, new.At, "its sunset is %s and was later, %s", new.Sunset, old.Sunset)
	default:
		o.add("api-sunset-date-changed", Harmless, Behaviour, new.At, "its sunset is %s and was %s", new.Sunset, old.Sunset)
	}
}
