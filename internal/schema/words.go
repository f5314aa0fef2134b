package schema

import (
	"slices"
	"strconv"
	"strings"
)

// The words of Diff's sentences.

func presence(c *Column) string {
	if c.Optional {
		return "optional"
	}
	return "required"
}

// measure is what a column's bounds bound.
func measure(c *Column) string {
	if c.Type == Integer {
		return "value "
	}
	return "length "
}

func extent(c *Column) string {
	number := func(n *int64) string { return strconv.FormatInt(*n, 10) }
	switch {
	case c.Min != nil && c.Max != nil:
		return number(c.Min) + " to " + number(c.Max)
	case c.Min != nil:
		return "at least " + number(c.Min)
	case c.Max != nil:
		return "at most " + number(c.Max)
	}
	return "any"
}

// within tells whether every cell that old allows is within the bounds of new.
func within(old, new *Column) bool {
	return (new.Min == nil || old.Min != nil && *old.Min >= *new.Min) &&
		(new.Max == nil || old.Max != nil && *old.Max <= *new.Max)
}

func allowed(c *Column) string {
	if len(c.Values) == 0 {
		return "any"
	}
	return strings.Join(c.Values, ", ")
}

func subset(part, whole []string) bool {
	return !slices.ContainsFunc(part, func(v string) bool { return !slices.Contains(whole, v) })
}

// text says what r refers to; r may be nil.
func (r *Reference) text() string {
	if r == nil {
		return "no reference"
	}
	within := ""
	if r.Tenant != "" {
		within = " of the same " + r.Tenant
	}
	return "refers to " + r.Target + within + ", on_delete " + r.OnDelete
}

// text names x by its keys, as an author writes them.
func (x *Index) text() string {
	keys := make([]string, len(x.Keys))
	for i, k := range x.Keys {
		keys[i] = k.Column
		if k.Desc {
			keys[i] = "-" + k.Column
		}
	}
	what := "index "
	if x.Unique {
		what = "unique "
	}
	return what + "[" + strings.Join(keys, ", ") + "]"
}
