package engine

import (
	"github.com/newel-api/newel/internal/observe"
	"github.com/newel-api/newel/internal/store"
)

// figures adds what the store and the log count to the metrics.
func (e *Engine) figures(m *observe.Metrics) {
	m.ReadLog(e.log)
	db := e.db
	read := func(name, help string, typ observe.Type, of func(store.Stats) float64) {
		m.Read(name, help, typ, func() float64 { return of(db.Stats()) })
	}
	read("newel_store_commits_total", "Transactions that the database committed.", observe.Counter,
		func(s store.Stats) float64 { return float64(s.Commits) })
	read("newel_store_writes_total", "Writes in those transactions: several share one.", observe.Counter,
		func(s store.Stats) float64 { return float64(s.Writes) })
	read("newel_store_refused_writes_total", "Writes that were undone.", observe.Counter,
		func(s store.Stats) float64 { return float64(s.Refused) })
	read("newel_store_waiting_writes", "Writes that wait for their turn.", observe.Gauge,
		func(s store.Stats) float64 { return float64(s.Waiting) })
	read("newel_store_file_bytes", "Size of the database file.", observe.Gauge,
		func(s store.Stats) float64 { return float64(s.FileSize) })
}
