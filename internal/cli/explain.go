package cli

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/newel-api/newel/internal/diag"
	"github.com/newel-api/newel/internal/stage"
)

// explained is the result of explain, in JSON.
type explained struct {
	Rule     string            `json:"rule"`
	Severity string            `json:"severity"`
	Title    string            `json:"title"`
	Prose    string            `json:"prose"`
	Bad      map[string]string `json:"bad"`  // file name → text
	Want     []string          `json:"want"` // "file:line:col rule" for each finding of bad
	Good     map[string]string `json:"good"`
}

// ruleLine is one rule of "explain list", in JSON.
type ruleLine struct {
	Rule     string `json:"rule"`
	Severity string `json:"severity"`
	Title    string `json:"title"`
}

func runExplain(_ context.Context, c *call) (any, error) {
	rules := stage.Rules()
	if c.operands[0] == "list" {
		return c.listRules(rules), nil
	}
	if names := everyWord(c.operands[0]); names != nil {
		c.columns(names)
		return names, nil
	}
	if words := wordsNamed(c.operands[0], rules); words != nil {
		c.words(words)
		return words, nil
	}
	rule, err := ruleNamed(c.operands[0], rules)
	if err != nil {
		return nil, err
	}
	p, ok := stage.Page(rule.ID)
	if !ok {
		return nil, refused("the page of %s cannot be read; it is part of this program, so please report it", rule.ID)
	}
	e := &explained{rule.ID, rule.Severity.String(), p.Title, p.Prose, p.Bad, p.Want, p.Good}
	c.say("%s (%s): %s\n\n%s", e.Rule, e.Severity, e.Title, e.Prose)
	c.say("\nBreaks it:")
	c.designFiles(e.Bad)
	c.say("\nand gets\n\n    %s", strings.Join(e.Want, "\n    "))
	c.say("\nDoes not:")
	c.designFiles(e.Good)
	return e, nil
}

func (c *call) listRules(rules []*diag.Rule) []ruleLine {
	var out []ruleLine
	var rows [][2]string
	for _, r := range rules {
		out = append(out, ruleLine{r.ID, r.Severity.String(), r.Title})
		rows = append(rows, [2]string{r.ID, r.Title})
	}
	c.columns(rows)
	return out
}

// ruleNamed finds a rule by its id, or by the part after the slash where no other
// rule has the same.
func ruleNamed(name string, rules []*diag.Rule) (*diag.Rule, error) {
	var ids []string
	var found []*diag.Rule
	for _, r := range rules {
		if r.ID == name {
			return r, nil
		}
		_, last, _ := strings.Cut(r.ID, "/")
		if last == name {
			found = append(found, r)
		}
		ids = append(ids, r.ID, last)
	}
	switch len(found) {
	case 0:
		near := diag.Nearest(name, append(ids, otherNames()...))
		return nil, usage("%q is neither a rule nor a code, a key or a function; %s", name,
			didYouMean(near, `"newel explain list" names all rules, "codes", "keys" and "facts" in its place the others`))
	case 1:
		return found[0], nil
	}
	ids = nil
	for _, r := range found {
		ids = append(ids, r.ID)
	}
	return nil, usage("%q is the name of %d rules: %s", name, len(ids), list(ids))
}

// designFiles shows the files of an example.
func (c *call) designFiles(files map[string]string) {
	for _, name := range slices.Sorted(maps.Keys(files)) {
		c.say("\n    # %s", name)
		for line := range strings.Lines(files[name]) {
			c.say("    %s", strings.TrimRight(visible(line), "\n"))
		}
	}
}

// visible returns line with what a terminal would act on made visible: examples of
// bad files hold such bytes.
func visible(line string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r == 0x7f {
			return '\uFFFD'
		}
		return r
	}, strings.ToValidUTF8(line, "\uFFFD"))
}
