package schema

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// longest is how many bytes PostgreSQL keeps of an identifier; it cuts longer
// ones silently.
const longest = 63

// named is one constraint or index that gets a name: kind, table and parts
// joined by "_". exact tells apart what would be spelled alike.
type named struct {
	to    *string
	plain string
	exact string
}

func naming(to *string, kind, table, exact string, parts ...string) named {
	plain := kind + "_" + table + "_" + strings.Join(parts, "_")
	return named{to, plain, plain + " " + exact}
}

// give writes the names. All that would be spelled alike, or like one of taken,
// get a suffix that depends only on what they are, so that a name never depends
// on the order of the design.
func give(all []named, taken map[string]bool) {
	count := map[string]int{}
	for _, n := range all {
		count[n.plain]++
	}
	for _, n := range all {
		switch {
		case count[n.plain] > 1 || taken[n.plain]:
			*n.to = hashed(n.plain, n.exact)
		case len(n.plain) > longest:
			*n.to = hashed(n.plain, n.plain)
		default:
			*n.to = n.plain
		}
	}
}

// hashed returns as much of plain as fits before 8 hexadecimal digits of the
// SHA-256 of exact.
func hashed(plain, exact string) string {
	sum := sha256.Sum256([]byte(exact))
	suffix := "_" + hex.EncodeToString(sum[:4])
	if room := longest - len(suffix); len(plain) > room {
		plain = strings.ToValidUTF8(plain[:room], "")
	}
	return plain + suffix
}

// Keep gives all that old has too the names that it has there. A name can depend
// on what else is in the design; a database keeps the names it was made with.
func (s *Schema) Keep(old *Schema) {
	old, _ = renamed(old, s)
	for _, t := range s.Tables {
		was := old.Table(t.Name)
		if was == nil {
			continue
		}
		for _, c := range t.Columns {
			if o := was.Column(c.Name); o != nil && o.Check != "" && c.Check != "" {
				c.Check = o.Check
			}
		}
		for _, c := range t.Checks {
			if o := find(was.Checks, c.same); o != nil {
				c.Name = o.Name
			}
		}
		for _, r := range t.References {
			if o := was.reference(r.Column); o != nil {
				r.Name = o.Name
			}
		}
		for _, x := range t.Indexes {
			if o := was.same(x); o != nil {
				x.Name = o.Name
			}
		}
	}
}
