package serve

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/newel-api/newel/internal/observe"
)

// Times and sizes of connections, beyond Limits.
const (
	headerPatience = 5 * time.Second  // for the header of a request
	answerPatience = 30 * time.Second // for a client to take its answer
	idlePatience   = 2 * time.Minute  // for the next request
	headerBytes    = 32 << 10
)

// Serve answers requests on ln until ctx ends; then it stops in good order: /readyz
// tells it while requests still come (Limits.LameDuck), no connection is taken any
// more and those under way end by themselves (Limits.Drain), the rest is cut off.
// Then the log is written as far as it goes. The error is the network's; to have been
// stopped is none.
func Serve(ctx context.Context, ln net.Listener, h *Handler, log *slog.Logger) error {
	defer observe.Flush(log)
	work, cut := context.WithCancel(context.WithoutCancel(ctx))
	defer cut()
	server := &http.Server{
		Handler:                      h,
		ReadHeaderTimeout:            headerPatience,
		ReadTimeout:                  headerPatience + h.limits.Request,
		WriteTimeout:                 headerPatience + h.limits.Request + answerPatience,
		IdleTimeout:                  idlePatience,
		MaxHeaderBytes:               headerBytes,
		DisableGeneralOptionsHandler: true,
		ErrorLog:                     slog.NewLogLogger(log.Handler(), slog.LevelWarn),
		BaseContext:                  func(net.Listener) context.Context { return work },
		ConnContext:                  withWire,
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(wires{ln, h}) }()
	select {
	case err := <-ended:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	h.stopping.Store(true)
	log.LogAttrs(work, slog.LevelInfo, "stopping", slog.Int64("under_way", h.running.Load()))
	if err := h.lameDuck(ended); err != nil {
		return err
	}
	drain, cancel := context.WithTimeout(work, h.limits.Drain)
	defer cancel()
	if err := server.Shutdown(drain); err != nil {
		log.LogAttrs(work, slog.LevelWarn, "requests were cut off", slog.Int64("under_way", h.running.Load()), slog.String("cause", err.Error()))
		cut()
		_ = server.Close() // the listener is closed already; connections have nothing to say
	}
	if err := <-ended; !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve: %w", err)
	}
	return nil
}

// lameDuck lets balancers find out that the server is going away.
func (h *Handler) lameDuck(ended <-chan error) error {
	if h.limits.LameDuck <= 0 {
		return nil
	}
	timer := time.NewTimer(h.limits.LameDuck)
	defer timer.Stop()
	select {
	case err := <-ended:
		return fmt.Errorf("serve: %w", err)
	case <-timer.C:
		return nil
	}
}
