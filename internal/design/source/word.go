package source

import "regexp"

// Words that YAML 1.1, which many tools still read, takes for something else than
// text. YAML 1.2 kept true, false and null, in three spellings each.
var (
	booleans = regexp.MustCompile(`^(?:y|Y|n|N|yes|Yes|YES|no|No|NO|on|On|ON|off|Off|OFF|True|TRUE|False|FALSE)$`)
	nulls    = regexp.MustCompile(`^(?:null|Null|NULL|~)$`)
	decimal  = regexp.MustCompile(`^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?$`)
	numbers  = regexp.MustCompile(`^[-+]?(?:` +
		`0b[01_]+|0o?[0-7_]+|0x[0-9a-fA-F_]+|` + // other bases
		`[0-9][0-9_]*(?:\.[0-9_]*)?(?:[eE][-+]?[0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+]?[0-9]+)?|` + // fractions, exponents, 1_000, 007
		`[1-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?|` + // base 60: 12:30
		`\.(?:inf|Inf|INF))$|^\.(?:nan|NaN|NAN)$`)
)

// checkPlain refuses plain scalars that readers of YAML understand differently.
func (b *builder) checkPlain(n *Node) {
	if n.Kind != Scalar || n.Style != Plain || n.Refused {
		return
	}
	switch text := n.Text; {
	case booleans.MatchString(text):
		n.Refused = true
		b.diags.Add(&implicitBoolean, n.Span, "%q is a boolean to some readers of YAML and text to others", text).
			Mend(`write true or false, or "%s" in quotes for the text`, text)
	case nulls.MatchString(text):
		n.Refused = true
		b.diags.Add(&null, n.Span, "%q is no value; nothing in a design takes null", text).
			Mend(`leave the key out, or write "%s" in quotes for the text`, text)
	case numbers.MatchString(text) && !decimal.MatchString(text):
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
	case text == "true", text == "false", booleans.MatchString(text):
		what = "a boolean"
	case nulls.MatchString(text):
		what = "null"
	case numbers.MatchString(text):
		what = "a number"
	}
	if what != "" {
		b.diags.Add(&keyNotText, n.Span, "the key %q is %s to readers of YAML, must be text", text, what).
			Mend("use another name, or quote it")
	}
	return what == ""
}
