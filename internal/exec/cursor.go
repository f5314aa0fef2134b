package exec

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"sync"

	"github.com/newel-api/newel/internal/payload"
	"github.com/newel-api/newel/internal/plan/query"
	"github.com/newel-api/newel/internal/value"
)

// sealer makes cursors: the keys of the last row of a page, sealed (AES-256-GCM,
// NIST SP 800-38D) so that a client can neither read nor make one, and bound to
// the operation, the order, the filters, the search and the caller that it was made for.
type sealer struct{ aead cipher.AEAD }

const keyBytes = 32

func newSealer(key []byte) (*sealer, error) {
	if len(key) != keyBytes {
		return nil, fmt.Errorf("cursor key: it has %d bytes, not %d", len(key), keyBytes)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("cursor key: %w", err)
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return nil, fmt.Errorf("cursor key: %w", err)
	}
	return &sealer{aead}, nil
}

// cursorScope is what a cursor is bound to.
type cursorScope struct {
	operation string
	order     *query.Order
	page      *Page       // its filters and its search
	parent    value.Value // the row that the path goes through
	caller    []value.Value
}

// No value.Kind is one of these.
const (
	endOfFilter = 0xff
	wordBegins  = 0xfe
	prefixIs    = 0xfd // a word that is a prefix
)

// append appends what the scope is, each different from every other.
func (s *cursorScope) append(out []byte) []byte {
	out = appendBytes(out, s.operation)
	out = appendBytes(out, s.order.Text)
	for i, v := range s.page.Filters {
		out = appendValue(out, v)
		if i < len(s.page.Among) {
			for _, other := range s.page.Among[i] {
				out = appendValue(out, other)
			}
		}
		out = append(out, endOfFilter)
	}
	for _, w := range s.page.Search {
		mark := byte(wordBegins)
		if w.Prefix {
			mark = prefixIs
		}
		out = appendBytes(append(out, mark), w.Text)
	}
	out = appendValue(out, s.parent)
	if len(s.caller) > 0 {
		out = appendValue(out, s.caller[0])
	}
	return out
}

// sealing are the buffers of one cursor that is made.
type sealing struct{ scope, plain, sealed []byte }

var sealings = sync.Pool{New: func() any { return &sealing{} }}

// longestSealing bounds the buffers that wait for another cursor: a text may be long.
const longestSealing = 4 << 10

// seal appends the cursor behind a row with those keys.
func (s *sealer) seal(dst []byte, scope cursorScope, keys []value.Value) []byte {
	b := sealings.Get().(*sealing)
	b.scope, b.plain = scope.append(b.scope[:0]), b.plain[:0]
	for _, k := range keys {
		b.plain = appendValue(b.plain, k)
	}
	b.sealed = s.aead.Seal(b.sealed[:0], nil, b.plain, b.scope)
	dst = base64.RawURLEncoding.AppendEncode(dst, b.sealed)
	if cap(b.scope) <= longestSealing && cap(b.plain) <= longestSealing && cap(b.sealed) <= longestSealing {
		sealings.Put(b)
	}
	return dst
}

// open reads a cursor into keys. Whatever is wrong with it, the answer is the
// same.
func (s *sealer) open(cursor string, scope cursorScope, keys []value.Value) error {
	refusal := &Refusal{
		Kind: BadRequest, Code: "invalid_cursor", Detail: "The cursor is not one that this list gave for these parameters.",
		Violations: []payload.Violation{{Pointer: "cursor", Code: "invalid_cursor", Detail: "is not a cursor of this list; begin again without it"}},
	}
	sealed, err := base64.RawURLEncoding.Strict().DecodeString(cursor)
	if err != nil {
		return refusal
	}
	plain, err := s.aead.Open(nil, nil, sealed, scope.append(nil))
	if err != nil {
		return refusal
	}
	for i := range keys {
		var ok bool
		if keys[i], plain, ok = cutValue(plain); !ok {
			return refusal
		}
	}
	if len(plain) != 0 {
		return refusal
	}
	return nil
}

func appendValue(dst []byte, v value.Value) []byte {
	dst = append(dst, byte(v.Kind))
	switch v.Kind {
	case value.Text, value.ID, value.Bytes:
		return appendBytes(dst, v.Str)
	case value.Null:
		return dst
	default:
		return binary.AppendVarint(dst, v.Int)
	}
}

func appendBytes(dst []byte, s string) []byte {
	return append(binary.AppendUvarint(dst, uint64(len(s))), s...)
}

func cutValue(b []byte) (v value.Value, rest []byte, ok bool) {
	if len(b) == 0 {
		return v, nil, false
	}
	v.Kind, b = value.Kind(b[0]), b[1:]
	switch v.Kind {
	case value.Text, value.ID, value.Bytes:
		size, n := binary.Uvarint(b)
		if n <= 0 || size > uint64(len(b)-n) {
			return v, nil, false
		}
		v.Str = string(b[n : n+int(size)])
		return v, b[n+int(size):], true
	case value.Null:
		return v, b, true
	default:
		x, n := binary.Varint(b)
		if n <= 0 {
			return v, nil, false
		}
		v.Int = x
		return v, b[n:], true
	}
}
