package handbook

import "testing"

// TestSays: a condition is put into words where all of it has words, and nowhere else.
func TestSays(t *testing.T) {
	for cel, want := range map[string]string{
		"member_of(result.org)":                                   "member_of holds for its org",
		"member_of(resource)":                                     "member_of holds for it",
		"agent_of(input.org)":                                     "agent_of holds for the org that is given",
		"readable(resource.ticket)":                               "the caller may read its ticket",
		"resource.id == caller.id":                                "it is the caller",
		"caller.id == resource.made_by":                           "the caller is its made by",
		"a(resource.org) || resource.requester == caller.id":      "a holds for its org or the caller is its requester",
		"a(resource.org) && b(resource)":                          "a holds for its org and b holds for it",
		"a(resource.org) && b(resource) || c(resource)":           "",
		"!a(resource.org)":                                        "",
		"resource.name == 'a || b(resource)'":                     "",
		"resource.id != caller.id":                                "",
		"a(resource.org) || resource.tags.exists(t, b(resource))": "",
		"a(resource.org.owner)":                                   "",
	} {
		if got := says(cel); got != want {
			t.Errorf("%s: %q, want %q", cel, got, want)
		}
	}
}

// TestQuoted: a word of a shell stays one word.
func TestQuoted(t *testing.T) {
	for text, want := range map[string]string{"/v1/a-b_c.d": "/v1/a-b_c.d", "it's $x": `'it'\''s $x'`, "": ""} {
		if got := quoted(text); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}
