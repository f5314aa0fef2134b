package design

import "strings"

// Segment is one segment of the path of an operation: a word, or a parameter that
// stands for a row.
type Segment struct {
	Word  string // "tickets"
	Name  string // of a parameter: "id" of {id}; "" for a word
	Field *Field // of a parameter: what its values are values of; nil when it did not bind
}

// String returns the segment as a template has it.
func (s Segment) String() string {
	if s.Name != "" {
		return "{" + s.Name + "}"
	}
	return s.Word
}

// Addressed returns the field by whose values clients address the rows that r shows:
// its key, or the id.
func (r *Resource) Addressed() *Field {
	switch {
	case r.Key.Set():
		return r.Key.To
	case r.Of.To == nil:
		return nil
	}
	return r.Of.To.Field(FieldID)
}

// Parameter returns the name of the parameter that stands for a row of r in paths; ""
// when r shows one row only.
func (r *Resource) Parameter() string {
	switch {
	case r.Only.Written():
		return ""
	case r.Key.To != nil:
		return r.Key.To.Name.Text
	case r.Key.Set():
		return r.Key.Name
	}
	return FieldID
}

// OfRow tells whether the operation is about one row that is there, which its path names.
func (o *Operation) OfRow() bool {
	return o.Verb != List && o.Verb != Create && o.Bulk == nil && o.All == nil
}

// bulkWord begins the last segment of operations on many rows. With its underscore it is no
// slug, and no id.
const bulkWord = "bulk_"

// Segments returns the path of the operation, below the base of the contract.
func (o *Operation) Segments() []Segment {
	var all []Segment
	if o.Parent != nil {
		all = append(all, Segment{Word: o.Parent.Name.Text}, Segment{Name: o.Under.Name, Field: o.Parent.Addressed()})
	}
	all = append(all, Segment{Word: o.Resource.Name.Text})
	if o.Bulk != nil {
		return append(all, Segment{Word: bulkWord + o.Word()})
	}
	if !o.OfRow() {
		return all
	}
	if name := o.Resource.Parameter(); name != "" {
		all = append(all, Segment{Name: name, Field: o.Resource.Addressed()})
	}
	for word := range strings.SplitSeq(o.Path.Text, "/") {
		if word != "" && word[0] != '{' { // bind has seen to the parameter
			all = append(all, Segment{Word: word})
		}
	}
	return all
}

// Method returns the method of HTTP that asks for the operation.
func (o *Operation) Method() string {
	if o.Bulk != nil {
		return "POST"
	}
	switch o.Verb {
	case Create, Post:
		return "POST"
	case Update:
		if o.Whole {
			return "PUT"
		}
		return "PATCH"
	case Delete:
		return "DELETE"
	case List, Get, VerbNone:
	}
	return "GET"
}
