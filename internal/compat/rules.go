package compat

import (
	"embed"

	"github.com/newel-api/newel/internal/diag"
)

// Rules are all rules of this room.
var Rules = []*diag.Rule{
	&breaksWire, &breaksBehaviour, &breaksNames, &brokenPin, &spentApproval, &lostReference, &notOpenAPI, &staleApproval, &wrongApproval,
}

// Pages are the pages of the rules.
//
//go:embed rules/*.txtar
var Pages embed.FS
