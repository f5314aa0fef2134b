package observe

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"time"
)

// runtimeFigures are what the Go runtime tells without stopping the world, under
// the names that dashboards know.
var runtimeFigures = []struct {
	source, name, help string
	typ                Type
}{
	{"/sched/goroutines:goroutines", "go_goroutines", "Goroutines that exist now.", Gauge},
	{"/memory/classes/heap/objects:bytes", "go_memstats_heap_alloc_bytes", "Bytes of heap objects, live or not yet swept.", Gauge},
	{"/memory/classes/total:bytes", "go_memstats_sys_bytes", "Bytes that the Go runtime got from the system.", Gauge},
	{"/gc/heap/goal:bytes", "go_memstats_next_gc_bytes", "Size of the heap at which the next collection ends.", Gauge},
	{"/gc/heap/allocs:bytes", "go_memstats_alloc_bytes_total", "Bytes allocated on the heap since the start.", Counter},
	{"/gc/cycles/total:gc-cycles", "go_gc_cycles_total", "Collections since the start.", Counter},
}

// process returns the figures of the process.
func process(start time.Time) []family {
	families := []family{
		single("process_start_time_seconds", "When the server was put together, in seconds since 1970.", Gauge, float64(start.UnixMilli())/1e3),
		{"newel_build_info", "Always 1; its labels tell what was built.", Gauge, func(dst []byte) []byte {
			version, revision := build()
			labels := label("version", version) + "," + label("revision", revision) + "," + label("go", runtime.Version())
			return appendSample(dst, "newel_build_info", labels, "1")
		}},
	}
	samples := make([]metrics.Sample, len(runtimeFigures))
	for i, f := range runtimeFigures {
		samples[i].Name = f.source
	}
	metrics.Read(samples)
	for i, f := range runtimeFigures {
		if v := samples[i].Value; v.Kind() == metrics.KindUint64 {
			families = append(families, single(f.name, f.help, f.typ, float64(v.Uint64())))
		}
	}
	return families
}

// build returns what the Go command wrote into the program about its main module.
func build() (version, revision string) {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "", ""
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			revision = s.Value
		}
	}
	return info.Main.Version, revision
}
