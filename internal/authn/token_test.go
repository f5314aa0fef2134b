package authn

import (
	"strings"
	"testing"
)

func TestToken(t *testing.T) {
	seen := map[string]bool{}
	for range 1000 {
		token, stored := newToken()
		if seen[token] {
			t.Fatal("a token was given twice")
		}
		seen[token] = true
		if got, ok := digest(token); !ok || got != stored || len(got.Str) != 32 {
			t.Fatalf("digest(%q) = %v, %v; want what newToken returned", token, got, ok)
		}
		if strings.Contains(stored.Str, token[len(tokenPrefix):]) {
			t.Fatal("the token itself is stored")
		}
	}
}

// TestTokenForms: a token has one spelling, and nothing else reaches the database.
func TestTokenForms(t *testing.T) {
	good, _ := newToken()
	good = good[:len(good)-1] + "A" // whose last bits are zero
	if _, ok := digest(good); !ok {
		t.Fatalf("%q is not taken", good)
	}
	for _, bad := range []string{
		"", " ", tokenPrefix, good[len(tokenPrefix):], good + "A", good[:len(good)-1], good + "=", " " + good, good + "\n",
		strings.ToUpper(tokenPrefix) + good[len(tokenPrefix):],
		good[:len(good)-1] + "B", // bits beyond the 256
		good[:len(good)-1] + "+", good[:len(good)-1] + "\n", good[:len(good)-1] + "\x00",
		strings.Repeat("A", 1<<20),
	} {
		if _, ok := digest(bad); ok {
			t.Errorf("%.80q is taken", bad)
		}
	}
}

func FuzzToken(f *testing.F) {
	token, _ := newToken()
	f.Add(token)
	f.Add(tokenPrefix)
	f.Add("")
	f.Fuzz(func(t *testing.T, s string) {
		if _, ok := digest(s); ok && (len(s) != len(tokenPrefix)+43 || !strings.HasPrefix(s, tokenPrefix)) {
			t.Errorf("%q is taken", s)
		}
	})
}
