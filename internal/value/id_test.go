package value_test

import (
	"bytes"
	"encoding/binary"
	"math/big"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/newel-api/newel/internal/value"
)

const letters = "0123456789abcdefghjkmnpqrstvwxyz"

// idTime returns when id was made, to the millisecond.
func idTime(id value.Value) time.Time {
	var b [8]byte
	copy(b[2:], id.Str[:6])
	return time.UnixMilli(int64(binary.BigEndian.Uint64(b[:]))).UTC()
}

func TestNewIDRises(t *testing.T) {
	before := time.Now()
	last := value.NewID()
	if made := idTime(last); made.Before(before.Truncate(time.Millisecond)) {
		t.Errorf("made %v, before it was asked for at %v", made, before)
	}
	// Far over the 4,096 of one millisecond.
	for range 50_000 {
		id := value.NewID()
		if value.Compare(last, id) >= 0 {
			t.Fatalf("%x comes after %x", id.Str, last.Str)
		}
		last = id
	}
}

func TestNewIDIsVersion7(t *testing.T) {
	tails := map[string]bool{}
	for range 1000 { // over several refills of the random bytes
		id := value.NewID()
		if id.Kind != value.ID || len(id.Str) != 16 || id.Str[6]>>4 != 7 || id.Str[8]>>6 != 0b10 {
			t.Fatalf("%x is no UUIDv7", id.Str)
		}
		tails[id.Str[8:]] = true
	}
	if len(tails) != 1000 {
		t.Errorf("%d different tails in 1000 ids", len(tails))
	}
}

func TestNewIDIsUniqueAmongGoroutines(t *testing.T) {
	const workers, each = 8, 5000
	made := make([][]string, workers)
	var group sync.WaitGroup
	for w := range workers {
		group.Go(func() {
			for range each {
				made[w] = append(made[w], value.NewID().Str)
			}
		})
	}
	group.Wait()
	seen := map[string]bool{}
	for _, list := range made {
		if !slices.IsSorted(list) {
			t.Error("ids fell within one goroutine")
		}
		for _, id := range list {
			seen[id] = true
		}
	}
	if len(seen) != workers*each {
		t.Errorf("%d different ids, %d were made", len(seen), workers*each)
	}
}

func TestFixedID(t *testing.T) {
	id := value.FixedID(0x0123456789ab, 0xcde, 0x0f1e2d3c4b5a6978)
	const want = "\x01\x23\x45\x67\x89\xab\x7c\xde\x8f\x1e\x2d\x3c\x4b\x5a\x69\x78"
	if id.Kind != value.ID || id.Str != want {
		t.Errorf("got %x, want %x", id.Str, want)
	}
	// Bits that there is no room for do not spill into version and variant.
	if id := value.FixedID(0, 0xffff, 1<<63|1<<62|5); id != value.FixedID(0, 0xfff, 5) {
		t.Errorf("got %x", id.Str)
	}
	if made := idTime(id); made.UnixMilli() != 0x0123456789ab || made.Location() != time.UTC {
		t.Errorf("made %v", made)
	}
}

func TestIDOnTheWire(t *testing.T) {
	cases := map[string]string{
		strings.Repeat("\x00", 16):                                     "tkt_00000000000000000000000000",
		strings.Repeat("\x00", 15) + "\x01":                            "tkt_00000000000000000000000001",
		strings.Repeat("\x00", 15) + "\x20":                            "tkt_00000000000000000000000010",
		strings.Repeat("\xff", 16):                                     "tkt_7zzzzzzzzzzzzzzzzzzzzzzzzz",
		"\x80" + strings.Repeat("\x00", 15):                            "tkt_40000000000000000000000000",
		"\x00\x00\x00\x00\x00\x00\x00\x01" + strings.Repeat("\x00", 8): "tkt_0000000000000g000000000000",
	}
	for raw, want := range cases {
		if got := string(value.AppendID(nil, "tkt", raw)); got != want {
			t.Errorf("%x: got %s, want %s", raw, got, want)
		}
	}
	for _, raw := range []string{"", "short", strings.Repeat("x", 17)} {
		if got := value.AppendID([]byte("before"), "tkt", raw); string(got) != "before" {
			t.Errorf("%q: got %s", raw, got)
		}
	}
}

// spelled is the text of an id by another way than the package's: big integers
// in base 32.
func spelled(prefix string, raw []byte) string {
	digits := new(big.Int).SetBytes(raw).Text(32)
	out := []byte(prefix + "_" + strings.Repeat("0", value.IDLetters-len(digits)))
	for i := range len(digits) {
		out = append(out, letters[strings.IndexByte("0123456789abcdefghijklmnopqrstuv", digits[i])])
	}
	return string(out)
}

func TestIDRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		prefix := rapid.StringMatching("[a-z]{1,8}").Draw(t, "prefix")
		raw := rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "raw")
		text := string(value.AppendID(nil, prefix, raw))
		if text != spelled(prefix, raw) || text != string(value.AppendID(nil, prefix, string(raw))) {
			t.Fatalf("%x: got %s, want %s", raw, text, spelled(prefix, raw))
		}
		back, ok := value.ParseID(prefix, text)
		if !ok || back.Kind != value.ID || back.Str != string(raw) {
			t.Fatalf("%s: read as %+v", text, back)
		}
		other := rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "other")
		if strings.Compare(text, string(value.AppendID(nil, prefix, other))) != bytes.Compare(raw, other) {
			t.Fatalf("%x and %x sort otherwise as texts", raw, other)
		}
	})
}

func TestParseIDRefuses(t *testing.T) {
	good := "tkt_01hf7yat0000g08000000000g1"
	if _, ok := value.ParseID("tkt", good); !ok {
		t.Fatalf("%s is refused", good)
	}
	bad := []string{
		"", "tkt", "tkt_", "_", good[4:], "_" + good[4:],
		strings.ToUpper(good), "TKT_" + good[4:], "tkt_" + strings.ToUpper(good[4:]),
		"usr_" + good[4:], "tk_" + good[4:], "tktt_" + good[4:], "tkt-" + good[4:], "tkt0" + good[4:],
		good + "0", good[:len(good)-1], " " + good, good + " ", good + "\n",
		"tkt_" + good[4:12] + "-" + good[13:],
	}
	for _, letter := range "iloué \x00" { // Crockford reads i and l as 1, o as 0; one spelling is enough
		bad = append(bad, good[:len(good)-len(string(letter))]+string(letter))
	}
	for _, first := range letters[8:] { // over 128 bits
		bad = append(bad, "tkt_"+string(first)+good[5:])
	}
	for _, s := range bad {
		if v, ok := value.ParseID("tkt", s); ok || v != (value.Value{}) {
			t.Errorf("%q is read as %x", s, v.Str)
		}
	}
}

// TestIDHasOneSpelling reads texts that look like ids: what is accepted is
// written back letter by letter.
func TestIDHasOneSpelling(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching("(a|ab)_[0-7][0-9a-zA-Z]{25}|a_[0-9a-z]{25,27}|a_[0-7]["+letters+"]{25}").Draw(t, "text")
		id, ok := value.ParseID("a", text)
		plausible := strings.HasPrefix(text, "a_") && len(text) == 28 && text[2] < '8' && strings.Trim(text[2:], letters) == ""
		if ok != plausible {
			t.Fatalf("%s: accepted is %v", text, ok)
		}
		if ok && string(value.AppendID(nil, "a", id.Str)) != text {
			t.Fatalf("%s is another spelling of %s", text, value.AppendID(nil, "a", id.Str))
		}
	})
}

func TestAppendIDAllocatesNothing(t *testing.T) {
	id := value.NewID()
	raw, dst := []byte(id.Str), make([]byte, 0, 64)
	if n := testing.AllocsPerRun(100, func() { dst = value.AppendID(dst[:0], "tkt", raw) }); n != 0 {
		t.Errorf("%v allocations for bytes", n)
	}
	if n := testing.AllocsPerRun(100, func() { dst = value.AppendID(dst[:0], "tkt", id.Str) }); n != 0 {
		t.Errorf("%v allocations for a string", n)
	}
}
