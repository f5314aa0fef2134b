package observe

import (
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// BenchmarkLog is the line of one request: by hand, and as slog's handler writes it.
func BenchmarkLog(b *testing.B) {
	file, err := os.OpenFile(filepath.Join(b.TempDir(), "log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		b.Fatal(err)
	}
	defer file.Close()
	for _, c := range []struct {
		name string
		log  *slog.Logger
	}{
		{"lines", NewLogger(io.Discard, false)},
		{"slog", slog.New(slog.NewJSONHandler(io.Discard, nil))},
		{"gathered", NewGatheringLogger(io.Discard)},
		{"lines to a file", NewLogger(file, false)},
		{"gathered to a file", NewGatheringLogger(file)},
		{"slog to a file", slog.New(slog.NewJSONHandler(file, nil))},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				r := Request{
					At: time.Now(), ID: "MIYMKNKN63U66ARZE5HACJTNNW", Operation: "getThing", Method: "GET",
					Route: "/v1/things/{id}", Path: "/v1/things/thg_00000000000000000000000000", Status: 200, Took: 123 * time.Microsecond, Bytes: 700,
				}
				r.Log(b.Context(), c.log)
			}
		})
	}
}
