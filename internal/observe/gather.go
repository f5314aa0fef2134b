package observe

import (
	"bytes"
	"io"
	"sync"
	"sync/atomic"
	"time"
)

// Bounds of lines that wait.
const (
	gatherBytes = 32 << 10               // from which on they are written
	gatherTime  = 100 * time.Millisecond // after which they are written
	keptBytes   = 4 * gatherBytes        // of a buffer that is used again
	mostBytes   = 1 << 20                // that wait for a writer that does not take them
	patience    = time.Second            // how long a line waits for such a writer
)

// gatherer writes lines in the order in which they came, in few writes: to write is a
// system call, which costs more than most of what a request takes. Lines that may wait are
// written together, when there are enough of them or the first has waited for long enough;
// one that may not is written at once, behind those that wait.
//
// A writer that takes nothing, as a pipe that nobody reads, holds up a request for at most
// patience, and the others not at all until it has taken something: their lines are lost
// when too many wait. Nothing runs while nothing waits.
type gatherer struct {
	w io.Writer

	lock    sync.Mutex    // guards what follows
	delay   time.Duration // longest time that a line waits; 0 when none does
	lines   []byte        // that wait
	spare   []byte        // for those that come while these are written
	timer   *time.Timer   // of the first that waits; nil before there was one
	armed   bool          // it will go off
	writing bool          // a goroutine is writing, and looks again when it has done so
	put     uint64        // bytes of lines that came
	done    uint64        // of those, which are written or lost
	urgent  uint64        // up to which nothing waits
	turn    chan struct{} // closed by the next write that ends; nil when nobody waits for it
	stuck   bool          // the write under way takes longer than patience

	failed, lost atomic.Uint64 // writes, lines
}

// add appends a line, which may wait when later is true. line appends it to its argument.
func (g *gatherer) add(later bool, line func([]byte) []byte) {
	g.lock.Lock()
	defer g.lock.Unlock()
	if !g.room() {
		g.lost.Add(1)
		return
	}
	before := len(g.lines)
	g.lines = line(g.lines)
	g.put += uint64(len(g.lines) - before)
	switch {
	case !later || g.delay == 0:
		g.urge(g.put)
	case len(g.lines) >= gatherBytes:
		g.begin()
	case !g.writing:
		g.arm()
	}
}

// flush writes what waits, and returns when that is done, or patience is at its end. Lines
// that come after it do not wait: it is the end, and nothing may follow that has them written.
func (g *gatherer) flush() {
	g.lock.Lock()
	defer g.lock.Unlock()
	g.delay = 0
	g.urge(g.put)
}

// room waits until there is room for a line. The lock is held, but not meanwhile.
func (g *gatherer) room() bool {
	return len(g.lines) < mostBytes || g.wait(func() bool { return len(g.lines) < mostBytes })
}

// urge writes what waits up to a place, and waits for that.
func (g *gatherer) urge(to uint64) {
	g.urgent = max(g.urgent, to)
	g.begin()
	g.wait(func() bool { return g.done >= to })
}

// wait waits until a write has made it so. It is false when that takes too long.
func (g *gatherer) wait(so func() bool) bool {
	var end <-chan time.Time
	for !so() {
		if g.stuck || !g.writing {
			return false
		}
		if end == nil {
			timer := time.NewTimer(patience)
			defer timer.Stop()
			end = timer.C
		}
		if g.turn == nil {
			g.turn = make(chan struct{})
		}
		turn, over := g.turn, false
		g.lock.Unlock()
		select {
		case <-turn:
		case <-end:
			over = true
		}
		g.lock.Lock()
		if over && !so() {
			g.stuck = g.stuck || g.writing
			return false
		}
	}
	return true
}

// arm has what waits written after the delay.
func (g *gatherer) arm() {
	if g.armed {
		return
	}
	g.armed = true
	if g.timer == nil {
		g.timer = time.AfterFunc(g.delay, g.due)
		return
	}
	g.timer.Reset(g.delay)
}

// due is the end of the delay.
func (g *gatherer) due() {
	g.lock.Lock()
	defer g.lock.Unlock()
	g.armed, g.urgent = false, g.put
	g.begin()
}

// begin has what waits written. A goroutine that is writing sees by itself what is urgent,
// or enough.
func (g *gatherer) begin() {
	if g.writing || len(g.lines) == 0 {
		return
	}
	g.writing = true
	go g.write()
}

// write writes what waits, as long as there is enough, or something urgent.
func (g *gatherer) write() {
	g.lock.Lock()
	defer g.lock.Unlock()
	for first := true; len(g.lines) > 0 && (first || len(g.lines) >= gatherBytes || g.done < g.urgent); first = false {
		lines := g.lines
		g.lines, g.spare = g.spare[:0], nil
		g.lock.Unlock()
		n, err := g.w.Write(lines)
		g.lock.Lock()
		if err != nil {
			g.failed.Add(1)
			g.lost.Add(uint64(bytes.Count(lines[min(max(n, 0), len(lines)):], newline)))
		}
		g.done += uint64(len(lines))
		if cap(lines) <= keptBytes {
			g.spare = lines
		}
		g.stuck = false
		if g.turn != nil {
			close(g.turn)
			g.turn = nil
		}
	}
	g.writing = false
	if len(g.lines) > 0 {
		g.arm()
	}
}

var newline = []byte{'\n'}
