package load

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

// tick is the unit of times in /proc: Linux tells programs that there are 100 in a
// second, whatever it counts in.
const tick = 10 * time.Millisecond

// CPU returns how long a process has been computing, in user mode and in the kernel;
// 0 of process 0.
func CPU(process int) (time.Duration, error) {
	if process == 0 {
		return 0, nil
	}
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", process))
	if err != nil {
		return 0, err
	}
	_, fields, ok := strings.Cut(string(text), ") ")
	words := strings.Fields(fields)
	if !ok || len(words) < 13 {
		return 0, fmt.Errorf("/proc/%d/stat is %q", process, text)
	}
	user, err := strconv.ParseInt(words[11], 10, 64)
	system, failed := strconv.ParseInt(words[12], 10, 64)
	return time.Duration(user+system) * tick, errors.Join(err, failed)
}

// RSS returns how many bytes of memory a process has now.
func RSS(process int) (int64, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", process))
	if err != nil {
		return 0, err
	}
	_, rest, ok := strings.Cut(string(text), "VmRSS:")
	line, _, _ := strings.Cut(rest, "\n")
	words := strings.Fields(line)
	if !ok || len(words) != 2 {
		return 0, fmt.Errorf("/proc/%d/status says nothing of VmRSS", process)
	}
	kilo, err := strconv.ParseInt(words[0], 10, 64)
	return kilo << 10, err
}
