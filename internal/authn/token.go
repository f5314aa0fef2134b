package authn

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"strings"

	"github.com/newel-api/newel/internal/value"
)

// ErrToken is what Caller wraps when nobody holds the token: it was never given,
// has expired or was ended.
var ErrToken = errors.New("the token is not one of a session")

// tokenPrefix lets scanners for leaked secrets know a token when they see one.
const tokenPrefix = "nwl_session_"

const tokenBytes = 32

// newToken returns a token of 256 random bits and what is stored of it.
func newToken() (token string, digest value.Value) {
	token = tokenPrefix + base64.RawURLEncoding.EncodeToString(random(tokenBytes))
	return token, digestOf(token)
}

func digestOf(token string) value.Value {
	sum := sha256.Sum256([]byte(token))
	return value.OfBytes(string(sum[:]))
}

// digest returns what is stored of a token, if it has the form of one.
func digest(token string) (value.Value, bool) {
	letters, ok := strings.CutPrefix(token, tokenPrefix)
	if !ok || len(letters) != base64.RawURLEncoding.EncodedLen(tokenBytes) {
		return value.Value{}, false
	}
	// The decoder passes over line breaks: then it has too few bytes.
	if raw, err := base64.RawURLEncoding.Strict().DecodeString(letters); err != nil || len(raw) != tokenBytes {
		return value.Value{}, false
	}
	return digestOf(token), true
}
