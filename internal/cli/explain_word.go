package cli

import (
	"slices"
	"strings"

	"github.com/newel-api/newel/internal/catalogue"
	"github.com/newel-api/newel/internal/design/expr"
	"github.com/newel-api/newel/internal/design/fact"
	"github.com/newel-api/newel/internal/design/reference"
	"github.com/newel-api/newel/internal/diag"
)

// The result of explaining what is not a rule, in JSON: everything that is called so.
type (
	wordsExplained struct {
		Codes     []codeExplained     `json:"codes"`
		Keys      []keyExplained      `json:"keys"`
		Functions []functionExplained `json:"functions"`
		Facts     []factExplained     `json:"facts"`
		Rules     []string            `json:"rules"` // ids of rules that are called alike
	}
	codeExplained struct {
		Code    string `json:"code"`
		Status  int    `json:"status"` // 0 for a code that stands in errors only
		Title   string `json:"title"`
		Meaning string `json:"meaning"`
		Mend    string `json:"mend"`
	}
	keyExplained struct {
		Places   []string `json:"places"`
		Says     string   `json:"says"`
		Value    string   `json:"value"`
		Required bool     `json:"required"`
		With     []string `json:"with"`
		Default  string   `json:"default"`
		Example  string   `json:"example"`
	}
	functionExplained struct {
		Name     string   `json:"name"`
		Refused  bool     `json:"refused"` // CEL has it, and conditions do not
		Says     string   `json:"says"`
		Instead  string   `json:"instead"`  // of what is refused
		Example  string   `json:"example"`  // of what is not
		Profiles []string `json:"profiles"` // that have it
	}
	factExplained struct {
		Name string   `json:"name"` // "operation.page_max"
		Says string   `json:"says"`
		Is   string   `json:"is"`
		One  []string `json:"one_of"` // the words that it can be; empty for anything
	}
)

// wordsNamed finds the codes, keys and functions of that name; nil when there is
// none, or when name is the id of a rule.
func wordsNamed(name string, rules []*diag.Rule) *wordsExplained {
	if strings.Contains(name, "/") && len(name) > 1 {
		return nil
	}
	out := &wordsExplained{[]codeExplained{}, []keyExplained{}, []functionExplained{}, factsNamed(name), []string{}}
	if e, ok := catalogue.Find(name); ok {
		out.Codes = append(out.Codes, codeExplained{e.Code, e.Status, e.Title, e.Meaning, e.Mend})
	}
	for _, e := range reference.Named(name) {
		k := e.Key
		out.Keys = append(out.Keys, keyExplained{
			e.Places, k.Doc, reference.Value(k.Shape), k.Required, append([]string{}, k.With...), k.Default, k.Name + ": " + k.Shape.Example(),
		})
	}
	for _, f := range slices.Concat(expr.Functions, expr.Names) {
		if f.Name == name {
			out.Functions = append(out.Functions, functionExplained{Name: name, Says: f.Means, Example: f.Example, Profiles: f.In.Names()})
		}
	}
	if r, ok := expr.RefusalOf(name); ok {
		out.Functions = append(out.Functions, functionExplained{Name: name, Refused: true, Says: r.Why, Instead: r.Instead, Profiles: []string{}})
	}
	if len(out.Codes)+len(out.Keys)+len(out.Functions)+len(out.Facts) == 0 {
		return nil
	}
	for _, r := range rules {
		if _, last, _ := strings.Cut(r.ID, "/"); last == name {
			out.Rules = append(out.Rules, r.ID)
		}
	}
	return out
}

// factsNamed finds what is known of a design by its name, with or without its kind.
func factsNamed(name string) []factExplained {
	all := []factExplained{}
	for _, k := range fact.Subject.Kinds {
		for i := range k.Facts {
			f := &k.Facts[i]
			if whole := k.Name + "." + f.Name; name == whole || name == f.Name {
				all = append(all, factExplained{whole, f.Means, f.Type(), append([]string{}, f.Words...)})
			}
		}
	}
	return all
}

// words shows what was found.
func (c *call) words(w *wordsExplained) {
	first := true
	next := func() {
		if !first {
			c.say("")
		}
		first = false
	}
	for _, e := range w.Codes {
		next()
		if e.Status == 0 {
			c.say("%s: a code in the errors of a problem\n\n%s\n%s", e.Code, wrap(e.Meaning), wrap(e.Mend))
		} else {
			c.say("%s: %d %s, the code of a problem\n\n%s\n%s", e.Code, e.Status, e.Title, wrap(e.Meaning), wrap(e.Mend))
		}
	}
	for i := range w.Keys {
		next()
		c.key(&w.Keys[i])
	}
	for _, f := range w.Functions {
		next()
		if f.Refused {
			c.say("%s: of CEL, and not of conditions: %s\n\n    instead  %s", f.Name, f.Says, f.Instead)
		} else {
			c.say("%s: %s\n\n    example  %s\n    profile  %s", f.Name, f.Says, f.Example, strings.Join(f.Profiles, ", "))
		}
	}
	for _, f := range w.Facts {
		next()
		c.say("%s: %s\n\n    is  %s", f.Name, f.Says, f.Is)
		if len(f.One) > 0 {
			c.say("        one of %s", strings.Join(f.One, ", "))
		}
	}
	if len(w.Rules) > 0 {
		c.say("\nrules are called so too: %s", list(w.Rules))
	}
}

func (c *call) key(k *keyExplained) {
	c.say("%s: %s\n", strings.Join(k.Places, "\n"), k.Says)
	rows := [][2]string{{"value", k.Value}}
	if k.Required {
		rows = append(rows, [2]string{"needed", "yes"})
	}
	if len(k.With) > 0 {
		rows = append(rows, [2]string{"goes with", list(k.With)})
	}
	if k.Default != "" {
		rows = append(rows, [2]string{"without it", k.Default})
	}
	c.columns(append(rows, [2]string{"example", k.Example}))
}

// everyWord returns all codes, keys or facts, when that is asked for; else nil.
func everyWord(what string) (names [][2]string) {
	switch what {
	case "codes":
		for _, e := range append(catalogue.Problems(), catalogue.Violations()...) {
			names = append(names, [2]string{e.Code, e.Meaning})
		}
	case "keys":
		for _, e := range reference.Entries() {
			for _, place := range e.Places {
				names = append(names, [2]string{place, e.Key.Doc})
			}
		}
	case "facts":
		for _, k := range fact.Subject.Kinds {
			for i := range k.Facts {
				names = append(names, [2]string{k.Name + "." + k.Facts[i].Name, k.Facts[i].Means + ": " + k.Facts[i].Type()})
			}
		}
	}
	return names
}

// otherNames are the names that [wordsNamed] knows.
func otherNames() (names []string) {
	for _, e := range append(catalogue.Problems(), catalogue.Violations()...) {
		names = append(names, e.Code)
	}
	for _, e := range reference.Entries() {
		names = append(names, e.Key.Name)
	}
	for _, f := range slices.Concat(expr.Functions, expr.Names) {
		names = append(names, f.Name)
	}
	for _, k := range fact.Subject.Kinds {
		for i := range k.Facts {
			names = append(names, k.Facts[i].Name, k.Name+"."+k.Facts[i].Name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}
