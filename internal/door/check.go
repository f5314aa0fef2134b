package door

import (
	"reflect"
	"strings"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/diag"
)

// Check tells every way in which the functions differ from the contract of d: so that
// all is mended at once, and before anything is served.
func (fs *Functions) Check(d *design.Design, diags *diag.List) {
	c := checking{diags: diags, operations: map[string]*design.Operation{}, handles: map[string]*Function{}}
	for _, r := range d.Contract.Resources {
		for _, o := range r.Operations {
			c.operations[o.Name.Text] = o
			c.names = append(c.names, o.Name.Text)
		}
	}
	c.contract = d.Contract.Span
	for _, f := range fs.list {
		c.function(f)
	}
	c.unhandled(d)
}

// Unhandled tells of every operation of d that Go code should do, where there is none.
func (fs *Functions) Unhandled(d *design.Design, diags *diag.List) {
	(&checking{diags: diags}).unhandled(d)
}

type checking struct {
	diags      *diag.List
	contract   diag.Span
	operations map[string]*design.Operation
	names      []string
	handles    map[string]*Function
}

func (c *checking) unhandled(d *design.Design) {
	for _, r := range d.Contract.Resources {
		for _, o := range r.Operations {
			if o.Go && c.handles[o.Name.Text] == nil {
				c.diags.Add(&noFunction, o.GoSpan, "the program has no Go function for %q", o.Name.Text).
					Mend("register one with newel.Handle(app, %q, …), and run the program that does", o.Name.Text)
			}
		}
	}
}

func (c *checking) function(f *Function) {
	o := c.operations[f.Operation]
	switch {
	case o == nil:
		d := c.diags.Add(&misplacedFunction, c.contract, "newel.%s at %s names %q, which is no operation", f.When, f.At, f.Operation)
		if near := diag.Nearest(f.Operation, c.names); near != "" {
			d.Mend("did you mean %q?", near)
		} else {
			d.Mend("declare the operation, or remove the function")
		}
		return
	case o.Verb == design.List || o.Verb == design.Get:
		c.diags.Add(&misplacedFunction, o.Name.Span, "newel.%s at %s is for %q, which only reads", f.When, f.At, f.Operation).
			Mend("remove it; what a caller may read is said by rules, and values of rows by computed")
		return
	case f.When == Handle && !o.Go:
		c.diags.Add(&misplacedFunction, o.Name.Span, "newel.Handle at %s is for %q, which does not say go: true", f.At, f.Operation).
			Mend("write go: true in a post: operation, or use newel.Before or newel.After")
		return
	case f.When == Handle:
		if first := c.handles[f.Operation]; first != nil {
			c.diags.Add(&misplacedFunction, o.GoSpan, "%q has two functions, at %s and at %s", f.Operation, first.At, f.At).Mend("keep one")
			return
		}
		c.handles[f.Operation] = f
	}
	c.object(f, "input", inputOf(o), o.Name.Span, f.In)
	if f.When == Handle {
		c.answer(f, o)
	}
}

// inputOf returns the members that o tells its functions.
func inputOf(o *design.Operation) []*design.Field {
	if o.Verb == design.Post {
		return o.Input
	}
	var fields []*design.Field
	for _, ref := range o.Body {
		f := *ref.To
		f.Optional = f.Optional || o.Verb == design.Update && !o.Whole || f.Type == design.TypeSlug // a body may do without
		fields = append(fields, &f)
	}
	if o.Verb == design.Create && o.Parent != nil { // which the path says
		f := *o.Under.To
		f.Optional = false
		fields = append(fields, &f)
	}
	return fields
}

func (c *checking) answer(f *Function, o *design.Operation) {
	switch r := o.Returns; {
	case r == nil:
		c.object(f, "answer", nil, o.GoSpan, f.Out)
	case r.Resource.To != nil:
		id := &design.Field{Type: design.TypeRef, Target: r.Resource.To.Of}
		if wrong := mismatch(id, f.Out); wrong != "" {
			c.differs(f, "answer", r.Span, wrong)
		}
	default:
		c.object(f, "answer", r.Fields, r.Span, f.Out)
	}
}

// object compares a struct with members; span is where they are declared.
func (c *checking) object(f *Function, what string, fields []*design.Field, span diag.Span, t reflect.Type) {
	if t.Kind() != reflect.Struct {
		c.differs(f, what, span, "must be a struct, not "+t.String())
		return
	}
	members := membersOf(t)
	for _, field := range fields {
		if field.Type == design.TypeSecret {
			continue
		}
		name, at := field.Name.Text, field.Span
		if field.Entity != nil {
			at = span // of the operation: the field is told by many
		}
		m, ok := members[name]
		delete(members, name)
		switch {
		case !ok:
			c.differs(f, what, at, "has no field for "+name+"; write one: "+strings.ToUpper(name[:1])+name[1:]+" "+goType(field, plainName)+" `json:\""+name+"\"`")
		default:
			if wrong := mismatch(field, m); wrong != "" {
				c.differs(f, what, at, "field for "+name+" "+wrong)
			}
		}
	}
	for i := range t.NumField() {
		if name, ok := memberName(t.Field(i)); ok && members[name] != nil {
			c.differs(f, what, span, "has a field for "+name+", which the contract does not have")
		}
	}
}

func (c *checking) differs(f *Function, what string, at diag.Span, how string) {
	c.diags.Add(&wrongType, at, "the %s of %q in Go, at %s, %s", what, f.Operation, f.At, how).
		Mend("newel generate go writes types that fit")
}

// membersOf returns the types of a struct's fields by their names in JSON.
func membersOf(t reflect.Type) map[string]reflect.Type {
	members := map[string]reflect.Type{}
	for i := range t.NumField() {
		if name, ok := memberName(t.Field(i)); ok {
			members[name] = t.Field(i).Type
		}
	}
	return members
}

// memberName returns the name that package json gives a field.
func memberName(f reflect.StructField) (string, bool) {
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	switch {
	case !f.IsExported() || name == "-":
		return "", false
	case name == "":
		return f.Name, true
	}
	return name, true
}
