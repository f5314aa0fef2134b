package serve

import (
	"math"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/newel-api/newel/internal/exec"
)

func TestPrecondition(t *testing.T) {
	given := func(versions ...int64) exec.Precondition { return exec.Precondition{Given: true, Versions: versions} }
	cases := []struct {
		name         string
		lines        []string
		strong, weak exec.Precondition
	}{
		{"none", nil, exec.Precondition{}, exec.Precondition{}},
		{"star", []string{"*"}, exec.Precondition{Given: true, Any: true}, exec.Precondition{Given: true, Any: true}},
		{"star with spaces", []string{" \t* "}, exec.Precondition{Given: true, Any: true}, exec.Precondition{Given: true, Any: true}},
		{"one", []string{`"7"`}, given(7), given(7)},
		{"list", []string{`"7", "8"`}, given(7, 8), given(7, 8)},
		{"list without spaces", []string{`"7","8"`}, given(7, 8), given(7, 8)},
		{"empty elements", []string{`, ,"7" ,, "8",`}, given(7, 8), given(7, 8)},
		{"two lines", []string{`"7"`, `"8"`}, given(7, 8), given(7, 8)},
		{"weak", []string{`W/"7"`}, given(), given(7)},
		{"weak among strong", []string{`"6", W/"7", "8"`}, given(6, 8), given(6, 7, 8)},
		{"a comma inside a tag", []string{`"7,8"`}, given(), given()},
		{"no version of ours", []string{`"abc"`}, given(), given()},
		{"empty tag", []string{`""`}, given(), given()},
		{"another spelling", []string{`"07", "+7", "7 "`[:10]}, given(), given()},
		{"never a version", []string{`"0", "-1"`}, given(), given()},
		{"too large", []string{`"9223372036854775808"`}, given(), given()},
		{"largest", []string{`"9223372036854775807"`}, given(math.MaxInt64), given(math.MaxInt64)},
		{"bytes beyond ASCII", []string{"\"\xe9\""}, given(), given()},
	}
	for _, c := range cases {
		for _, comparison := range []struct {
			weak bool
			want exec.Precondition
		}{{false, c.strong}, {true, c.weak}} {
			got, ok := precondition(c.lines, comparison.weak, "")
			if !ok {
				t.Errorf("%s: refused", c.name)
			}
			if diff := cmp.Diff(comparison.want, got, cmp.Comparer(func(a, b []int64) bool { return cmp.Equal(a, b) || len(a)+len(b) == 0 })); diff != "" {
				t.Errorf("%s, weak %v (-want +got):\n%s", c.name, comparison.weak, diff)
			}
		}
	}
}

var malformed = []string{
	"", " ", ",", "7", `"7`, `7"`, `"7" "8"`, `"7"x`, `x"7"`, `w/"7"`, `W/`, `W/*`, `W/ "7"`, `*, "7"`, `"7", *`, `**`, `'7'`, "\"7\n\"", `"a b"`, "\"\x7f\"", `"7"; "8"`,
}

func TestMalformedPrecondition(t *testing.T) {
	for _, line := range malformed {
		if p, ok := precondition([]string{line}, true, ""); ok {
			t.Errorf("%q is read as %+v", line, p)
		}
	}
	if p, ok := precondition([]string{"*", "*"}, false, ""); ok {
		t.Errorf("two stars are read as %+v", p)
	}
}

// TestPreconditionReadsWhatWeSend: whatever versions a client collected, their tags
// come back as them.
func TestPreconditionReadsWhatWeSend(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		versions := rapid.SliceOfN(rapid.Int64Range(1, math.MaxInt64), 1, 5).Draw(t, "versions")
		line := ""
		for i, v := range versions {
			if i > 0 {
				line += rapid.SampledFrom([]string{",", ", ", " ,\t", ",,"}).Draw(t, "separator")
			}
			line += `"` + strconv.FormatInt(v, 10) + `"`
		}
		got, ok := precondition([]string{line}, false, "")
		if !ok || !cmp.Equal(got.Versions, versions) {
			t.Fatalf("%s is read as %v, %v", line, got.Versions, ok)
		}
	})
}

func FuzzPrecondition(f *testing.F) {
	for _, line := range append(malformed, `*`, `"7"`, `"6", W/"7", "8"`, `, ,"7"`) {
		f.Add(line)
	}
	f.Fuzz(func(t *testing.T, line string) {
		strong, ok := precondition([]string{line}, false, "")
		weak, okWeak := precondition([]string{line}, true, "")
		if ok != okWeak {
			t.Fatalf("%q is well-formed for one comparison only", line)
		}
		for _, v := range strong.Versions {
			if v < 1 || !weak.Names(v) {
				t.Errorf("%q names version %d, strongly only", line, v)
			}
		}
	})
}
