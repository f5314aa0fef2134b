package payload

import (
	"crypto/sha256"

	"github.com/newel-api/newel/internal/value"
)

// SecretBytes is how long what is kept of a secret is.
const SecretBytes = sha256.Size

// HashSecret returns what is kept of a secret: its SHA-256. A secret is long and
// random, unlike a password, so nobody can guess it from that.
func HashSecret(text string) value.Value {
	sum := sha256.Sum256([]byte(text))
	return value.OfBytes(string(sum[:]))
}
