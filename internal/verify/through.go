package verify

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"sync"
)

// Through is a proxy between the criteria and their servers, which looks at requests and
// answers: one that holds them to the document of the API, say. Since each criterion has a
// server of its own, the proxy is given one address, and requests a header that says whose
// they are.
//
// A proxy that finds answers that break the document says so in the header Sl-Violations,
// as Prism does: then the criterion fails. So it does when a request breaks it and is
// carried out all the same. Requests that ask for some fields only, or for an older version,
// go past the proxy: what the document says of answers does not hold for them.
type Through struct {
	Proxy    *url.URL     // where requests are sent
	Listener net.Listener // where the proxy sends them on; Run closes it

	lock    sync.Mutex
	servers []http.Handler
	passed  int
}

// contractFields is the parameter whose answers a document does not describe.
const contractFields = "fields"

// marked is the header that says which server a request is for.
const marked = "X-Newel-Criterion"

// Passed is how many requests went past the proxy.
func (t *Through) Passed() int {
	t.lock.Lock()
	defer t.lock.Unlock()
	return t.passed
}

// serve answers what the proxy sends on, until it is told to stop.
func (t *Through) serve() (stop func()) {
	if t == nil {
		return func() {}
	}
	server := &http.Server{Handler: t, ReadHeaderTimeout: patience}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = server.Serve(t.Listener) // it ends by being closed
	}()
	return func() {
		_ = server.Close()
		<-ended
	}
}

// add makes a server known and returns the mark of its requests.
func (t *Through) add(h http.Handler) string {
	if t == nil {
		return ""
	}
	t.lock.Lock()
	defer t.lock.Unlock()
	t.servers = append(t.servers, h)
	return strconv.Itoa(len(t.servers) - 1)
}

// ServeHTTP gives a request to the server that it is for.
func (t *Through) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	n, err := strconv.Atoi(r.Header.Get(marked))
	t.lock.Lock()
	known := err == nil && n >= 0 && n < len(t.servers)
	var h http.Handler
	if known {
		h = t.servers[n]
	}
	t.lock.Unlock()
	if !known {
		http.Error(w, "the header "+marked+" names no criterion", http.StatusBadGateway)
		return
	}
	r.Header.Del(marked)
	h.ServeHTTP(w, r)
}

// direct sends a request through the proxy.
func (t *Through) direct(h *http.Request, q *request, mark string) {
	switch {
	case t == nil:
	case q.past:
		t.lock.Lock()
		defer t.lock.Unlock()
		t.passed++
	default:
		h.URL.Scheme, h.URL.Host, h.Host = t.Proxy.Scheme, t.Proxy.Host, t.Proxy.Host
		h.Header.Set(marked, mark)
	}
}

// broken tells what a proxy found.
func broken(answers []*answer) (differences []string) {
	for _, a := range answers {
		text := a.header.Get("Sl-Violations")
		if text == "" {
			continue
		}
		var found []struct {
			Location []string
			Message  string
		}
		if json.Unmarshal([]byte(text), &found) != nil {
			differences = append(differences, "the proxy says "+text)
			continue
		}
		for _, v := range found {
			ofRequest := len(v.Location) > 0 && v.Location[0] == "request"
			if !ofRequest || a.status < http.StatusBadRequest {
				differences = append(differences, fmt.Sprintf("the document says otherwise at %q: %s", v.Location, v.Message))
			}
		}
	}
	return differences
}
