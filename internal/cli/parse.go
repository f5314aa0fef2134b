package cli

import (
	"errors"
	"flag"
	"io"
	"slices"
	"strings"

	"github.com/newel-api/newel/internal/diag"
)

// parse reads the command line. The error is a *failure.
func (c *call) parse(args []string) error {
	c.flags.json = slices.Contains(args, "--json") // also for what is wrong before the flags are read
	all := commands()
	switch {
	case len(args) == 0:
		return usage("which command? %s", namesOf(all))
	case args[0] == "--help" || args[0] == "-h":
		args[0] = "help"
	case args[0] == "--version":
		args[0] = "version"
	case strings.HasPrefix(args[0], "-"):
		return usage("a command comes first, flags after it: newel check %s", args[0])
	}
	rest, err := c.find(all, args)
	if err != nil {
		return err
	}
	if err := c.parseFlags(rest); err != nil {
		return err
	}
	return c.count()
}

// find finds the command of one or two words that args begin with.
func (c *call) find(all []*command, args []string) (rest []string, err error) {
	var firsts []string
	for _, cmd := range all {
		words := strings.Fields(cmd.name)
		if len(args) >= len(words) && slices.Equal(words, args[:len(words)]) {
			c.command = cmd
			return args[len(words):], nil
		}
		firsts = append(firsts, words[0])
	}
	typed := args[0]
	if slices.Contains(firsts, typed) {
		if len(args) > 1 && !strings.HasPrefix(args[1], "-") {
			typed += " " + args[1]
		}
		return nil, usage("%q is not a command; %s", typed, didYouMean(nearest(typed, all), "type newel help"))
	}
	near := nearest(typed, all)
	if near == "" {
		near = diag.Nearest(typed, firsts)
	}
	return nil, usage("%q is not a command; %s", typed, didYouMean(near, namesOf(all)))
}

// nearest returns the command that typed may have meant: one spelt alike, or one
// that begins with the same word.
func nearest(typed string, all []*command) string {
	var names []string
	for _, cmd := range all {
		names = append(names, cmd.name)
	}
	if near := diag.Nearest(typed, names); near != "" {
		return near
	}
	first, _, _ := strings.Cut(typed, " ")
	for _, name := range names {
		if strings.HasPrefix(name, first+" ") {
			return name
		}
	}
	return ""
}

func namesOf(all []*command) string {
	var names []string
	for _, cmd := range all {
		names = append(names, cmd.name)
	}
	return "the commands are " + list(names)
}

// parseFlags reads flags and operands in any order; "--" ends the flags.
func (c *call) parseFlags(args []string) error {
	set := c.flagSet()
	for {
		if err := set.Parse(args); err != nil {
			return c.flagError(err)
		}
		rest := set.Args()
		if len(rest) == 0 {
			break
		}
		if read := len(args) - len(rest); read > 0 && args[read-1] == "--" {
			c.operands = append(c.operands, rest...)
			break
		}
		c.operands = append(c.operands, rest[0])
		args = rest[1:]
	}
	set.Visit(func(f *flag.Flag) { c.flags.given[f.Name] = true })
	if c.flags.help {
		c.operands = []string{c.command.name}
		c.command = commandNamed("help")
	}
	return nil
}

// flagSet returns the parser of the command's flags.
func (c *call) flagSet() *flag.FlagSet {
	set := flag.NewFlagSet(c.command.name, flag.ContinueOnError)
	set.SetOutput(io.Discard) // this package has its own words
	f := &c.flags
	for _, row := range flagsOf(c.command) {
		switch row.name {
		case "json":
			set.BoolVar(&f.json, row.name, false, "")
		case "listen":
			set.StringVar(&f.listen, row.name, f.listen, "")
		case "public":
			set.StringVar(&f.public, row.name, "", "")
		case "database":
			set.StringVar(&f.database, row.name, f.database, "")
		case "dev":
			set.BoolVar(&f.dev, row.name, false, "")
		case "seed":
			set.StringVar(&f.seed, row.name, "", "")
		case "log":
			set.StringVar(&f.log, row.name, f.log, "")
		case "days":
			set.IntVar(&f.days, row.name, f.days, "")
		case "cases":
			set.IntVar(&f.cases, row.name, f.cases, "")
		case "chance":
			set.Uint64Var(&f.chance, row.name, f.chance, "")
		case "run":
			set.StringVar(&f.run, row.name, "", "")
		case "worlds":
			set.BoolVar(&f.worlds, row.name, false, "")
		case "source":
			set.StringVar(&f.source, row.name, "openapi.json", "")
		case "proxy":
			set.StringVar(&f.proxy, row.name, "", "")
		case "url":
			set.StringVar(&f.url, row.name, "", "")
		case "set":
			set.Func(row.name, "", func(s string) error { f.set = append(f.set, s); return nil })
		case "check":
			set.BoolVar(&f.check, row.name, false, "")
		case "dry-run":
			set.BoolVar(&f.dryRun, row.name, false, "")
		case "package":
			set.StringVar(&f.pkg, row.name, f.pkg, "")
		case "out":
			set.StringVar(&f.out, row.name, "", "")
		case "part":
			set.BoolVar(&f.part, row.name, false, "")
		case "openapi":
			set.StringVar(&f.openapi, row.name, f.openapi, "")
		case "against":
			set.StringVar(&f.against, row.name, f.against, "")
		case "gate":
			set.StringVar(&f.gate, row.name, f.gate, "")
		case "as":
			set.StringVar(&f.as, row.name, "", "")
		case "password-stdin":
			set.BoolVar(&f.passwordStdin, row.name, false, "")
		}
	}
	set.BoolVar(&f.help, "help", false, "")
	set.BoolVar(&f.help, "h", false, "")
	return set
}

// flagError says in our words what package flag did not understand.
func (c *call) flagError(err error) error {
	if errors.Is(err, flag.ErrHelp) {
		return usage("type newel help %s", c.command.name)
	}
	if name, ok := strings.CutPrefix(err.Error(), "flag provided but not defined: -"); ok {
		var names []string
		for _, row := range flagsOf(c.command) {
			names = append(names, "--"+row.name)
		}
		name = "--" + name
		return usage("%q is not a flag of newel %s; %s", name, c.command.name,
			didYouMean(diag.Nearest(name, names), "it has "+list(names)))
	}
	if name, ok := strings.CutPrefix(err.Error(), "flag needs an argument: -"); ok {
		return usage("--%s needs a value after it; type newel help %s", name, c.command.name)
	}
	return usage("%s; type newel help %s", err, c.command.name)
}

// count makes sure that there are as many operands as the command takes.
func (c *call) count() error {
	if c.command.name == "help" { // its operand is a command of one or two words
		return nil
	}
	want := c.command.operands
	for i, o := range want {
		if !o.optional && len(c.operands) <= i {
			return usage("%s is missing: %s", o.name, c.command.synopsis())
		}
	}
	if len(c.operands) > len(want) {
		return usage("%q is one word too many: %s", c.operands[len(want)], c.command.synopsis())
	}
	return nil
}

func commandNamed(name string) *command {
	for _, cmd := range commands() {
		if cmd.name == name {
			return cmd
		}
	}
	return nil
}
