package cli

import (
	"context"
	"errors"
	"net/url"
	"os"
	"os/signal"
	"syscall"

	"github.com/newel-api/newel/internal/design"
)

// serving is the result of serve, in JSON; it is written when requests are answered.
type serving struct {
	URL      string `json:"url"`      // with the base path of the design
	Database string `json:"database"` // "" when it is temporary
}

func runServe(ctx context.Context, c *call) (any, error) {
	if c.flags.log != logRequests && c.flags.log != logAtOnce && c.flags.log != logErrors {
		return nil, usage("--log %q is none of %q, %q and %q", c.flags.log, logRequests, logAtOnce, logErrors)
	}
	if err := c.isOrigin(c.flags.public); err != nil {
		return nil, err
	}
	d, err := c.readWhole()
	if err != nil {
		return nil, err
	}
	if c.diags.Err() == nil && c.program.Functions.None() && !c.flags.dev {
		c.program.Functions.Unhandled(d, &c.diags)
	}
	rows, err := c.seed(d)
	if err != nil || c.diags.Err() != nil {
		return nil, err
	}
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // so that a second signal ends the program at once

	ln, err := listen(c.flags.listen) // before the database is touched
	if err != nil {
		return nil, err
	}
	defer ln.Close()
	database := c.flags.database
	if c.flags.dev && !c.flags.given["database"] {
		database = ""
	}
	e, err := c.open(ctx, d, database, rows)
	if err != nil {
		return nil, err
	}
	address := urlOf(ln, d.Contract.Base.Text)
	c.say("listening on %s", address)
	if c.flags.dev && e.Seeded() {
		c.hints(d, address, rows)
	}
	result := &serving{address, database}
	if err := c.report(result); err != nil {
		return nil, errors.Join(err, e.Close())
	}
	return result, errors.Join(e.Serve(ctx, ln), e.Close())
}

// readWhole compiles the design that the command line names and makes sure that it
// has all that serving takes.
func (c *call) readWhole() (*design.Design, error) {
	d, err := c.read()
	if err == nil && c.diags.Err() == nil {
		c.files.Complete(&c.diags)
		c.compare(d)
	}
	return d, err
}

// isOrigin refuses a public address that is more, or less, than a scheme and a host. Paths are
// those of the design.
func (c *call) isOrigin(text string) error {
	if !c.flags.given["public"] {
		return nil
	}
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.Scheme+"://"+u.Host != text {
		return usage("--public %q is no address of a server: write it as https://api.example.com, without a path or a slash at the end", text)
	}
	return nil
}
