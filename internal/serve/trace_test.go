package serve

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"
)

// TestTrace: the ids of traces that are believed (W3C Trace Context section 3.2.2).
func TestTrace(t *testing.T) {
	const trace, parent = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
	for header, want := range map[string]string{
		"00-" + trace + "-" + parent + "-01":                   trace,
		"00-" + trace + "-" + parent + "-ff":                   trace,
		"cc-" + trace + "-" + parent + "-00":                   trace, // a later version
		"cc-" + trace + "-" + parent + "-00-more":              trace,
		"cc-" + trace + "-" + parent + "-00more":               "",
		"00-" + trace + "-" + parent + "-00-more":              "",
		"ff-" + trace + "-" + parent + "-01":                   "",
		"00-" + strings.Repeat("0", 32) + "-" + parent + "-01": "",
		"00-" + trace + "-" + strings.Repeat("0", 16) + "-01":  "",
		"00-" + strings.ToUpper(trace) + "-" + parent + "-01":  "",
		"00-" + trace[1:] + "-" + parent + "-01":               "",
		"00_" + trace + "-" + parent + "-01":                   "",
		"00-" + trace + "-" + parent + "-0g":                   "",
		"00-" + trace + "-" + parent + "-0":                    "",
		"":                                                     "",
	} {
		if got := traceOf([]string{header}); got != want {
			t.Errorf("%q is of trace %q, want %q", header, got, want)
		}
	}
	good := "00-" + trace + "-" + parent + "-01"
	if got := traceOf([]string{good, good}); got != "" {
		t.Errorf("two headers are of trace %q", got)
	}
}

// TestTraceIsTold: the trace stands in problems and in the line of the log, and one that is
// none stands nowhere.
func TestTraceIsTold(t *testing.T) {
	const trace = "4bf92f3577b34da6a3ce929d0e0e4736"
	for header, told := range map[string]bool{"00-" + trace + "-00f067aa0ba902b7-01": true, "00-" + trace + "-00f067aa0ba902b7": false, "": false} {
		var log bytes.Buffer
		h := New(Options{Plan: things(), Runner: runner(hello), Log: slog.New(slog.NewJSONHandler(&log, nil))})
		w := serveOne(h, "GET", "/nowhere", "", "Traceparent", header)
		for what, text := range map[string]string{"problem": w.Body.String(), "log": log.String()} {
			if strings.Contains(text, `"trace_id":"`+trace+`"`) != told || strings.Contains(text, "trace_id") != told {
				t.Errorf("%q: the %s is %s", header, what, text)
			}
		}
	}
}

func FuzzTrace(f *testing.F) {
	f.Add("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
	f.Add("--------------------------------------------------------")
	f.Fuzz(func(t *testing.T, header string) {
		if got := traceOf([]string{header}); got != "" && (len(got) != 32 || strings.Trim(got, "0123456789abcdef") != "" || !strings.Contains(header, got)) {
			t.Errorf("%q is of trace %q", header, got)
		}
	})
}
