package cli

import (
	"errors"
	"fmt"
	"strings"
)

// failure is why a command could not do its work: one sentence that says what is
// wrong and how to mend it.
type failure struct {
	code int // exitUsage or exitMachine
	text string
}

// Error returns the sentence.
func (f *failure) Error() string { return f.text }

// kind returns the word for the exit code in the envelope.
func (f *failure) kind() string {
	if f.code == exitUsage {
		return "usage"
	}
	return "machine"
}

// usage says that the command line is wrong.
func usage(format string, args ...any) *failure {
	return &failure{exitUsage, fmt.Sprintf(format, args...)}
}

// refused says that the machine does not allow what was asked, and what to do.
func refused(format string, args ...any) *failure {
	return &failure{exitMachine, fmt.Sprintf(format, args...)}
}

// machine says what the machine failed at, and why.
func machine(err error, format string, args ...any) *failure {
	return &failure{exitMachine, fmt.Sprintf(format, args...) + ": " + err.Error()}
}

// failureOf returns the failure in err; an error without one is the machine's.
func failureOf(err error) *failure {
	if f, ok := errors.AsType[*failure](err); ok {
		return f
	}
	return &failure{exitMachine, err.Error()}
}

// didYouMean returns the end of a sentence about an unknown name.
func didYouMean(near, otherwise string) string {
	if near == "" {
		return otherwise
	}
	return fmt.Sprintf("did you mean %q?", near)
}

// list joins names as in a sentence: "a, b and c".
func list(names []string) string {
	if n := len(names); n > 1 {
		return strings.Join(names[:n-1], ", ") + " and " + names[n-1]
	}
	return strings.Join(names, "")
}
