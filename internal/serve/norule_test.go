package serve_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/newel-api/newel/internal/compile"
	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/diag"
)

const ruledData = `newel: 1
entities:
  Note:
    global: true
    fields:
      text: {type: text, max: 80}
`

const ruledContract = `title: Notes
resources:
  notes:
    of: Note
    fields: [id, text]
    operations:
      listNotes: {list: {}}
      getNote: get
      createNote: {create: [text]}
      updateNote: {update: [text]}
      deleteNote: delete
      postNote: {post: "/{id}/clear", set: {text: "''"}}
`

// noRules are ways to have no rule for the operations of a verb.
var noRules = []struct {
	verbs   []design.Verb // whose operations are refused for it
	without string        // line of the rules
}{
	{[]design.Verb{design.List, design.Get, design.Update, design.Delete, design.Post}, "    read: signed_in\n"},
	{[]design.Verb{design.Create}, "    create: signed_in\n"},
	{[]design.Verb{design.Update}, "    update: signed_in\n"},
	{[]design.Verb{design.Delete}, "    delete: signed_in\n"},
	{[]design.Verb{design.Post}, "    operations: {postNote: signed_in}\n"},
}

// TestNoRule: what nobody wrote a rule for does not compile, and no rule stands for
// another: not one verb's for the next, not the entity's for an operation of its own (F1, F2).
func TestNoRule(t *testing.T) {
	all := ""
	for _, c := range noRules {
		all += c.without
	}
	if got := refusedNotes(t, "allow:\n  Note:\n"+all); got != "" {
		t.Errorf("with all rules: %s", got)
	}
	left := map[design.Verb]bool{}
	for _, c := range noRules {
		only := strings.Replace(all, c.without, "", 1)
		if got := refusedNotes(t, "allow:\n  Note:\n"+only); !strings.Contains(got, "bind/no-rule") {
			t.Errorf("without %q: %q, want bind/no-rule", c.without, got)
		}
		for _, verb := range c.verbs {
			left[verb] = true
		}
	}
	for verb := design.List; int(verb) < len(design.VerbNames); verb++ {
		if !left[verb] {
			t.Errorf("no rule is left out for %s", verb)
		}
	}
	for _, c := range []struct{ name, access, want string }{
		{"no rules at all", "allow: {}\n", "bind/no-rule"},
		{"rules of nothing", "allow: {Note: {}}\n", "bind/no-rule"},
		{"nothing behind the key", "allow:\n  Note:\n    read:\n", "decode/wrong-kind"},
		{"an empty rule", "allow:\n  Note: {read: \"\", create: never, update: never, delete: never, operations: {postNote: never}}\n", "decode/empty-text"},
		{"a word that opens without a reason", "allow:\n  Note: {read: anyone, create: never, update: never, delete: never, operations: {postNote: never}}\n", "decode/because-missing"},
		{"a rule for what there is not", "allow:\n  Note:\n" + all + "    list: signed_in\n", "decode/unknown-key"},
	} {
		if got := refusedNotes(t, c.access); !strings.Contains(got, c.want) {
			t.Errorf("%s: %q, want %s", c.name, got, c.want)
		}
	}
}

// refusedNotes returns the rules that the design of notes breaks with that access.yaml.
func refusedNotes(t *testing.T, access string) (broken string) {
	folder := t.TempDir()
	for name, text := range map[string]string{"data.yaml": ruledData, "contract.yaml": ruledContract, "access.yaml": access} {
		must(t, os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600))
	}
	var diags diag.List
	_, files, err := compile.Folder(folder, &diags)
	must(t, err)
	files.Complete(&diags)
	for _, f := range diags.All() {
		if f.Severity == diag.Error {
			broken += f.Rule.ID + " "
		}
	}
	return broken
}
