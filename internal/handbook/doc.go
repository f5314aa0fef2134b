// Package handbook makes pages for people from a design: today its decisions, each a page
// in the form of MADR 4, which other tools read, and an index of them.
//
// It knows Markdown. It refuses to know where pages are kept and whether what they say
// holds: a design that goes against a decision has no pages, because it does not compile.
//
//	for _, p := range handbook.Decisions(d) {
//		os.WriteFile(filepath.Join(dir, p.Name), []byte(p.Text), 0o666)
//	}
package handbook
