package review

import (
	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/diag"
)

// private are names of texts that tell who somebody is.
var private = words("phone phone_number mobile ssn social_security_number tax_id national_id passport passport_number iban " +
	"card_number account_number birthday birth_date date_of_birth")

var personalFilter = diag.Rule{ID: "review/personal-in-address", Severity: diag.Medium, Title: "personal data in the addresses of requests"}

// lookPersonalFilter finds filters, searches and keys of resources by personal data: addresses are kept
// by browsers, proxies and logs.
func lookPersonalFilter(v *view) {
	for _, r := range v.Contract.Resources {
		if f := r.Key.To; f != nil && personal(f) {
			v.add(r.Name.Text+"."+f.Name.Text, r.Key.Span, "the addresses of %q hold personal data: %s", r.Name.Text, f.Name.Text).
				Mend("leave out key, so that rows have their ids in addresses")
		}
	}
	for o := range v.operations {
		for _, ref := range o.Search {
			if f := ref.To; f != nil && personal(f) {
				v.add(o.Name.Text+"."+f.Name.Text, ref.Span, "%q is searched by %s, which is personal data and stands in the address then", o.Name.Text, f.Name.Text).
					Mend("leave it out of search, or accept it with what keeps addresses out of logs")
			}
		}
		for _, filter := range o.Filter {
			if f := filter.Field.To; f != nil && personal(f) && compares(filter) {
				v.add(o.Name.Text+"."+f.Name.Text, filter.Field.Span, "%q is filtered by %s, which is personal data and stands in the address then", o.Name.Text, f.Name.Text).
					Mend("look it up by a body, in an operation of its own, or accept it with what keeps addresses out of logs")
			}
		}
	}
}

func personal(f *design.Field) bool {
	return f.Type == design.TypeEmail || private[f.Name.Text] && f.Type != design.TypeRef
}

// compares tells whether the request has a value of the field: present has none.
func compares(f *design.Filter) bool {
	for _, o := range f.Operators {
		if o.Operator != design.Present {
			return true
		}
	}
	return len(f.Operators) == 0
}
