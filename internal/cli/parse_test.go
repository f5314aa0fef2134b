package cli

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParse(t *testing.T) {
	tests := []struct {
		args     []string
		command  string
		operands []string
		check    func(f *flags) bool
	}{
		{[]string{"check"}, "check", nil, nil},
		{[]string{"check", "a"}, "check", []string{"a"}, nil},
		{[]string{"check", "a", "--json"}, "check", []string{"a"}, func(f *flags) bool { return f.json }},
		{[]string{"check", "--json", "a"}, "check", []string{"a"}, func(f *flags) bool { return f.json }},
		{[]string{"check", "--", "--json"}, "check", []string{"--json"}, nil},
		{[]string{"serve", "--listen", ":1", "d", "--dev"}, "serve", []string{"d"}, func(f *flags) bool { return f.listen == ":1" && f.dev }},
		{[]string{"serve", "--database=x"}, "serve", nil, func(f *flags) bool { return f.database == "x" && f.given["database"] }},
		{[]string{"serve"}, "serve", nil, func(f *flags) bool { return f.database == "newel.db" && !f.given["database"] }},
		{[]string{"user", "add", "--set", "a=b", "--set", "c=d"}, "user add", nil, func(f *flags) bool { return cmp.Equal(f.set, []string{"a=b", "c=d"}) }},
		{[]string{"serve", "--log", "errors"}, "serve", nil, func(f *flags) bool { return f.log == "errors" }},
		{[]string{"serve", "--help"}, "help", []string{"serve"}, nil},
		{[]string{"user", "add", "-h"}, "help", []string{"user add"}, nil},
		{[]string{"--help"}, "help", nil, nil},
		{[]string{"help", "user", "add"}, "help", []string{"user", "add"}, nil},
		{[]string{"--version"}, "version", nil, nil},
	}
	for _, test := range tests {
		c := &call{flags: defaults()}
		if err := c.parse(test.args); err != nil {
			t.Errorf("%q: %v", test.args, err)
			continue
		}
		if c.command.name != test.command {
			t.Errorf("%q: the command is %q, want %q", test.args, c.command.name, test.command)
		}
		if diff := cmp.Diff(test.operands, c.operands); diff != "" {
			t.Errorf("%q: operands: -want +got\n%s", test.args, diff)
		}
		if test.check != nil && !test.check(&c.flags) {
			t.Errorf("%q: flags are %+v", test.args, c.flags)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	tests := []struct {
		args []string
		want string
	}{
		{nil, "which command? " + namesOf(commands())},
		{[]string{"chekc"}, `"chekc" is not a command; did you mean "check"?`},
		{[]string{"usr"}, `"usr" is not a command; did you mean "user"?`},
		{[]string{"user", "ad"}, `"user ad" is not a command; did you mean "user add"?`},
		{[]string{"user", "--set", "a=b"}, `"user" is not a command; did you mean "user add"?`},
		{[]string{"--dev", "serve"}, "a command comes first, flags after it: newel check --dev"},
		{[]string{"serve", "--lisen", "x"}, `"--lisen" is not a flag of newel serve; did you mean "--listen"?`},
		{[]string{"version", "--dev"}, `"--dev" is not a flag of newel version; it has --json`},
		{[]string{"serve", "--seed"}, "--seed needs a value after it; type newel help serve"},
		{[]string{"new"}, "NAME is missing: newel new NAME"},
		{[]string{"new", "a", "b"}, `"b" is one word too many: newel new NAME`},
		{[]string{"version", "x"}, `"x" is one word too many: newel version`},
	}
	for _, test := range tests {
		c := &call{flags: defaults()}
		err := c.parse(test.args)
		f, ok := errors.AsType[*failure](err)
		if !ok || f.text != test.want || f.code != exitUsage {
			t.Errorf("%q: got %v, want %s", test.args, err, test.want)
		}
	}
}

// TestTable holds the table of commands to what the rest of the package takes for
// granted.
func TestTable(t *testing.T) {
	used := map[string]bool{"json": true}
	for _, cmd := range commands() {
		if cmd.purpose == "" || cmd.about == "" || cmd.run == nil {
			t.Errorf("%s is not whole", cmd.name)
		}
		if len(flagsOf(cmd)) != len(cmd.flags)+1 {
			t.Errorf("%s has a flag that flagTable lacks: %q", cmd.name, cmd.flags)
		}
		for _, name := range cmd.flags {
			used[name] = true
		}
		c := &call{command: cmd, flags: defaults()}
		set := c.flagSet()
		for _, row := range flagsOf(cmd) {
			if set.Lookup(row.name) == nil {
				t.Errorf("flagSet does not read --%s of %s", row.name, cmd.name)
			}
		}
	}
	for _, row := range flagTable {
		if !used[row.name] {
			t.Errorf("no command has --%s", row.name)
		}
	}
}
