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
}

// Functions are all that conditions have.
var Functions = []Function{
	{"&&", "both; false when one is false, whatever the other is", "resource.hot && resource.level == 1"},
	{"||", "either; true when one is true, whatever the other is", "!has(resource.hot) || resource.hot"},
	{"!", "not; absent stays absent", "!resource.hot"},
	{"==", "equal; references compare with references to the same entity", "resource.author == caller.id"},
	{"!=", "not equal", "resource.state != 'closed'"},
	{"<", "less: integers, timestamps, text by code point", "resource.due < now"},
	{"<=", "less or equal", "resource.level <= 3"},
	{">", "greater", "resource.due > now"},
	{">=", "greater or equal", "resource.level >= 1"},
	{"in", "one of a list of literals", "resource.state in ['open', 'pending']"},
	{functionHas, "whether there is a value; the only way to ask", "has(resource.author)"},
	{functionExists, "whether the condition holds for some row that refers to this one", "resource.org.members.exists(m, m.user == caller.id)"},
	{functionAll, "whether the condition holds for every row that refers to this one", "resource.org.members.all(m, m.role != 'customer')"},
	{functionStartsWith, "whether a text begins so", "resource.title.startsWith('a')"},
	{functionEndsWith, "whether a text ends so", "resource.title.endsWith('a')"},
	{functionContains, "whether a text has it inside", "resource.title.contains('a')"},
	{functionReadable, "whether the caller may read that row, by the read rule of its entity", "readable(resource.org)"},
	{"timestamp", "a moment, written as RFC 3339 does", "resource.due < timestamp('2026-11-01T00:00:00Z')"},
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
