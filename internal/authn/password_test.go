package authn

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/newel-api/newel/internal/exec"
)

func TestNewPassword(t *testing.T) {
	cases := []struct{ name, password, want, code string }{
		{"fifteen", "correct horse b", "correct horse b", ""},
		{"fourteen", "correct horse ", "", "too_short"},
		{"empty", "", "", "too_short"},
		{"code points, not bytes", strings.Repeat("ü", 14), "", "too_short"},
		{"fifteen of three bytes", strings.Repeat("鍵", 15), strings.Repeat("鍵", 15), ""},
		{"composed", strings.Repeat("u\u0308", 15), strings.Repeat("ü", 15), ""},
		{"full width is the same key", strings.Repeat("ａ", 15), strings.Repeat("a", 15), ""},
		{"fifteen that are eight in the form that counts", strings.Repeat("ｶﾞ", 7) + "ｶ", "", "too_short"},
		{"spaces stay", " a b c d e f g h ", " a b c d e f g h ", ""},
		{"longest", strings.Repeat("a", 1024), strings.Repeat("a", 1024), ""},
		{"too long", strings.Repeat("a", 1025), "", "too_long"},
		{"too long in the form that counts", strings.Repeat("ﷺ", 40), "", "too_long"},
		{"not text", strings.Repeat("\xff", 20), "", "invalid_text"},
	}
	for _, c := range cases {
		got, wrong := newPassword(c.password)
		code := ""
		if wrong != nil {
			code = wrong.Code
			if wrong.Pointer != "/password" {
				t.Errorf("%s: the pointer is %q", c.name, wrong.Pointer)
			}
		}
		if got != c.want || code != c.code {
			t.Errorf("%s: got %q, code %q; want %q, code %q", c.name, got, code, c.want, c.code)
		}
	}
}

// TestHasherIsBounded: beyond those who may wait, nobody does.
func TestHasherIsBounded(t *testing.T) {
	h := newHasher()
	for range cap(h.places) {
		h.places <- struct{}{}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := h.seal(ctx, "correct horse battery"); !errors.Is(err, context.Canceled) {
		t.Errorf("waiting in vain ends with %v, want that of the context", err)
	}
	for range cap(h.queue) {
		h.queue <- struct{}{}
	}
	_, err := h.seal(context.Background(), "correct horse battery")
	var refusal *exec.Refusal
	if !errors.As(err, &refusal) || refusal.Kind != exec.Busy {
		t.Errorf("the one too many gets %v, want to be refused as busy", err)
	}
	if n := h.runs.Load(); n != 0 {
		t.Errorf("%d hashes were computed", n)
	}
}
