package conform

import (
	"bufio"
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Bounds of one exchange.
const (
	patience      = 20 * time.Second
	longestAnswer = 8 << 20
)

// request is one, as it goes over the wire.
type request struct {
	method, target string // target as it is written in the first line
	header         [][2]string
	body           string
	token          string
	raw            string // sent in place of all that, as it is
	holds          bool   // the body is not sent before the server asks for it
}

// with returns the request with one more line in its header.
func (q request) with(name, value string) request {
	q.header = append(q.header[:len(q.header):len(q.header)], [2]string{name, value})
	return q
}

// sending returns the request with a body.
func (q request) sending(mediaType, body string) request {
	q.body = body
	if mediaType == "" {
		return q
	}
	return q.with("Content-Type", mediaType)
}

// has tells whether the request says that header itself.
func (q *request) has(name string) bool {
	for _, line := range q.header {
		if strings.EqualFold(line[0], name) {
			return true
		}
	}
	return false
}

// text writes the request for the wire: its header, without the body.
func (q *request) text(host string) string {
	if q.raw != "" {
		return strings.ReplaceAll(q.raw, "$HOST", host)
	}
	var b strings.Builder
	b.WriteString(q.method + " " + q.target + " HTTP/1.1\r\nHost: " + host + "\r\n")
	if q.token != "" && !q.has("Authorization") {
		b.WriteString("Authorization: Bearer " + q.token + "\r\n")
	}
	for _, line := range q.header {
		b.WriteString(line[0] + ": " + line[1] + "\r\n")
	}
	if (q.body != "" || q.method == http.MethodPost || q.method == http.MethodPatch || q.method == http.MethodPut) &&
		!q.has("Content-Length") && !q.has("Transfer-Encoding") {
		b.WriteString("Content-Length: " + strconv.Itoa(len(q.body)) + "\r\n")
	}
	b.WriteString("\r\n")
	return b.String()
}

// answer is what came back.
type answer struct {
	status  int
	header  http.Header
	length  int64 // as it is announced; -1 for not
	body    string
	interim []int // statuses before it, such as 100
	closes  bool
}

// get returns the values of a header, with commas between them.
func (a *answer) get(name string) string { return strings.Join(a.header.Values(name), ", ") }

// connection is one to the server.
type connection struct {
	net.Conn
	in   *bufio.Reader
	host string
}

// dial connects to the server at a URL.
func dial(ctx context.Context, at *url.URL) (*connection, error) {
	host := at.Host
	var dialer interface {
		DialContext(ctx context.Context, network, address string) (net.Conn, error)
	} = &net.Dialer{Timeout: patience}
	if at.Scheme == "https" {
		dialer = &tls.Dialer{}
		if at.Port() == "" {
			host = net.JoinHostPort(at.Hostname(), "443")
		}
	} else if at.Port() == "" {
		host = net.JoinHostPort(at.Hostname(), "80")
	}
	c, err := dialer.DialContext(ctx, "tcp", host)
	if err != nil {
		return nil, err
	}
	if err := c.SetDeadline(time.Now().Add(patience)); err != nil {
		return nil, err
	}
	return &connection{c, bufio.NewReader(c), at.Host}, nil
}

// send sends a request and reads the answer. Writing goes on beside reading, since a server
// may answer before it has read everything.
func (c *connection) send(q *request) (*answer, error) {
	written := make(chan struct{})
	go func() {
		defer close(written)
		if _, err := io.WriteString(c, q.text(c.host)); err == nil && !q.holds {
			_, _ = io.WriteString(c, q.body) // the answer tells more than an error here
		}
	}()
	defer func() { <-written }()
	a := &answer{}
	for {
		r, err := http.ReadResponse(c.in, &http.Request{Method: q.method})
		if err != nil {
			_ = c.Close()
			return nil, fmt.Errorf("read the answer to %s %s: %w", q.method, short(q.target), err)
		}
		if r.StatusCode < 200 && r.StatusCode != http.StatusSwitchingProtocols {
			a.interim = append(a.interim, r.StatusCode)
			if q.holds {
				_, _ = io.WriteString(c, q.body)
			}
			continue
		}
		a.status, a.header, a.length, a.closes = r.StatusCode, r.Header, r.ContentLength, r.Close
		if _, said := r.Header["Content-Length"]; !said {
			a.length = -1
		}
		body, err := io.ReadAll(io.LimitReader(r.Body, longestAnswer))
		a.body = string(body)
		_ = r.Body.Close()
		if err != nil || r.Close {
			_ = c.Close() // also ends the writing of what nobody reads
		}
		if err != nil {
			return nil, fmt.Errorf("read the answer to %s %s: %w", q.method, short(q.target), err)
		}
		return a, nil
	}
}

// longestShown bounds what is shown of a text.
const longestShown = 600

func short(s string) string {
	if len(s) > longestShown {
		return strings.ToValidUTF8(s[:longestShown], "") + "…"
	}
	return s
}
