package payload

// A list is kept in one spelling only, that of [Slot.ParseString]: two items are the
// same where their texts are. So a list is looked into without reading its items.

// HasItem tells whether the list, as it is kept, has an item with that text.
func HasItem(list string, item []byte) bool {
	for at := 1; at < len(list)-1; {
		end := itemEnd(list, at)
		if end-at == len(item) && list[at:end] == string(item) {
			return true
		}
		at = end + 1
	}
	return false
}

// CountItems returns how many items the list has, as it is kept.
func CountItems(list string) (n int64) {
	for at := 1; at < len(list)-1; n++ {
		at = itemEnd(list, at) + 1
	}
	return n
}

// itemEnd returns where the item ends that begins at.
func itemEnd(list string, at int) int {
	text := false
	for ; at < len(list); at++ {
		switch c := list[at]; {
		case text && c == '\\':
			at++
		case c == '"':
			text = !text
		case !text && (c == ',' || c == ']'):
			return at
		}
	}
	return len(list)
}
