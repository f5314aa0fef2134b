package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/diag"
	"github.com/newel-api/newel/internal/exec"
)

// passwordVariable is the environment variable that gives a password to programs.
const passwordVariable = "NEWEL_PASSWORD"

const maxPasswordLine = 4096 // bytes read in search of the end of a line

// added is the result of user add, in JSON.
type added struct {
	ID string `json:"id"` // of the new row of the identity entity
}

func runUserAdd(ctx context.Context, c *call) (any, error) {
	d, err := c.readWhole()
	if err != nil || c.diags.Err() != nil {
		return nil, err
	}
	if d.Access.Password == nil {
		return nil, usage("nobody signs in to this design with a password: access.yaml has no sign_in: {password: …}")
	}
	fields, err := fieldsOf(c.flags.set, d.Access.Identity.To)
	if err != nil {
		return nil, err
	}
	password, err := c.password()
	if err != nil {
		return nil, err
	}
	e, err := c.open(ctx, d, c.flags.database, nil)
	if err != nil {
		return nil, err
	}
	id, err := e.AddUser(ctx, fields, password)
	if err = errors.Join(err, e.Close()); err != nil {
		return nil, refusal(err)
	}
	c.say("%s", id)
	return added{id}, nil
}

// fieldsOf reads what --set gave.
func fieldsOf(set []string, identity *design.Entity) (map[string]string, error) {
	var names []string
	for _, f := range identity.Fields {
		names = append(names, f.Name.Text)
	}
	fields := map[string]string{}
	for _, s := range set {
		name, text, ok := strings.Cut(s, "=")
		if !ok {
			return nil, usage("--set %q has no value: write --set %s=VALUE", s, name)
		}
		if f := identity.Field(name); f == nil || f.System {
			return nil, usage("--set: %q is not a field of %s; %s", name, identity.Name.Text,
				didYouMean(diag.Nearest(name, names), "it has "+list(names)))
		}
		if _, twice := fields[name]; twice {
			return nil, usage("--set gives %q twice", name)
		}
		fields[name] = text
	}
	return fields, nil
}

// password reads the new password from where the command line says, or from the
// environment, or asks for it at the terminal.
func (c *call) password() (string, error) {
	if c.flags.passwordStdin {
		return firstLine(c.stdin)
	}
	if p := os.Getenv(passwordVariable); p != "" {
		return p, nil
	}
	at, ok := terminal(c.stdin)
	if !ok {
		return "", usage("there is no terminal to ask for the password at: give it in %s, or on standard input with --password-stdin", passwordVariable)
	}
	first, err := c.ask(at, "password: ")
	if err != nil {
		return "", err
	}
	again, err := c.ask(at, "and again: ")
	if err != nil {
		return "", err
	}
	if first != again {
		return "", usage("the two passwords differ; nothing was added")
	}
	return first, nil
}

// ask reads a line from the terminal without showing it.
func (c *call) ask(at *os.File, prompt string) (string, error) {
	fmt.Fprint(c.stderr, prompt)
	line, err := term.ReadPassword(int(at.Fd()))
	fmt.Fprintln(c.stderr)
	if err != nil {
		return "", machine(err, "cannot read the password")
	}
	return string(line), nil
}

// firstLine reads a line, without its end.
func firstLine(r io.Reader) (string, error) {
	line, err := bufio.NewReader(io.LimitReader(r, maxPasswordLine)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", machine(err, "cannot read the password")
	}
	line = strings.TrimSuffix(strings.TrimSuffix(line, "\n"), "\r")
	if line == "" {
		return "", usage("the standard input has no password in its first line")
	}
	return line, nil
}

// refusal says why a row was not added, in the words of the command line.
func refusal(err error) error {
	r, ok := errors.AsType[*exec.Refusal](err)
	if !ok {
		return err
	}
	if len(r.Violations) == 0 {
		return usage("nothing was added: %s", r.Detail)
	}
	var reasons []string
	for _, v := range r.Violations {
		reasons = append(reasons, fmt.Sprintf("%s %s", strings.TrimPrefix(v.Pointer, "/"), v.Detail))
	}
	return usage("nothing was added: %s", strings.Join(reasons, "; "))
}
