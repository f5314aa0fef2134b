package payload

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// isEmail is a check for mistakes, not for deliverability, which only a letter
// can tell. address is in lower case. It must be at most 254 bytes: a local part
// of 1 to 64 bytes, one "@" and a domain of two labels or more (RFC 5321, without
// its quoted strings, comments and address literals). Letters, marks and digits
// beyond ASCII are let through in both (RFC 6531).
func isEmail(address string) bool {
	local, domain, found := strings.Cut(address, "@")
	return found && len(address) <= 254 && isLocal(local) && isDomain(domain)
}

// isLocal checks a dot-atom of RFC 5322.
func isLocal(local string) bool {
	if len(local) > 64 {
		return false
	}
	for atom := range strings.SplitSeq(local, ".") {
		if atom == "" {
			return false
		}
		for _, c := range atom {
			if !isWordRune(c) && !(c < utf8.RuneSelf && strings.ContainsRune("!#$%&'*+-/=?^_`{|}~", c)) {
				return false
			}
		}
	}
	return true
}

// isDomain checks labels of 1 to 63 bytes without a hyphen at either end; the
// last has a letter, so that an address of IPv4 is none.
func isDomain(domain string) bool {
	labels := strings.Split(domain, ".")
	for _, label := range labels {
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
		for _, c := range label {
			if !isWordRune(c) && c != '-' {
				return false
			}
		}
	}
	return len(labels) > 1 && strings.ContainsFunc(labels[len(labels)-1], unicode.IsLetter)
}

func isWordRune(c rune) bool {
	if c < utf8.RuneSelf {
		return c >= 'a' && c <= 'z' || c >= '0' && c <= '9'
	}
	return unicode.In(c, unicode.Letter, unicode.Mark, unicode.Digit)
}
