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

	In  Profiles // the profiles that have it
	Why string   // why the others do not, as a phrase; in values nothing is a condition
}

const signChoice = "?" // of a ? b : c

const counting = "conditions count nothing; computed values do"

// Functions are all that expressions have, beside Names; the checker reads by the table.
var Functions = []Function{
	{Name: "&&", Means: "both; false when one is false, whatever the other is", Example: "resource.hot && resource.level == 1", In: inConditions},
	{Name: "||", Means: "either; true when one is true, whatever the other is", Example: "!has(resource.hot) || resource.hot", In: inConditions},
	{Name: "!", Means: "not; absent stays absent", Example: "!resource.hot", In: inConditions},
	{Name: "==", Means: "equal; references compare with references to the same entity", Example: "resource.author == caller.id", In: inConditions},
	{Name: "!=", Means: "not equal", Example: "resource.state != 'closed'", In: inConditions},
	{Name: "<", Means: "less: integers, timestamps, text by code point", Example: "resource.due < now", In: inConditions},
	{Name: "<=", Means: "less or equal", Example: "resource.level <= 3", In: inConditions},
	{Name: ">", Means: "greater", Example: "resource.due > now", In: inConditions},
	{Name: ">=", Means: "greater or equal", Example: "resource.level >= 1", In: inConditions},
	{Name: "in", Means: "one of a list of literals, or an item of a list", Example: "resource.state in ['open', 'pending']", In: inConditions},
	{Name: functionHas, Means: "whether there is a value; the only way to ask", Example: "has(resource.author)", In: inConditions},
	{Name: functionExists, Means: "whether the condition holds for some row that refers to this one", Example: "resource.org.members.exists(m, m.user == caller.id)", In: beyondOwnRow, Why: "other rows change without it"},
	{Name: functionAll, Means: "whether the condition holds for every row that refers to this one", Example: "resource.org.members.all(m, m.role != 'customer')", In: beyondOwnRow, Why: "other rows change without it"},
	{Name: functionStartsWith, Means: "whether a text begins so", Example: "resource.title.startsWith('a')", In: inConditions},
	{Name: functionEndsWith, Means: "whether a text ends so", Example: "resource.title.endsWith('a')", In: inConditions},
	{Name: functionContains, Means: "whether a text has it inside", Example: "resource.title.contains('a')", In: inConditions},
	{Name: functionMatches, Means: "whether a part of a text is as a regular expression (RE2) says", Example: "design.entities.all(e, e.name.matches('^[A-Z]'))", In: inPlan, Why: "the databases have other regular expressions than CEL"},
	{Name: functionReadable, Means: "whether the caller may read that row, by the read rule of its entity", Example: "readable(resource.org)", In: inPermission, Why: "it may look at any row"},
	{Name: functionSize, Means: "how many items a list has; in a computed value, also how many rows refer to this one", Example: "size(resource.tags) <= 3", In: everyRow | inPlan},
	{Name: functionSum, Means: "the sum of a field over the rows that refer to this one, in a computed value", Example: "resource.author.docs.sum(d, d.level)", In: inComputed, Why: counting},
	{Name: functionFilter, Means: "those of the rows that meet a condition, for size, and for sum in a computed value", Example: "size(resource.author.docs.filter(d, d.hot))", In: inComputed | inPlan, Why: counting},
	{Name: "timestamp", Means: "a moment, written as RFC 3339 does", Example: "resource.due < timestamp('2026-11-01T00:00:00Z')", In: everyRow, Why: noRows},

	{Name: "+", Means: "two texts as one, or the sum of two integers", Example: "new.title + 'a'", In: inLens, Why: nothingCalculated},
	{Name: "-", Means: "the difference of two integers", Example: "new.level - 1 == 2", In: inLens, Why: nothingCalculated},
	{Name: "*", Means: "the product of two integers; absent where 64 bits do not hold it, as for the others", Example: "new.level * 60 == 120", In: inLens, Why: nothingCalculated},
	{Name: "/", Means: "the quotient of two integers, without its fraction", Example: "new.level / 60 == 2", In: inLens, Why: nothingCalculated},
	{Name: signChoice, Means: "one of two values, by a condition", Example: "new.hot ? 'hot' : 'cold'", In: inLens, Why: "a condition is true or false, and chooses nothing"},
	{Name: "substring", Means: "a text from its character of that number on, counted from 0, up to before another", Example: "new.title.substring(0, 1)", In: inLens, Why: nothingMade},
	{Name: "indexOf", Means: "at which character of a text another one begins; -1 for nowhere", Example: "new.title.indexOf(' ') == 1", In: inLens, Why: nothingMade},
	{Name: "replace", Means: "a text with another one in the place of each of a third", Example: "new.title.replace(' ', '_')", In: inLens, Why: nothingMade},
	{Name: "lowerAscii", Means: "a text with the letters of ASCII in lower case", Example: "new.title.lowerAscii()", In: inLens, Why: nothingMade},
	{Name: "upperAscii", Means: "a text with the letters of ASCII in upper case", Example: "new.title.upperAscii()", In: inLens, Why: nothingMade},
	{Name: "trim", Means: "a text without the white space around it", Example: "new.title.trim()", In: inLens, Why: nothingMade},
	{Name: "int", Means: "the integer that a text writes; absent for any other text", Example: "int(new.title) == 1", In: inLens, Why: nothingConverted},
	{Name: "string", Means: "an integer, true or false as a text", Example: "string(new.level)", In: inLens, Why: nothingConverted},
}

// Why conditions and values do not have what a lens has.
const (
	nothingCalculated = "nothing is calculated where a number overflows otherwise in CEL than in a database"
	nothingMade       = "no texts are made where a database would have to make the same ones"
	nothingConverted  = "values are not converted: each keeps the type of its field"
)

// Refusal is an operator or a function of CEL that no profile has.
type Refusal struct{ Name, Why, Instead string }

// RefusalOf returns what is known of a part of CEL that no profile has, by
// its name or its sign.
func RefusalOf(name string) (r Refusal, ok bool) {
	for own, reason := range refusals {
		if sign(own) == name && words[name] == nil {
			return Refusal{name, reason.why, reason.mend}, true
		}
	}
	return r, false
}

// Refused are the names and signs that [RefusalOf] knows, in order.
func Refused() (names []string) {
	for own := range refusals {
		if name := sign(own); words[name] == nil {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// sign returns what authors write for CEL's own name of an operator: "+" for "_+_".
func sign(own string) string {
	own = strings.Trim(own, "_@")
	if own != "" && (own[0] < 'A' || own[0] > 'z' || own[0] == '[') {
		if own = strings.ReplaceAll(own, "_", " "); own == "? :" {
			return signChoice
		}
		return own
	}
	return own
}
