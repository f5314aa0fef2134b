package value

import (
	"crypto/rand"
	"encoding/binary"
	"strings"
	"sync"
	"time"
)

// IDLetters is the length of an id on the wire after its prefix and "_".
const IDLetters = 26

// alphabet is Crockford's base 32 in lower case: no i, l, o, u.
const alphabet = "0123456789abcdefghjkmnpqrstvwxyz"

var letterValue = func() (table [256]byte) {
	for i := range table {
		table[i] = 0xff
	}
	for i := range len(alphabet) {
		table[alphabet[i]] = byte(i)
	}
	return table
}()

// generator makes ids that rise within one process, whatever the clock does.
type generator struct {
	mu     sync.Mutex
	last   uint64 // 48-bit milliseconds and 12-bit counter of the newest id
	random [512]byte
	used   int
}

var ids = generator{used: len(generator{}.random)}

// NewID returns a new UUIDv7 (RFC 9562 section 5.7, method 1): 48 bits of
// milliseconds, 12 bits of counter, 62 random bits. It is safe for concurrent
// use.
func NewID() Value {
	ids.mu.Lock()
	defer ids.mu.Unlock()
	now := uint64(time.Now().UnixMilli()) << 12
	// A burst of over 4,096 ids in a millisecond, or a clock that went back,
	// borrows from the future instead of breaking the order.
	ids.last = max(now, ids.last+1)
	if ids.used+8 > len(ids.random) {
		_, _ = rand.Read(ids.random[:]) // never fails: it ends the process instead
		ids.used = 0
	}
	tail := binary.BigEndian.Uint64(ids.random[ids.used:])
	ids.used += 8
	return idFrom(ids.last>>12, ids.last&0xfff, tail)
}

// FixedID returns the id with that time (milliseconds since 1970), counter (12
// bits) and tail (62 bits): for seed rows, whose ids must be the same on every
// machine.
func FixedID(millis, counter, tail uint64) Value { return idFrom(millis, counter&0xfff, tail) }

func idFrom(millis, counter, tail uint64) Value {
	var b [16]byte
	binary.BigEndian.PutUint64(b[:8], millis<<16|0x7000|counter)
	binary.BigEndian.PutUint64(b[8:], tail&(1<<62-1)|1<<63)
	return Value{Kind: ID, Str: string(b[:])}
}

// AppendID appends prefix, "_" and the 26 letters of the 16 raw bytes in id.
func AppendID[T string | []byte](dst []byte, prefix string, id T) []byte {
	if len(id) != 16 {
		return dst
	}
	dst = append(dst, prefix...)
	dst = append(dst, '_')
	var hi, lo uint64
	for i := range 8 {
		hi, lo = hi<<8|uint64(id[i]), lo<<8|uint64(id[8+i])
	}
	// 130 bits in 26 letters: the top two bits of the first letter are zero.
	var out [IDLetters]byte
	for i := IDLetters - 1; i >= 0; i-- {
		out[i] = alphabet[lo&31]
		lo = lo>>5 | hi<<59
		hi >>= 5
	}
	return append(dst, out[:]...)
}

// ParseID reads an id on the wire. Only the one canonical spelling is accepted:
// that prefix, "_", 26 lower-case letters, no overflow; so no two spellings name
// one row.
func ParseID(prefix, s string) (Value, bool) {
	if len(s) != len(prefix)+1+IDLetters || s[len(prefix)] != '_' || !strings.HasPrefix(s, prefix) {
		return Value{}, false
	}
	s = s[len(prefix)+1:]
	if letterValue[s[0]] > 7 {
		return Value{}, false
	}
	var hi, lo uint64
	for i := range IDLetters {
		v := letterValue[s[i]]
		if v == 0xff {
			return Value{}, false
		}
		hi = hi<<5 | lo>>59
		lo = lo<<5 | uint64(v)
	}
	var b [16]byte
	binary.BigEndian.PutUint64(b[:8], hi)
	binary.BigEndian.PutUint64(b[8:], lo)
	return Value{Kind: ID, Str: string(b[:])}, true
}
