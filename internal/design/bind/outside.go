package bind

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/newel-api/newel/internal/catalogue"
	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/diag"
)

var (
	pathWord  = regexp.MustCompile(`^[a-z0-9]+(?:[-_][a-z0-9]+)*$`)
	pathWords = regexp.MustCompile(`^(?:/\{[a-z][a-z0-9_]*\})?((?:/[a-z0-9]+(?:[-_][a-z0-9]+)*)+)$`)
)

// outside applies what has changed around the bodies: a path, a status.
func (c *changing) outside(one *design.Change, r *design.Resource, o *design.Operation) {
	switch {
	case one.Was == nil:
	case one.Member.Text != "":
		c.add(&badChange, one.Member.Span, "%q is of a whole %s, and %q is a member", one.Kind, map[bool]string{true: "resource", false: "operation"}[r != nil], spelt(one)).
			Mend("leave out what stands behind the dot")
	case one.Kind == design.StatusChanged:
		c.status(one, o)
	case r != nil && pathWord.MatchString(one.Was.Text) && one.Was.Text != authPath:
		c.older.Paths[r] = one.Was.Text
	case o != nil && o.Verb == design.Post && pathWords.MatchString(one.Was.Text):
		c.older.Operations[o].Path = pathWords.FindStringSubmatch(one.Was.Text)[1]
	case o != nil && o.Verb != design.Post:
		c.add(&badChange, one.Thing.Span, "%q has the path of its resource", o.Name.Text).Mend("write path: %s", o.Resource.Name.Text)
	default:
		c.add(&badChange, one.Was.Span, "%q is no path of %q", one.Was.Text, one.Thing.Text).
			Mend(`write the name that a resource had in paths, or "/{id}/close" of an operation`)
	}
}

// status applies another status of what is no error.
func (c *changing) status(one *design.Change, o *design.Operation) {
	n, err := strconv.Atoi(one.Was.Text)
	switch {
	case o == nil || o.Verb != design.Create && o.Verb != design.Update && o.Verb != design.Post:
		c.add(&badChange, one.Thing.Span, "%q is no operation whose answer can have another status", one.Thing.Text).
			Mend("name a create, an update or a post")
	case err != nil || !slices.Contains([]int{200, 201, 202, 204}, n):
		c.add(&badChange, one.Was.Span, "%q is no status of an answer that is fine", one.Was.Text).Mend("write 200, 201, 202 or 204")
	default:
		c.older.Operations[o].Status = n
	}
}

// coded applies another name of the code of a problem.
func (c *changing) coded(one *design.Change) {
	if one.Was == nil {
		return
	}
	var known []string
	for _, table := range [][]catalogue.Entry{catalogue.Problems(), catalogue.Violations()} {
		for _, e := range table {
			known = append(known, e.Code)
		}
	}
	for _, o := range c.operations {
		for _, r := range o.Refuses {
			known = append(known, r.Name.Text)
		}
		for _, r := range o.Require {
			known = append(known, r.Name.Text)
		}
	}
	for _, e := range c.entities {
		for _, r := range e.Checks {
			known = append(known, r.Name.Text)
		}
	}
	slices.Sort(known)
	newer, old := one.Thing.Text, one.Was.Text
	for today, called := range c.newer.Errors { // which the newer version calls so
		if called == newer {
			newer = today
		}
	}
	switch {
	case !slices.Contains(known, newer):
		d := c.add(&unknownPart, one.Thing.Span, "there is no problem with the code %q", one.Thing.Text)
		if near := diag.Nearest(one.Thing.Text, known); near != "" {
			d.Meant(one.Thing.Text, near, known)
		} else {
			d.Mend("name a code of the catalogue, or of a require, a check or refuses")
		}
	case !snake.pattern.MatchString(old) || slices.Contains(known, old):
		c.add(&badChange, one.Was.Span, "%q is no code that only the older version has", old).Mend("write its code, in snake_case")
	default:
		c.older.Errors[newer] = old
	}
}

// routes refuses two operations with one method and path in the older version.
func (c *changing) routes() {
	taken := map[string]*design.Operation{}
	for _, r := range c.design.Contract.Resources {
		for _, o := range r.Operations {
			if c.older.Operations[o].Hidden || r.Of.To == nil {
				continue
			}
			where := o.Method()
			for _, s := range c.older.Segments(o) {
				if s.Name != "" {
					where += "/{}"
					continue
				}
				where += "/" + s.Word
			}
			first := taken[where]
			if taken[where] = o; first == nil {
				continue
			}
			for _, one := range c.version.Changes {
				if one.Kind == design.PathChanged || one.Kind == design.Retired {
					c.add(&badChange, one.Thing.Span, "%q and %q are both %s in version %q", first.Name.Text, o.Name.Text, strings.Replace(where, "/", " /", 1), c.version.Name.Text).
						Mend("write another path")
					break
				}
			}
		}
	}
}
