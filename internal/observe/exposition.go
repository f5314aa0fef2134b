package observe

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"
)

// ContentType is the media type of what [Metrics.Append] writes.
const ContentType = "text/plain; version=0.0.4; charset=utf-8"

// family is one metric with all its samples.
type family struct {
	name, help string
	typ        Type
	samples    func(dst []byte) []byte
}

// histogramType is the type of a family that no reading has.
const histogramType Type = "histogram"

// Append appends all figures in Prometheus's text format 0.0.4, in an order that
// does not change: families by name, samples by labels.
func (m *Metrics) Append(dst []byte) []byte {
	m.mu.Lock()
	series, readings := slices.Clone(m.series), slices.Clone(m.readings)
	var own []counted
	for _, f := range m.figures {
		own = append(own, *f)
	}
	m.mu.Unlock()
	families := append(append(m.own(series), process(m.start)...), counts(own)...)
	for _, r := range readings {
		families = append(families, single(r.name, r.help, r.typ, r.read()))
	}
	slices.SortStableFunc(families, func(a, b family) int { return cmp.Compare(a.name, b.name) })
	for _, f := range families {
		dst = append(dst, "# HELP "+f.name+" "+helpEscapes.Replace(f.help)+"\n# TYPE "+f.name+" "+string(f.typ)+"\n"...)
		dst = f.samples(dst)
	}
	return dst
}

// own returns the families that Newel counts itself.
func (m *Metrics) own(series []*Series) []family {
	const requests, seconds = "newel_requests_total", "newel_request_seconds"
	return []family{
		{requests, "Requests answered, by operation, method and class of status.", Counter, func(dst []byte) []byte {
			for _, s := range series {
				for i := range s.classes {
					// The classes of an alert's rate need a beginning at zero.
					if n := s.classes[i].count(); n > 0 || i == 1 || i == 3 || i == 4 {
						dst = appendSample(dst, requests, s.labels(i), strconv.FormatUint(n, 10))
					}
				}
			}
			return dst
		}},
		{seconds, "Time from the end of a request's header to the end of its answer.", histogramType, func(dst []byte) []byte {
			for _, s := range series {
				for i := range s.classes {
					dst = s.classes[i].append(dst, seconds, s.labels(i))
				}
			}
			return dst
		}},
		{"newel_deprecated_requests_total", "Requests for operations that are deprecated.", Counter, func(dst []byte) []byte {
			for _, s := range series {
				if s.deprecated {
					dst = appendSample(dst, "newel_deprecated_requests_total", label("operation", s.operation)+","+label("method", s.method), strconv.FormatUint(s.count(), 10))
				}
			}
			return dst
		}},
		single("newel_requests_in_flight", "Requests under way now.", Gauge, float64(m.inFlight.Load())),
	}
}

// count returns the number of requests.
func (s *Series) count() (n uint64) {
	for i := range s.classes {
		n += s.classes[i].count()
	}
	return n
}

func (s *Series) labels(class int) string {
	return label("operation", s.operation) + "," + label("method", s.method) + "," + label("class", strconv.Itoa(class+1)+"xx")
}

// append appends the samples of a histogram that counted something.
func (h *histogram) append(dst []byte, name, labels string) []byte {
	var counts [len(h.buckets)]uint64
	total := uint64(0)
	for i := range counts {
		total += h.buckets[i].Load()
		counts[i] = total
	}
	if total == 0 {
		return dst
	}
	for i, n := range counts {
		bound := math.Inf(1)
		if i < len(bounds) {
			bound = bounds[i].Seconds()
		}
		dst = appendSample(dst, name+"_bucket", labels+","+label("le", number(bound)), strconv.FormatUint(n, 10))
	}
	dst = appendSample(dst, name+"_sum", labels, number(float64(h.sum.Load())/1e9))
	return appendSample(dst, name+"_count", labels, strconv.FormatUint(total, 10))
}

// single returns a family with one sample and no labels.
func single(name, help string, typ Type, v float64) family {
	return family{name, help, typ, func(dst []byte) []byte { return appendSample(dst, name, "", number(v)) }}
}

func appendSample(dst []byte, name, labels, v string) []byte {
	dst = append(dst, name...)
	if labels != "" {
		dst = append(dst, "{"+labels+"}"...)
	}
	return append(dst, " "+v+"\n"...)
}

// The escapes of the format: quotes are free in help texts.
var (
	helpEscapes  = strings.NewReplacer(`\`, `\\`, "\n", `\n`)
	labelEscapes = strings.NewReplacer(`\`, `\\`, "\n", `\n`, `"`, `\"`)
)

func label(name, v string) string { return name + `="` + labelEscapes.Replace(v) + `"` }

// number writes v as the format reads it.
func number(v float64) string {
	if math.IsInf(v, 1) {
		return "+Inf"
	}
	return strconv.FormatFloat(v, 'g', -1, 64)
}
