package cli

import (
	"errors"
	"net"
	"strings"
	"testing"
)

func TestListen(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	_, port, _ := net.SplitHostPort(taken.Addr().String())
	tests := []struct {
		address, want string
		code          int
	}{
		{"8080", "write 127.0.0.1:8080", exitUsage},
		{"localhost", "write localhost:8080, with a port", exitUsage},
		{"", "write HOST:PORT, as 127.0.0.1:8080", exitUsage},
		{"a:b:c", "write HOST:PORT", exitUsage},
		{"127.0.0.1:http", "no port between 0 and 65535", exitUsage},
		{"127.0.0.1:65536", "no port between 0 and 65535", exitUsage},
		{"127.0.0.1:-1", "no port between 0 and 65535", exitUsage},
		{"127.0.0.1:" + port, "port " + port + " is in use", exitMachine},
		{"203.0.113.7:0", `this machine has no address "203.0.113.7"`, exitMachine},
	}
	for _, test := range tests {
		ln, err := listen(test.address)
		if err == nil {
			ln.Close()
		}
		f, ok := errors.AsType[*failure](err)
		if !ok || f.code != test.code || !strings.Contains(f.text, test.want) {
			t.Errorf("%q: got %v, want %d: …%s…", test.address, err, test.code, test.want)
		}
	}
}

func TestURL(t *testing.T) {
	for address, host := range map[string]string{"127.0.0.1:0": "http://127.0.0.1:", "0.0.0.0:0": "http://localhost:"} {
		ln, err := listen(address)
		if err != nil {
			t.Fatal(err)
		}
		if got := urlOf(ln, "/v1"); !strings.HasPrefix(got, host) || !strings.HasSuffix(got, "/v1") {
			t.Errorf("%s is told as %s", address, got)
		}
		ln.Close()
	}
}
