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

const (
	tokenBytes   = 32
	tokenLetters = (tokenBytes*8 + 5) / 6 // in base64url without padding
)

// newToken returns a token of 256 random bits and what is stored of it.
func newToken() (token string, digest value.Value) {
	token = tokenPrefix + base64.RawURLEncoding.EncodeToString(random(tokenBytes))
	return token, digestOf(token)
}

func digestOf(token string) value.Value {
	var letters [len(tokenPrefix) + tokenLetters]byte
	sum := sha256.Sum256(append(letters[:0], token...))
	return value.OfBytes(string(sum[:]))
}

// strict refuses bits that no token has.
var strict = base64.RawURLEncoding.Strict()

// digest returns what is stored of a token, if it has the form of one.
func digest(token string) (value.Value, bool) {
	letters, ok := strings.CutPrefix(token, tokenPrefix)
	if !ok || len(letters) != tokenLetters {
		return value.Value{}, false
	}
	var written [tokenLetters]byte
	var raw [tokenBytes]byte
	copy(written[:], letters)
	// The decoder passes over line breaks: then it has too few bytes.
	if n, err := strict.Decode(raw[:], written[:]); err != nil || n != tokenBytes {
		return value.Value{}, false
	}
	return digestOf(token), true
}
