package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestReference holds docs/cli.md to the table of commands; UPDATE=1 rewrites it.
func TestReference(t *testing.T) {
	at, want := filepath.Join("..", "..", "docs", "cli.md"), document()
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(at, []byte(want), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(at)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("docs/cli.md is not what the table says (UPDATE=1 rewrites it): -table +file\n%s", diff)
	}
}

// document returns docs/cli.md.
func document() string {
	var b strings.Builder
	b.WriteString(`# The command line

<!-- Made from the table of commands in internal/cli/table.go: UPDATE=1 go test ./internal/cli -->

`)
	b.WriteString(wrap("DESIGN is the folder of a design; without it, commands read the folder `design`. "+
		"Flags may stand before and after it. Results go to standard output, findings and failures to standard error.") + "\n\n")
	b.WriteString("| exit code | means |\n|---|---|\n| 0 | all is well |\n| 1 | findings at or above the gate, which is severity high |\n" +
		"| 2 | the command line is wrong |\n| 3 | disk, network or database failed |\n\n")
	b.WriteString(wrap("With `--json`, standard output is one object on one line: `newel`, the version of this envelope, `command`, `ok`, "+
		"`findings` and `result`, which is shown in each command's own shape; after a failure, `error` with `kind` (`usage` or `machine`) and `message`.") + "\n")
	for _, cmd := range commands() {
		fmt.Fprintf(&b, "\n## newel %s\n\n", cmd.name)
		fmt.Fprintf(&b, "    %s [flags]\n\n", cmd.synopsis())
		fmt.Fprintf(&b, "%s%s.\n\n", strings.ToUpper(cmd.purpose[:1]), cmd.purpose[1:])
		for _, paragraph := range strings.Split(cmd.about, "\n\n") {
			b.WriteString(wrap(paragraph) + "\n\n")
		}
		b.WriteString("| flag | |\n|---|---|\n")
		for _, row := range flagsOf(cmd) {
			fmt.Fprintf(&b, "| `%s` | %s |\n", strings.TrimSpace("--"+row.name+" "+row.value), row.purpose)
		}
		fmt.Fprintf(&b, "\nExample: `%s`\n", cmd.example)
	}
	return b.String()
}
