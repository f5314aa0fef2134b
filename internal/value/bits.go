package value

// MostBits is how many numbers Bits can hold: more than a row has fields.
const MostBits = 256

// Bits is a set of numbers from 0 to MostBits-1: places among the fields that are sent of
// a row. Sets compare with ==; the zero Bits has none.
type Bits [MostBits / 64]uint64

// Has tells whether i is in the set.
func (b *Bits) Has(i int) bool { return b[i/64]&(1<<(i%64)) != 0 }

// Add puts i into the set.
func (b *Bits) Add(i int) { b[i/64] |= 1 << (i % 64) }

// Join puts what is in other into the set.
func (b *Bits) Join(other *Bits) {
	for i := range b {
		b[i] |= other[i]
	}
}

// None tells whether the set is empty.
func (b *Bits) None() bool { return *b == Bits{} }

// Meets tells whether the two sets have a number in common.
func (b *Bits) Meets(other *Bits) bool {
	for i := range b {
		if b[i]&other[i] != 0 {
			return true
		}
	}
	return false
}
