package cli

import (
	"errors"
	"net"
	"strconv"
	"strings"
	"syscall"
)

// listen listens on the address that --listen names. The error is a *failure that
// says how to mend it.
func listen(address string) (net.Listener, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, usage("--listen %q is not an address: %s", address, addressFix(address))
	}
	if _, err := strconv.ParseUint(port, 10, 16); err != nil {
		return nil, usage("--listen %q has no port between 0 and 65535 after the colon", address)
	}
	ln, err := net.Listen("tcp", address)
	var lookup *net.DNSError
	switch {
	case err == nil:
		return ln, nil
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, refused("port %s is in use: stop the program that has it, or choose another port with --listen", port)
	case errors.Is(err, syscall.EACCES), errors.Is(err, syscall.EPERM):
		return nil, refused("this user may not listen on port %s: choose one from 1024 up with --listen", port)
	case errors.Is(err, syscall.EADDRNOTAVAIL):
		return nil, refused("this machine has no address %q: use 127.0.0.1 for itself only, 0.0.0.0 for all its networks", host)
	case errors.As(err, &lookup):
		return nil, refused("the host %q of --listen is not known: use 127.0.0.1 for this machine only, 0.0.0.0 for all its networks", host)
	}
	return nil, machine(err, "cannot listen on %s", address)
}

// addressFix guesses what was meant.
func addressFix(address string) string {
	if _, err := strconv.ParseUint(address, 10, 16); err == nil {
		return "write 127.0.0.1:" + address
	}
	if !strings.Contains(address, ":") && address != "" {
		return "write " + address + ":8080, with a port"
	}
	return "write HOST:PORT, as 127.0.0.1:8080"
}

// urlOf returns the URL under which a client on this machine reaches ln, with the
// design's base path.
func urlOf(ln net.Listener, base string) string {
	host, port, err := net.SplitHostPort(ln.Addr().String())
	if err != nil {
		return "http://" + ln.Addr().String() + base
	}
	if ip := net.ParseIP(host); ip != nil && ip.IsUnspecified() {
		host = "localhost"
	}
	return "http://" + net.JoinHostPort(host, port) + base
}
