package serve

import (
	"context"
	"errors"
	"testing"
	"time"
)

// TestDeadline: it says of its end what context.WithDeadline says.
func TestDeadline(t *testing.T) {
	parent, cancel := context.WithCancel(t.Context())
	defer cancel()
	for name, c := range map[string]struct {
		parent context.Context
		in     time.Duration
		want   error
	}{
		"open":            {t.Context(), time.Hour, nil},
		"past":            {t.Context(), -time.Second, context.DeadlineExceeded},
		"parent canceled": {parent, time.Hour, context.Canceled},
	} {
		t.Run(name, func(t *testing.T) {
			at := time.Now().Add(c.in)
			d := &deadline{Context: c.parent, at: at}
			defer d.end()
			if c.want == context.Canceled {
				cancel()
			}
			if got, ok := d.Deadline(); !ok || !got.Equal(at) {
				t.Errorf("Deadline is %v, %v", got, ok)
			}
			if err := d.Err(); !errors.Is(err, c.want) {
				t.Errorf("Err is %v, want %v", err, c.want)
			}
			select {
			case <-d.Done():
				if c.want == nil {
					t.Error("it has ended")
				}
			default:
				if c.want != nil {
					<-d.Done() // soon
				}
			}
		})
	}
}

// TestDeadlineWakes: whoever waits is woken, at the time or when the work has ended.
func TestDeadlineWakes(t *testing.T) {
	d := &deadline{Context: t.Context(), at: time.Now().Add(time.Millisecond)}
	<-d.Done()
	if err := d.Err(); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Err is %v", err)
	}
	d.end()
	d = &deadline{Context: t.Context(), at: time.Now().Add(time.Hour)}
	child, cancel := context.WithCancel(d)
	defer cancel()
	d.end()
	<-child.Done()
	<-d.Done()
}
