package authn

import (
	"strings"

	"github.com/newel-api/newel/internal/dialect"
	"github.com/newel-api/newel/internal/plan"
	"github.com/newel-api/newel/internal/schema"
)

// statements are the texts of everything that authn asks the database.
type statements struct {
	login    string // login → id, password
	session  string // token, now → created_at, seen_at, expires_at, the identity row
	open     string // token, identity, created_at, seen_at, expires_at
	touch    string // token, seen_at, expires_at
	end      string // token
	endAll   string // identity
	purge    string // now, how many
	password string // identity, password, changed_at
}

func newStatements(d dialect.Dialect, a *plan.Auth) *statements {
	table, session, credential := dialect.Quote(a.Identity.Table()), dialect.Quote(schema.SessionTable), dialect.Quote(schema.CredentialTable)
	var columns []string
	for f := range a.Identity.All() {
		columns = append(columns, "i."+dialect.Quote(f.Column()))
	}
	texts := &statements{
		login: `SELECT i."id", c."password" FROM ` + table + " AS i LEFT JOIN " + credential + ` AS c ON c."identity" = i."id"` +
			" WHERE i." + dialect.Quote(a.Login.Key()) + " = ?1",
		session: `SELECT s."created_at", s."seen_at", s."expires_at", ` + strings.Join(columns, ", ") + " FROM " + session + " AS s JOIN " + table +
			` AS i ON i."id" = s."identity" WHERE s."token" = ?1 AND s."expires_at" > ?2`,
		open:   "INSERT INTO " + session + ` ("token", "identity", "created_at", "seen_at", "expires_at") VALUES (?1, ?2, ?3, ?4, ?5)`,
		touch:  "UPDATE " + session + ` SET "seen_at" = ?2, "expires_at" = ?3 WHERE "token" = ?1 AND "seen_at" < ?2`,
		end:    "DELETE FROM " + session + ` WHERE "token" = ?1`,
		endAll: "DELETE FROM " + session + ` WHERE "identity" = ?1`,
		purge: "DELETE FROM " + session + ` WHERE "token" IN (SELECT "token" FROM ` + session +
			` WHERE "expires_at" <= ?1 ORDER BY "expires_at" LIMIT ?2)`,
		password: "INSERT INTO " + credential + ` ("identity", "password", "changed_at") VALUES (?1, ?2, ?3)` +
			` ON CONFLICT ("identity") DO UPDATE SET "password" = excluded."password", "changed_at" = excluded."changed_at"`,
	}
	for _, text := range []*string{
		&texts.login, &texts.session, &texts.open, &texts.touch, &texts.end, &texts.endAll, &texts.purge, &texts.password,
	} {
		*text = placeholders(d, *text)
	}
	return texts
}

// placeholders writes the marks ?1 to ?5 as the dialect does. Names of columns have
// no question mark.
func placeholders(d dialect.Dialect, sql string) string {
	for n := 1; n <= 5; n++ {
		sql = strings.ReplaceAll(sql, dialect.SQLite.Placeholder(n), d.Placeholder(n))
	}
	return sql
}
