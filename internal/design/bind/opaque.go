package bind

import (
	"regexp"
	"regexp/syntax"
	"unicode/utf8"

	"github.com/newel-api/newel/internal/design"
)

// Limits of a pattern. RE2 runs in time that is linear in the text and in the steps.
const (
	mostPattern = 1000 // characters
	mostSteps   = 5000 // of its program
)

// pattern compiles the pattern of f, which all of a text must match.
func (b *binder) pattern(f *design.Field) {
	p := f.Pattern
	if p == nil {
		return
	}
	whole := `\A(?:` + p.Text + `)\z`
	tree, err := syntax.Parse(p.Text, syntax.Perl)
	steps := 0
	if err == nil {
		if program, failed := syntax.Compile(tree.Simplify()); failed == nil {
			steps = len(program.Inst)
		}
		p.Whole, err = regexp.Compile(whole)
	}
	switch {
	case utf8.RuneCountInString(p.Text) > mostPattern, steps > mostSteps:
		b.add(&badPattern, p.Span, "the pattern of %q is too large: %d characters, %d steps", f.Name.Text, utf8.RuneCountInString(p.Text), steps).
			Mend("write at most %d characters, and fewer or smaller repetitions", mostPattern)
	case err != nil:
		b.add(&badPattern, p.Span, "the pattern of %q cannot be read: %s", f.Name.Text, err).
			Mend("write a regular expression of RE2: no look-ahead, no back-references")
	case f.Default != nil && !p.Whole.MatchString(f.Default.Value.Str):
		b.add(&badDefault, f.Default.Span, "the default of %q does not match its own pattern", f.Name.Text).
			Mend("write a default that it matches as a whole").See(p.Span, "the pattern stands here")
	}
}

// leastSecret is how many characters a secret has at the least when its field does not
// say: fewer could be guessed from their hash.
const leastSecret = 16

// secret checks the bounds of a secret.
func (b *binder) secret(f *design.Field) {
	if !b.bounds(f) {
		return
	}
	switch {
	case f.Min == nil && f.Max != nil && f.Max.N < leastSecret:
		b.add(&badBounds, f.Max.Span, "%q is a secret and has at least %d characters, unless min says otherwise", f.Name.Text, leastSecret).
			Mend("write a greater max, or a min")
	case f.Min == nil:
		f.Min = &design.Bound{N: leastSecret, Span: f.TypeSpan}
	}
}

// usable refuses an opaque field where its value would have to be looked at: what says
// for what.
func (b *binder) usable(f *design.Field, ref *design.Ref[design.Field], what string) {
	if f == nil || !f.Type.Opaque() {
		return
	}
	b.add(&wrongUse, ref.Span, "%q is a %s, which is no good %s", f.Name.Text, f.Type, what).
		Mend("leave it out; whether there is one can be asked with has").See(f.Name.Span, "%q is declared here", f.Name.Text)
}

// sendable refuses a secret among what is sent.
func (b *binder) sendable(f *design.Field, ref *design.Ref[design.Field]) {
	if f != nil && f.Type == design.TypeSecret {
		b.add(&wrongUse, ref.Span, "%q is a secret, which is never sent", f.Name.Text).
			Mend("leave it out: nobody gets a secret back, and only its hash is kept").See(f.Name.Span, "%q is declared here", f.Name.Text)
	}
}
