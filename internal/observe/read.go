package observe

import (
	"strconv"
	"strings"
)

// Sample is one line of what [Metrics.Append] writes, read again.
type Sample struct {
	Name   string
	Labels map[string]string
	Value  float64
}

// Samples reads figures in Prometheus's text format 0.0.4. Lines that are none are passed
// over.
func Samples(text string) (all []Sample) {
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		if s, ok := sample(line); ok {
			all = append(all, s)
		}
	}
	return all
}

func sample(line string) (s Sample, ok bool) {
	end := strings.IndexAny(line, "{ \t")
	if end <= 0 {
		return s, false
	}
	s.Name, s.Labels = line[:end], map[string]string{}
	rest := line[end:]
	if rest[0] == '{' {
		if rest, ok = labels(rest[1:], s.Labels); !ok {
			return s, false
		}
	}
	number := strings.Fields(rest)
	if len(number) == 0 {
		return s, false
	}
	v, err := strconv.ParseFloat(number[0], 64)
	s.Value = v
	return s, err == nil
}

// labels reads labels up to the brace, and returns what follows it.
func labels(text string, into map[string]string) (rest string, ok bool) {
	for {
		text = strings.TrimLeft(text, " ,")
		if strings.HasPrefix(text, "}") {
			return text[1:], true
		}
		name, after, found := strings.Cut(text, `="`)
		if !found {
			return "", false
		}
		end := 0
		for end < len(after) && after[end] != '"' {
			if after[end] == '\\' {
				end++
			}
			end++
		}
		if end >= len(after) {
			return "", false
		}
		into[name] = strings.NewReplacer(`\\`, `\`, `\"`, `"`, `\n`, "\n").Replace(after[:end])
		text = after[end+1:]
	}
}
