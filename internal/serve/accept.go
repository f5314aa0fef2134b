package serve

import (
	"strconv"
	"strings"
)

// quality returns how much a client wants something by the lines of a header such as
// Accept: from 0, not at all, to 1000 (RFC 9110 section 12.4.2). match tells how well a
// range fits, 0 for not; the range that fits best decides. What cannot be read is left
// out. said is false when no range of the header fits.
func quality(lines []string, match func(rng string) int) (q int, said bool) {
	best := 0
	for _, line := range lines {
		for member := range strings.SplitSeq(line, ",") {
			rng, weight, ok := rangeOf(member)
			if !ok {
				continue
			}
			switch fit := match(rng); {
			case fit == 0:
			case fit > best, fit == best && weight > q:
				best, q = fit, weight
			}
		}
	}
	return q, best > 0
}

// rangeOf takes apart one member of such a header: "text/html;level=1;q=0.4". Other
// parameters than the weight are left out of account.
func rangeOf(member string) (rng string, weight int, ok bool) {
	rng, parameters, more := strings.Cut(member, ";")
	rng = strings.Trim(rng, " \t")
	if rng == "" {
		return "", 0, false
	}
	weight = 1000
	for more {
		var one string
		one, parameters, more = strings.Cut(parameters, ";")
		name, text, _ := strings.Cut(strings.Trim(one, " \t"), "=")
		if strings.EqualFold(name, "q") {
			if weight, ok = weightOf(text); !ok {
				return "", 0, false
			}
		}
	}
	return rng, weight, true
}

// weightOf reads a weight: 0 to 1 with three digits behind the point at most.
func weightOf(s string) (thousandths int, ok bool) {
	whole, fraction, _ := strings.Cut(s, ".")
	if whole != "0" && whole != "1" || len(fraction) > 3 {
		return 0, false
	}
	n, err := strconv.ParseUint(whole+(fraction + "000")[:3], 10, 16)
	return int(n), err == nil && n <= 1000
}

// How well a range fits a media type.
const (
	fitsAny = iota + 1
	fitsKind
	fitsType
)

// fits tells how well a range of media types fits one, as "text/" and "html".
func fits(rng, kind, name string) int {
	switch {
	case rng == "*/*":
		return fitsAny
	case len(rng) < len(kind) || !strings.EqualFold(rng[:len(kind)], kind):
		return 0
	case rng[len(kind):] == "*":
		return fitsKind
	case strings.EqualFold(rng[len(kind):], name):
		return fitsType
	}
	return 0
}

func fitsJSON(rng string) int { return fits(rng, "application/", "json") }

// namesProblems is for problems by their name alone: a wider range speaks of JSON too.
func namesProblems(rng string) int {
	if fits(rng, "application/", "problem+json") == fitsType {
		return fitsType
	}
	return 0
}

// fitsHTML is for browsers, which name XHTML too.
func fitsHTML(rng string) int {
	if fits(rng, "application/", "xhtml+xml") == fitsType {
		return fitsType
	}
	return fits(rng, "text/", "html")
}

// takesJSON refuses a request that excludes JSON, which all answers are. Whoever takes
// problems only is served too: a program may not care for the body of what it asks.
func (x *exchange) takesJSON() error {
	lines := x.r.Header["Accept"]
	if len(lines) == 0 || len(lines) == 1 && (lines[0] == "*/*" || lines[0] == isJSON[0]) {
		return nil
	}
	readable := false
	for _, line := range lines {
		for member := range strings.SplitSeq(line, ",") {
			_, _, ok := rangeOf(member)
			readable = readable || ok
		}
	}
	if !readable {
		return nil
	}
	if q, _ := quality(lines, fitsJSON); q > 0 {
		return nil
	}
	if q, said := quality(lines, namesProblems); said && q > 0 {
		return nil
	}
	return &problem{code: "not_acceptable"}
}
