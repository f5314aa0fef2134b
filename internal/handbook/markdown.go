package handbook

import (
	"fmt"
	"strings"
)

// markdown writes the pages of b for programs that read Markdown: a first one, one for
// each resource, and llms.txt, which lists them.
func (b *book) markdown() []Page {
	pages := []Page{{pageName("", ".md"), b.firstMarkdown()}, {"llms.txt", b.llms()}}
	for _, g := range b.Groups {
		pages = append(pages, Page{pageName(g.Name, ".md"), b.groupMarkdown(g)})
	}
	return pages
}

// llms is an index in the form of llmstxt.org.
func (b *book) llms() string {
	var out strings.Builder
	fmt.Fprintf(&out, "# %s\n\n", plain(b.Title))
	if b.Describe != "" {
		fmt.Fprintf(&out, "> %s\n\n", plain(b.Describe))
	}
	out.WriteString("An API over HTTP: JSON in, JSON out; errors are application/problem+json with a stable `code`.\n")
	if b.SignIn != nil {
		fmt.Fprintf(&out, "Sign in with `%s`, then send `Authorization: Bearer TOKEN`.\n", b.address(b.SignIn.Address))
	}
	fmt.Fprintf(&out, "\n## Reference\n\n- [What holds for all operations](%s): requests, signing in, lists, errors, limits\n", href(b.Files, "index.md"))
	if !b.Files {
		out.WriteString("- [OpenAPI 3.1](/openapi.json): all of it, for programs\n")
	}
	for _, g := range b.Groups {
		fmt.Fprintf(&out, "\n## [%s](%s)\n\n", plain(g.Title), href(b.Files, pageName(g.Name, ".md")))
		for _, o := range g.Operations {
			fmt.Fprintf(&out, "- [%s](%s#%s): %s: %s\n", o.ID, href(b.Files, pageName(g.Name, ".md")), strings.ToLower(o.ID), code(o.Method+" "+o.Path), plain(o.Summary))
		}
	}
	return out.String()
}

// address returns the method and path of an operation of Newel's own.
func (b *book) address(id string) string {
	if o := b.doc.Operation(id); o != nil {
		return o.Method + " " + o.Path
	}
	return ""
}

func (b *book) firstMarkdown() string {
	var out strings.Builder
	fmt.Fprintf(&out, "# %s\n", plain(b.Title))
	if b.Describe != "" {
		fmt.Fprintf(&out, "\n%s\n", plain(b.Describe))
	}
	for _, c := range b.chapters() {
		fmt.Fprintf(&out, "\n## %s\n", c.Title)
		for _, says := range c.Says {
			out.WriteString("\n" + spansMarkdown(says) + "\n")
		}
		if len(c.Points) > 0 {
			out.WriteString("\n")
		}
		for _, point := range c.Points {
			out.WriteString("- " + spansMarkdown(point) + "\n")
		}
		block(&out, "sh", strings.Join(c.Lines, "\n"))
	}
	out.WriteString("\n## Operations\n")
	for _, g := range b.Groups {
		fmt.Fprintf(&out, "\n### [%s](%s)\n\n", plain(g.Title), href(b.Files, pageName(g.Name, ".md")))
		for _, o := range g.Operations {
			fmt.Fprintf(&out, "- %s: %s, %s\n", o.ID, plain(o.Summary), code(o.Method+" "+o.Path))
		}
	}
	if len(b.Policies) > 0 {
		out.WriteString("\n## Policies\n\nConditions that rules share.\n\n")
		for _, p := range b.Policies {
			fmt.Fprintf(&out, "- %s (%s): %s\n", p.Name, plain(p.With), p.Rule.markdown())
		}
	}
	b.errorsMarkdown(&out)
	out.WriteString("\n## Limits\n\n")
	for _, l := range b.Limits {
		fmt.Fprintf(&out, "- %s\n", plain(l))
	}
	return out.String()
}

func spansMarkdown(all []span) string {
	var out strings.Builder
	for _, s := range all {
		if s.Code {
			out.WriteString(code(s.Text))
		} else {
			out.WriteString(escaped(s.Text))
		}
	}
	return out.String()
}

func (b *book) errorsMarkdown(out *strings.Builder) {
	out.WriteString("\n## Errors\n\nEvery error is `application/problem+json` (RFC 9457) with a stable `code`. What is wrong with a body or a query stands in `errors`, each with a code of its own and a `pointer` or `parameter`.\n\n")
	for _, f := range b.Families {
		fmt.Fprintf(out, "- %s may answer:", f.Title)
		for i, r := range f.Refuses {
			if i > 0 {
				out.WriteString(";")
			}
			fmt.Fprintf(out, " %d %s", r.Status, strings.Join(codeAll(r.Codes), ", "))
		}
		out.WriteString("\n")
	}
	out.WriteString("\n| code | status | what has happened | what to do |\n|---|---|---|---|\n")
	for _, e := range b.Codes {
		status := ""
		if e.Status != 0 {
			status = fmt.Sprint(e.Status)
		}
		fmt.Fprintf(out, "| %s | %s | %s | %s |\n", code(e.Code), status, plain(e.Meaning), plain(e.Mend))
	}
}

func (b *book) groupMarkdown(g *group) string {
	var out strings.Builder
	fmt.Fprintf(&out, "# %s\n\nOf the API [%s](%s).\n", plain(g.Title), plain(b.Title), href(b.Files, "index.md"))
	if g.Describe != "" {
		fmt.Fprintf(&out, "\n%s\n", plain(g.Describe))
	}
	for _, r := range g.Read {
		fmt.Fprintf(&out, "\nRows are readable %s.\n", r.markdown())
	}
	for _, c := range g.Checks {
		fmt.Fprintf(&out, "\nWhat holds of every row, %s: %s.\n", c.Name, c.Rule.markdown())
	}
	for _, o := range g.Operations {
		b.operationMarkdown(&out, g, o)
	}
	for _, s := range g.Shapes {
		fmt.Fprintf(&out, "\n## %s\n", plain(s.Name))
		if s.Describe != "" {
			fmt.Fprintf(&out, "\n%s\n", plain(s.Describe))
		}
		out.WriteString("\n")
		for _, r := range s.Rows {
			r.markdown(&out, b, g)
		}
		for _, r := range s.Expand {
			fmt.Fprintf(&out, "- %s: %s\n", code("expand."+r.Name), b.kindMarkdown(g, r.Type))
		}
		block(&out, "json", s.Example)
	}
	return out.String()
}

func (b *book) operationMarkdown(out *strings.Builder, g *group, o *operation) {
	fmt.Fprintf(out, "\n## %s\n\n%s: %s. %s", o.ID, code(o.Method+" "+o.Path), plain(o.Summary), o.Who)
	for _, r := range o.Rules {
		fmt.Fprintf(out, " Allowed %s.", r.markdown())
	}
	for _, d := range o.Does {
		out.WriteString(" " + plain(d))
	}
	out.WriteString("\n")
	if o.Ends != "" {
		fmt.Fprintf(out, "\n**%s**\n", plain(o.Ends))
	}
	if o.Describe != "" {
		fmt.Fprintf(out, "\n%s\n", plain(o.Describe))
	}
	if len(o.Params) > 0 {
		out.WriteString("\nParameters:\n\n")
	}
	for _, p := range o.Params {
		if p.In == "path" {
			fmt.Fprintf(out, "- %s (path): %s\n", code(p.Name), plain(p.Describe))
			continue
		}
		fmt.Fprintf(out, "- %s: %s\n", code(p.Call()), b.kindMarkdown(g, p.Type))
	}
	if body := o.Body; body != nil {
		fmt.Fprintf(out, "\nBody, %s:\n\n", body.Types)
		if body.Empty {
			out.WriteString("- an empty object\n")
		}
		for _, f := range body.Fields {
			f.markdown(out, b, g)
		}
	}
	out.WriteString("\nAnswers:\n\n")
	b.answersMarkdown(out, g, o)
	block(out, "sh", o.Curl)
	block(out, "json", o.Example)
}

func (b *book) answersMarkdown(out *strings.Builder, g *group, o *operation) {
	for _, a := range o.Answers {
		fmt.Fprintf(out, "- %d: %s", a.Status, plain(strings.TrimSuffix(a.Describe, ".")))
		if a.Of != "" {
			fmt.Fprintf(out, ": %s", b.link(g, a.Of))
		}
		if len(a.Without) > 0 {
			fmt.Fprintf(out, " without %s", strings.Join(codeAll(a.Without), ", "))
		}
		if len(a.Headers) > 0 {
			fmt.Fprintf(out, "; headers %s", strings.Join(a.Headers, ", "))
		}
		out.WriteString("\n")
	}
	for _, r := range o.Refuses {
		fmt.Fprintf(out, "- %d: %s", r.Status, strings.Join(codeAll(r.Codes), ", "))
		for i, e := range r.Errors {
			switch {
			case i > 0:
			case len(r.Codes) > 0:
				out.WriteString("; in errors:")
			default:
				out.WriteString("in errors:")
			}
			at := "the whole"
			if e.Pointer != "" {
				at = code(e.Pointer)
			}
			if i > 0 {
				out.WriteString(";")
			}
			fmt.Fprintf(out, " at %s %s", at, strings.Join(e.Codes, ", "))
		}
		out.WriteString("\n")
	}
	for _, r := range o.Requires {
		fmt.Fprintf(out, "- 422 with %s", code(r.Name))
		if r.Rule != nil {
			fmt.Fprintf(out, ", unless: %s", r.Rule.markdown())
		}
		out.WriteString("\n")
	}
}

// markdown writes a member.
func (r *row) markdown(out *strings.Builder, b *book, g *group) {
	fmt.Fprintf(out, "- %s", code(r.Name))
	if r.Required {
		out.WriteString(" (required)")
	}
	fmt.Fprintf(out, ": %s", b.kindMarkdown(g, r.Type))
	if r.Describe != "" {
		out.WriteString(". " + plain(r.Describe))
	}
	if r.Sometime {
		out.WriteString(". Absent for who may not read it")
	}
	for _, one := range r.Read {
		out.WriteString(". Readable " + one.markdown())
	}
	for _, one := range r.Write {
		out.WriteString(". Writable " + one.markdown())
	}
	if r.Computed != "" {
		out.WriteString(". Computed: " + code(r.Computed))
	}
	out.WriteString("\n")
}

// markdown writes a rule behind "allowed" and the like.
func (r *rule) markdown() string {
	out := plain(r.Word)
	if r.Says != "" {
		out += plain(r.Says)
	}
	if r.CEL != "" {
		if r.Says != "" {
			out += ": "
		}
		out = "where " + out + code(r.CEL)
	}
	if r.Why != "" {
		out += " (because: " + plain(r.Why) + ")"
	}
	return out
}

func (b *book) kindMarkdown(g *group, k kind) string {
	out := escaped(k.Text)
	if k.Of != "" {
		out += b.link(g, k.Of)
	}
	return out + escaped(k.Behind)
}

// link leads to a shape, on the page of its group.
func (b *book) link(from *group, name string) string {
	for _, g := range b.Groups {
		for _, s := range g.Shapes {
			switch {
			case s.Name != name:
			case g == from:
				return "[" + plain(name) + "](#" + strings.ToLower(name) + ")"
			default:
				return "[" + plain(name) + "](" + href(b.Files, pageName(g.Name, ".md")) + "#" + strings.ToLower(name) + ")"
			}
		}
	}
	return plain(name)
}

// block writes lines of code, behind a fence that they do not have.
func block(out *strings.Builder, language, text string) {
	if text == "" {
		return
	}
	fence := "```"
	for strings.Contains(text, fence) {
		fence += "`"
	}
	fmt.Fprintf(out, "\n%s%s\n%s\n%s\n", fence, language, text, fence)
}

// code writes a text as code, behind as many backticks as it does not have.
func code(text string) string {
	text = oneLine(text)
	fence := "`"
	for strings.Contains(text, fence) {
		fence += "`"
	}
	if strings.HasPrefix(text, "`") || strings.HasSuffix(text, "`") {
		text = " " + text + " "
	}
	return fence + text + fence
}

func codeAll(all []string) (out []string) {
	for _, one := range all {
		out = append(out, code(one))
	}
	return out
}

// escaped is plain for a piece of a line: its outer blanks stay.
func escaped(text string) string { return marks.Replace(text) }
