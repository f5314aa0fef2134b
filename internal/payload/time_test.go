package payload_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/newel-api/newel/internal/payload"
)

func TestParseTime(t *testing.T) {
	cases := []struct{ written, want string }{ // want in UTC; "" = refused
		{"2026-11-01T09:30:00Z", "2026-11-01T09:30:00.000000Z"},
		{"2026-11-01t09:30:00z", "2026-11-01T09:30:00.000000Z"},
		{"2026-11-01T09:30:00.5Z", "2026-11-01T09:30:00.500000Z"},
		{"2026-11-01T09:30:00.123456Z", "2026-11-01T09:30:00.123456Z"},
		{"2026-11-01T09:30:00.1234569Z", "2026-11-01T09:30:00.123456Z"}, // cut
		{"2026-11-01T09:30:59.999999999999Z", "2026-11-01T09:30:59.999999Z"},
		{"1969-12-31T23:59:59.9999999Z", "1969-12-31T23:59:59.999999Z"}, // towards the past also before 1970
		{"2026-11-01T09:30:00.0000000Z", "2026-11-01T09:30:00.000000Z"},
		{"2026-11-01T09:30:00+00:00", "2026-11-01T09:30:00.000000Z"},
		{"2026-11-01T09:30:00-00:00", "2026-11-01T09:30:00.000000Z"},
		{"2026-11-01T09:30:00+05:45", "2026-11-01T03:45:00.000000Z"},
		{"2026-11-01T09:30:00-09:30", "2026-11-01T19:00:00.000000Z"},
		{"2026-11-01T09:30:00+14:00", "2026-10-31T19:30:00.000000Z"},
		{"2026-12-31T23:30:00.25-00:45", "2027-01-01T00:15:00.250000Z"},
		{"2026-11-01T09:30:00+23:59", "2026-10-31T09:31:00.000000Z"},
		{"2024-02-29T00:00:00Z", "2024-02-29T00:00:00.000000Z"},
		{"2000-02-29T00:00:00Z", "2000-02-29T00:00:00.000000Z"},
		{"0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000000Z"},
		{"0000-12-31T23:30:00-01:00", "0001-01-01T00:30:00.000000Z"},
		{"9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999999Z"},
		{"0001-01-01T00:30:00+01:00", ""},
		{"0000-01-01T00:00:00Z", ""},
		{"9999-12-31T23:30:00-01:00", ""},
		{"2023-02-29T00:00:00Z", ""},
		{"1900-02-29T00:00:00Z", ""},
		{"2026-04-31T00:00:00Z", ""},
		{"2026-00-01T00:00:00Z", ""},
		{"2026-13-01T00:00:00Z", ""},
		{"2026-01-00T00:00:00Z", ""},
		{"2026-01-32T00:00:00Z", ""},
		{"2026-11-01T24:00:00Z", ""},
		{"2026-11-01T09:60:00Z", ""},
		{"2016-12-31T23:59:60Z", ""}, // a leap second that was
		{"2026-11-01T09:30:00+24:00", ""},
		{"2026-11-01T09:30:00+01:60", ""},
		{"", ""},
		{"Z", ""},
		{"now", ""},
		{"2026-11-01", ""},
		{"2026-11-01T09:30:00", ""},
		{"2026-11-01T09:30Z", ""},
		{"2026-11-01 09:30:00Z", ""},
		{"2026-11-01_09:30:00Z", ""},
		{"2026-11-01T09:30:00 01:00", ""},
		{"2026-11-01T09:30:00+0100", ""},
		{"2026-11-01T09:30:00+01", ""},
		{"2026-11-01T09:30:00+01.00", ""},
		{"2026-11-01T09:30:00+1:00", ""},
		{"2026-11-01T09:30:00UTC", ""},
		{"2026-11-01T09:30:00ZZ", ""},
		{"2026-11-01T09:30:00Z ", ""},
		{" 2026-11-01T09:30:00Z", ""},
		{"2026-11-01T09:30:00.Z", ""},
		{"2026-11-01T09:30:00.", ""},
		{"2026-11-01T09:30:00.1", ""},
		{"2026-11-01T09:30:00,5Z", ""},
		{"2026-11-01T09:30:00.-1Z", ""},
		{"2026-11-01T09:30:00.+1Z", ""},
		{"20261101T093000Z", ""},
		{"2026/11/01T09:30:00Z", ""},
		{"26-11-01T09:30:00Z", ""},
		{"+2026-11-01T09:30:00Z", ""},
		{"-026-11-01T09:30:00Z", ""},
		{"2026-+1-01T09:30:00Z", ""},
		{"2026-11-01T-9:30:00Z", ""},
		{"12026-11-01T09:30:00Z", ""},
		{"2026-11-01T09:30:0\u0660Z", ""},
		{"２026-11-01T09:30:00Z", ""},
		{"2026-11-01T09:30:00−01:00", ""},
	}
	for _, c := range cases {
		micros, ok := payload.ParseTime(c.written)
		got := ""
		if ok {
			got = string(payload.AppendTime(nil, micros))
		}
		if got != c.want {
			t.Errorf("%q: got %q, want %q", c.written, got, c.want)
		}
		if c.want == "" {
			continue
		}
		std, err := time.Parse(time.RFC3339Nano, c.written[:10]+"T"+c.written[11:])
		if err == nil && std.UnixMicro() != micros {
			t.Errorf("%q: package time says %d, got %d", c.written, std.UnixMicro(), micros)
		}
	}
}

func TestAppendTimeOutsideItsYears(t *testing.T) {
	for micros, want := range map[int64]string{
		-1 << 63:  "0001-01-01T00:00:00.000000Z",
		1<<63 - 1: "9999-12-31T23:59:59.999999Z",
		-1:        "1969-12-31T23:59:59.999999Z",
		0:         "1970-01-01T00:00:00.000000Z",
	} {
		if got := string(payload.AppendTime(nil, micros)); got != want {
			t.Errorf("%d: got %s, want %s", micros, got, want)
		}
	}
}

func TestTimeRoundTrip(t *testing.T) {
	first, last := time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(9999, 12, 31, 23, 59, 59, 999_999_000, time.UTC)
	rapid.Check(t, func(t *rapid.T) {
		micros := rapid.Int64Range(first.UnixMicro(), last.UnixMicro()).Draw(t, "micros")
		offset := rapid.IntRange(-1439, 1439).Draw(t, "offset")
		written := string(payload.AppendTime(nil, micros))
		if want := time.UnixMicro(micros).UTC().Format("2006-01-02T15:04:05.000000Z"); written != want {
			t.Fatalf("%d: got %s, want %s", micros, written, want)
		}
		if back, ok := payload.ParseTime(written); !ok || back != micros {
			t.Fatalf("%s: %d %v", written, back, ok)
		}
		local := time.UnixMicro(micros).In(time.FixedZone("", offset*60))
		if local.Year() < 0 || local.Year() > 9999 {
			return
		}
		there := local.Format("2006-01-02T15:04:05.000000-07:00")
		if back, ok := payload.ParseTime(there); !ok || back != micros {
			t.Fatalf("%s: got %d %v, want %d", there, back, ok, micros)
		}
	})
}
