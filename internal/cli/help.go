package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/newel-api/newel/internal/stage"
)

// The results of help, in JSON.
type (
	commandHelp struct {
		Name     string     `json:"name"`
		Synopsis string     `json:"synopsis"`
		Purpose  string     `json:"purpose"`
		About    string     `json:"about"`
		Flags    []flagHelp `json:"flags"`
		Example  string     `json:"example"`
	}
	flagHelp struct {
		Name    string `json:"name"`
		Value   string `json:"value"` // "" for a switch
		Purpose string `json:"purpose"`
	}
)

func runHelp(_ context.Context, c *call) (any, error) {
	all := commands()
	if len(c.operands) == 0 {
		c.overview(all)
		return helpOf(all...), nil
	}
	name := strings.Join(c.operands, " ")
	cmd := commandNamed(name)
	if cmd == nil {
		return nil, usage("%q is not a command; %s", name, didYouMean(nearest(name, all), namesOf(all)))
	}
	c.page(cmd)
	return helpOf(cmd), nil
}

func helpOf(all ...*command) []commandHelp {
	var out []commandHelp
	for _, cmd := range all {
		h := commandHelp{Name: cmd.name, Synopsis: cmd.synopsis(), Purpose: cmd.purpose, About: cmd.about, Example: cmd.example}
		for _, row := range flagsOf(cmd) {
			h.Flags = append(h.Flags, flagHelp{"--" + row.name, row.value, row.purpose})
		}
		out = append(out, h)
	}
	return out
}

// overview names all commands and all steps.
func (c *call) overview(all []*command) {
	c.say("Newel compiles the design of an API and serves it.\n")
	var rows [][2]string
	for _, cmd := range all {
		rows = append(rows, [2]string{cmd.synopsis(), cmd.purpose})
	}
	c.columns(rows)
	c.say("\nDESIGN is the folder of a design, %q when it is left out. Its files, in the order of the steps:\n", c.program.Design)
	rows = nil
	for _, s := range stage.All {
		state := ""
		if !s.Built {
			state = " (not built yet)"
		}
		rows = append(rows, [2]string{fmt.Sprintf("%d %s.yaml", s.Number, s.Name), s.Purpose + state})
	}
	c.columns(rows)
	c.say("\nExit codes: 0 all is well, 1 findings, 2 wrong command line, 3 the machine failed.")
	c.say("\"newel help COMMAND\" tells more, \"newel explain RULE\" all about a finding.")
}

// page explains one command.
func (c *call) page(cmd *command) {
	c.say("%s: %s\n", cmd.name, cmd.purpose)
	c.say("    %s [flags]\n", cmd.synopsis())
	for _, paragraph := range strings.Split(cmd.about, "\n\n") {
		c.say("%s\n", wrap(paragraph))
	}
	c.say("Flags, before or after the rest:\n")
	var rows [][2]string
	for _, row := range flagsOf(cmd) {
		rows = append(rows, [2]string{strings.TrimSpace("--" + row.name + " " + row.value), row.purpose})
	}
	c.columns(rows)
	c.say("\nExample:\n\n    %s", cmd.example)
}

// columns prints two columns.
func (c *call) columns(rows [][2]string) {
	width := 0
	for _, row := range rows {
		width = max(width, len(row[0]))
	}
	for _, row := range rows {
		c.say("    %-*s  %s", width, row[0], row[1])
	}
}

// wrap breaks a paragraph into lines of at most 88 columns.
func wrap(paragraph string) string {
	const width = 88
	var out strings.Builder
	column := 0
	for i, word := range strings.Fields(paragraph) {
		switch {
		case i == 0:
		case column+1+len(word) > width:
			out.WriteByte('\n')
			column = 0
		default:
			out.WriteByte(' ')
			column++
		}
		out.WriteString(word)
		column += len(word)
	}
	return out.String()
}
