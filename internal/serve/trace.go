package serve

// traceOf returns the id of the trace that a traceparent header names (W3C Trace Context
// section 3.2); "" for none, and for a header that does not keep to the form: then the
// request is no part of a trace.
func traceOf(lines []string) string {
	const version, trace, parent, flags, whole = 0, 3, 36, 53, 55
	if len(lines) != 1 || len(lines[0]) < whole {
		return ""
	}
	s := lines[0]
	if s[trace-1] != '-' || s[parent-1] != '-' || s[flags-1] != '-' {
		return ""
	}
	if len(s) > whole && (s[:2] == "00" || s[whole] != '-') { // a later version may go on
		return ""
	}
	for _, part := range [...]string{s[version : trace-1], s[trace : parent-1], s[parent : flags-1], s[flags:whole]} {
		if !lowerHex(part) {
			return ""
		}
	}
	if s[:2] == "ff" || allZero(s[trace:parent-1]) || allZero(s[parent:flags-1]) {
		return ""
	}
	return s[trace : parent-1]
}

func lowerHex(s string) bool {
	for _, c := range []byte(s) {
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}

func allZero(s string) bool {
	for _, c := range []byte(s) {
		if c != '0' {
			return false
		}
	}
	return true
}
