package handbook_test

import (
	"strings"
	"testing"

	"github.com/newel-api/newel/internal/handbook"
)

// TestVersions: a reference says which versions there are and what changed, which
// operations end, and at which rate; of a design without them it says nothing of it.
func TestVersions(t *testing.T) {
	d := compiled(t, map[string]string{
		"data.yaml": "newel: 1\nentities: {Note: {global: true, fields: {text: {type: text, max: 40}, stars: {type: integer, default: 0}}}}\n",
		"contract.yaml": `title: Notes
rates: {usual: {requests: 7, per: 1m, for: all}}
versioning: {by: header, name: Notes-Version, current: "2026-11-01"}
versions:
  "2026-03-01": {sunset: 2027-12-31, changes: [{rename: notes.body, to: text}, {added: notes.stars}]}
resources:
  notes:
    of: Note
    fields: [id, text, stars]
    operations:
      listNotes: {list: {}}
      getNote: {get: {}, deprecated: {since: 2026-01-01, sunset: 2999-01-01, use: listNotes, because: the list tells all}}
`,
		"access.yaml": "allow: {Note: {read: {rule: anyone, because: x}}}\n",
	})
	for _, name := range []string{"index.html", "index.md notes.md"} {
		text := ""
		for one := range strings.FieldsSeq(name) {
			text += reference(t, d, handbook.Options{})[one]
		}
		text = strings.NewReplacer("<code>", "`", "</code>", "`").Replace(text)
		for _, want := range []string{
			"`Notes-Version: 2026-11-01`", "`2026-03-01`: deprecated since 2026-11-01, served until 2027-12-31.", "`notes.body` is now called `text`.",
			"`notes.stars` is new.", "Deprecated since 2026-01-01, gone from 2999-01-01 on: the list tells all. Use listNotes instead.",
			"Rate usual: 7 requests in 1m0s of one caller", "Counts for the rate usual.",
		} {
			if !strings.Contains(text, want) {
				t.Errorf("%s does not say %s", name, want)
			}
		}
	}
	for name, text := range reference(t, small(t), handbook.Options{}) {
		if strings.Contains(text, "id=\"versions\"") || strings.Contains(text, "## Versions") || strings.Contains(text, "Deprecated") {
			t.Errorf("%s speaks of versions that there are not", name)
		}
	}
}
