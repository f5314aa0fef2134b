package run

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/newel-api/newel/bench/target"
)

// The processors of servers and of the load, where there are more than one.
const (
	serverCPU = "0"
	loadCPU   = "1"
)

// longestStart bounds the wait for the first answer.
const longestStart = 30 * time.Second

// server is one that runs.
type server struct {
	v       *variant
	dir     string // its database
	address string
	cmd     *exec.Cmd
	ended   chan struct{} // closed when the process is gone
	cold    time.Duration // from its start to the first answer
}

// start gives v a copy of its rows and starts it.
func (b *Bench) start(ctx context.Context, v *variant) (*server, error) {
	dir := b.path("run")
	if err := os.RemoveAll(dir); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	if v.rows != "" {
		if err := copyFolder(dir, b.path("rows", v.rows)); err != nil {
			return nil, fmt.Errorf("copy the rows of %s: %w", v.name, err)
		}
	}
	tokens, err := b.tokens(v)
	if err != nil {
		return nil, err
	}
	first := v.api.Get(tokens[0], v.api.Article(b.Set, 0))
	return b.launch(ctx, v, dir, func(address string) []string { return v.args(b, dir, address) }, first)
}

// launch starts a program and waits until it answers first.
func (b *Bench) launch(ctx context.Context, v *variant, dir string, args func(address string) []string, first target.Request) (*server, error) {
	address, err := freeAddress()
	if err != nil {
		return nil, err
	}
	line := append([]string{b.path("bin", v.program)}, args(address)...)
	if b.pin {
		line = append([]string{"taskset", "-c", serverCPU}, line...)
	}
	said, err := os.Create(b.path("said-" + v.name))
	if err != nil {
		return nil, err
	}
	defer said.Close()
	s := &server{v: v, dir: dir, address: address, ended: make(chan struct{})}
	s.cmd = exec.Command(line[0], line[1:]...)
	s.cmd.Dir, s.cmd.Stdout, s.cmd.Stderr = dir, said, said
	s.cmd.Env = append(os.Environ(), v.env...)
	began := time.Now()
	if err := s.cmd.Start(); err != nil {
		return nil, fmt.Errorf("start %s: %w", v.name, err)
	}
	go func() {
		_ = s.cmd.Wait() // it is killed: that it did not end well is no news
		close(s.ended)
	}()
	if err := s.wait(ctx, &first); err != nil {
		s.stop()
		text, _ := os.ReadFile(said.Name())
		return nil, fmt.Errorf("%s: %w\n%.2000s", v.name, err, text)
	}
	s.cold = time.Since(began)
	return s, nil
}

// wait asks until the server answers as it should.
func (s *server) wait(ctx context.Context, first *target.Request) error {
	transport := &http.Transport{DisableKeepAlives: true}
	client := &http.Client{Transport: transport, Timeout: 5 * time.Second}
	deadline := time.Now().Add(longestStart)
	for {
		status, _, err := send(ctx, client, s.address, first)
		switch {
		case err == nil && status == first.Status:
			return nil
		case err == nil && status != http.StatusServiceUnavailable:
			return fmt.Errorf("%s is answered with %d, want %d", first.Path, status, first.Status)
		case time.Now().After(deadline):
			return errors.Join(errors.New("it does not answer"), err)
		}
		select {
		case <-s.ended:
			return errors.New("it ended")
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(500 * time.Microsecond):
		}
	}
}

// stop ends the server at once. Its database is thrown away.
func (s *server) stop() {
	_ = s.cmd.Process.Kill() // fails when it is gone already
	<-s.ended
}

// send asks once.
func send(ctx context.Context, client *http.Client, address string, r *target.Request) (status int, body []byte, err error) {
	var content io.Reader
	if r.Body != "" {
		content = strings.NewReader(r.Body)
	}
	request, err := http.NewRequestWithContext(ctx, r.Method, "http://"+address+r.Path, content)
	if err != nil {
		return 0, nil, err
	}
	if r.Body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	if r.Token != "" {
		request.Header.Set("Authorization", "Bearer "+r.Token)
	}
	answer, err := client.Do(request)
	if err != nil {
		return 0, nil, err
	}
	defer answer.Body.Close()
	body, err = io.ReadAll(answer.Body)
	return answer.StatusCode, body, err
}

// freeAddress returns an address that nobody listens on now.
func freeAddress() (string, error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return ln.Addr().String(), ln.Close()
}

// copyFolder copies the files of a folder, and waits until they are on disk: that is
// not to happen while something is measured.
func copyFolder(to, from string) error {
	return filepath.WalkDir(from, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		relative, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		if entry.IsDir() {
			return os.MkdirAll(filepath.Join(to, relative), 0o700)
		}
		return copyFile(filepath.Join(to, relative), path)
	})
}

func copyFile(to, from string) (err error) {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	if _, err := io.Copy(out, in); err != nil {
		return err
	}
	return out.Sync()
}
