package authn

import (
	"context"
	"maps"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/newel-api/newel/internal/exec"
	"github.com/newel-api/newel/internal/store"
	"github.com/newel-api/newel/internal/value"
)

// violationsOf returns pointers and codes.
func violationsOf(t *testing.T, err error) string {
	t.Helper()
	var all []string
	for _, v := range refusalOf(t, err).Violations {
		all = append(all, v.Pointer+" "+v.Code)
	}
	return strings.Join(all, ", ")
}

func TestSignUp(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	body := `{"email":"Ann@Example.org","handle":"ann","password":"` + good + `"}`
	if err := w.SignUp(ctx, attempt(1, body)); err != nil {
		t.Fatal(err)
	}
	token := w.signIn(attempt(2, credentials("ann@example.org", good)))
	caller, err := w.Caller(ctx, token, attempt(2, "").Now)
	if err != nil {
		t.Fatal(err)
	}
	if caller[1] != value.OfText("ann@example.org") || caller[2] != value.OfText("ann") || caller[4] != value.OfText("guest") {
		t.Errorf("the row is %v", caller)
	}
}

func TestBadSignUp(t *testing.T) {
	w := newWorld(t)
	cases := []struct{ name, body, want string }{
		{"all at once", `{"email":"ann","handle":"a","password":"short"}`, "/email not_an_email, /handle too_short, /password too_short"},
		{"nothing", `{}`, "/email required, /password required"},
		{"a field that is not for sign-up", `{"email":"ann@example.org","role":"boss","password":"` + good + `"}`, "/role unknown_key"},
		{"short in the form that counts", `{"email":"ann@example.org","password":"` + strings.Repeat("ｶﾞ", 8) + `"}`, "/password too_short"},
		{"a check", `{"email":"ann@example.org","handle":"admin","password":"` + good + `"}`, " no_admin"},
	}
	for i, c := range cases {
		err := w.SignUp(context.Background(), attempt(i, c.body))
		if got := violationsOf(t, err); got != c.want || refusalOf(t, err).Kind != exec.Invalid {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
	if n := w.count(`SELECT count(*) FROM "person"`) + w.count(`SELECT count(*) FROM "_newel_credential"`); n != 0 {
		t.Errorf("%d rows were left behind", n)
	}
}

// TestQuietSignUp: whether a login is taken shows neither in the answer, nor in the
// number of hashes and commits.
func TestQuietSignUp(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	first := `{"email":"ann@example.org","handle":"ann","password":"` + good + `"}`
	if err := w.SignUp(ctx, attempt(1, first)); err != nil {
		t.Fatal(err)
	}
	type seen struct {
		Refusal                  *exec.Refusal
		Hashes, Commits, Refused uint64
	}
	signUp := func(n int, email, handle string) (s seen) {
		before := w.db.Stats()
		s.Hashes = w.hashes(func() {
			body := `{"email":"` + email + `","handle":"` + handle + `","password":"another good password"}`
			if err := w.SignUp(ctx, attempt(n, body)); err != nil {
				s.Refusal = refusalOf(t, err)
			}
		})
		after := w.db.Stats()
		s.Commits, s.Refused = after.Commits-before.Commits, after.Refused-before.Refused
		return s
	}
	cases := []struct{ name, free, taken string }{
		{"good otherwise", "fred", "bert"},
		{"a handle that somebody has", "ann", "ann"},
		{"a handle that a check refuses", "admin", "admin"},
		{"a handle that is too short", "a", "a"},
	}
	for i, c := range cases {
		free := signUp(10+2*i, "free"+c.free+"@example.org", c.free)
		taken := signUp(11+2*i, "ANN@example.org", c.taken)
		if diff := cmp.Diff(free, taken); diff != "" {
			t.Errorf("%s: a login that is taken shows (-free +taken):\n%s", c.name, diff)
		}
	}
	if n := w.count(`SELECT count(*) FROM "person"`); n != 2 { // ann and fred
		t.Errorf("there are %d persons, want 2", n)
	}
	w.signIn(attempt(50, credentials("ann@example.org", good)))
	_, err := w.SignIn(ctx, attempt(51, credentials("ann@example.org", "another good password")), nil)
	if r := refusalOf(t, err); r.Code != "wrong_credentials" {
		t.Errorf("the account has a new password: %+v", r)
	}
	if n := w.count(`SELECT "version" FROM "person" WHERE "email" = 'ann@example.org'`); n != 1 {
		t.Errorf("the account is at version %d, want it untouched", n)
	}
}

func TestAddUser(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	id, err := w.AddUser(ctx, map[string]string{"email": "Ann@Example.org", "handle": "ann", "age": "44", "role": "boss"}, good, at(0))
	if err != nil {
		t.Fatal(err)
	}
	token := w.signIn(attempt(1, credentials("ann@example.org", good)))
	caller, err := w.Caller(ctx, token, attempt(1, "").Now)
	if err != nil {
		t.Fatal(err)
	}
	want := []value.Value{
		id, value.OfText("ann@example.org"), value.OfText("ann"), value.OfInt(44), value.OfText("boss"), at(0), at(0), value.OfInt(1),
	}
	if diff := cmp.Diff(want, caller); diff != "" {
		t.Errorf("the row (-want +got):\n%s", diff)
	}
	cases := []struct {
		name     string
		fields   map[string]string
		password string
		kind     exec.Kind
		want     string
	}{
		{"nothing", nil, "", exec.Invalid, "/email required, /password too_short"},
		{
			"all at once",
			map[string]string{"email": "x", "age": "old", "role": "king", "zeal": "1", "id": "per_1"},
			"short", exec.Invalid,
			"/email not_an_email, /age wrong_type, /role not_a_choice, /id unknown_key, /zeal unknown_key, /password too_short",
		},
		{"taken", map[string]string{"email": "ann@example.org"}, good, exec.Conflict, "/email taken"},
		{"a check", map[string]string{"email": "eve@example.org", "handle": "admin"}, good, exec.Invalid, " no_admin"},
	}
	for _, c := range cases {
		_, err := w.AddUser(ctx, c.fields, c.password, at(0))
		if got := violationsOf(t, err); got != c.want || refusalOf(t, err).Kind != c.kind {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
	if n := w.count(`SELECT count(*) FROM "person"`); n != 1 {
		t.Errorf("there are %d persons, want 1", n)
	}
}

// TestPassword: a new password ends what the old one began.
func TestPassword(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	id := w.add("ann@example.org")
	token := w.signIn(attempt(1, credentials("ann@example.org", good)))
	set := func(id value.Value, password string) error {
		give, err := w.Password(ctx, password)
		if err != nil {
			return err
		}
		return w.db.Write(ctx, func(tx store.Tx) error { return give(tx, id, at(0)) })
	}
	if err := set(id, "short"); refusalOf(t, err).Kind != exec.Invalid {
		t.Errorf("a short one: %v", err)
	}
	if err := set(id, "another good password"); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Caller(ctx, token, attempt(1, "").Now); err != ErrToken {
		t.Errorf("the old session: %v, want ErrToken", err)
	}
	if _, err := w.SignIn(ctx, attempt(2, credentials("ann@example.org", good)), nil); refusalOf(t, err).Kind != exec.SignIn {
		t.Errorf("the old password: %v", err)
	}
	w.signIn(attempt(3, credentials("ann@example.org", "another good password")))
	if err := set(value.NewID(), good); err == nil {
		t.Error("a row that is not there has a password now")
	}
}

// TestCaselessLogin: a login whose case does not count is taken, and signs in, in any.
func TestCaselessLogin(t *testing.T) {
	files := maps.Clone(people)
	files["data.yaml"] = strings.Replace(files["data.yaml"], "max: 30, optional: true", "max: 30, case: insensitive", 1)
	files["access.yaml"] = strings.Replace(files["access.yaml"], "login: email", "login: handle", 1)
	w := worldOf(t, files)
	ctx := context.Background()
	for i, handle := range []string{"Strauß", "STRAUSS", "strauss"} {
		body := `{"email":"ann` + string(rune('a'+i)) + `@example.org","handle":"` + handle + `","password":"` + good + `"}`
		if err := w.SignUp(ctx, attempt(i, body)); err != nil {
			t.Fatal(err)
		}
	}
	if n := w.count(`SELECT count(*) FROM "person"`); n != 1 {
		t.Errorf("%d rows share one login", n)
	}
	for i, handle := range []string{"Strauß", "straUSS"} {
		token := w.signIn(attempt(5+i, `{"handle":"`+handle+`","password":"`+good+`"}`))
		caller, err := w.Caller(ctx, token, attempt(5+i, "").Now)
		if err != nil {
			t.Fatal(err)
		}
		if caller[2] != value.OfText("Strauß") {
			t.Errorf("%s is %v", handle, caller)
		}
	}
}
