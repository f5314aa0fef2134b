package serve

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/newel-api/newel/internal/exec"
	"github.com/newel-api/newel/internal/observe"
)

// TestLastLine: the line of the last request is written when the server has stopped.
func TestLastLine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out bytes.Buffer
		log := observe.NewGatheringLogger(&out)
		h := thingsHandler(func(ctx context.Context, c *exec.Call, dst []byte) (exec.Answer, error) {
			time.Sleep(5 * time.Millisecond) // less than a line waits
			return hello(ctx, c, dst)
		}, &bytes.Buffer{}, Limits{LameDuck: -1})
		h.log, h.lines = log, true
		listener, stopped := newPipes(), make(chan error, 1)
		ctx, stop := context.WithCancel(t.Context())
		go func() { stopped <- Serve(ctx, listener, h, log) }()
		go func() {
			c, err := listener.dial()
			if err != nil {
				t.Error(err)
				return
			}
			defer c.Close()
			if _, _, err := exchangeOn(c, "GET "+thing+" HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
				t.Error(err)
			}
		}()
		synctest.Wait() // it is under way
		stop()
		if err := <-stopped; err != nil {
			t.Error(err)
		}
		if n := strings.Count(out.String(), `"msg":"request"`); n != 1 || strings.Index(out.String(), "stopping") > strings.Index(out.String(), "request_id") {
			t.Errorf("there are %d lines of requests:\n%s", n, &out)
		}
	})
}
