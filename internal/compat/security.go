package compat

import (
	"slices"
	"strings"
)

// security compares what a request must show. Whoever showed enough before must show
// enough now.
func (o *operating) security(old *Operation) {
	at, new := o.op.At, o.op.Security
	open := func(all []Credentials) bool {
		return len(all) == 0 || slices.ContainsFunc(all, func(c Credentials) bool { return len(c) == 0 })
	}
	switch {
	case open(old.Security) && open(new):
		return
	case open(old.Security):
		o.add("api-security-anonymous-access-removed", Breaking, Wire, at, "requests must say who they are from: %s", credentialsText(new))
		return
	case open(new):
		o.add("api-security-anonymous-access-added", Harmless, Wire, at, "requests need not say who they are from")
		return
	}
	for _, before := range old.Security {
		if !slices.ContainsFunc(new, func(after Credentials) bool { return enough(before, after) }) {
			o.credentials(before, new)
		}
	}
	o.scopes(old)
	for _, after := range new {
		if len(after) > 0 && !slices.ContainsFunc(old.Security, func(before Credentials) bool { return sameSchemes(before, after) }) {
			o.add("api-security-added", Harmless, Wire, at, "requests may show %s", credentialText(after))
		}
	}
}

// scopes tells which scopes are not asked for any more.
func (o *operating) scopes(old *Operation) {
	for _, before := range old.Security {
		for _, after := range o.op.Security {
			if !sameSchemes(before, after) {
				continue
			}
			for _, name := range sortedKeys(before) {
				for _, scope := range before[name] {
					if !slices.Contains(after[name], scope) {
						o.add("api-security-scope-removed", Harmless, Wire, o.op.At, "%s need not have the scope %q", name, scope)
					}
				}
			}
		}
	}
}

// credentials tells what one way to show who asks lacks now.
func (o *operating) credentials(before Credentials, new []Credentials) {
	for _, after := range new {
		if !sameSchemes(before, after) {
			continue
		}
		for _, name := range sortedKeys(after) {
			for _, scope := range after[name] {
				if !slices.Contains(before[name], scope) {
					o.add("api-security-scope-added", Breaking, Wire, o.op.At, "%s must have the scope %q", name, scope)
				}
			}
		}
		return
	}
	o.add("api-security-removed", Breaking, Wire, o.op.At, "%s is not enough any more; now it is %s", credentialText(before), credentialsText(new))
}

// enough tells whether whoever shows before shows all that after asks.
func enough(before, after Credentials) bool {
	for name, scopes := range after {
		held, ok := before[name]
		if !ok {
			return false
		}
		for _, scope := range scopes {
			if !slices.Contains(held, scope) {
				return false
			}
		}
	}
	return true
}

func sameSchemes(a, b Credentials) bool { return slices.Equal(sortedKeys(a), sortedKeys(b)) }

func credentialText(c Credentials) string {
	if len(c) == 0 {
		return "nothing"
	}
	return strings.Join(sortedKeys(c), " with ")
}

func credentialsText(all []Credentials) string {
	var texts []string
	for _, c := range all {
		texts = append(texts, credentialText(c))
	}
	return strings.Join(texts, " or ")
}

// schemes compares the ways to say who asks, which reach whatever uses them.
func (c *comparer) schemes(old, new *Document) {
	for _, name := range sortedKeys(old.Schemes) {
		before := old.Schemes[name]
		after, there := new.Schemes[name]
		var change *Change
		at := pointer("#/components/securitySchemes", name)
		switch {
		case !there: // whatever used it says so by itself
		case before.Kind != after.Kind:
			change = c.note("api-security-component-changed", Breaking, Wire, name, at, "credentials are shown in another way: "+after.Kind+" and before "+before.Kind)
		case before.Text != after.Text:
			change = c.note("api-security-component-url-changed", Doubtful, Wire, name, at, "addresses or scopes are others")
		}
		if change == nil {
			continue
		}
		for key, o := range new.Operations {
			if old.Operations[key] != nil && slices.ContainsFunc(o.Security, func(c Credentials) bool { _, uses := c[name]; return uses }) {
				change.reached[o.Name()] = true
			}
		}
	}
}
