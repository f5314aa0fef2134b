// Package handbook makes pages for people from a design: its decisions, each a page in the
// form of MADR 4, which other tools read, and an index of them; and the reference of its
// API, as HTML that needs no script, as Markdown for programs that read for people, and as
// llms.txt, which lists that.
//
// A reference says what package contract says, and with [Options].Rules also who may do
// what: it is made in two steps, a book of plain texts in the order of the pages, and two
// writers of it, which escape.
//
// It knows HTML and Markdown. It refuses to know where pages are kept, who is shown them,
// and whether what they say holds: a design that goes against a decision has no pages,
// because it does not compile.
//
//	for _, p := range handbook.Decisions(d) {
//		os.WriteFile(filepath.Join(dir, p.Name), []byte(p.Text), 0o666)
//	}
package handbook
