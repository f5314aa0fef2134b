package serve

import (
	"crypto/sha256"
	"encoding/binary"
	"net/http"
	"strings"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/exec"
	"github.com/newel-api/newel/internal/payload"
	"github.com/newel-api/newel/internal/plan"
	"github.com/newel-api/newel/internal/value"
)

// longestKey is how many characters an Idempotency-Key has at the most.
const longestKey = 255

// digest is a SHA-256.
type digest = [sha256.Size]byte

// repeatable reads the Idempotency-Key of a request that writes (draft-ietf-httpapi-
// idempotency-key-header-07). A read needs none, and one that it brings says nothing.
func (x *exchange) repeatable(op *plan.Operation) (key string, err error) {
	if op.Write == nil {
		return "", nil
	}
	return x.key(op.NeedsKey)
}

func (x *exchange) key(needed bool) (key string, err error) {
	lines := x.r.Header["Idempotency-Key"]
	switch {
	case len(lines) == 0 && needed:
		return "", &problem{code: "idempotency_key_required"}
	case len(lines) == 0:
		return "", nil
	}
	key, ok := readKey(lines)
	if !ok {
		return "", &problem{code: "invalid_idempotency_key"}
	}
	return key, nil
}

// readKey reads the one line of the header: a string of a structured field, in double quotes
// (RFC 9651 section 3.3.3), or the same without them. Both are one key.
func readKey(lines []string) (key string, ok bool) {
	if len(lines) != 1 {
		return "", false
	}
	line := strings.Trim(lines[0], " ")
	if quoted, isQuoted := strings.CutPrefix(line, `"`); isQuoted {
		if key, ok = unquoted(quoted); !ok {
			return "", false
		}
	} else if key = line; strings.ContainsAny(line, " \"\\,;") {
		return "", false
	}
	for _, c := range []byte(key) {
		if c < ' ' || c > '~' {
			return "", false
		}
	}
	return key, key != "" && len(key) <= longestKey
}

// unquoted reads a string behind its first quote, up to its last one, which ends it.
func unquoted(s string) (string, bool) {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch c := s[i]; c {
		case '"':
			return b.String(), i == len(s)-1
		case '\\':
			if i++; i == len(s) || s[i] != '"' && s[i] != '\\' {
				return "", false
			}
			b.WriteByte(s[i])
		default:
			b.WriteByte(c)
		}
	}
	return "", false
}

// once makes the call one that has its effect once. No other request with the key is under
// way until release is called.
func (x *exchange) once(operation, key string, tell func(*exec.Answer) exec.Told) (release func(), err error) {
	scope := digestOf("key", x.caller(), operation, key)
	print, err := x.fingerprint()
	if err != nil {
		return nil, err
	}
	if _, busy := x.h.keys.LoadOrStore(scope, true); busy {
		return nil, &problem{code: "idempotency_key_in_use"}
	}
	x.call.Once = &exec.Once{Scope: value.OfBytes(string(scope[:])), Print: value.OfBytes(string(print[:])), Tell: tell}
	return func() { x.h.keys.Delete(scope) }, nil
}

// caller returns who calls, "" for nobody: all who are not signed in share their keys.
func (x *exchange) caller() string {
	if x.call.Caller == nil || x.h.plan.Auth == nil {
		return ""
	}
	return string(x.h.plan.Auth.Identity.AppendID(nil, x.call.Caller[0]))
}

// fingerprint is the digest of all that the request says: its path, its query, and its body, in
// whatever order the members of objects stand there.
func (x *exchange) fingerprint() (digest, error) {
	body, kind := "", ""
	if len(x.in) > 0 {
		tree, wrong, err := payload.ParseTree(x.in)
		if err != nil {
			return digest{}, err
		}
		if wrong != nil {
			return digest{}, &exec.Refusal{Kind: exec.Invalid, Code: codeInvalid, Violations: []payload.Violation{*wrong}}
		}
		if body = string(tree.AppendCanonical(nil)); x.call.Patch != nil {
			kind = jsonPatch
		}
	}
	return digestOf("print", x.r.URL.Path, x.r.URL.RawQuery, kind, body), nil
}

// digestOf is the digest of texts, each with its length before it: no two lists of texts
// are written alike.
func digestOf(texts ...string) (sum digest) {
	h := sha256.New()
	for _, t := range texts {
		var length [8]byte
		binary.BigEndian.PutUint64(length[:], uint64(len(t)))
		h.Write(length[:])
		h.Write([]byte(t))
	}
	h.Sum(sum[:0])
	return sum
}

// told returns what a client is told of the answer to a write, beside its body.
func told(op *plan.Operation, a *exec.Answer, path string) (t exec.Told) {
	if t.Status = http.StatusOK; len(a.Body) == 0 { // deleted, or not for who wrote it
		t.Status = http.StatusNoContent
	}
	if op.Verb == design.Create {
		t.Status = http.StatusCreated
	}
	if op.Status != 0 && t.Status != http.StatusNoContent { // of an older version
		t.Status = op.Status
	}
	if at := op.Location; at != nil && op.Verb == design.Create {
		t.Location, t.Beyond = string(at.Append(nil, path, a.Key)), at.Key.Field.Type != design.TypeID
	}
	return t
}

// outcome sends the answer to a write.
func (x *exchange) outcome(op *plan.Operation, t *exec.Told, a *exec.Answer) {
	status := t.Status
	if len(a.Body) == 0 && status == http.StatusOK { // it was told, and is not for them any more
		status = http.StatusNoContent
	}
	// An id tells nothing of a row that the caller may not read; a key might.
	if t.Location != "" && (len(a.Body) > 0 || !t.Beyond) {
		x.w.Header()["Location"] = []string{x.location(t.Location)}
	}
	if op.Go == nil || op.Go.Answer == nil { // else it is no row, and has no version
		x.tag(a)
	}
	if status == http.StatusNoContent {
		a.Body = nil // also of an older version, where today's answer has one
	}
	x.sendJSON(status, a.Body)
}
