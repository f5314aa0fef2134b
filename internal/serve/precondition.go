package serve

import (
	"strconv"
	"strings"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/exec"
)

// preconditions reads the If-Match and If-None-Match headers. A list and what is to
// be created have no entity tag: If-Match with one cannot be met there, and
// If-None-Match says nothing. Nothing here has a date of modification, so the
// headers about that mean nothing either (RFC 9110 section 13.1).
func (x *exchange) preconditions() error {
	header := x.r.Header
	var ok bool
	if x.call.IfMatch, ok = precondition(header["If-Match"], false, x.tagEnd()); !ok {
		return &problem{code: "invalid_precondition"}
	}
	if x.call.IfNone, ok = precondition(header["If-None-Match"], true, x.tagEnd()); !ok {
		return &problem{code: "invalid_precondition", detail: `The If-None-Match header must be "*" or a list of entity tags in double quotes.`}
	}
	if x.h.compress && x.call.IfNone.Given {
		x.tags = packedVersions(header["If-None-Match"], x.tagEnd(), x.tags[:0])
	}
	if v := x.call.Operation.Verb; v != design.List && v != design.Create {
		return nil
	}
	x.call.IfNone = exec.Precondition{}
	if x.call.IfMatch.Given && !x.call.IfMatch.Any {
		return &problem{code: "precondition_failed", detail: "There is no entity tag at this address."}
	}
	return nil
}

// precondition reads the lines of a header that is "*" or a list of entity tags. A
// tag that is no version with that end is none that a row ever has. A weak tag counts only where
// the comparison is weak (RFC 9110 section 8.8.3.2).
func precondition(lines []string, weak bool, end string) (p exec.Precondition, ok bool) {
	if len(lines) == 0 {
		return p, true
	}
	p.Given = true
	if len(lines) == 1 && strings.Trim(lines[0], " \t") == "*" {
		p.Any = true
		return p, true
	}
	tags := 0
	for _, line := range lines {
		for rest := strings.TrimLeft(line, " \t,"); rest != ""; tags++ {
			var tag string
			var isWeak bool
			if tag, isWeak, rest, ok = cutTag(rest); !ok {
				return p, false
			}
			if version, _, known := versionOf(tag, end); known && (weak || !isWeak) {
				p.Versions = append(p.Versions, version)
			}
		}
	}
	return p, tags > 0
}

// packedVersions appends the versions that a list of tags names as compressed.
func packedVersions(lines []string, end string, dst []int64) []int64 {
	for _, line := range lines {
		for rest, ok := strings.TrimLeft(line, " \t,"), true; ok && rest != ""; {
			var tag string
			if tag, _, rest, ok = cutTag(rest); ok {
				if version, packed, known := versionOf(tag, end); known && packed {
					dst = append(dst, version)
				}
			}
		}
	}
	return dst
}

// cutTag takes an entity tag from the beginning of a list, with the commas after it.
func cutTag(s string) (tag string, weak bool, rest string, ok bool) {
	s, weak = strings.CutPrefix(s, "W/")
	if s == "" || s[0] != '"' {
		return "", false, "", false
	}
	end := strings.IndexByte(s[1:], '"') + 1
	if end == 0 {
		return "", false, "", false
	}
	tag, rest = s[1:end], strings.TrimLeft(s[end+1:], " \t")
	for _, c := range []byte(tag) {
		if c <= ' ' || c == 0x7f {
			return "", false, "", false
		}
	}
	if rest != "" && rest[0] != ',' {
		return "", false, "", false
	}
	return tag, weak, strings.TrimLeft(rest, " \t,"), true
}

// versionOf reads a version as tagOf writes it, and in no other spelling. end is that of
// the version of the API.
func versionOf(tag, end string) (version int64, packed, ok bool) {
	tag, packed = strings.CutSuffix(tag, gzipTag)
	if tag, ok = strings.CutSuffix(tag, end); !ok {
		return 0, false, false
	}
	version, err := strconv.ParseInt(tag, 10, 64)
	return version, packed, err == nil && version > 0 && strconv.FormatInt(version, 10) == tag
}
