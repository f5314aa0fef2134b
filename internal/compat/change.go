package compat

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"github.com/newel-api/newel/internal/diag"
)

// Severity is what a change does to clients that go on as before.
type Severity uint8

// The severities.
const (
	Harmless Severity = iota + 1 // nobody notices who does not look for it
	Doubtful                     // whether it breaks somebody cannot be decided here
	Breaking
)

// String returns the word for it.
func (s Severity) String() string {
	return [...]string{"", "info", "warning", "breaking"}[min(s, Breaking)]
}

// Tier is what of a client a change reaches.
type Tier uint8

// The tiers.
const (
	SDK       Tier = iota + 1 // the names in generated clients
	Wire                      // the bytes that are sent
	Behaviour                 // what the API does with them
)

// String returns the word for it.
func (t Tier) String() string { return [...]string{"", "SDK", "WIRE", "BEHAVIOUR"}[min(t, Behaviour)] }

// MarshalText returns the word, for JSON.
func (s Severity) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// MarshalText returns the word, for JSON.
func (t Tier) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// Change is one difference between two contracts.
type Change struct {
	ID          string   `json:"id"` // direction, kind and action
	Severity    Severity `json:"severity"`
	Tier        Tier     `json:"tier"`
	Place       string   `json:"place"`   // what changed, to people: "Ticket.state in answers"
	Pointer     string   `json:"pointer"` // where it stands: in the new document, or in the old one when it is not there any more
	Text        string   `json:"text"`
	Fingerprint string   `json:"fingerprint"` // of id, place and text
	Operations  []string `json:"operations"`  // that it reaches, in order
	Bridge      *Bridge  `json:"bridge,omitempty"`

	Span     diag.Span `json:"-"`                  // where the design says it; not known for plain documents
	Design   string    `json:"design,omitempty"`   // Span, as "contract.yaml:5:3"
	Approved *Approval `json:"approved,omitempty"` // nil when nobody did

	subject subject
	reached map[string]bool
}

// subject is what a change is about, for the bridge and for a place in the design.
type subject struct {
	shape  string // the component, or the operation
	member string // the property or parameter, "" for none
	old    string // the value or word before
	new    string
	param  bool
}

// seal fills what follows from the rest.
func (c *Change) seal() {
	sum := sha256.Sum256([]byte(c.ID + "\n" + c.Place + "\n" + c.Text))
	c.Fingerprint = hex.EncodeToString(sum[:])[:12]
	c.Operations = sortedKeys(c.reached)
}

// sortChanges puts the worst first, then by tier, place and id.
func sortChanges(changes []*Change) {
	slices.SortStableFunc(changes, func(a, b *Change) int {
		if a.Severity != b.Severity {
			return int(b.Severity) - int(a.Severity)
		}
		if a.Tier != b.Tier {
			return int(b.Tier) - int(a.Tier)
		}
		for _, pair := range [...][2]string{{a.Place, b.Place}, {a.ID, b.ID}, {a.Pointer, b.Pointer}, {a.Text, b.Text}} {
			if order := strings.Compare(pair[0], pair[1]); order != 0 {
				return order
			}
		}
		return 0
	})
}
