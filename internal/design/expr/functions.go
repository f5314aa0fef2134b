package expr

import (
	"slices"
	"strings"
)

// Function is one line of what conditions are made of: an operator or a function of
// CEL, or one that the language adds.
type Function struct {
	Name    string // as written: "startsWith", "=="
	Means   string // what it says, as a phrase
	Example string // an expression with it, over the entities of the reference

	Computed bool // in computed values only
}

// Functions are all that conditions and computed values have.
var Functions = []Function{
	{Name: "&&", Means: "both; false when one is false, whatever the other is", Example: "resource.hot && resource.level == 1"},
	{Name: "||", Means: "either; true when one is true, whatever the other is", Example: "!has(resource.hot) || resource.hot"},
	{Name: "!", Means: "not; absent stays absent", Example: "!resource.hot"},
	{Name: "==", Means: "equal; references compare with references to the same entity", Example: "resource.author == caller.id"},
	{Name: "!=", Means: "not equal", Example: "resource.state != 'closed'"},
	{Name: "<", Means: "less: integers, timestamps, text by code point", Example: "resource.due < now"},
	{Name: "<=", Means: "less or equal", Example: "resource.level <= 3"},
	{Name: ">", Means: "greater", Example: "resource.due > now"},
	{Name: ">=", Means: "greater or equal", Example: "resource.level >= 1"},
	{Name: "in", Means: "one of a list of literals", Example: "resource.state in ['open', 'pending']"},
	{Name: functionHas, Means: "whether there is a value; the only way to ask", Example: "has(resource.author)"},
	{Name: functionExists, Means: "whether the condition holds for some row that refers to this one", Example: "resource.org.members.exists(m, m.user == caller.id)"},
	{Name: functionAll, Means: "whether the condition holds for every row that refers to this one", Example: "resource.org.members.all(m, m.role != 'customer')"},
	{Name: functionStartsWith, Means: "whether a text begins so", Example: "resource.title.startsWith('a')"},
	{Name: functionEndsWith, Means: "whether a text ends so", Example: "resource.title.endsWith('a')"},
	{Name: functionContains, Means: "whether a text has it inside", Example: "resource.title.contains('a')"},
	{Name: functionReadable, Means: "whether the caller may read that row, by the read rule of its entity", Example: "readable(resource.org)"},
	{Name: functionSize, Means: "how many rows refer to this one, in a computed value", Example: "size(resource.author.docs)", Computed: true},
	{Name: functionSum, Means: "the sum of a field over the rows that refer to this one, in a computed value", Example: "resource.author.docs.sum(d, d.level)", Computed: true},
	{Name: functionFilter, Means: "those of the rows that meet a condition, for size and sum", Example: "size(resource.author.docs.filter(d, d.hot))", Computed: true},
	{Name: "timestamp", Means: "a moment, written as RFC 3339 does", Example: "resource.due < timestamp('2026-11-01T00:00:00Z')"},
}

// Refusal is an operator or a function of CEL that conditions do not have.
type Refusal struct{ Name, Why, Instead string }

// RefusalOf returns what is known of a part of CEL that conditions do not have, by
// its name or its sign.
func RefusalOf(name string) (r Refusal, ok bool) {
	for own, reason := range refusals {
		if sign(own) == name {
			return Refusal{name, reason.why, reason.mend}, true
		}
	}
	return r, false
}

// Refused are the names and signs that [RefusalOf] knows, in order.
func Refused() (names []string) {
	for own := range refusals {
		names = append(names, sign(own))
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// sign returns what authors write for CEL's own name of an operator: "+" for "_+_".
func sign(own string) string {
	own = strings.Trim(own, "_@")
	if own != "" && (own[0] < 'A' || own[0] > 'z' || own[0] == '[') {
		return strings.ReplaceAll(own, "_", " ")
	}
	return own
}
