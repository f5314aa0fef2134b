package authn

import (
	"encoding/base64"
	"errors"
	"strconv"
	"strings"
)

// cost is what an argon2id hash costs.
type cost struct {
	memory  uint32 // KiB
	time    uint32
	threads uint8
}

// current is the cost of new hashes: the OWASP minimum of 2024, some 25 ms. Stored
// hashes of another cost are replaced when their owner signs in.
var current = cost{memory: 19 << 10, time: 2, threads: 1}

const (
	saltBytes = 16
	tagBytes  = 32
)

// Bounds of stored hashes, so that a damaged or hostile row cannot make sign-in eat
// the machine.
const (
	mostMemory  = 1 << 20 // KiB
	mostTime    = 16
	mostThreads = 16
	mostBytes   = 64 // of salt and tag
	leastBytes  = 8
)

// phc is a hash in the form of PHC strings:
// $argon2id$v=19$m=19456,t=2,p=1$SALT$TAG.
type phc struct {
	cost
	salt, tag []byte
}

// String returns the canonical form.
func (h *phc) String() string {
	b64 := base64.RawStdEncoding
	return "$argon2id$v=19$m=" + strconv.FormatUint(uint64(h.memory), 10) + ",t=" + strconv.FormatUint(uint64(h.time), 10) +
		",p=" + strconv.FormatUint(uint64(h.threads), 10) + "$" + b64.EncodeToString(h.salt) + "$" + b64.EncodeToString(h.tag)
}

// errDamaged says nothing about the hash but that it cannot be used.
var errDamaged = errors.New("the stored password hash is damaged")

// parsePHC reads the canonical form, and no other.
func parsePHC(s string) (*phc, error) {
	parts := strings.Split(s, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != "v=19" {
		return nil, errDamaged
	}
	var h phc
	numbers := strings.Split(parts[3], ",")
	if len(numbers) != 3 {
		return nil, errDamaged
	}
	memory, okM := number(numbers[0], "m=", mostMemory)
	passes, okT := number(numbers[1], "t=", mostTime)
	threads, okP := number(numbers[2], "p=", mostThreads)
	salt, errS := base64.RawStdEncoding.Strict().DecodeString(parts[4])
	tag, errT := base64.RawStdEncoding.Strict().DecodeString(parts[5])
	if !okM || !okT || !okP || errS != nil || errT != nil || memory < 8*threads || !fitting(salt) || !fitting(tag) {
		return nil, errDamaged
	}
	h.cost = cost{memory: uint32(memory), time: uint32(passes), threads: uint8(threads)}
	h.salt, h.tag = salt, tag
	if h.String() != s {
		return nil, errDamaged // another spelling, such as "m=019456" or a line end in the salt
	}
	return &h, nil
}

func number(s, prefix string, most uint64) (uint64, bool) {
	digits, ok := strings.CutPrefix(s, prefix)
	n, err := strconv.ParseUint(digits, 10, 32)
	return n, ok && err == nil && n >= 1 && n <= most
}

func fitting(b []byte) bool { return len(b) >= leastBytes && len(b) <= mostBytes }
