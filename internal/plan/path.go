package plan

import (
	"net/url"
	"strconv"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/design/expr"
	"github.com/newel-api/newel/internal/payload"
	"github.com/newel-api/newel/internal/plan/query"
	"github.com/newel-api/newel/internal/value"
)

// Param is a parameter of a path: it stands for one row.
type Param struct {
	Name   string
	Field  *design.Field // what it is a value of: the id or the key of a row
	Parent bool          // the row is the one that the path goes through, not the operation's own
	slot   payload.Slot
}

// MostParams is how many parameters a path has at the most.
const MostParams = 2

func newParam(s design.Segment, parent bool) Param {
	p := Param{Name: s.Name, Field: s.Field, Parent: parent, slot: slot(s.Field)}
	// Whatever no row has is not found; a row that is there from before its bounds were
	// narrowed is.
	p.slot.Min, p.slot.Max, p.slot.Pattern, p.slot.Caseless = nil, nil, nil, s.Field.Caseless
	return p
}

// Parse reads a segment of a path. A value has one spelling, so that a row has one
// address; but a key that compares without case is found by any.
func (p *Param) Parse(segment string) (value.Value, bool) {
	v, wrong := p.slot.ParseString(segment)
	if wrong != nil {
		return value.Value{}, false
	}
	switch p.slot.Format {
	case payload.UUID, payload.Integer:
		return v, string(p.append(nil, v)) == segment
	case payload.Text: // what is composed might become a letter of ASCII
		for i := range len(segment) {
			if segment[i] >= 0x80 {
				return v, false
			}
		}
	default:
	}
	return v, true
}

// append appends a value as Parse reads it.
func (p *Param) append(dst []byte, v value.Value) []byte {
	switch p.slot.Format {
	case payload.ID, payload.Counted:
		return p.Field.Entity.AppendID(dst, v)
	case payload.UUID:
		return payload.AppendUUID(dst, v.Str)
	case payload.Integer:
		return strconv.AppendInt(dst, v.Int, 10)
	default:
		return append(dst, url.PathEscape(v.Str)...)
	}
}

// path compiles what o's path says, beside its method.
func (c *compiler) path(op *Operation, o *design.Operation) {
	op.Path = c.plan.Base
	for i, s := range c.segments(o) {
		op.Path += "/" + s.String()
		if s.Name != "" {
			op.Params = append(op.Params, newParam(s, o.Parent != nil && i == 1))
		}
	}
	op.OneRow = o.Resource.OnlyTerm
	op.SignedIn = op.SignedIn || op.OneRow != nil
	if o.Parent == nil {
		return
	}
	e, via := o.Parent.Of.To, o.Under.To
	var tenant *design.Field
	if via.Entity.Tenant.To != nil {
		tenant = e.Tenant.To
	}
	read := c.rules.verb(e, design.Get)
	op.SignedIn = op.SignedIn || expr.NeverAnonymous(read)
	op.Under = query.NewParent(c.dialect, via, o.Parent.Addressed(), read, tenant)
}

// address says which row a request for o means.
func (c *compiler) address(o *design.Operation) query.Address {
	a := query.Address{Key: o.Resource.Addressed()}
	if o.Parent != nil {
		a.Under, a.Guard = o.Under.To, c.rules.field(o.Under.To).read
	}
	if o.Resource.Only.Written() || o.Bulk != nil || o.All != nil {
		a.Key = o.Entity().Field(design.FieldID)
	}
	return a
}

// located tells where the row that o makes is found: below the path of the request, or,
// where rows have their addresses elsewhere, below that of the resource. It is not told
// when their addresses go through a row that the request does not name.
func (c *compiler) located(op *Operation, o *design.Operation) {
	beside, top, nested := false, false, false
	for _, other := range o.Resource.Operations {
		if !other.OfRow() {
			continue
		}
		top = top || other.Parent == nil
		nested = nested || other.Parent != nil
		beside = beside || other.Parent != nil && o.Parent != nil && other.Under.To == o.Under.To
	}
	key := newParam(design.Segment{Name: o.Resource.Parameter(), Field: o.Resource.Addressed()}, false)
	switch {
	case o.Parent != nil && top && !beside:
		op.Location = &Location{Path: op.Resource.Path, Key: key}
	case o.Parent != nil || top || !nested:
		op.Location = &Location{Key: key}
	}
}

// Location is the address of a row that a create has made.
type Location struct {
	Path string // that of the request, when empty
	Key  Param
}

// Append appends the address of the row whose key has that value; path is the request's.
func (l *Location) Append(dst []byte, path string, key value.Value) []byte {
	if l.Path != "" {
		path = l.Path
	}
	return l.Key.append(append(append(dst, path...), '/'), key)
}
