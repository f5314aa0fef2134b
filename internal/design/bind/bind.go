package bind

import (
	"math"
	"slices"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/diag"
)

// Bind sets whatever the design's types say is set by bind. What is wrong is added
// to diags. A part whose file is missing (its Span is not known) is not blamed for
// what the others cannot find in it.
func Bind(d *design.Design, diags *diag.List) {
	b := &binder{
		design: d, diags: diags,
		entities: map[string]*design.Entity{}, operations: map[string]*design.Operation{},
		shown: map[*design.Entity]*design.Resource{}, allowed: map[*design.Entity]*design.Allow{},
		policies: map[string]*design.Policy{}, broken: map[string]bool{},
		compiled: map[any]bool{}, circles: map[string]bool{}, used: map[*design.Policy]bool{},
	}
	for _, found := range diags.All() {
		b.before = append(b.before, found.Span)
	}
	if !d.Data.Span.Known() { // every name ends in data.yaml, but those of decisions
		b.decisions()
		b.claims()
		return
	}
	b.data()
	b.identity()
	b.contract()
	b.access()
	b.caches()
	b.expressions()
	b.statements()
	b.versions()
	b.coverage()
	b.unused()
	b.requirements()
	b.decisions()
	b.claims()
}

// binder is one Bind under way.
type binder struct {
	design *design.Design
	diags  *diag.List
	before []diag.Span // of what was found by those who read the design

	entities   map[string]*design.Entity
	operations map[string]*design.Operation
	shown      map[*design.Entity]*design.Resource
	allowed    map[*design.Entity]*design.Allow
	policies   map[string]*design.Policy

	// broken are the names of fields, relations and policies that did not bind, or
	// have no type. An expression that mentions one is passed over: whatever would
	// be said of it is said where the name is declared.
	broken map[string]bool

	compiled map[any]bool // policies and rules, once compiled or given up
	stack    []asked      // policies and rules that are being compiled, innermost last
	circles  map[string]bool
	used     map[*design.Policy]bool
}

func (b *binder) add(rule *diag.Rule, span diag.Span, format string, args ...any) *diag.Diagnostic {
	return b.diags.Add(rule, span, format, args...)
}

// breaks notes that nothing can be said of what is called so.
func (b *binder) breaks(n design.Name) {
	if n.Text != "" {
		b.broken[n.Text] = true
	}
}

// misread tells whether something in span could not be read as it is written: then
// nobody knows what it should have said.
func (b *binder) misread(span diag.Span) bool {
	return slices.ContainsFunc(b.before, func(s diag.Span) bool {
		return s.File == span.File && span.Start.Offset <= s.Start.Offset && s.Start.Offset < span.End.Offset
	})
}

// reach returns where the declaration of e stands: up to the next one in its file.
func (b *binder) reach(e *design.Entity) diag.Span {
	span := diag.Span{File: e.Name.Span.File, Start: e.Name.Span.Start, End: diag.Pos{Offset: math.MaxInt}}
	for _, next := range b.design.Data.Entities {
		if at := next.Name.Span; next.Link == nil && at.File == span.File && at.Start.Offset > span.Start.Offset && at.Start.Offset < span.End.Offset {
			span.End = at.Start
		}
	}
	return span
}
