package serve

import (
	"strings"
	"testing"
)

func TestBearer(t *testing.T) {
	cases := []struct {
		name   string
		header []string
		want   string
		ok     bool
	}{
		{"plain", []string{"Bearer abc"}, "abc", true},
		{"any case", []string{"bEARER abc"}, "abc", true},
		{"more spaces", []string{"Bearer   abc"}, "abc", true},
		{"all letters of a token", []string{"Bearer aZ09-._~+/=="}, "aZ09-._~+/==", true},
		{"no scheme", []string{"abc"}, "", false},
		{"no token", []string{"Bearer"}, "", false},
		{"only a space", []string{"Bearer "}, "", false},
		{"only padding", []string{"Bearer =="}, "", false},
		{"padding inside", []string{"Bearer a=b"}, "", false},
		{"two tokens", []string{"Bearer abc def"}, "", false},
		{"a tab", []string{"Bearer\tabc"}, "", false},
		{"a comma", []string{"Bearer abc,def"}, "", false},
		{"another scheme", []string{"Basic YTpi"}, "", false},
		{"a longer scheme", []string{"Bearers abc"}, "", false},
		{"beyond ASCII", []string{"Bearer \xe9"}, "", false},
		{"NUL", []string{"Bearer a\x00"}, "", false},
		{"a folded letter", []string{"Bearer \u212a"}, "", false},
		{"empty", []string{""}, "", false},
		{"two headers", []string{"Bearer abc", "Bearer abc"}, "", false},
	}
	for _, c := range cases {
		got, ok := bearer(c.header)
		if ok != c.ok || ok && got != c.want {
			t.Errorf("%s: got %q, %v; want %q, %v", c.name, got, ok, c.want, c.ok)
		}
	}
}

func FuzzBearer(f *testing.F) {
	for _, s := range []string{"Bearer abc", "Bearer", "Basic YTpi", "Bearer a=b", "Bearer  ==", "\x00"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, header string) {
		token, ok := bearer([]string{header})
		if !ok {
			return
		}
		if token == "" || strings.ContainsAny(token, " \t\r\n\x00,;\"") || !strings.HasSuffix(header, token) {
			t.Errorf("%q has the token %q", header, token)
		}
	})
}
