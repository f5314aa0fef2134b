package newel_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/newel-api/newel/internal/compile"
	"github.com/newel-api/newel/internal/diag"
)

// curlWrapper stands before the lines of a README: it keeps the status of every
// answer beside printing the body, as curl does.
const curlWrapper = `set -euo pipefail
curl() { command curl -sS -o "$WORK/body" -w '%{http_code}\n' --max-time 30 "$@" >>"$WORK/statuses"; cat "$WORK/body"; }
`

// expected finds the status that a line says it gets.
var expected = regexp.MustCompile(`(?m)^.*\b(?:curl|enter)\b.*#\s*(\d{3})\s*$`)

// TestReadmes runs the shell lines of each example's README against the real program
// with the example's own design and seed, and holds every line to the status behind
// it. Lines that call make are what the test itself does.
func TestReadmes(t *testing.T) {
	readmes, err := filepath.Glob("examples/*/README.md")
	if err != nil || len(readmes) == 0 {
		t.Fatalf("examples without a README: %v", err)
	}
	if _, err := exec.LookPath("curl"); err != nil {
		t.Fatal("curl is needed: apt-get install curl")
	}
	for _, readme := range readmes {
		t.Run(filepath.Base(filepath.Dir(readme)), func(t *testing.T) { runReadme(t, readme) })
	}
}

func runReadme(t *testing.T, readme string) {
	text, err := os.ReadFile(readme)
	if err != nil {
		t.Fatal(err)
	}
	url := serveExample(t, filepath.Join(filepath.Dir(readme), "design"))
	script := strings.ReplaceAll(shellLines(string(text)), "http://127.0.0.1:8080", url)
	var want []string
	for _, m := range expected.FindAllStringSubmatch(script, -1) {
		want = append(want, m[1])
	}
	if len(want) < 20 {
		t.Errorf("%s has %d lines that name their status, want at least 20", readme, len(want))
	}
	work := t.TempDir()
	cmd := exec.Command("bash", "-c", curlWrapper+script)
	cmd.Env = append(os.Environ(), "WORK="+work)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Errorf("%s: %v\n%s", readme, err, out)
	}
	statuses, err := os.ReadFile(filepath.Join(work, "statuses"))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, strings.Fields(string(statuses))); diff != "" {
		t.Errorf("%s: -want +got\n%s\n%s", readme, diff, out)
	}
}

// shellLines returns the text of the blocks marked sh, without lines that start the
// server.
func shellLines(text string) string {
	var out strings.Builder
	inside := false
	for line := range strings.Lines(text) {
		switch {
		case strings.HasPrefix(line, "```sh"):
			inside = true
		case strings.HasPrefix(line, "```"):
			inside = false
		case inside && !strings.HasPrefix(line, "make "):
			out.WriteString(line)
		}
	}
	return out.String()
}

// serveExample starts newel serve on a design with its seed and returns the URL of
// the server, without a path. It ends with the test.
func serveExample(t *testing.T, design string) string {
	t.Helper()
	program, err := exec.LookPath("newel") // testscript.Main put it there
	if err != nil {
		t.Fatal(err)
	}
	out := &lines{first: make(chan string, 1)}
	var failed bytes.Buffer
	cmd := exec.Command(program, "serve", design, "--dev", "--listen", "127.0.0.1:0")
	cmd.Stdout, cmd.Stderr = out, &failed
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	t.Cleanup(func() {
		_ = cmd.Process.Signal(os.Interrupt)
		select {
		case <-ended:
		case <-time.After(patience):
			_ = cmd.Process.Kill()
			<-ended
		}
	})
	select {
	case line := <-out.first:
		_, found, ok := strings.Cut(line, "http://")
		host, _, _ := strings.Cut(found, "/")
		if !ok {
			t.Fatalf("the first line is %q, without a URL", line)
		}
		return fmt.Sprintf("http://%s", host)
	case err := <-ended:
		ended <- err
		t.Fatalf("newel serve %s: %v\n%s", design, err, failed.String())
	case <-time.After(patience):
		t.Fatal("newel serve says nothing")
	}
	return ""
}

// TestDocumentedDesigns compiles the designs that documents show: the YAML blocks of a
// document are one design, in files that comments name.
func TestDocumentedDesigns(t *testing.T) {
	for _, document := range []string{"README.md", "docs/language.md"} {
		text, err := os.ReadFile(document)
		if err != nil {
			t.Fatal(err)
		}
		dir := t.TempDir()
		for name, content := range designBlocks(string(text)) {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o666); err != nil {
				t.Fatal(err)
			}
		}
		var diags diag.List
		_, files, err := compile.Folder(dir, &diags)
		if err != nil {
			t.Fatal(err)
		}
		files.Complete(&diags)
		for _, d := range diags.All() {
			t.Errorf("%s: %s: %s (%s)", document, d.Span, d.Message, d.Rule.ID)
		}
	}
}

// TestDocumentedGo: the Go code that docs/go.md shows stands so in the helpdesk.
func TestDocumentedGo(t *testing.T) {
	text, err := os.ReadFile("docs/go.md")
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("examples/helpdesk/*.go")
	if err != nil {
		t.Fatal(err)
	}
	var code strings.Builder
	for _, file := range files {
		part, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		code.Write(part)
	}
	blocks := strings.Split(string(text), "```go\n")[1:]
	if len(blocks) < 4 {
		t.Errorf("only %d blocks of Go", len(blocks))
	}
	for _, block := range blocks {
		if block, _, _ = strings.Cut(block, "```"); !strings.Contains(code.String(), block) {
			t.Errorf("no file of the helpdesk has\n%s", block)
		}
	}
}

// designBlocks returns the files in a document's YAML blocks. A line "# data.yaml" or
// "# design/data.yaml" begins one.
func designBlocks(text string) map[string]string {
	files := map[string]string{}
	inside, name := false, ""
	for line := range strings.Lines(text) {
		begins, isName := strings.CutSuffix(strings.TrimPrefix(strings.TrimPrefix(line, "# "), "design/"), ".yaml\n")
		switch {
		case strings.HasPrefix(line, "```"):
			inside = strings.HasPrefix(line, "```yaml")
		case inside && strings.HasPrefix(line, "# ") && isName:
			name = begins + ".yaml"
		case inside && name != "":
			files[name] += line
		}
	}
	return files
}
