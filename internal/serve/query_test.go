package serve

import (
	"errors"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestReadQuery(t *testing.T) {
	cases := []struct {
		raw  string
		want []parameter
	}{
		{"", nil},
		{"&&", nil},
		{"a=1", []parameter{{"a", "1"}}},
		{"a=1&b=2&a=3", []parameter{{"a", "1"}, {"b", "2"}, {"a", "3"}}},
		{"a", []parameter{{"a", ""}}},
		{"a=", []parameter{{"a", ""}}},
		{"=a", []parameter{{"", "a"}}},
		{"a=b=c", []parameter{{"a", "b=c"}}},
		{"a=x+y%20z%2B", []parameter{{"a", "x y z+"}}},
		{"%61=%00", []parameter{{"a", "\x00"}}},
		{"a=1;b=2", []parameter{{"a", "1;b=2"}}}, // no separator: a cache may think otherwise
		{"a[b]=1", []parameter{{"a[b]", "1"}}},
		{"a=\xff", []parameter{{"a", "\xff"}}},
	}
	for _, c := range cases {
		got, err := readQuery(c.raw, nil)
		if err != nil {
			t.Errorf("%q: %v", c.raw, err)
		}
		if diff := cmp.Diff(c.want, got, cmp.AllowUnexported(parameter{})); diff != "" {
			t.Errorf("%q (-want +got):\n%s", c.raw, diff)
		}
	}
}

func TestBadQuery(t *testing.T) {
	for _, raw := range []string{"a=%", "a=%2", "a=%zz", "%=a", "a=1&b=%", strings.Repeat("a&", mostParameters+1)} {
		_, err := readQuery(raw, nil)
		var p *problem
		if !errors.As(err, &p) || p.code != "invalid_query" {
			t.Errorf("%.40q: %v, want invalid_query", raw, err)
		}
	}
	if got, err := readQuery(strings.Repeat("a&", mostParameters), nil); err != nil || len(got) != mostParameters {
		t.Errorf("%d parameters: %v", mostParameters, err)
	}
}

// TestReadQueryAgrees: what net/url writes is read as it was meant.
func TestReadQueryAgrees(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := url.Values{}
		for range rapid.IntRange(0, 5).Draw(t, "n") {
			want.Add(rapid.String().Draw(t, "name"), rapid.String().Draw(t, "value"))
		}
		read, err := readQuery(want.Encode(), nil)
		if err != nil {
			t.Fatal(err)
		}
		got := url.Values{}
		for _, p := range read {
			got.Add(p.name, p.value)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("%q (-want +got):\n%s", want.Encode(), diff)
		}
	})
}

// TestBadParametersAreBounded: an answer repeats what is short, and no more.
func TestBadParametersAreBounded(t *testing.T) {
	var bad badParameters
	bad.unknown(strings.Repeat("a", longestName+1))
	if v := bad.violations[0]; v.Pointer != "" || !strings.Contains(v.Detail, "long name") {
		t.Errorf("got %+v, want a violation without the name", v)
	}
}

func FuzzQuery(f *testing.F) {
	for _, raw := range []string{"", "a=1&b=2", "a=%zz", "limit=5;cursor=x", "a=%00&%ff=+", "=&=&&"} {
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		read, err := readQuery(raw, nil)
		if err != nil {
			return
		}
		if len(read) > mostParameters {
			t.Fatalf("%d parameters", len(read))
		}
		// What was read, written again, is the same: so is a Link header.
		var pieces []string
		for _, p := range read {
			pieces = append(pieces, url.QueryEscape(p.name)+"="+url.QueryEscape(p.value))
		}
		again, err := readQuery(strings.Join(pieces, "&"), nil)
		if diff := cmp.Diff(read, again, cmp.AllowUnexported(parameter{})); err != nil || diff != "" {
			t.Errorf("%q (-first +again): %v\n%s", raw, err, diff)
		}
	})
}
