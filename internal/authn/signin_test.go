package authn

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/newel-api/newel/internal/exec"
	"github.com/newel-api/newel/internal/payload"
	"github.com/newel-api/newel/internal/store"
	"github.com/newel-api/newel/internal/value"
)

func credentials(email, password string) string {
	return fmt.Sprintf(`{"email":%q,"password":%q}`, email, password)
}

// signIn signs in and returns the token.
func (w *world) signIn(a Attempt) string {
	w.t.Helper()
	out, err := w.SignIn(context.Background(), a, nil)
	if err != nil {
		w.t.Fatal(err)
	}
	var session struct {
		Token     string    `json:"token"`
		TokenType string    `json:"token_type"`
		ExpiresAt time.Time `json:"expires_at"`
	}
	if err := json.Unmarshal(out, &session); err != nil {
		w.t.Fatalf("%v in %s", err, out)
	}
	if want := time.UnixMicro(a.Now.Int).Add(absolute); session.TokenType != "Bearer" || !session.ExpiresAt.Equal(want) {
		w.t.Errorf("got %s, want a Bearer until %v", out, want)
	}
	return session.Token
}

func refusalOf(t *testing.T, err error) *exec.Refusal {
	t.Helper()
	var r *exec.Refusal
	if !errors.As(err, &r) {
		t.Fatalf("got %v, want a refusal", err)
	}
	return r
}

func TestSignIn(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	id := w.add("ann@example.org")
	token := w.signIn(attempt(1, credentials("ANN@Example.ORG", good))) // as the field keeps it
	caller, err := w.Caller(ctx, token, at(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	want := []value.Value{
		id, value.OfText("ann@example.org"), {}, {}, value.OfText("guest"), at(0), at(0), value.OfInt(1),
	}
	if diff := cmp.Diff(want, caller); diff != "" {
		t.Errorf("the caller (-want +got):\n%s", diff)
	}
	if other := w.signIn(attempt(2, credentials("ann@example.org", good))); other == token {
		t.Error("two sessions have one token")
	}
	if err := w.SignOut(ctx, token); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Caller(ctx, token, at(time.Hour)); !errors.Is(err, ErrToken) {
		t.Errorf("after sign-out: %v, want ErrToken", err)
	}
	if err := w.SignOut(ctx, token); err != nil {
		t.Errorf("signing out twice: %v", err)
	}
	if n := w.count(`SELECT count(*) FROM "_newel_session"`); n != 1 {
		t.Errorf("%d sessions are left, want the other one", n)
	}
}

// TestSameWork: who has no account is refused in the same words, after the same
// number of hashes, as who has another password.
func TestSameWork(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	w.add("ann@example.org")
	w.add("none@example.org")
	w.write(`DELETE FROM "_newel_credential" WHERE "identity" = (SELECT "id" FROM "person" WHERE "email" = 'none@example.org')`)
	cases := []struct {
		name, email, password string
		ok                    bool
	}{
		{"right", "ann@example.org", good, true},
		{"wrong password", "ann@example.org", good + "!", false},
		{"short password", "ann@example.org", "a", false},
		{"empty password", "ann@example.org", "", false},
		{"long password", "ann@example.org", strings.Repeat("a", longestPassword+1), false},
		{"right and more", "ann@example.org", good + strings.Repeat(" ", longestPassword), false},
		{"unknown login", "eve@example.org", good, false},
		{"unknown login, long password", "eve@example.org", strings.Repeat("a", longestPassword+1), false},
		{"a login without a password", "none@example.org", good, false},
		{"a login without a password, and none given", "none@example.org", "", false},
	}
	for i, c := range cases {
		var err error
		n := w.hashes(func() { _, err = w.SignIn(ctx, attempt(i, credentials(c.email, c.password)), nil) })
		if n != 1 {
			t.Errorf("%s: %d hashes, want 1", c.name, n)
		}
		if c.ok {
			if err != nil {
				t.Errorf("%s: %v", c.name, err)
			}
			continue
		}
		if diff := cmp.Diff(wrongCredentials(), err); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

// TestSignInBodies: a body that cannot be credentials is refused before any work.
func TestSignInBodies(t *testing.T) {
	w := newWorld(t)
	cases := []struct{ name, body, want string }{
		{"nothing", `{}`, "/email required, /password required"},
		{"no email", `{"email":"ann","password":"x"}`, "/email not_an_email"},
		{"not text", `{"email":1,"password":true}`, "/email wrong_type, /password wrong_type"},
		{"null", `{"email":null,"password":null}`, "/email null, /password null"},
		{"more", `{"email":"ann@example.org","password":"x","role":"boss"}`, "/role unknown_key"},
		{"twice", `{"email":"ann@example.org","email":"eve@example.org","password":"x"}`, "/email duplicate_key"},
		{"NUL", `{"email":"ann@example.org","password":"\u0000"}`, "/password invalid_text"},
		{"no object", `[]`, " wrong_type"},
	}
	for i, c := range cases {
		var err error
		n := w.hashes(func() { _, err = w.SignIn(context.Background(), attempt(i, c.body), nil) })
		var got []string
		r := refusalOf(t, err)
		for _, v := range r.Violations {
			got = append(got, v.Pointer+" "+v.Code)
		}
		if all := strings.Join(got, ", "); !strings.HasPrefix(all, c.want) || r.Kind != exec.Invalid || n != 0 {
			t.Errorf("%s: %s, kind %d, %d hashes; want %s", c.name, all, r.Kind, n, c.want)
		}
	}
	var syntax *payload.SyntaxError
	if _, err := w.SignIn(context.Background(), attempt(0, `{"email"`), nil); !errors.As(err, &syntax) {
		t.Errorf("half a body: %v", err)
	}
}

// TestGuessing: an account gives five wrong answers, known or not, however it is
// spelled and wherever they come from.
func TestGuessing(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	w.add("ann@example.org")
	for _, email := range []string{"ann@example.org", "eve@example.org"} {
		spellings := []string{email, strings.ToUpper(email)}
		for i := range perAccount {
			a := Attempt{Body: []byte(credentials(spellings[i%2], "wrong")), From: from(i), Now: at(0)}
			if _, err := w.SignIn(ctx, a, nil); refusalOf(t, err).Kind != exec.SignIn {
				t.Fatalf("%s, attempt %d: %v", email, i, err)
			}
		}
		var err error
		n := w.hashes(func() {
			_, err = w.SignIn(ctx, Attempt{Body: []byte(credentials(email, good)), From: from(99), Now: at(0)}, nil)
		})
		r := refusalOf(t, err)
		if r.Kind != exec.TooMany || r.Code != "too_many_attempts" || r.After != 12*time.Second || n != 0 {
			t.Errorf("%s: one more gives %+v after %d hashes", email, r, n)
		}
		a := Attempt{Body: []byte(credentials(email, "wrong")), From: from(99), Now: at(12 * time.Second)}
		if _, err := w.SignIn(ctx, a, nil); refusalOf(t, err).Kind != exec.SignIn {
			t.Errorf("%s: nothing was earned in 12 s: %v", email, err)
		}
	}
}

// TestSuccessIsNoGuess: whoever knows the password may sign in as often as they like.
func TestSuccessIsNoGuess(t *testing.T) {
	w := newWorld(t)
	w.add("ann@example.org")
	for range 2 * perAccount {
		w.signIn(Attempt{Body: []byte(credentials("ann@example.org", good)), From: from(1), Now: at(0)})
	}
}

// TestAddressGuessing: one address cannot try a password on many accounts.
func TestAddressGuessing(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	try := func(i int, n int) *exec.Refusal {
		_, err := w.SignIn(ctx, Attempt{Body: []byte(credentials(fmt.Sprintf("p%d@example.org", i), good)), From: from(n), Now: at(0)}, nil)
		return refusalOf(t, err)
	}
	for i := range perAddress {
		if r := try(i, 1); r.Kind != exec.SignIn {
			t.Fatalf("attempt %d: %+v", i, r)
		}
	}
	if r := try(perAddress, 1); r.Kind != exec.TooMany {
		t.Errorf("one more: %+v", r)
	}
	if r := try(perAddress, 2); r.Kind != exec.SignIn {
		t.Errorf("another address: %+v", r)
	}
	err := w.SignUp(ctx, Attempt{Body: []byte(credentials("new@example.org", good)), From: from(1), Now: at(0)})
	if r := refusalOf(t, err); r.Kind != exec.TooMany {
		t.Errorf("sign-up from there: %+v", r)
	}
}

// TestReplacedHash: a hash of another cost is replaced by its owner's next sign-in.
func TestReplacedHash(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	id := w.add("ann@example.org")
	salt := []byte("somesalt")
	cheap := cost{memory: 64, time: 1, threads: 1}
	tag, err := w.hasher.hash(ctx, good, cheap, salt, 32)
	if err != nil {
		t.Fatal(err)
	}
	old := (&phc{cheap, salt, tag}).String()
	w.write(`UPDATE "_newel_credential" SET "password" = ?1`, value.OfText(old))
	if _, err := w.SignIn(ctx, attempt(1, credentials("ann@example.org", "wrong")), nil); refusalOf(t, err).Kind != exec.SignIn {
		t.Errorf("the wrong password: %v", err)
	}
	if who, err := w.account(ctx, value.OfText("ann@example.org")); err != nil || who.stored != old {
		t.Errorf("the wrong password changed the hash: %v", err)
	}
	w.signIn(attempt(2, credentials("ann@example.org", good)))
	who, err := w.account(ctx, value.OfText("ann@example.org"))
	if err != nil || who.id != id || !strings.HasPrefix(who.stored, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("after sign-in: %+v, %v", who, err)
	}
	w.signIn(attempt(3, credentials("ann@example.org", good)))
}

// TestDamagedHash: a credential that cannot be read is the machine's failure, and its
// text stays inside.
func TestDamagedHash(t *testing.T) {
	w := newWorld(t)
	w.add("ann@example.org")
	w.write(`UPDATE "_newel_credential" SET "password" = '$argon2id$v=19$m=secret'`)
	_, err := w.SignIn(context.Background(), attempt(1, credentials("ann@example.org", good)), nil)
	if !errors.Is(err, errDamaged) || strings.Contains(err.Error(), "secret") {
		t.Errorf("got %v, want errDamaged", err)
	}
}

// TestNothingSecretIsStored looks for passwords and tokens in every cell.
func TestNothingSecretIsStored(t *testing.T) {
	w := newWorld(t)
	w.add("ann@example.org")
	token := w.signIn(attempt(1, credentials("ann@example.org", good)))
	cells := 0
	for sql, columns := range map[string]int{
		`SELECT CAST("identity" AS BLOB), CAST("password" AS BLOB) FROM "_newel_credential"`: 2,
		`SELECT "token", "identity" FROM "_newel_session"`:                                   2,
		`SELECT CAST("email" AS BLOB), CAST("role" AS BLOB) FROM "person"`:                   2,
	} {
		err := w.db.Read(context.Background(), func(tx store.Tx) error {
			_, err := tx.Query(sql, nil, func(r store.Row) error {
				for i := range columns {
					cells++
					cell := string(r.Bytes(i))
					if strings.Contains(cell, good) || strings.Contains(cell, token[len(tokenPrefix):]) {
						t.Errorf("%s: a cell holds a secret", sql)
					}
				}
				return nil
			})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if cells != 6 {
		t.Errorf("looked at %d cells, want 6", cells)
	}
}
