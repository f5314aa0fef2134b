package source

import (
	"regexp"
	"strings"
)

// Numbers as a design has them, and as YAML 1.1, which many tools still read, takes them.
var (
	decimal = regexp.MustCompile(`^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?$`)
	numbers = regexp.MustCompile(`^[-+]?(?:` +
		`0b[01_]+|0o?[0-7_]+|0x[0-9a-fA-F_]+|` + // other bases
		`[0-9][0-9_]*(?:\.[0-9_]*)?(?:[eE][-+]?[0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+]?[0-9]+)?|` + // fractions, exponents, 1_000, 007
		`[1-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?|` + // base 60: 12:30
		`\.(?:inf|Inf|INF))$|^\.(?:nan|NaN|NAN)$`)
)

// isBoolean tells whether YAML 1.1 takes a word for a boolean. YAML 1.2 kept true and false,
// in three spellings each.
func isBoolean(s string) bool {
	switch s {
	case "y", "Y", "n", "N", "yes", "Yes", "YES", "no", "No", "NO", "on", "On", "ON", "off", "Off", "OFF", "True", "TRUE", "False", "FALSE":
		return true
	}
	return false
}

// isNull tells whether YAML takes a word for no value.
func isNull(s string) bool { return s == "null" || s == "Null" || s == "NULL" || s == "~" }

// isNumber tells whether YAML 1.1 takes a word for a number. Most words are none by their
// first byte.
func isNumber(s string) bool {
	return s != "" && strings.IndexByte("+-.0123456789", s[0]) >= 0 && numbers.MatchString(s)
}

// checkPlain refuses plain scalars that readers of YAML understand differently.
func (b *builder) checkPlain(n *Node) {
	if n.Kind != Scalar || n.Style != Plain || n.Refused {
		return
	}
	switch text := n.Text; {
	case isBoolean(text):
		n.Refused = true
		b.diags.Add(&implicitBoolean, n.Span, "%q is a boolean to some readers of YAML and text to others", text).
			Mend(`write true or false, or "%s" in quotes for the text`, text)
	case isNull(text):
		n.Refused = true
		b.diags.Add(&null, n.Span, "%q is no value; nothing in a design takes null", text).
			Mend(`leave the key out, or write "%s" in quotes for the text`, text)
	case isNumber(text) && !decimal.MatchString(text):
		n.Refused = true
		b.diags.Add(&numberSpelling, n.Span, "%q is a number to some readers of YAML and another, or text, to others", text).
			Mend("write a decimal number, or quote it")
	}
}

// checkKey refuses plain keys that are no text to readers of YAML.
func (b *builder) checkKey(n *Node) bool {
	if n.Refused { // an alias or a tagged key
		return false
	}
	text, what := n.Text, ""
	switch {
	case n.Style != Plain:
	case text == "true", text == "false", isBoolean(text):
		what = "a boolean"
	case isNull(text):
		what = "null"
	case isNumber(text):
		what = "a number"
	}
	if what != "" {
		b.diags.Add(&keyNotText, n.Span, "the key %q is %s to readers of YAML, must be text", text, what).
			Mend("use another name, or quote it")
	}
	return what == ""
}
