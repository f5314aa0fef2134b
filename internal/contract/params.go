package contract

import (
	"slices"
	"strings"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/payload"
	"github.com/newel-api/newel/internal/plan"
)

// params describes the parameters of the operation.
func (c *calling) params() {
	for _, p := range c.op.Params {
		slot := plan.SlotOf(p.Field)
		slot.Min, slot.Max, slot.Pattern = nil, nil, nil // whatever no row has is not found
		shape := valued(&slot)
		if p.Field.Type == design.TypeID && slot.Format == payload.Integer {
			shape.Min = length(1)
		}
		if slot.Format == payload.Text {
			shape.Least = length(1)
		}
		c.out.Params = append(c.out.Params, &Param{
			Name: p.Name, In: InPath, Required: true, Shape: shape,
			Describe: "The " + words(p.Field.Entity.Name.Text) + ", by its " + spaced(p.Field.Name.Text) + ".",
			Example:  c.examples.value(p.Field, shape),
		})
	}
	if c.op.List != nil {
		c.listParams(c.op.List)
	}
	if c.op.Sent != nil {
		c.rowParams()
	}
	c.conditions()
}

func (c *calling) query(name, describe string, s *Shape) *Param {
	p := &Param{Name: name, In: InQuery, Describe: describe, Shape: s}
	c.out.Params = append(c.out.Params, p)
	return p
}

// listParams are those of a list.
func (c *calling) listParams(l *plan.List) {
	for i := range l.Filters {
		f := &l.Filters[i]
		if c.hidden(f.Field) {
			continue
		}
		shape := valued(f.Slot)
		shape.Hidden = false
		if f.Operator == design.AmongThem {
			shape = &Shape{Kind: List, Item: shape, Least: length(1), Most: length(plan.MostAmong)}
		}
		p := c.query(f.Name, filters[f.Operator]+spaced(f.Field.Name.Text)+filtersBehind[f.Operator]+".", shape)
		if f.Operator == design.EqualTo && f.Field.Type != design.TypeSecret {
			p.Example = c.examples.value(f.Field, shape)
		}
	}
	if l.Total > 0 {
		c.query("total", "Count the rows of all pages, in the member total.", &Shape{Kind: Boolean})
	}
	if c.searches() {
		c.query("search", "Only rows that have each of these words in one of their texts. A star behind at least three letters finds what begins so.",
			&Shape{Kind: Text, Least: length(1), Most: length(256)})
	}
	var sorts []string
	for _, name := range l.Sorts {
		if !c.hidden(l.Sort[name]) {
			sorts = append(sorts, name, "-"+name)
		}
	}
	if len(sorts) > 0 {
		c.query("sort", "The order of the rows; - downwards.", &Shape{Kind: List, Item: &Shape{Kind: Text, Words: sorts}, Least: length(1), Unique: true})
	}
	c.query("limit", "How many rows a page has at the most.", &Shape{
		Kind: Integer, Format: "int32", Min: length(1), Max: length(int64(l.Max)), Default: int64(l.Size),
	})
	c.query("cursor", "Where a page goes on: next of the page before, with the same filters and order.", &Shape{Kind: Text, Least: length(1)})
}

// Sentences about filters: what stands before the name of the field, and behind it.
var (
	filters = map[design.Operator]string{
		design.EqualTo: "Only rows with this ", design.UnlikeTo: "Only rows with another ", design.AmongThem: "Only rows with one of these values of ",
		design.LessThan: "Only rows with less ", design.AtMost: "Only rows with at most this ", design.MoreThan: "Only rows with more ",
		design.AtLeast: "Only rows with at least this ", design.BeginsWith: "Only rows whose ", design.Present: "Whether the rows have a value of ",
		design.Holds: "Only rows with this among their ",
	}
	filtersBehind = map[design.Operator]string{
		design.BeginsWith: " begins so", design.AmongThem: `, with commas between them; a comma inside one is written "\,"`,
	}
)

// hidden tells whether nobody of the view can see a field.
func (c *calling) hidden(f *design.Field) bool {
	guard := c.rules.ReadField(f)
	return guard != nil && c.who.never(guard)
}

// searches tells whether there is a text to be searched that can be seen.
func (c *calling) searches() bool {
	return slices.ContainsFunc(c.declared.Search, func(f design.Ref[design.Field]) bool { return !c.hidden(f.To) })
}

// rowParams are those of whatever answers with rows.
func (c *calling) rowParams() {
	var paths []string
	for _, p := range c.op.Paths {
		paths = append(paths, p.Name)
	}
	if len(paths) > 0 {
		c.query("expand", "The rows to send beside, in the member expand.", &Shape{
			Kind: List, Item: &Shape{Kind: Text, Words: paths}, Least: length(1), Unique: true,
		})
	}
	var names []string
	for _, f := range c.op.Sent.Fields {
		if !c.hidden(f) {
			names = append(names, f.Name.Text)
		}
	}
	c.query("fields", "Only these members of the answer; the others are absent, also those that are required.", &Shape{
		Kind: List, Item: &Shape{Kind: Text, Words: names}, Least: length(1), Unique: true,
	}).Prose = true
}

// conditions are the headers about the version of the row.
func (c *calling) conditions() {
	if c.op.Bulk > 0 || c.op.All != nil {
		c.out.Params = append(c.out.Params, dryParam())
	}
	if c.op.Write != nil {
		c.out.Params = append(c.out.Params, keyParam(c.op.NeedsKey))
	}
	if c.op.Verb == design.List || c.op.Verb == design.Create || c.op.Bulk > 0 || c.op.All != nil {
		return
	}
	header := func(name, describe string) {
		c.out.Params = append(c.out.Params, &Param{Name: name, In: InHeader, Describe: describe, Shape: &Shape{Kind: Text}, Prose: true})
	}
	header("If-Match", "Entity tags, of which the row must have one; else 412.")
	if c.op.NeedsVersion {
		p := c.out.Params[len(c.out.Params)-1]
		p.Required, p.Prose, p.Example = true, false, `"1"`
	}
	if c.op.Verb == design.Get {
		header("If-None-Match", "Entity tags that the client has; 304 when the row has one of them.")
	}
}

// spaced returns a name of several words as words.
func spaced(name string) string { return strings.ReplaceAll(name, "_", " ") }
