package engine_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	osexec "os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/newel-api/newel/internal/compile"
	"github.com/newel-api/newel/internal/diag"
	"github.com/newel-api/newel/internal/engine"
)

// dyingVariable names the database on which this test program, as a child of itself, answers
// one request, and dies before the answer.
const dyingVariable = "NEWEL_TEST_ENGINE_DYING"

// mute is a writer of an answer that ends the process where the answer would begin.
type mute struct{ http.ResponseWriter }

func (m mute) WriteHeader(status int) {
	fmt.Println("committed", status)
	self, err := os.FindProcess(os.Getpid())
	if err == nil {
		err = self.Kill()
	}
	fmt.Println(err)
	select {}
}

// founding is the request, with a key, of somebody who signs in to make an organization.
func founding(h http.Handler, wrap func(http.ResponseWriter) http.ResponseWriter) *httptest.ResponseRecorder {
	signIn := httptest.NewRequest(http.MethodPost, "/v1/auth/sign-in", strings.NewReader(`{"email":"ann@acme.test","password":"a sentence to remember"}`))
	signIn.Header.Set("Content-Type", "application/json")
	session := httptest.NewRecorder()
	h.ServeHTTP(session, signIn)
	token := regexp.MustCompile(`nwl_session_[A-Za-z0-9_-]+`).FindString(session.Body.String())
	r := httptest.NewRequest(http.MethodPost, "/v1/organizations", strings.NewReader(`{"name":"Acme"}`))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Set("Idempotency-Key", `"the-one"`)
	w := httptest.NewRecorder()
	h.ServeHTTP(wrap(w), r)
	return w
}

// dying is the child.
func dying(path string) {
	var diags diag.List
	d, _, err := compile.Folder(filepath.Join(helpdesk, "design"), &diags)
	if err != nil {
		fmt.Println(err)
		os.Exit(3)
	}
	e, err := engine.Open(context.Background(), engine.Options{Design: d, Database: path})
	if err != nil {
		fmt.Println(err)
		os.Exit(3)
	}
	if _, err := e.AddUser(context.Background(), map[string]string{"email": "ann@acme.test"}, "a sentence to remember"); err != nil {
		fmt.Println(err)
		os.Exit(3)
	}
	w := founding(e.Handler(), func(w http.ResponseWriter) http.ResponseWriter { return mute{w} })
	fmt.Println("answered", w.Code)
	os.Exit(3)
}

// TestKilledBeforeTheAnswer: a server that dies between the commit and the answer has kept
// both the row and what would have been answered; whoever asks again gets that.
func TestKilledBeforeTheAnswer(t *testing.T) {
	path := filepath.Join(t.TempDir(), "test.db")
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := osexec.Command(self)
	cmd.Env = append(os.Environ(), dyingVariable+"="+path)
	out, err := cmd.CombinedOutput()
	if err == nil || !strings.Contains(string(out), "committed 201") || strings.Contains(string(out), "answered") {
		t.Fatalf("the child did not die before its answer: %v\n%s", err, out)
	}
	e := open(t, engine.Options{Design: load(t, filepath.Join(helpdesk, "design")), Database: path})
	plain := func(w http.ResponseWriter) http.ResponseWriter { return w }
	first, again := founding(e.Handler(), plain), founding(e.Handler(), plain)
	for _, w := range []*httptest.ResponseRecorder{first, again} {
		if w.Code != http.StatusCreated || w.Header().Get("Idempotency-Replayed") != "true" || w.Body.String() != first.Body.String() ||
			!strings.HasPrefix(w.Header().Get("Location"), "/v1/organizations/org_") {
			t.Errorf("%d %v %s", w.Code, w.Header(), w.Body)
		}
	}
}
