package handbook

import (
	"fmt"
	"strings"

	"github.com/newel-api/newel/internal/design"
)

// Mark is the line that tells a page of this package from one that somebody wrote.
const Mark = "<!-- Made from decisions.yaml by newel generate decisions: what is written here is lost. -->"

// Index is the name of the page that lists the others.
const Index = "README.md"

// Page is one file.
type Page struct {
	Name string `json:"name"`
	Text string `json:"text"`
}

// Decisions returns the index and a page for each decision of d, which bound without
// errors. The same design gives the same pages.
func Decisions(d *design.Design) []Page {
	var index strings.Builder
	fmt.Fprintf(&index, "%s\n\n# Decisions\n\n| decision | chosen | state |\n|---|---|---|\n", Mark)
	pages := []Page{{Name: Index}}
	for _, one := range d.Decisions.List {
		choice := plain(one.Choice.Name)
		if one.State() == design.Proposed {
			choice = ""
		}
		fmt.Fprintf(&index, "| [%s](%s) | %s | %s |\n", plain(one.Title.Text), file(one), choice, one.State())
		pages = append(pages, Page{file(one), page(one)})
	}
	pages[0].Text = index.String()
	return pages
}

// file returns the name of the page of d: its own, unless that is the index where
// case does not count.
func file(d *design.Decision) string {
	if strings.EqualFold(d.Name.Text+".md", Index) {
		return "_" + d.Name.Text + ".md"
	}
	return d.Name.Text + ".md"
}

// page writes the page of a decision.
func page(d *design.Decision) string {
	var b strings.Builder
	status := d.State().String()
	if d.By != nil {
		status = "superseded by " + d.By.Name.Text
	}
	fmt.Fprintf(&b, "---\nstatus: %q\n---\n%s\n\n# %s\n", status, Mark, plain(d.Title.Text))
	fmt.Fprintf(&b, "\n## Context and Problem Statement\n\n%s\n", plain(d.Context.Text))
	if len(d.Requirements) > 0 {
		b.WriteString("\n## Decision Drivers\n\n")
		for _, q := range d.Requirements {
			if q.To == nil { // its file is not there
				fmt.Fprintf(&b, "* %s\n", plain(q.Name))
				continue
			}
			fmt.Fprintf(&b, "* %s: %s\n", plain(q.Name), plain(q.To.Story.Text))
		}
	}
	b.WriteString("\n## Considered Options\n\n")
	for _, o := range d.Options {
		fmt.Fprintf(&b, "* %s\n", plain(o.Name.Text))
	}
	outcome(&b, d)
	b.WriteString("\n## Pros and Cons of the Options\n")
	for _, o := range d.Options {
		fmt.Fprintf(&b, "\n### %s\n\n%s\n", plain(o.Name.Text), plain(o.Says.Text))
		if len(o.Pros)+len(o.Cons) > 0 {
			b.WriteString("\n")
		}
		bullets(&b, "Good: ", o.Pros)
		bullets(&b, "Bad: ", o.Cons)
	}
	more(&b, d)
	return b.String()
}

// outcome writes what was chosen, what follows and how it is kept.
func outcome(b *strings.Builder, d *design.Decision) {
	b.WriteString("\n## Decision Outcome\n\n")
	switch {
	case !d.Choice.Set():
		b.WriteString("Open: nothing is chosen.\n")
	case d.State() == design.Proposed:
		fmt.Fprintf(b, "Proposed option: \"%s\", because: %s\n", plain(d.Choice.Name), plain(d.Because.Text))
	default:
		fmt.Fprintf(b, "Chosen option: \"%s\", because: %s\n", plain(d.Choice.Name), plain(d.Because.Text))
	}
	if len(d.Consequences) > 0 {
		b.WriteString("\n### Consequences\n\n")
		bullets(b, "", d.Consequences)
	}
	if len(d.Checks) == 0 {
		return
	}
	b.WriteString("\n### Confirmation\n\n")
	if d.State() == design.Accepted {
		b.WriteString("A design for which one of these is not true neither compiles nor is served.\n")
	} else {
		fmt.Fprintf(b, "These bind nothing: the decision is %s.\n", d.State())
	}
	for _, c := range d.Checks {
		fmt.Fprintf(b, "\n%s:\n\n```cel\n%s\n```\n", plain(c.Name.Text), folded(c.Expr.Text))
	}
}

// more writes what is left.
func more(b *strings.Builder, d *design.Decision) {
	var lines []string
	if r := d.Reversing; r != nil {
		lines = append(lines, fmt.Sprintf("Reversing it takes: %s. %s", r.Cost, plain(r.How.Text)))
	}
	if d.RevisitWhen.Text != "" {
		lines = append(lines, "To be thought over when: "+plain(d.RevisitWhen.Text))
	}
	for _, old := range d.Supersedes {
		lines = append(lines, fmt.Sprintf("Takes the place of [%s](%s).", plain(old.Name), file(old.To)))
	}
	if d.By != nil {
		lines = append(lines, fmt.Sprintf("Its place was taken by [%s](%s).", plain(d.By.Name.Text), file(d.By)))
	}
	if len(lines) > 0 {
		b.WriteString("\n## More Information\n\n" + strings.Join(lines, "\n\n") + "\n")
	}
}

func bullets(b *strings.Builder, before string, all []design.Name) {
	for _, one := range all {
		fmt.Fprintf(b, "* %s%s\n", before, plain(one.Text))
	}
}

// folded returns an expression on one line; blanks inside a line may be of a text.
func folded(cel string) string {
	var lines []string
	for line := range strings.Lines(cel) {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, " ")
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// marks are what Markdown and HTML would take for their own.
var marks = strings.NewReplacer(
	`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "#", `\#`, "<", "&lt;", ">", "&gt;", "&", "&amp;", "|", `\|`, "~", `\~`, "!", `\!`,
)

// plain returns text on one line, so that Markdown shows it as it is. What begins a line
// stands behind other words or is a sentence; a number with a point, a dash and a plus
// would make a list of it.
func plain(text string) string {
	text = marks.Replace(oneLine(text))
	digits := strings.TrimLeft(text, "0123456789")
	switch {
	case strings.HasPrefix(text, "-"), strings.HasPrefix(text, "+"), strings.HasPrefix(text, "="):
		return `\` + text
	case digits != text && digits != "" && (digits[0] == '.' || digits[0] == ')'):
		return text[:len(text)-len(digits)] + `\` + digits
	}
	return text
}
