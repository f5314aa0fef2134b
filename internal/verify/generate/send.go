package generate

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// Bounds of one exchange.
const (
	patience      = 20 * time.Second
	longestAnswer = 16 << 20
)

// answer is what came back.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// send sends a request as one of the callers.
func (r *run) send(ctx context.Context, t *try) (*answer, error) {
	method := t.op.Method
	if t.method != "" {
		method = t.method
	}
	text, has := t.sends()
	var body io.Reader
	if has {
		body = strings.NewReader(text)
	}
	address := t.address()
	if v := r.version; v != nil && v.Header == "" { // the document is that of the current version
		address = r.doc.Base + "/" + v.Current + strings.TrimPrefix(address, r.doc.Base)
	}
	q, err := http.NewRequestWithContext(ctx, method, r.url+address, body)
	if err != nil {
		return nil, fmt.Errorf("make a request: %w", err)
	}
	q.Header.Set("User-Agent", "newel-test-contract")
	if v := r.version; v != nil && v.Header != "" {
		q.Header.Set(v.Header, v.Current)
	}
	if has && t.media != "" {
		q.Header.Set("Content-Type", t.media)
	}
	if t.caller != nobody {
		q.Header.Set("Authorization", "Bearer "+r.tokens[t.caller])
	}
	for _, line := range t.header {
		if line[1] == "" {
			q.Header.Del(line[0])
			continue
		}
		q.Header.Set(line[0], line[1])
	}
	r.requests++
	w, err := r.client.Do(q)
	if err != nil {
		return nil, err
	}
	defer w.Body.Close()
	read, err := io.ReadAll(io.LimitReader(w.Body, longestAnswer))
	if err != nil {
		return nil, err
	}
	return &answer{w.StatusCode, w.Header, read}, nil
}
