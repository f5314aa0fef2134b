package newel_test

import (
	"bytes"
	"fmt"
	"net/http"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// TestLogAtTheEnd: a server that is told to stop has a line for each request that it answered,
// in the order of each connection, though lines wait for each other.
func TestLogAtTheEnd(t *testing.T) {
	program, err := exec.LookPath("newel") // testscript.Main put it there
	if err != nil {
		t.Fatal(err)
	}
	out := &lines{first: make(chan string, 1)}
	var log bytes.Buffer
	cmd := exec.Command(program, "serve", "testdata/designs/blog/design", "--database", filepath.Join(t.TempDir(), "log.db"), "--listen", "127.0.0.1:0")
	cmd.Stdout, cmd.Stderr = out, &log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	defer func() { _ = cmd.Process.Kill() }() // when it has not ended
	var url string
	select {
	case line := <-out.first:
		_, url, _ = strings.Cut(line, "http://")
		url, _, _ = strings.Cut(url, "/")
	case <-ended:
		t.Fatalf("newel serve: %s", log.String())
	case <-time.After(patience):
		t.Fatal("newel serve says nothing")
	}
	const clients, each = 8, 100
	var all sync.WaitGroup
	for who := range clients {
		all.Go(func() {
			for i := range each {
				request, err := http.NewRequest(http.MethodGet, "http://"+url+"/healthz", nil)
				if err != nil {
					t.Error(err)
					return
				}
				request.Header.Set("X-Request-Id", fmt.Sprintf("%d-%d", who, i))
				response, err := http.DefaultClient.Do(request)
				if err != nil {
					t.Error(err)
					return
				}
				_ = response.Body.Close()
			}
		})
	}
	all.Wait()
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := <-ended; err != nil {
		t.Fatalf("newel serve: %v\n%s", err, log.String())
	}
	next, stopped := [clients]int{}, false
	for line := range strings.Lines(log.String()) {
		_, id, request := strings.Cut(line, `"request_id":"`)
		if !request {
			stopped = stopped || strings.Contains(line, `"msg":"stopping"`)
			continue
		}
		var who, i int
		if _, err := fmt.Sscanf(id, "%d-%d", &who, &i); err != nil || i != next[who] {
			t.Fatalf("%s where %d is next, %v", line, next[who], err)
		}
		next[who]++
	}
	for who, n := range next {
		if n != each {
			t.Errorf("%d lines of client %d", n, who)
		}
	}
	if !stopped {
		t.Errorf("nothing says that it stopped:\n%s", log.String())
	}
}
