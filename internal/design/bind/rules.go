package bind

import (
	"embed"

	"github.com/newel-api/newel/internal/diag"
)

// Rules are all rules of this room.
var Rules = []*diag.Rule{
	&circularDecision, &decisionBroken, &fewOptions, &noChoice, &noReason, &undecidedCheck, &unknownDecision, &unknownOption, &unknownRequirement,
	&badStep, &unknownActor, &unknownClause, &unknownMatcher, &unknownPromise, &unknownSaved,
	&ambiguousPath, &badBounds, &badBulk, &badCache, &badCORS, &badDefault, &badDeprecation, &badRate, &unknownRate, &unusedRate,
	&badKey, &badLink, &badLogin, &badOnly, &badPage, &badPath, &badPattern, &badSlug,
	&badTenant, &badUnder, &badWas, &changesNothing, &circularRule, &identityNotGlobal, &largeExpand, &noAddress, &leavesTenant, &missingValue,
	&nameForm, &nameTaken, &nameTooLong, &needsGo, &nobodySignsIn, &noRule, &noSuchMove, &notExpandable, &notSearched, &notSent,
	&notSettable, &requiredCycle, &reservedName, &routeTaken, &sendsMore,
	&setNullRequired, &setTwice, &shownTwice, &signInIncomplete, &tenantOrGlobal, &tooMany, &twoAnswers, &uniqueAcrossTenants, &unknownEntity,
	&badChange, &badVersion, &lossyChange, &partialEnum, &unknownPart,
	&unknownField, &unknownOperation, &unknownResource, &unknownState, &unreachableState, &unsentComputed, &unusedPolicy, &wrongUse,
}

// Pages are the pages of the rules.
//
//go:embed rules/*.txtar
var Pages embed.FS

// Names.
var (
	nameForm         = diag.Rule{ID: "bind/name-form", Severity: diag.Error, Title: "a name that is not written as its kind is"}
	nameTooLong      = diag.Rule{ID: "bind/name-too-long", Severity: diag.Error, Title: "a name that is too long"}
	nameTaken        = diag.Rule{ID: "bind/name-taken", Severity: diag.Error, Title: "two things with one name"}
	reservedName     = diag.Rule{ID: "bind/reserved-name", Severity: diag.Error, Title: "a name that means something already"}
	tooMany          = diag.Rule{ID: "bind/too-many", Severity: diag.Error, Title: "more of something than is taken"}
	unknownEntity    = diag.Rule{ID: "bind/unknown-entity", Severity: diag.Error, Title: "an entity that nobody declared"}
	unknownField     = diag.Rule{ID: "bind/unknown-field", Severity: diag.Error, Title: "a field that the entity does not have"}
	unknownOperation = diag.Rule{ID: "bind/unknown-operation", Severity: diag.Error, Title: "an operation that the entity does not have"}
	unknownResource  = diag.Rule{ID: "bind/unknown-resource", Severity: diag.Error, Title: "a resource that nobody declared"}
	unknownState     = diag.Rule{ID: "bind/unknown-state", Severity: diag.Error, Title: "a state that the field does not have"}
)

// data.yaml.
var (
	badBounds           = diag.Rule{ID: "bind/bad-bounds", Severity: diag.Error, Title: "bounds that no value keeps"}
	badDefault          = diag.Rule{ID: "bind/bad-default", Severity: diag.Error, Title: "a default that its field refuses"}
	badLink             = diag.Rule{ID: "bind/bad-link", Severity: diag.Error, Title: "a link that no entity can be made of"}
	badPattern          = diag.Rule{ID: "bind/bad-pattern", Severity: diag.Error, Title: "a pattern that cannot be used"}
	badWas              = diag.Rule{ID: "bind/bad-was", Severity: diag.Error, Title: "an old name that is not free"}
	wrongUse            = diag.Rule{ID: "bind/wrong-use", Severity: diag.Error, Title: "a field whose type does not go there"}
	badSlug             = diag.Rule{ID: "bind/bad-slug", Severity: diag.Error, Title: "a slug that is made from no text"}
	badTenant           = diag.Rule{ID: "bind/bad-tenant", Severity: diag.Error, Title: "a tenant field that does not name one tenant for each row"}
	leavesTenant        = diag.Rule{ID: "bind/leaves-tenant", Severity: diag.Medium, Title: "a reference that can lead to another tenant's row"}
	requiredCycle       = diag.Rule{ID: "bind/required-cycle", Severity: diag.Error, Title: "rows that need each other before they can be made"}
	setNullRequired     = diag.Rule{ID: "bind/set-null-required", Severity: diag.Error, Title: "a required reference that is to be cleared"}
	tenantOrGlobal      = diag.Rule{ID: "bind/tenant-or-global", Severity: diag.Error, Title: "an entity that is not either global or a tenant's"}
	uniqueAcrossTenants = diag.Rule{ID: "bind/unique-across-tenants", Severity: diag.Medium, Title: "a uniqueness that tenants notice of each other"}
	unreachableState    = diag.Rule{ID: "bind/unreachable-state", Severity: diag.Medium, Title: "a state that no row can come to"}
)

// contract.yaml.
var (
	ambiguousPath  = diag.Rule{ID: "bind/ambiguous-path", Severity: diag.Error, Title: "a word in a path that could be a row too"}
	badCache       = diag.Rule{ID: "bind/bad-cache", Severity: diag.Error, Title: "a shared cache for answers that are not everybody's"}
	badCORS        = diag.Rule{ID: "bind/bad-cors", Severity: diag.Error, Title: "an origin that browsers do not send, or must not be let in"}
	badDeprecation = diag.Rule{ID: "bind/bad-deprecation", Severity: diag.Error, Title: "an operation that ends in a manner that nobody can follow"}
	badRate        = diag.Rule{ID: "bind/bad-rate", Severity: diag.Error, Title: "two rates for the same operations"}
	unknownRate    = diag.Rule{ID: "bind/unknown-rate", Severity: diag.Error, Title: "a rate that nobody declared"}
	unusedRate     = diag.Rule{ID: "bind/unused-rate", Severity: diag.Low, Title: "a rate that holds for no operation"}
	badBulk        = diag.Rule{ID: "bind/bad-bulk", Severity: diag.Error, Title: "many rows where each caller has one"}
	badKey         = diag.Rule{ID: "bind/bad-key", Severity: diag.Error, Title: "a key that does not stand for one row"}
	badOnly        = diag.Rule{ID: "bind/bad-only", Severity: diag.Error, Title: "a resource of one row that no caller can have"}
	badPath        = diag.Rule{ID: "bind/bad-path", Severity: diag.Error, Title: "a path that does not fit its resource"}
	badUnder       = diag.Rule{ID: "bind/bad-under", Severity: diag.Error, Title: "a path through a row that cannot be there"}
	badPage        = diag.Rule{ID: "bind/bad-page", Severity: diag.Error, Title: "a page that cannot be sent"}
	changesNothing = diag.Rule{ID: "bind/changes-nothing", Severity: diag.Medium, Title: "an operation that writes and has nothing to write"}
	largeExpand    = diag.Rule{ID: "bind/large-expand", Severity: diag.Error, Title: "an expand of more rows than one request may read"}
	noAddress      = diag.Rule{ID: "bind/no-address", Severity: diag.Error, Title: "an address at which no row is"}
	missingValue   = diag.Rule{ID: "bind/missing-value", Severity: diag.Error, Title: "a required field that gets no value"}
	needsGo        = diag.Rule{ID: "bind/needs-go", Severity: diag.Error, Title: "something that only a Go function can do"}
	twoAnswers     = diag.Rule{ID: "bind/two-answers", Severity: diag.Error, Title: "an operation that says twice what it answers with"}
	noSuchMove     = diag.Rule{ID: "bind/no-such-move", Severity: diag.Error, Title: "a move that cannot be made"}
	notSent        = diag.Rule{ID: "bind/not-sent", Severity: diag.Error, Title: "a list by a field that the resource does not send"}
	notSearched    = diag.Rule{ID: "bind/not-searched", Severity: diag.Error, Title: "a search in a text whose words are not kept"}
	notSettable    = diag.Rule{ID: "bind/not-settable", Severity: diag.Error, Title: "a field that this operation cannot write"}
	routeTaken     = diag.Rule{ID: "bind/route-taken", Severity: diag.Error, Title: "two operations with one method and path"}
	sendsMore      = diag.Rule{ID: "bind/sends-more", Severity: diag.Error, Title: "an operation that sends what its resource does not"}
	setTwice       = diag.Rule{ID: "bind/set-twice", Severity: diag.Error, Title: "a field that is both asked for and set"}
	notExpandable  = diag.Rule{ID: "bind/not-expandable", Severity: diag.Error, Title: "an expand of what leads to no row that can be sent"}
	unsentComputed = diag.Rule{ID: "bind/unsent-computed", Severity: diag.Error, Title: "a computed value that no answer has"}
	shownTwice     = diag.Rule{ID: "bind/shown-twice", Severity: diag.Error, Title: "two resources of one entity"}
)

// The versions of contract.yaml.
var (
	badChange   = diag.Rule{ID: "bind/bad-change", Severity: diag.Error, Title: "a change between versions that cannot have been"}
	badVersion  = diag.Rule{ID: "bind/bad-version", Severity: diag.Error, Title: "a version that cannot be served"}
	lossyChange = diag.Rule{ID: "bind/lossy-change", Severity: diag.Error, Title: "a change that does not say truly whether it loses something"}
	partialEnum = diag.Rule{ID: "bind/partial-enum", Severity: diag.Error, Title: "an enum of which a word means nothing in another version"}
	unknownPart = diag.Rule{ID: "bind/unknown-part", Severity: diag.Error, Title: "a change of something that is not there"}
)

// access.yaml.
var (
	badLogin          = diag.Rule{ID: "bind/bad-login", Severity: diag.Error, Title: "a login that does not name one person"}
	circularRule      = diag.Rule{ID: "bind/circular-rule", Severity: diag.Error, Title: "a rule that is defined by itself"}
	identityNotGlobal = diag.Rule{ID: "bind/identity-not-global", Severity: diag.Error, Title: "an identity that belongs to a tenant"}
	noRule            = diag.Rule{ID: "bind/no-rule", Severity: diag.Error, Title: "an operation without a rule"}
	nobodySignsIn     = diag.Rule{ID: "bind/nobody-signs-in", Severity: diag.Medium, Title: "a rule for callers who can never be"}
	signInIncomplete  = diag.Rule{ID: "bind/sign-in-incomplete", Severity: diag.Error, Title: "signing in or up without what it needs"}
	unusedPolicy      = diag.Rule{ID: "bind/unused-policy", Severity: diag.Low, Title: "a policy that no rule uses"}
)

// requirements.yaml.
var (
	badStep        = diag.Rule{ID: "bind/bad-step", Severity: diag.Error, Title: "a step that cannot be taken as it is written"}
	unknownActor   = diag.Rule{ID: "bind/unknown-actor", Severity: diag.Error, Title: "a step of somebody who is not in the world"}
	unknownClause  = diag.Rule{ID: "bind/unknown-clause", Severity: diag.Error, Title: "a promise that no clause keeps"}
	unknownMatcher = diag.Rule{ID: "bind/unknown-matcher", Severity: diag.Error, Title: "a matcher that is not one"}
	unknownPromise = diag.Rule{ID: "bind/unknown-promise", Severity: diag.Error, Title: "a proof of what nobody promised"}
	unknownSaved   = diag.Rule{ID: "bind/unknown-saved", Severity: diag.Error, Title: "a value that is neither saved nor a row"}
)

// decisions.yaml.
var (
	circularDecision   = diag.Rule{ID: "bind/circular-decision", Severity: diag.Error, Title: "a decision that takes the place of itself"}
	decisionBroken     = diag.Rule{ID: "bind/decision-broken", Severity: diag.Error, Title: "a design that goes against a decision"}
	fewOptions         = diag.Rule{ID: "bind/few-options", Severity: diag.Medium, Title: "a decision with nothing to choose from"}
	noChoice           = diag.Rule{ID: "bind/no-choice", Severity: diag.Error, Title: "a decision that is made without a choice"}
	noReason           = diag.Rule{ID: "bind/no-reason", Severity: diag.Error, Title: "a choice without a reason"}
	undecidedCheck     = diag.Rule{ID: "bind/undecided-check", Severity: diag.Error, Title: "a check that says neither yes nor no of the design"}
	unknownDecision    = diag.Rule{ID: "bind/unknown-decision", Severity: diag.Error, Title: "a decision that nobody wrote"}
	unknownOption      = diag.Rule{ID: "bind/unknown-option", Severity: diag.Error, Title: "a choice that is no option"}
	unknownRequirement = diag.Rule{ID: "bind/unknown-requirement", Severity: diag.Error, Title: "a requirement that nobody wrote"}
)
