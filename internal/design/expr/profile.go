package expr

import (
	"slices"

	"cel.dev/cel-go/common/ast"
)

// Profile is a part of CEL: what an expression has at the places of one kind.
type Profile uint8

// The profiles.
const (
	Permission   Profile = iota // rules, policies, require
	OwnRow                      // the checks of data.yaml, which the database holds too
	Assignment                  // the values of set and also
	Computation                 // computed values
	Design                      // what decisions claim of the design
	Lens                        // what a member of one version is in another
	profileCount = iota
)

// ProfileNames are the names of the profiles.
var ProfileNames = [profileCount]string{"permission", "check", "value", "computed", "plan", "lens"}

// String returns the name.
func (p Profile) String() string { return ProfileNames[p] }

// Profiles are some of the profiles: a bit for each.
type Profiles uint8

// In tells whether p is one of them.
func (all Profiles) In(p Profile) bool { return all&(1<<p) != 0 }

// Names returns the names of all of them.
func (all Profiles) Names() (names []string) {
	for i, name := range ProfileNames {
		if all.In(Profile(i)) {
			names = append(names, name)
		}
	}
	return names
}

// Sets of profiles.
const (
	inPermission  Profiles = 1 << Permission
	inCheck       Profiles = 1 << OwnRow
	inValue       Profiles = 1 << Assignment
	inComputed    Profiles = 1 << Computation
	inPlan        Profiles = 1 << Design
	inLens        Profiles = 1 << Lens
	inRows                 = inPermission | inCheck | inComputed
	inConditions           = inRows | inPlan | inLens
	beyondOwnRow           = inPermission | inComputed | inPlan
	withoutCheck           = inPermission | inValue | inComputed
	aroundRequest          = inPermission | inValue
	everyRow               = inRows | inValue
)

// Where says where the expressions of each profile stand.
var Where = [profileCount]string{
	"rules and policies of access.yaml, `require`",
	"`check` of data.yaml",
	"`set` and `also`",
	"`computed`",
	"`check` of decisions.yaml",
	"`up` and `down` of changes between versions",
}

// The rows of Names that are no name of their own.
const (
	namePolicy = "policy"
	namePath   = "path"
)

// noRows says why the profile plan has nothing of rows and requests.
const noRows = "nothing but the design is there when it is asked"

// oneDocument says why only a lens has what it has.
const oneDocument = "only a change between versions has two forms of one document"

// Names are what expressions begin with, what they call and how they go on.
var Names = []Function{
	{Name: nameResource, Means: "the row as it is", Example: "resource.hot", In: everyRow, Why: noRows},
	{Name: nameResult, Means: "the row as it will be, or the one just made", Example: "result.hot", In: aroundRequest, Why: "there is the row as it is and no other"},
	{Name: nameInput, Means: "the body of the request", Example: "input.sure", In: aroundRequest, Why: "no request need be under way"},
	{Name: nameCaller, Means: "whoever asks: caller.authenticated, caller.id and the fields of their row", Example: "caller.admin", In: withoutCheck, Why: "a row must be right whoever asks"},
	{Name: nameNow, Means: "the time of the request", Example: "resource.due < now", In: withoutCheck, Why: "the time passes, and a row that was right would turn wrong"},
	{Name: nameToday, Means: "the day of it, in UTC", Example: "resource.day < today", In: withoutCheck, Why: "the time passes, and a row that was right would turn wrong"},
	{Name: namePath, Means: "a field of the row that a reference leads to", Example: "resource.author.admin", In: withoutCheck | inPlan, Why: "the row that it refers to changes without it"},
	{Name: nameDesign, Means: "the design itself, with all that is known of it", Example: "design.base == '/v1'", In: inPlan, Why: "nothing is asked of the design while requests are answered"},
	{Name: nameOld, Means: "the members that a change has in the older version, in `up`", Example: "old.title == 'a'", In: inLens, Why: oneDocument},
	{Name: nameNew, Means: "the members that a change has in the newer version, in `down`", Example: "new.title == 'a'", In: inLens, Why: oneDocument},
	{Name: namePolicy, Means: "a policy of access.yaml, called with what its with: names", Example: "when(resource.hot)", In: inPermission, Why: "it may look at any row"},
}

// words are the rows of Functions and Names by name.
var words = func() map[string]*Function {
	all := map[string]*Function{}
	for _, table := range [][]Function{Functions, Names} {
		for i := range table {
			all[table[i].Name] = &table[i]
		}
	}
	return all
}()

// knows tells whether the profile of the expression has that row of the tables.
func (c *compiler) knows(name string) bool { return words[name].In.In(c.profile) }

// outside tells whether what e calls, by CEL's name, is not of the profile of the
// expression, and adds the finding. What is of no profile is not its business.
func (c *compiler) outside(e ast.Expr, own string) bool {
	name := sign(own)
	if c.isPolicy(own) {
		name = namePolicy
	}
	if w := words[name]; w == nil || w.In.In(c.profile) {
		return false
	}
	c.lacks(e, name)
	return true
}

// isPolicy tells whether a policy has that name, also where none can be called.
func (c *compiler) isPolicy(name string) bool {
	return c.policy(name) != nil || c.scope.PolicyNames != nil && slices.Contains(c.scope.PolicyNames(), name)
}

// lacks adds the finding that the profile of the expression does not have a row of the
// tables; e is what the author wrote for it.
func (c *compiler) lacks(e ast.Expr, name string) operand {
	source, span, why := c.source(e), c.span(e), words[name].Why
	if words[name].In == inLens {
		c.add(&unsupported, span, "%q is not of the profile %s: %s", source, c.profile, why).
			Mend("compare with a value as it is, or keep the result in a field")
		return operand{}
	}
	switch name {
	case nameDesign:
		c.add(&unsupported, span, "%q is not of the profile %s: %s", source, c.profile, why).
			Mend("write it as a check of a decision, in decisions.yaml")
		return operand{}
	case functionMatches:
		c.add(&unsupported, span, "%q is not of the profile %s: %s", source, c.profile, why).Mend("%s", refusals[name].mend)
		return operand{}
	}
	switch c.profile {
	case Lens:
		c.add(&unsupported, span, "%q is not of the profile %s: it sees the members of one document and nothing else", source, c.profile).
			Mend("make it of the members of %s", c.document.name())
	case OwnRow:
		c.add(&ownFieldsOnly, span, "a check looks at its own row only, not at %q: %s", source, why).
			Mend("write it as a condition in access.yaml, or under require: of the operations")
	case Assignment:
		c.add(&unsupported, span, "%q is a condition or a count, where a value is meant: the profile %s has none", source, c.profile).
			Mend("write a literal, now or a path")
	case Permission:
		c.add(&unsupported, span, "%q is not of the profile %s: %s", source, c.profile, why).
			Mend("ask with exists whether there is any, with == '' whether a text is empty")
	case Computation:
		c.add(&unsupported, span, "%q is not of the profile %s: %s", source, c.profile, why).
			Mend("write out what is asked, of resource, with exists or all; a computed value sees what the caller may read")
	case Design:
		c.add(&unsupported, span, "%q is not of the profile %s: %s", source, c.profile, noRows).
			Mend("begin with design: design.entities.all(e, …)")
	}
	return operand{}
}
