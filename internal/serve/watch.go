package serve

import (
	"context"
	"net/http"
	"time"

	"github.com/newel-api/newel/internal/catalogue"
	"github.com/newel-api/newel/internal/observe"
)

// watching adds the endpoints by which the server itself is watched, and the
// catalogue of what it answers. They stand
// outside the base of every API and answer anybody: they tell nothing of any row.
// Parameters do not matter to them, since probes add their own.
func (h *Handler) watching(routes *node) {
	h.add(routes, "/healthz", &endpoint{name: "newel.health", method: http.MethodGet, watch: true, run: (*exchange).health})
	h.add(routes, "/readyz", &endpoint{name: "newel.ready", method: http.MethodGet, watch: true, run: (*exchange).readiness})
	h.add(routes, "/metrics", &endpoint{name: "newel.metrics", method: http.MethodGet, watch: true, run: (*exchange).figures})
	h.add(routes, catalogue.Path+"{id}", &endpoint{name: "newel.problem", method: http.MethodGet, watch: true, run: (*exchange).catalogued})
}

// health says that the process answers, whatever else is wrong.
func (x *exchange) health() error {
	x.sendJSON(http.StatusOK, []byte(`{"status":"alive"}`))
	return nil
}

// readyPatience is how long readiness may take to find out.
const readyPatience = time.Second

// readiness says whether requests should be sent here.
func (x *exchange) readiness() error {
	if x.h.stopping.Load() {
		return &problem{code: "not_ready", detail: "The server is stopping."}
	}
	if x.h.ready != nil {
		ctx, cancel := context.WithTimeout(x.r.Context(), readyPatience)
		defer cancel()
		if err := x.h.ready(ctx); err != nil {
			return &problem{code: "not_ready", cause: err}
		}
	}
	x.sendJSON(http.StatusOK, []byte(`{"status":"ready"}`))
	return nil
}

// figures sends the metrics.
func (x *exchange) figures() error {
	x.out = x.h.metrics.Append(x.out[:0])
	x.w.Header().Set("Content-Type", observe.ContentType)
	x.send(http.StatusOK, x.out)
	return nil
}
