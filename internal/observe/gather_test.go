package observe

import (
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// tape keeps what is written, each write by itself. A write waits for hold, when there is
// one, and fails with the next of errs.
type tape struct {
	mu     sync.Mutex
	writes []string
	hold   chan struct{}
	errs   []error
}

func (t *tape) Write(b []byte) (int, error) {
	if t.hold != nil {
		<-t.hold
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.errs) > 0 {
		err := t.errs[0]
		if t.errs = t.errs[1:]; err != nil {
			return 0, err
		}
	}
	t.writes = append(t.writes, string(b))
	return len(b), nil
}

// told returns what each write told: the ids of requests, and messages of others.
func (t *tape) told() (writes []string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, w := range t.writes {
		var words []string
		for line := range strings.Lines(w) {
			_, word, request := strings.Cut(line, `"request_id":"`)
			if !request {
				_, word, _ = strings.Cut(line, `"msg":"`)
			}
			word, _, _ = strings.Cut(word, `"`)
			words = append(words, word)
		}
		writes = append(writes, strings.Join(words, " "))
	}
	return writes
}

func (t *tape) want(tb testing.TB, writes ...string) {
	tb.Helper()
	if diff := cmp.Diff(writes, t.told()); diff != "" {
		tb.Errorf("-want +got\n%s", diff)
	}
}

// logged writes the line of a request.
func logged(t *testing.T, log *slog.Logger, id string, status int) {
	(&Request{ID: id, Status: status, Path: "/"}).Log(t.Context(), log)
}

// TestGathered: lines of requests wait for each other, and not for long; those of failures
// and of anything else do not wait, and have those before them written first.
func TestGathered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out tape
		log := NewGatheringLogger(&out)
		logged(t, log, "a", 200)
		time.Sleep(gatherTime / 2)
		logged(t, log, "b", 404)
		synctest.Wait()
		out.want(t)
		time.Sleep(gatherTime / 2)
		synctest.Wait()
		out.want(t, "a b")

		logged(t, log, "c", 201)
		logged(t, log, "d", 500)
		out.want(t, "a b", "c d")
		logged(t, log, "e", 200)
		log.Info("stopping")
		logged(t, log, "f", 401)
		logged(t, log, "g", 403)
		out.want(t, "a b", "c d", "e stopping", "f", "g")

		// The delay counts from the first that waits.
		time.Sleep(2 * gatherTime)
		logged(t, log, "h", 200)
		time.Sleep(gatherTime - 1)
		synctest.Wait()
		out.want(t, "a b", "c d", "e stopping", "f", "g")
		time.Sleep(time.Nanosecond)
		synctest.Wait()
		out.want(t, "a b", "c d", "e stopping", "f", "g", "h")

		logged(t, log, "i", 200)
		Flush(log)
		Flush(log)
		out.want(t, "a b", "c d", "e stopping", "f", "g", "h", "i")
		logged(t, log, "j", 200)
		out.want(t, "a b", "c d", "e stopping", "f", "g", "h", "i", "j")
	})
}

// TestGatheredEnough: what fills the buffer is written before its time.
func TestGatheredEnough(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out tape
		log := NewGatheringLogger(&out)
		path := strings.Repeat("x", longestPath)
		for range gatherBytes/longestPath + 1 {
			(&Request{ID: "a", Status: 200, Path: path}).Log(t.Context(), log)
		}
		synctest.Wait()
		if n := len(out.told()); n != 1 {
			t.Errorf("%d writes", n)
		}
		for range 3 * gatherBytes / longestPath {
			(&Request{ID: "a", Status: 200, Path: path}).Log(t.Context(), log)
		}
		synctest.Wait()
		if n := len(out.told()); n < 2 {
			t.Errorf("%d writes", n)
		}
		Flush(log)
	})
}

// TestGatheredFails: lines that cannot be written are counted, and those after them are
// written.
func TestGatheredFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		out := tape{errs: []error{errors.New("full"), nil}}
		log := NewGatheringLogger(&out)
		logged(t, log, "a", 200)
		logged(t, log, "b", 500)
		logged(t, log, "c", 500)
		out.want(t, "c")
		figures(t, log, 1, 2)
	})
}

// TestGatheredStuck: nobody takes what is written. One line waits, and no other until
// something is taken; what is too much is lost and counted, and all else is there, in order.
func TestGatheredStuck(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		out := tape{hold: make(chan struct{})}
		log := NewGatheringLogger(&out)
		logged(t, log, "a", 200)
		start := time.Now()
		logged(t, log, "b", 500)
		if took := time.Since(start); took != patience {
			t.Errorf("the first line took %v", took)
		}
		start = time.Now()
		n, longest := 2*mostBytes/longestPath, strings.Repeat("x", longestPath)
		for range n {
			(&Request{ID: "x", Status: 500, Path: longest}).Log(t.Context(), log)
		}
		Flush(log)
		if took := time.Since(start); took != 0 {
			t.Errorf("the others took %v", took)
		}
		close(out.hold)
		synctest.Wait()
		logged(t, log, "c", 500)
		told := strings.Fields(strings.Join(out.told(), " "))
		lost := n + 3 - len(told)
		if lost <= 0 || told[0] != "a" || told[1] != "b" || told[len(told)-1] != "c" {
			t.Errorf("%d lines are lost, the first are %v, the last %s", lost, told[:2], told[len(told)-1])
		}
		figures(t, log, 0, lost)
	})
}

// figures wants these figures of a log among the metrics.
func figures(t *testing.T, log *slog.Logger, failed, lost int) {
	t.Helper()
	m := NewMetrics()
	m.ReadLog(log)
	m.ReadLog(slog.New(slog.DiscardHandler)) // has none
	text := string(m.Append(nil))
	for _, want := range []string{
		fmt.Sprintf("\nnewel_log_failed_writes_total %d\n", failed), fmt.Sprintf("\nnewel_log_lost_lines_total %d\n", lost),
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
}

// TestGatheredByMany: the lines of each goroutine stay in their order, none is lost, and a
// line that does not wait is there when it was logged.
func TestGatheredByMany(t *testing.T) {
	var out tape
	log := NewGatheringLogger(&out)
	const each = 500
	var all sync.WaitGroup
	for who := range 8 {
		all.Go(func() {
			for i := range each {
				id, status := fmt.Sprintf("%d-%d", who, i), 200
				if i%100 == 99 {
					status = 500
				}
				logged(t, log, id, status)
				if status == 500 && !strings.Contains(" "+strings.Join(out.told(), " ")+" ", " "+id+" ") {
					t.Errorf("%s is not there", id)
				}
			}
		})
	}
	all.Wait()
	Flush(log)
	next := [8]int{}
	for word := range strings.FieldsSeq(strings.Join(out.told(), " ")) {
		var who, i int
		if _, err := fmt.Sscanf(word, "%d-%d", &who, &i); err != nil || i != next[who] {
			t.Fatalf("%q where %d is next, %v", word, next[who], err)
		}
		next[who]++
	}
	for who, n := range next {
		if n != each {
			t.Errorf("%d lines of %d", n, who)
		}
	}
}
