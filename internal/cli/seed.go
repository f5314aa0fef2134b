package cli

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/design/source"
	"github.com/newel-api/newel/internal/payload"
	"github.com/newel-api/newel/internal/seed"
)

// seedName is the file of rows beside the folder of a design.
const seedName = "seed.yaml"

// seedFile is the text of a seed file, under the name that findings call it by.
type seedFile struct {
	name string
	text []byte
}

// source returns the text of a file that findings name, or nil.
func (c *call) source(name string) []byte {
	if name == c.seeds.name {
		return c.seeds.text
	}
	if text := c.pinned.Text(name); text != nil {
		return text
	}
	if c.files == nil {
		return nil
	}
	return c.files.Text(name)
}

// seed reads the rows that --seed names or, with --dev, those beside the design. They
// are nil when there are none; findings are in c.diags.
func (c *call) seed(d *design.Design) (*seed.Rows, error) {
	if c.diags.Err() != nil {
		return nil, nil
	}
	at := c.flags.seed
	switch {
	case c.flags.given["seed"] && at == "":
		return nil, usage("--seed needs the name of a file")
	case at == "" && !c.flags.dev:
		return nil, nil
	case at == "":
		at = filepath.Join(c.folder(), "..", seedName)
	}
	text, err := readSeed(at)
	switch {
	case errors.Is(err, fs.ErrNotExist) && c.flags.seed == "":
		return nil, nil
	case errors.Is(err, fs.ErrNotExist):
		return nil, usage("--seed: there is no file %q", at)
	case err != nil:
		return nil, machine(err, "cannot read the seed")
	}
	c.seeds = seedFile{path.Clean(filepath.ToSlash(at)), text}
	return seed.Read(c.seeds.name, text, d, &c.diags), nil
}

// readSeed reads a file as far as it takes to see that it is too large.
func readSeed(at string) ([]byte, error) {
	f, err := os.Open(at)
	if err != nil {
		return nil, err
	}
	text, err := io.ReadAll(io.LimitReader(f, source.MaxFileSize+1))
	return text, errors.Join(err, f.Close())
}

// hints tells how to call an API that is served for development: who can sign in, and
// how.
func (c *call) hints(d *design.Design, url string, rows *seed.Rows) {
	password := d.Access.Password
	if rows == nil || password == nil {
		return
	}
	login := password.Login.To
	var logins []string
	var first *seed.Row
	for _, row := range rows.List {
		if row.Password == "" || row.Values[login.Index].IsNull() {
			continue
		}
		if first == nil {
			first = row
		}
		logins = append(logins, row.Values[login.Index].Str)
	}
	if first == nil {
		return
	}
	const most = 10
	if len(logins) > most {
		logins = append(logins[:most:most], "others")
	}
	body := `{"` + login.Name.Text + `": ` + quoted(logins[0]) + `, "password": ` + quoted(first.Password) + `}`
	c.say("%s can sign in:\n", list(logins))
	c.say("    curl %s/auth/sign-in -H 'Content-Type: application/json' -d %s", url, shell(body))
	if path := listed(d); path != "" {
		c.say("    curl %s/%s -H \"Authorization: Bearer TOKEN\"", url, path)
	}
	c.say("")
}

// listed returns the path of a list that those who sign in may ask for, "" when
// there is none: the last of the contract, which is rather about the API's matter
// than about people.
func listed(d *design.Design) string {
	for i := len(d.Contract.Resources) - 1; i >= 0; i-- {
		r := d.Contract.Resources[i]
		for _, o := range r.Operations {
			if o.Verb == design.List && r.Of.To != d.Access.Identity.To {
				return r.Name.Text
			}
		}
	}
	return ""
}

// quoted returns s as a JSON string.
func quoted(s string) string { return string(payload.AppendString(nil, s)) }

// shell returns s as one word of a POSIX shell.
func shell(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }
