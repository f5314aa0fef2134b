package report_test

import (
	"strings"
	"testing"

	"github.com/newel-api/newel/internal/diag/report"
)

func TestFailure(t *testing.T) {
	var out strings.Builder
	if err := report.Failure(&out, "serve", "machine", "port 1 is in use & <more>"); err != nil {
		t.Fatal(err)
	}
	want := `{"newel":1,"command":"serve","ok":false,"findings":[],"result":null,"error":{"kind":"machine","message":"port 1 is in use & <more>"}}` + "\n"
	if out.String() != want {
		t.Errorf("got  %swant %s", out.String(), want)
	}
}
