package schema

import "github.com/newel-api/newel/internal/design"

// Newel's own tables. No entity can have such a name.
const (
	MetaTable       = "_newel_meta"       // what is in this database: words by key
	LedgerTable     = "_newel_ledger"     // every change of its tables, in order
	CredentialTable = "_newel_credential" // the password of an identity row
	SessionTable    = "_newel_session"    // who is signed in
	KeyTable        = "_newel_key"        // what was answered to requests that can be repeated
)

const tokenBytes = 32 // of a session, and of all that is kept as a digest: a SHA-256

// ownTables returns the tables that Newel needs beside the design's. identity is
// nil when nobody signs in.
func ownTables(identity *design.Entity) []*Table {
	digest := func(name string, primary bool) *Column {
		return &Column{Name: name, Type: Bytes, Primary: primary, Min: new(int64(tokenBytes)), Max: new(int64(tokenBytes))}
	}
	tables := []*Table{
		{Name: MetaTable, Columns: []*Column{
			{Name: "key", Type: Text, Primary: true},
			{Name: "value", Type: Text},
		}},
		{Name: LedgerTable, Columns: []*Column{
			{Name: "id", Type: Integer, Primary: true},
			{Name: "applied_at", Type: Time},
			{Name: "what", Type: Text},
		}},
		{
			Name: KeyTable,
			Columns: []*Column{
				digest("scope", true),
				digest("print", false),
				{Name: "status", Type: Integer},
				{Name: "location", Type: Text, Optional: true},
				{Name: "beyond", Type: Boolean},
				{Name: "row", Type: Text, Optional: true},
				{Name: "version", Type: Integer},
				{Name: "body", Type: Text, Optional: true},
				{Name: "refusal", Type: Text, Optional: true},
				{Name: "expires_at", Type: Time},
			},
			Indexes: []*Index{{Keys: []Key{{Column: "expires_at"}}}},
		},
	}
	if identity == nil {
		return tables
	}
	id := ID
	if identity.Counted() {
		id = Integer
	}
	credential := &Table{
		Name: CredentialTable,
		Columns: []*Column{
			{Name: "identity", Type: id, Primary: true},
			{Name: "password", Type: Text},
			{Name: "changed_at", Type: Time},
		},
	}
	session := &Table{
		Name: SessionTable,
		Columns: []*Column{
			digest("token", true),
			{Name: "identity", Type: id},
			{Name: "created_at", Type: Time},
			{Name: "seen_at", Type: Time},
			{Name: "expires_at", Type: Time},
		},
		Indexes: []*Index{{Keys: []Key{{Column: "identity"}}}, {Keys: []Key{{Column: "expires_at"}}}},
	}
	for _, t := range []*Table{credential, session} {
		t.References = []*Reference{{Column: "identity", Target: identity.Table(), OnDelete: design.Cascade.String()}}
	}
	return append(tables, credential, session)
}
