package format_test

import (
	"testing"

	"github.com/newel-api/newel/internal/design/format"
	"github.com/newel-api/newel/internal/design/source"
	"github.com/newel-api/newel/internal/diag"
)

// FuzzFile: whatever can be read is formatted, says the same, and formatted again stays
// as it is.
func FuzzFile(f *testing.F) {
	for _, seed := range []string{
		"", "# a", "a: 1\n", "a: {b: [1, 2], # c\n d: 'x'}\n", "a: |2+ # x\n   y\n\nb:\n- c\n-\n - d\n", "a: >-\n x\n  y\n\n z", "{a: , b: 'c\n d'}", "- a\n-   b: \"c \\\n   d\"\n",
		"---\n# x\na:\n  # y\n\n\n  b: c # z\n # w\n", "a: [\n# c\n]\n", "k: plain\n  more\n\n  lines # c\n", "'a b': \"\\u00e9\"\r\n", "a: |\n\n\n", "a: |+\n\n\n\nb: 1", "a: >2\n   x\n",
		"a: |+", "a: >+1 #0\n 0", "a: >  #0", "{a\nb: 0}",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		var diags diag.List
		file := source.Parse("x.yaml", text, &diags)
		if diags.Len() > 0 || len(text) > 1<<12 || file.Root != nil && file.Root.Kind == source.Scalar { // no design is a scalar
			return
		}
		out, err := format.File(file)
		if err != nil {
			t.Fatalf("%v: %q", err, text)
		}
		again := source.Parse("x.yaml", out, &diags)
		if twice, err := format.File(again); err != nil || string(twice) != string(out) {
			t.Fatalf("%q is formatted as %q and then as %q, %v", text, out, twice, err)
		}
		if err := format.Check(again, &diags); err != nil || diags.Len() > 0 {
			t.Fatalf("%q is formatted as %q, and has a finding", text, out)
		}
	})
}
