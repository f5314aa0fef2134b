package seed

import (
	"embed"

	"github.com/newel-api/newel/internal/diag"
)

// Rules are all rules of this room.
var Rules = []*diag.Rule{
	&checkBroken, &circular, &missingValue, &otherTenant, &systemField, &taken, &unknownEntity, &unknownField, &unknownRow,
	&wrongForm, &wrongValue,
}

// Pages are the pages of the rules.
//
//go:embed rules/*.txtar
var Pages embed.FS

// Names that stand for nothing.
var (
	unknownEntity = diag.Rule{ID: "seed/unknown-entity", Severity: diag.Error, Title: "seed rows of an entity that nobody declared"}
	unknownField  = diag.Rule{ID: "seed/unknown-field", Severity: diag.Error, Title: "a seed row with a field that its entity does not have"}
	unknownRow    = diag.Rule{ID: "seed/unknown-row", Severity: diag.Error, Title: "a seed row that refers to a row that is not there"}
)

// What a row may not say.
var (
	systemField = diag.Rule{ID: "seed/system-field", Severity: diag.Error, Title: "a seed row with a field that Newel sets"}
	wrongForm   = diag.Rule{ID: "seed/wrong-form", Severity: diag.Error, Title: "a seed file that is not entities, rows and fields"}
	wrongValue  = diag.Rule{ID: "seed/wrong-value", Severity: diag.Error, Title: "a value in a seed row that its field cannot hold"}
)

// What the tables would refuse.
var (
	checkBroken  = diag.Rule{ID: "seed/check-broken", Severity: diag.Error, Title: "a seed row that breaks a check of its entity"}
	circular     = diag.Rule{ID: "seed/circular", Severity: diag.Error, Title: "seed rows that refer to each other in a circle"}
	missingValue = diag.Rule{ID: "seed/missing-value", Severity: diag.Error, Title: "a seed row without a value that every row has"}
	otherTenant  = diag.Rule{ID: "seed/other-tenant", Severity: diag.Error, Title: "a seed row that refers to a row of another tenant"}
	taken        = diag.Rule{ID: "seed/taken", Severity: diag.Error, Title: "two seed rows with the same value where values are unique"}
)
