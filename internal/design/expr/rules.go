package expr

import (
	"embed"

	"github.com/newel-api/newel/internal/diag"
)

// Rules are all rules of this room.
var Rules = []*diag.Rule{
	&badLiteral, &hasArgument, &nameTaken, &noEquality, &noOrder, &notARow, &notBoolean, &notHere, &null, &opaque, &outOfBounds, &ownFieldsOnly,
	&syntax, &tooLarge, &unknownName, &unknownValue, &unlikeTypes, &unsupported, &wrongArguments,
}

// Pages are the pages of the rules.
//
//go:embed rules/*.txtar
var Pages embed.FS

// What is no expression of the language.
var (
	syntax      = diag.Rule{ID: "expr/syntax", Severity: diag.Error, Title: "text that cannot be read as CEL"}
	tooLarge    = diag.Rule{ID: "expr/too-large", Severity: diag.Error, Title: "an expression beyond the limits"}
	unsupported = diag.Rule{ID: "expr/unsupported", Severity: diag.Error, Title: "a part of CEL that conditions do not have"}
)

// What names say.
var (
	unknownName   = diag.Rule{ID: "expr/unknown-name", Severity: diag.Error, Title: "a name that means nothing"}
	notHere       = diag.Rule{ID: "expr/not-here", Severity: diag.Error, Title: "a name that means nothing at this place"}
	nameTaken     = diag.Rule{ID: "expr/name-taken", Severity: diag.Error, Title: "a variable with a name that means something already"}
	ownFieldsOnly = diag.Rule{ID: "expr/own-fields-only", Severity: diag.Error, Title: "a check that looks beyond its own row"}
	notARow       = diag.Rule{ID: "expr/not-a-row", Severity: diag.Error, Title: "one row, many rows or a value in the place of another"}
)

// What types say.
var (
	notBoolean     = diag.Rule{ID: "expr/not-boolean", Severity: diag.Error, Title: "a condition that is neither true nor false"}
	unlikeTypes    = diag.Rule{ID: "expr/unlike-types", Severity: diag.Error, Title: "two things of unlike types"}
	noEquality     = diag.Rule{ID: "expr/no-equality", Severity: diag.Error, Title: "an equality of numbers that may be rounded"}
	badLiteral     = diag.Rule{ID: "expr/bad-literal", Severity: diag.Error, Title: "a literal that is no value of the type beside it"}
	opaque         = diag.Rule{ID: "expr/opaque", Severity: diag.Error, Title: "a look into a value that conditions do not see"}
	noOrder        = diag.Rule{ID: "expr/no-order", Severity: diag.Error, Title: "an order among things that have none"}
	null           = diag.Rule{ID: "expr/null", Severity: diag.Error, Title: "a comparison with null"}
	unknownValue   = diag.Rule{ID: "expr/unknown-value", Severity: diag.Error, Title: "a value that an enum does not have"}
	outOfBounds    = diag.Rule{ID: "expr/out-of-bounds", Severity: diag.Error, Title: "a value beyond its field's min or max"}
	hasArgument    = diag.Rule{ID: "expr/has-argument", Severity: diag.Error, Title: "has of something that is not an optional field"}
	wrongArguments = diag.Rule{ID: "expr/wrong-arguments", Severity: diag.Error, Title: "a call with arguments that do not suit"}
)
