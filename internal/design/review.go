package design

import "github.com/newel-api/newel/internal/diag"

// Review is review.yaml.
type Review struct {
	Span   diag.Span
	Accept []*Acceptance
}

// Acceptance is a finding of the review that is meant so.
type Acceptance struct {
	Span    diag.Span
	Rule    Name // as "review/counted-ids"
	At      Name // what the finding is about, as "Invoice" or "listUsers.email"
	Because Name
	Until   Name // the last day on which it counts, as "2026-12-31"; not set for always
}
