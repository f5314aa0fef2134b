package decode

import (
	"slices"
	"strings"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/design/source"
	"github.com/newel-api/newel/internal/diag"
)

var versioning = object(&mapping[design.Versioning]{
	sample:  `{by: header, name: Helpdesk-Version, current: "2026-11-01"}`,
	oneOf:   []string{"by"},
	variant: func(_ string, n *source.Node) string { return byOf(n) },
	kind:    func(by string) string { return "versions by " + by },
	keys: []key[design.Versioning]{
		may("by", "how a request says which version it means", word[design.VersionBy](design.VersionByNames[:]),
			func(v *design.Versioning, w chosen[design.VersionBy], _ place) { v.By = w.word }),
		may("name", "the header in which requests name a version, and answers say theirs",
			path("Helpdesk-Version", `^[A-Za-z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)*$`, "the name of a header: letters, digits and single hyphens"),
			func(v *design.Versioning, n design.Name, _ place) { v.Name = n }).must().with(design.ByHeader.String()),
		must("current", "the date of the contract as it is written", words(`"2026-11-01"`),
			func(v *design.Versioning, n design.Name, _ place) { v.Current = n }),
		may("default", "which version answers a request that names none", word[design.VersionDefault](design.VersionDefaultNames[:]),
			func(v *design.Versioning, w chosen[design.VersionDefault], _ place) { v.Default = w.word }).unless("current"),
	},
}, func(_ *reader, at place, v *design.Versioning) *design.Versioning {
	v.Span = at.span
	return v
})

// byOf returns the word behind by, "" when it is none.
func byOf(n *source.Node) string {
	if n == nil || n.Kind != source.Scalar || !slices.Contains(design.VersionByNames[:], n.Text) {
		return ""
	}
	return n.Text
}

var version = object(&mapping[design.Version]{
	sample: "{sunset: 2027-12-31, changes: [{rename: tickets.title, to: subject}]}",
	keys: []key[design.Version]{
		may("deprecated", "the day from which answers say that it is deprecated", words("2026-11-01"),
			func(v *design.Version, n design.Name, _ place) { v.Deprecated = n }).unless("the date of the next newer version"),
		may("sunset", "the last day on which it is served", words("2027-12-31"),
			func(v *design.Version, n design.Name, _ place) { v.Sunset = n }).unless("it is served without an end"),
		may("changes", "what has changed between it and the next newer version, from the old to the new",
			list(change, 0, func(*design.Change) string { return "" }),
			func(v *design.Version, all []*design.Change, _ place) { v.Changes = all }),
	},
}, func(_ *reader, at place, v *design.Version) *design.Version {
	v.Name, v.Span = at.name, at.span
	return v
})

// The words of changes, by their kind.
var (
	renamed   = design.Renamed.String()
	added     = design.Added.String()
	removed   = design.Removed.String()
	required  = design.BecameRequired.String()
	optional  = design.BecameOptional.String()
	defaulted = design.DefaultChanged.String()
	worded    = design.WordsChanged.String()
	retyped   = design.Retyped.String()
	split     = design.Split.String()
	merged    = design.Merged.String()
	pathed    = design.PathChanged.String()
	stated    = design.StatusChanged.String()
	coded     = design.ErrorChanged.String()
)

var change = object(&mapping[design.Change]{
	sample:  "{rename: tickets.title, to: subject}",
	oneOf:   design.ChangeNames[design.Renamed:],
	variant: func(key string, _ *source.Node) string { return key },
	kind:    kindOf("change"),
	keys: []key[design.Change]{
		changed(design.Renamed, "a member, in the older version by this name", "tickets.title"),
		changed(design.Added, "a member that the older version does not have", "tickets.due"),
		changed(design.Removed, "a member that only the older version has", "tickets.channel"),
		changed(design.BecameRequired, "a member that bodies of the older version may leave out", "tickets.subject"),
		changed(design.BecameOptional, "a member that is never null in the older version", "tickets.assignee"),
		changed(design.DefaultChanged, "a member, or the limit of a list, with another default in the older version", "createTicket.priority"),
		changed(design.WordsChanged, "a member with other words in the older version", "tickets.priority"),
		changed(design.Introduced, "an operation that the older version does not have", "mergeTickets"),
		changed(design.Retired, "an operation that only older versions have", "exportTickets"),
		changed(design.Retyped, "a member of another type in the older version", "tickets.points"),
		changed(design.Split, "a member of the older version that became several", "users.name"),
		changed(design.Merged, "a member that several of the older version became", "users.name"),
		changed(design.PathChanged, "a resource or an operation with another path in the older version", "solveTicket"),
		changed(design.StatusChanged, "an operation that answers with another status in the older version", "createTicket"),
		changed(design.ErrorChanged, "the code of a problem that is called otherwise in the older version", "taken"),
		may("to", "the name in the newer version", name("subject"),
			func(c *design.Change, v design.Name, _ place) { c.To = v }).must().with(renamed),
		may("as", "what it is in the older version, as a field is declared", input,
			func(c *design.Change, v *design.Field, _ place) { c.As = v }).must().with(removed, worded, retyped, split),
		may("into", "the members that it became", list(name("given"), 2, nameText),
			func(c *design.Change, v []design.Name, _ place) { c.Into = v }).must().with(split),
		may("of", "the members that it was, each as a field is declared", named("member", input),
			func(c *design.Change, v []*design.Field, _ place) { c.Of = v }).must().with(merged),
		may("up", "what each member of the newer version is, made of old; of several, a list in their order", lenses("int(old.points)"),
			func(c *design.Change, v []design.Expr, _ place) { c.Up = v }).with(retyped, split, merged),
		may("down", "what each member of the older version is, made of new; of several, a list in their order", lenses("string(new.points)"),
			func(c *design.Change, v []design.Expr, _ place) { c.Down = v }).with(retyped, split, merged),
		may("absent", "what stands for it where a body has none, in the newer version's words", anything,
			func(c *design.Change, v *design.Value, _ place) { c.Absent = v }).with(added, required),
		may("answer", "what answers of the older version have: always, or instead of null", anything,
			func(c *design.Change, v *design.Value, _ place) { c.Answer = v }).with(removed, optional).unless("null"),
		may("was", "what it is in the older version: a default, a path, a status, a code", anything,
			func(c *design.Change, v *design.Value, _ place) { c.Was = v }).must().with(defaulted, pathed, stated, coded),
		may("words", "the older version's words, and what each is in the newer one; a word that is left out stays", named("word", wordPair),
			func(c *design.Change, v []design.WordPair, _ place) { c.Words = v }).with(worded),
		may("back", "the newer version's words, and what each is in the older one; a word that is left out stays", named("word", wordPair),
			func(c *design.Change, v []design.WordPair, _ place) { c.Back = v }).with(worded),
		may("lossy", "true where something of the one version cannot be told in the other", boolean,
			func(c *design.Change, v bool, at place) { c.Lossy, c.Losing = v, at.span }).with(removed, optional, worded, retyped, split, merged).unless("false"),
	},
}, func(_ *reader, at place, c *design.Change) *design.Change {
	c.Span = at.span
	return c
})

// changed is a key that says what has changed: a resource or an operation, and behind a
// dot the member.
func changed(kind design.ChangeKind, doc, sample string) key[design.Change] {
	shape := &Shape{Kind: Name, Sample: sample}
	target := form[[2]design.Name]{shape, func(r *reader, at place, n *source.Node) (both [2]design.Name, ok bool) {
		if !r.text(n, at, shape) {
			return both, false
		}
		thing, member, dotted := strings.Cut(n.Text, ".")
		both[0] = design.Name{Text: thing, Span: n.Span}
		if dotted {
			both[0].Span = diag.Span{File: n.Span.File, Start: n.Chars(0), End: n.Chars(len(thing))}
			both[1] = design.Name{Text: member, Span: diag.Span{File: n.Span.File, Start: n.Chars(len(thing) + 1), End: n.Chars(len(n.Text))}}
		}
		return both, true
	}}
	return may(kind.String(), doc, target, func(c *design.Change, v [2]design.Name, _ place) { c.Thing, c.Member = v[0], v[1] }).
		noting(func(c *design.Change, at place) { c.Kind, c.Key = kind, at.name.Span })
}

// wordPair is the form of what a word becomes.
var wordPair = func() form[design.WordPair] {
	to := name("urgent")
	return form[design.WordPair]{to.shape, func(r *reader, at place, n *source.Node) (design.WordPair, bool) {
		v, ok := to.read(r, at, n)
		return design.WordPair{From: at.name, To: v}, ok
	}}
}()

// lenses is the form of one expression, or of several in a list.
func lenses(sample string) form[[]design.Expr] {
	one := cel(sample)
	several := list(one, 1, func(design.Expr) string { return "" })
	shape := &Shape{Kind: Alternative, Sample: one.shape.Sample, Either: []*Shape{one.shape, several.shape}}
	return form[[]design.Expr]{shape, func(r *reader, at place, n *source.Node) ([]design.Expr, bool) {
		if n != nil && n.Kind == source.List {
			return several.read(r, at, n)
		}
		v, ok := one.read(r, at, n)
		return []design.Expr{v}, ok
	}}
}
