package serve

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/newel-api/newel/internal/authn"
	"github.com/newel-api/newel/internal/plan"
	"github.com/newel-api/newel/internal/value"
)

// Authenticator knows who callers are: *authn.Authn. Its errors are *exec.Refusal,
// *payload.SyntaxError or the machine's.
type Authenticator interface {
	// Caller returns the identity row of who holds the token; the error wraps
	// authn.ErrToken when nobody does.
	Caller(ctx context.Context, token string, now value.Value) ([]value.Value, error)
	// SignIn checks credentials and appends the JSON of a new session to dst.
	SignIn(ctx context.Context, a authn.Attempt, dst []byte) ([]byte, error)
	// SignUp makes an identity row with credentials, or, if it is none of the
	// client's business, does not, and does not tell.
	SignUp(ctx context.Context, a authn.Attempt) error
	// SignOut ends the token's session.
	SignOut(ctx context.Context, token string) error
}

func (h *Handler) authEndpoints(routes *node, a *plan.Auth) {
	base := h.plan.Base + "/auth/"
	if a.SignUp != nil {
		h.add(routes, base+"sign-up", &endpoint{name: "newel.signUp", method: http.MethodPost, run: (*exchange).signUp})
	}
	h.add(routes, base+"sign-in", &endpoint{name: "newel.signIn", method: http.MethodPost, run: (*exchange).signIn})
	h.add(routes, base+"sign-out", &endpoint{name: "newel.signOut", method: http.MethodPost, run: (*exchange).signOut})
}

// Challenges of the WWW-Authenticate header (RFC 6750 section 3).
const (
	challengeToken   = `Bearer error="invalid_token"`
	challengeRequest = `Bearer error="invalid_request"`
)

// authenticate finds out who the caller is, from the Authorization header alone. A
// bad token is refused everywhere: whoever sends one believes to be somebody.
func (x *exchange) authenticate(required bool) error {
	header := x.r.Header["Authorization"]
	if len(header) == 0 {
		if required {
			return &problem{code: codeSignIn}
		}
		return nil
	}
	token, ok := bearer(header)
	if !ok {
		if len(header) == 1 && !isBearer(header[0]) {
			return &problem{code: codeSignIn, detail: "The Authorization header has a scheme other than Bearer, which is the only one here."}
		}
		return &problem{code: "invalid_authorization", challenge: challengeRequest}
	}
	if x.h.auth == nil {
		return badToken()
	}
	caller, err := x.h.auth.Caller(x.ctx, token, x.call.Now)
	switch {
	case errors.Is(err, authn.ErrToken):
		return badToken()
	case err != nil:
		return err
	}
	x.token, x.call.Caller = token, caller
	return nil
}

func badToken() *problem { return &problem{code: "invalid_token", challenge: challengeToken} }

// isBearer tells whether an Authorization header begins with the scheme.
func isBearer(header string) bool {
	scheme, _, _ := strings.Cut(header, " ")
	return strings.EqualFold(strings.TrimRight(scheme, "\t"), "Bearer")
}

// challengeOf returns the challenge to whoever has not signed in. Its realm is the title,
// where that can be written in a header.
func challengeOf(p *plan.Plan) string {
	realm := p.Title
	for _, c := range []byte(realm) {
		if c < ' ' || c > '~' || c == '"' || c == '\\' {
			realm = ""
			break
		}
	}
	if realm == "" {
		return "Bearer"
	}
	return `Bearer realm="` + realm + `"`
}

// bearer returns the token of the one Authorization header (RFC 6750 section 2.1).
func bearer(header []string) (token string, ok bool) {
	if len(header) != 1 {
		return "", false
	}
	scheme, token, _ := strings.Cut(header[0], " ")
	token = strings.TrimLeft(token, " ")
	return token, strings.EqualFold(scheme, "Bearer") && isToken68(token)
}

// isToken68 checks the form of a token (RFC 9110 section 11.2).
func isToken68(s string) bool {
	s = strings.TrimRight(s, "=")
	for _, c := range []byte(s) {
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', strings.IndexByte("-._~+/", c) >= 0:
		default:
			return false
		}
	}
	return s != ""
}

// attempt does what sign-up and sign-in have in common: it reads the body. The
// Authorization header does not matter: a client whose token has expired must be
// able to sign in again before it forgets that token.
func (x *exchange) attempt() (a authn.Attempt, err error) {
	if err := x.acceptBody(jsonTypes); err != nil {
		return a, err
	}
	if err := x.noParameters(); err != nil {
		return a, err
	}
	if err := x.readBody(); err != nil {
		return a, err
	}
	return authn.Attempt{Body: x.in, From: x.h.client(x.r), Now: x.call.Now}, nil
}

func (x *exchange) signUp() error {
	a, err := x.attempt()
	if err != nil {
		return err
	}
	if err := x.h.auth.SignUp(x.ctx, a); err != nil {
		return err
	}
	x.send(http.StatusNoContent, nil)
	return nil
}

func (x *exchange) signIn() error {
	if err := x.takesJSON(); err != nil {
		return err
	}
	a, err := x.attempt()
	if err != nil {
		return err
	}
	out, err := x.h.auth.SignIn(x.ctx, a, x.out[:0])
	if err != nil {
		return err
	}
	x.out = out
	x.sendJSON(http.StatusOK, out)
	return nil
}

// signOut ends the session of the token that the request brings. Its body does
// not matter.
func (x *exchange) signOut() error {
	if err := x.authenticate(true); err != nil {
		return err
	}
	if err := x.noParameters(); err != nil {
		return err
	}
	if err := x.h.auth.SignOut(x.ctx, x.token); err != nil {
		return err
	}
	x.send(http.StatusNoContent, nil)
	return nil
}
