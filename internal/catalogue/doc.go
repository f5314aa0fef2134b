// Package catalogue is the table of codes that clients meet in answers: what each
// means and what to do about it. The server answers with it, serves its entries under
// the type URIs of problems, and "newel explain" prints them.
//
// A code is part of every API's contract: it keeps its meaning and its status for
// ever. The package refuses to know when a code is given, which the rooms say that
// give it, and how an answer is written.
//
//	if e, ok := catalogue.Find("not_found"); ok {
//		fmt.Println(e.Status, e.Mend)
//	}
package catalogue
