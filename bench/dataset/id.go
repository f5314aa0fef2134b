package dataset

import (
	"encoding/binary"
	"math/rand/v2"
)

// The prefixes of ids.
const (
	UserPrefix    = "usr_"
	ArticlePrefix = "art_"
	CommentPrefix = "cmt_"
)

const (
	crockford = "0123456789abcdefghjkmnpqrstvwxyz"
	letters   = "abcdefghijklmnopqrstuvwxyz0123456789"

	// PBLetters is how many letters an id of PocketBase has.
	PBLetters = 15
)

// Raw is an id as 16 bytes: a UUID of version 7.
type Raw [16]byte

// rawID returns the id of row n of a kind, made at that millisecond.
func rawID(kind, n uint64, millis int64) (id Raw) {
	r := random(kind^0xd1, n)
	binary.BigEndian.PutUint64(id[:8], uint64(millis)<<16|0x7000|r.Uint64()&0xfff)
	binary.BigEndian.PutUint64(id[8:], r.Uint64()&(1<<62-1)|1<<63)
	return id
}

// AppendID appends the prefix and the 26 letters of id.
func AppendID(dst []byte, prefix string, id Raw) []byte {
	hi, lo := binary.BigEndian.Uint64(id[:8]), binary.BigEndian.Uint64(id[8:])
	var out [26]byte
	for i := len(out) - 1; i >= 0; i-- {
		out[i] = crockford[lo&31]
		lo = lo>>5 | hi<<59
		hi >>= 5
	}
	return append(append(dst, prefix...), out[:]...)
}

// text returns the id as it is sent.
func (id Raw) text(prefix string) string { return string(AppendID(nil, prefix, id)) }

// pbID returns the id of row n as PocketBase would make one: random letters.
func pbID(kind, n uint64) string {
	r := random(kind^0xb5, n)
	var out [PBLetters]byte
	for i := range out {
		out[i] = letters[r.IntN(len(letters))]
	}
	return string(out[:])
}

// random returns the numbers that row n of a kind is made of.
func random(kind, n uint64) *rand.Rand { return rand.New(rand.NewPCG(kind*0x9e3779b97f4a7c15, n)) }
