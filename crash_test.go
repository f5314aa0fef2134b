package newel_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	sqlite3 "github.com/ncruces/go-sqlite3"
)

// TestKilled kills newel serve three times while 32 writers create tickets. Every
// ticket that was acknowledged must be answered by the server that is started after
// it, and the file must be sound. The bench does so 50 times, with changes too.
func TestKilled(t *testing.T) {
	database := filepath.Join(t.TempDir(), "killed.db")
	transport := &http.Transport{MaxIdleConnsPerHost: 32}
	defer transport.CloseIdleConnections()
	client := &killedClient{http: &http.Client{Transport: transport, Timeout: patience}}
	acknowledged := map[string]string{} // path → subject
	for round := range 4 {
		url, kill := serveToKill(t, database)
		client.url = url
		var session struct{ Token string }
		client.must(t, http.MethodPost, "/auth/sign-in", `{"email":"ann@acme.test","password":"correct horse battery staple"}`, &session)
		client.token = session.Token
		for path, subject := range acknowledged {
			var ticket struct{ Subject string }
			if client.must(t, http.MethodGet, path, "", &ticket); ticket.Subject != subject {
				t.Fatalf("%s was acknowledged as %q and is %q", path, subject, ticket.Subject)
			}
		}
		if round == 3 {
			kill()
			break
		}
		client.writeUntilKilled(t, round, 200, kill, acknowledged)
		sound(t, database)
	}
	if len(acknowledged) < 600 {
		t.Errorf("only %d tickets were acknowledged", len(acknowledged))
	}
}

// killedClient asks a server that may be killed meanwhile.
type killedClient struct {
	http       *http.Client
	url, token string
}

// ask returns false when there was no answer.
func (c *killedClient) ask(method, path, body string, answer any) (status int, answered bool) {
	request, err := http.NewRequest(method, c.url+path, strings.NewReader(body))
	if err != nil {
		return 0, false
	}
	request.Header.Set("Content-Type", "application/json")
	if c.token != "" {
		request.Header.Set("Authorization", "Bearer "+c.token)
	}
	response, err := c.http.Do(request)
	if err != nil {
		return 0, false
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil || json.Unmarshal(text, answer) != nil {
		return 0, false
	}
	return response.StatusCode, true
}

func (c *killedClient) must(t *testing.T, method, path, body string, answer any) {
	t.Helper()
	if status, ok := c.ask(method, path, body, answer); !ok || status >= 300 {
		t.Fatalf("%s %s: answered %t, %d", method, path, ok, status)
	}
}

// writeUntilKilled creates tickets from 32 writers, and kills the server in their
// midst when enough are acknowledged.
func (c *killedClient) writeUntilKilled(t *testing.T, round, enough int, kill func(), acknowledged map[string]string) {
	var tickets struct{ Items []struct{ Org string } }
	c.must(t, http.MethodGet, "/tickets?limit=1", "", &tickets)
	var mu sync.Mutex
	made := 0
	var writers sync.WaitGroup
	for n := range 32 {
		writers.Go(func() {
			for k := 0; ; k++ {
				subject := fmt.Sprintf("round %d, writer %d, ticket %d", round, n, k)
				var ticket struct{ ID string }
				status, ok := c.ask(http.MethodPost, "/tickets", `{"org":"`+tickets.Items[0].Org+`","subject":"`+subject+`"}`, &ticket)
				if !ok {
					return
				}
				mu.Lock()
				if made++; status == http.StatusCreated {
					acknowledged["/tickets/"+ticket.ID] = subject
				} else {
					t.Errorf("a create was answered with %d", status)
				}
				if made == enough {
					go kill()
				}
				stop := made > 100*enough // it was not killed
				mu.Unlock()
				if stop {
					return
				}
			}
		})
	}
	writers.Wait()
	kill()
}

// serveToKill starts newel serve on the helpdesk and returns its URL and what ends it
// without warning.
func serveToKill(t *testing.T, database string) (url string, kill func()) {
	t.Helper()
	program, err := exec.LookPath("newel") // testscript.Main put it there
	if err != nil {
		t.Fatal(err)
	}
	out := &lines{first: make(chan string, 1)}
	var failed bytes.Buffer
	cmd := exec.Command(program, "serve", "examples/helpdesk/design", "--dev", "--database", database, "--listen", "127.0.0.1:0")
	cmd.Stdout, cmd.Stderr = out, &failed
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		_ = cmd.Wait() // it is killed
		close(ended)
	}()
	kill = sync.OnceFunc(func() {
		_ = cmd.Process.Kill()
		<-ended
	})
	t.Cleanup(kill)
	select {
	case line := <-out.first:
		_, found, ok := strings.Cut(line, "http://")
		if !ok {
			t.Fatalf("the first line is %q, without a URL", line)
		}
		return "http://" + found, kill
	case <-ended:
		t.Fatalf("newel serve: %s", failed.String())
	case <-time.After(patience):
		t.Fatal("newel serve says nothing")
	}
	return "", nil
}

// sound makes sure that SQLite finds nothing wrong with a database.
func sound(t *testing.T, database string) {
	t.Helper()
	c, err := sqlite3.Open("file:" + database)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	s, _, err := c.Prepare("PRAGMA integrity_check")
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if !s.Step() || s.ColumnText(0) != "ok" {
		t.Errorf("integrity_check: %q, %v", s.ColumnText(0), s.Err())
	}
}
