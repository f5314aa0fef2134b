package payload

// index finds a slot by name: an open hash table, at most half full, over the
// length and three bytes of a name. Names that collide cost one more comparison;
// a client cannot make them, since they come from the design.
type index struct {
	table []uint16 // a slot's number and 1, or 0
}

func newIndex(slots []Slot) index {
	size := 8
	for size < 2*len(slots) {
		size *= 2
	}
	x := index{make([]uint16, size)}
	for i := range slots {
		at := hash(slots[i].Name)
		for x.table[at&(size-1)] != 0 {
			at++
		}
		x.table[at&(size-1)] = uint16(i + 1)
	}
	return x
}

// find returns the number of the slot of that name, or -1.
func (x *index) find(slots []Slot, name []byte) int {
	mask := len(x.table) - 1
	for at := hash(name); ; at++ {
		i := int(x.table[at&mask]) - 1
		if i < 0 || slots[i].Name == string(name) {
			return i
		}
	}
}

func hash[T string | []byte](name T) int {
	n := len(name)
	if n == 0 {
		return 0
	}
	return n*7 + int(name[0])*3 + int(name[n/2])*11 + int(name[n-1])*5
}
