package run

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
)

// flushes returns how often the disk under a folder has been told to keep what it was
// given, since the machine began. It is false where the system does not say.
func flushes(folder string) (int64, bool) {
	info, err := os.Stat(folder)
	if err != nil {
		return 0, false
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return 0, false
	}
	major, minor := stat.Dev>>8&0xfff, stat.Dev&0xff|stat.Dev>>12&0xfff00
	text, err := os.ReadFile(fmt.Sprintf("/sys/dev/block/%d:%d/stat", major, minor))
	if err != nil {
		return 0, false
	}
	const flushField = 15 // Documentation/block/stat.rst of Linux
	words := strings.Fields(string(text))
	if len(words) <= flushField {
		return 0, false
	}
	n, err := strconv.ParseInt(words[flushField], 10, 64)
	return n, err == nil
}
