package newel_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// idsElsewhere are ways to read, write and hold an id that are right for UUIDs alone, and
// where they are meant so.
var idsElsewhere = []struct {
	pattern *regexp.Regexp
	instead string
	but     []string
}{
	{regexp.MustCompile(`value\.(?:ParseID|AppendID)\(`), "ParseID and AppendID of the entity", []string{"internal/design/id.go", "internal/payload/slot.go", "internal/payload/object.go"}},
	{regexp.MustCompile(`\.Value\(.*, value\.ID\)`), "IDKind of the entity", nil},
	{regexp.MustCompile(`\b(?:f|field|[A-Za-z]+\.Field|to)\.Type\.Kind\(\)`), "Kind of the field", []string{"internal/design/id.go", "internal/design/expr/types.go"}},
}

// TestIDsAreOfTheirEntity: whether an id is a UUID or an integer, its entity says. Code
// that takes each for a UUID works until somebody writes id: integer.
func TestIDsAreOfTheirEntity(t *testing.T) {
	err := filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && slices.Contains([]string{".git", "bench", "tools", "internal/value"}, filepath.ToSlash(path)):
			return filepath.SkipDir
		case entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go"):
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for i, line := range strings.Split(string(text), "\n") {
			for _, wrong := range idsElsewhere {
				if wrong.pattern.MatchString(line) && !slices.Contains(wrong.but, filepath.ToSlash(path)) {
					t.Errorf("%s:%d takes ids for UUIDs: use %s", path, i+1, wrong.instead)
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
