package compat_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/newel-api/newel/internal/compat"
	"github.com/newel-api/newel/internal/diag"
)

func readPin(t *testing.T, dir string) *compat.Pin {
	t.Helper()
	var diags diag.List
	pin, err := compat.ReadPin(dir, &diags)
	if err != nil {
		t.Fatal(err)
	}
	for _, found := range diags.All() {
		t.Fatalf("%s: %s", found.Span, found.Message)
	}
	return pin
}

func TestNoPin(t *testing.T) {
	if pin := readPin(t, t.TempDir()); pin != nil {
		t.Errorf("read %+v from nothing", pin)
	}
}

// TestPinEndsApprovals: they were for what is pinned now.
func TestPinEndsApprovals(t *testing.T) {
	dir, facts := t.TempDir(), factsIn(t, "testdata/design")
	if _, err := compat.WritePin(dir, []byte(base(t)), facts); err != nil {
		t.Fatal(err)
	}
	at := filepath.Join(dir, compat.PinFolder, "approved.yaml")
	if err := os.WriteFile(at, []byte("approved:\n  - {fingerprint: \"0123456789ab\", because: so}\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	if pin := readPin(t, dir); len(pin.Approved) != 1 || pin.Approved[0].Because != "so" {
		t.Errorf("read %+v", pin.Approved)
	}
	if _, err := compat.WritePin(dir, []byte(base(t)), facts); err != nil {
		t.Fatal(err)
	}
	if pin := readPin(t, dir); len(pin.Approved) > 0 {
		t.Errorf("still approved: %+v", pin.Approved)
	}
}

// TestBrokenPins: whatever stands in the files, a finding says so and nothing panics.
func TestBrokenPins(t *testing.T) {
	for _, facts := range []string{
		"", "{", "[]", `{"newel":2}`, `{"newel":1,"rules":{"a":null}}`, `{"newel":1,"rules":{"a":{"some":"x"}}}`, `{"newel":1,"rules":{"a":{"any":[null]}}}`,
		`{"newel":1,"rows":{"A":null}}`, `{"newel":1,"operations":{"a":null}}`, `{"newel":1,"operations":{"a":{"require":{"x":null}}}}`, `{"newel":1,"more":1}`,
		`{"newel":1,"rules":{"a":{"not":{"all":[{"every":"x","where":null}]}}}}`,
	} {
		dir := t.TempDir()
		folder := filepath.Join(dir, compat.PinFolder)
		if err := os.Mkdir(folder, 0o777); err != nil {
			t.Fatal(err)
		}
		for name, text := range map[string]string{"openapi.json": `{"openapi":"3.1.0"}`, "behaviour.json": facts} {
			if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o666); err != nil {
				t.Fatal(err)
			}
		}
		var diags diag.List
		if _, err := compat.ReadPin(dir, &diags); err != nil || diags.Len() != 1 || diags.All()[0].Rule.ID != "compat/broken-pin" {
			t.Errorf("%s: %v, %d findings", facts, err, diags.Len())
		}
	}
}
