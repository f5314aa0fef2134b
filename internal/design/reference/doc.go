// Package reference lists every key of the design files, from the table that package
// decode reads by, and the parts of CEL, from the tables of package expr: what "newel
// explain" prints, and docs/language-reference.md.
//
// It refuses to know how the list is printed, other than as that document.
//
//	for _, e := range reference.Named("fields.min") {
//		fmt.Println(e.Places[0], e.Key.Doc)
//	}
package reference
