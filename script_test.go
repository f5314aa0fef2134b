package newel_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	newel "github.com/newel-api/newel"
)

// patience bounds every wait of a script. Nothing passes by waiting: what is waited
// for happens, or the script fails.
const patience = 30 * time.Second

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"newel": func() { new(newel.App).Main() }})
}

// TestScript runs testdata/script/*.txtar against the real program. UPDATE=1 rewrites
// what cmp compares with. Beside the words of testscript there are:
//
//	serve ARG...                    start "newel serve ARG... --listen 127.0.0.1:0"; when it
//	                                says that it listens, $URL is set, and $ADDR and $PORT
//	halt                            SIGINT, wait, exit code 0; what it wrote is in serve.out and serve.err
//	http STATUS METHOD PATH [BODY]  ask $URL+PATH; the answer is stdout; $TOKEN, if set, is sent;
//	                                a BODY that begins with @ names a file
//	save NAME KEY                   set $NAME to a member of the last answer
//	repeat FILE COUNT TEXT          write TEXT, a Go string without its quotes, COUNT times
//
// $EXAMPLES is the folder of the examples.
func TestScript(t *testing.T) {
	examples, err := filepath.Abs("examples")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		UpdateScripts:       os.Getenv("UPDATE") != "",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Condition:           condition,
		Setup: func(env *testscript.Env) error {
			env.Setenv("NEWEL_PASSWORD", "")
			env.Setenv("TOKEN", "")
			env.Setenv("EXAMPLES", examples)
			env.Values[serverKey{}] = &server{env: env.Vars}
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"serve": cmdServe, "halt": cmdHalt, "http": cmdHTTP, "save": cmdSave, "repeat": cmdRepeat,
		},
	})
}

// condition adds [root]: whom file permissions do not stop.
func condition(name string) (bool, error) {
	if name == "root" {
		return os.Geteuid() == 0, nil
	}
	return false, fmt.Errorf("unknown condition %q", name)
}

type serverKey struct{}

// server is the newel serve of one script.
type server struct {
	env    []string
	cmd    *exec.Cmd
	url    string
	stdout lines
	stderr bytes.Buffer
	ended  chan error
	answer []byte // of the last request
}

// lines collects output and tells when its first line is there.
type lines struct {
	mu    sync.Mutex
	text  bytes.Buffer
	first chan string
	told  bool
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.text.Write(p)
	if line, _, ok := bytes.Cut(l.text.Bytes(), []byte("\n")); ok && !l.told {
		l.told = true
		l.first <- string(line)
	}
	return len(p), nil
}

func cmdServe(ts *testscript.TestScript, neg bool, args []string) {
	s := ts.Value(serverKey{}).(*server)
	if neg || s.ended != nil {
		ts.Fatalf("serve: one server at a time, and without !")
	}
	program, err := exec.LookPath("newel") // testscript.Main put it there
	ts.Check(err)
	*s = server{env: s.env, ended: make(chan error, 1), stdout: lines{first: make(chan string, 1)}}
	s.cmd = exec.Command(program, append([]string{"serve", "--listen", "127.0.0.1:0"}, args...)...)
	s.cmd.Dir = ts.MkAbs(".")
	s.cmd.Env = s.env
	s.cmd.Stdout, s.cmd.Stderr = &s.stdout, &s.stderr
	ts.Check(s.cmd.Start())
	go func() { s.ended <- s.cmd.Wait() }()
	ts.Defer(func() {
		if s.ended != nil {
			_ = s.cmd.Process.Kill()
			<-s.ended
		}
	})
	select {
	case line := <-s.stdout.first:
		_, found, ok := strings.Cut(line, "http://")
		if !ok {
			ts.Fatalf("serve: the first line is %q, without a URL", line)
		}
		s.url = "http://" + found
	case err := <-s.ended:
		s.ended = nil
		ts.Fatalf("serve: %v\n%s%s", err, s.stdout.text.String(), s.stderr.String())
	case <-time.After(patience):
		ts.Fatalf("serve: says nothing")
	}
	at, err := url.Parse(s.url)
	ts.Check(err)
	ts.Setenv("URL", s.url)
	ts.Setenv("ADDR", at.Host)
	ts.Setenv("PORT", at.Port())
}

func cmdHalt(ts *testscript.TestScript, neg bool, _ []string) {
	s := ts.Value(serverKey{}).(*server)
	if neg || s.ended == nil {
		ts.Fatalf("halt: nothing is served")
	}
	ts.Check(s.cmd.Process.Signal(os.Interrupt))
	select {
	case err := <-s.ended:
		s.ended = nil
		ts.Check(os.WriteFile(ts.MkAbs("serve.out"), s.stdout.text.Bytes(), 0o666))
		ts.Check(os.WriteFile(ts.MkAbs("serve.err"), s.stderr.Bytes(), 0o666))
		if err != nil {
			ts.Fatalf("halt: %v\n%s", err, s.stderr.String())
		}
	case <-time.After(patience):
		ts.Fatalf("halt: it does not end")
	}
}

func cmdHTTP(ts *testscript.TestScript, neg bool, args []string) {
	s := ts.Value(serverKey{}).(*server)
	if neg || len(args) < 3 || len(args) > 4 {
		ts.Fatalf("usage: http STATUS METHOD PATH [BODY]")
	}
	status, err := strconv.Atoi(args[0])
	ts.Check(err)
	var body io.Reader
	if len(args) == 4 {
		text, isFile := strings.CutPrefix(args[3], "@")
		if isFile {
			text = ts.ReadFile(text)
		}
		body = strings.NewReader(text)
	}
	req, err := http.NewRequest(args[1], s.url+args[2], body)
	ts.Check(err)
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if token := ts.Getenv("TOKEN"); token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	client := http.Client{Timeout: patience, Transport: new(http.Transport)}
	defer client.CloseIdleConnections()
	answer, err := client.Do(req)
	ts.Check(err)
	defer answer.Body.Close()
	s.answer, err = io.ReadAll(answer.Body)
	ts.Check(err)
	_, err = ts.Stdout().Write(s.answer)
	ts.Check(err)
	if answer.StatusCode != status {
		ts.Fatalf("http: %s, want %d\n%s\n%s", answer.Status, status, s.answer, s.stderr.String())
	}
}

func cmdSave(ts *testscript.TestScript, neg bool, args []string) {
	s := ts.Value(serverKey{}).(*server)
	if neg || len(args) != 2 {
		ts.Fatalf("usage: save NAME KEY")
	}
	var object map[string]any
	ts.Check(json.Unmarshal(s.answer, &object))
	text, ok := object[args[1]].(string)
	if !ok {
		ts.Fatalf("save: the last answer has no text %q: %s", args[1], s.answer)
	}
	ts.Setenv(args[0], text)
}

func cmdRepeat(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: repeat FILE COUNT TEXT")
	}
	count, err := strconv.Atoi(args[1])
	ts.Check(err)
	text, err := strconv.Unquote(`"` + args[2] + `"`)
	ts.Check(err)
	f, err := os.Create(ts.MkAbs(args[0]))
	ts.Check(err)
	w := bufio.NewWriter(f)
	for range count {
		_, _ = w.WriteString(text) // Flush returns the first error
	}
	ts.Check(w.Flush())
	ts.Check(f.Close())
}
