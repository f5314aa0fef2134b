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
	sum, ok := sumOf(token)
	if !ok {
		return value.Value{}, false
	}
	return value.OfBytes(string(sum[:])), true
}

// tokenLength is how many bytes a token has.
const tokenLength = len(tokenPrefix) + (tokenBytes*8+5)/6

// sumOf returns the SHA-256 of a token, if it has the form of one.
func sumOf(token string) (sum [sha256.Size]byte, ok bool) {
	if len(token) != tokenLength || !strings.HasPrefix(token, tokenPrefix) {
		return sum, false
	}
	var text [tokenLength]byte
	copy(text[:], token)
	// The decoder passes over line breaks: then it has too few bytes.
	var raw [tokenBytes + 1]byte
	n, err := base64.RawURLEncoding.Strict().Decode(raw[:], text[len(tokenPrefix):])
	if err != nil || n != tokenBytes {
		return sum, false
	}
	return sha256.Sum256(text[:]), true
}
