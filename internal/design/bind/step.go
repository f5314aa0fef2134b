package bind

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/diag"
)

// world is what the steps of criteria may name.
type world struct {
	*binder
	rows   map[string]int  // how many rows are called so
	actors map[string]bool // rows of the identity entity
}

// read notes the rows. They are a mapping each, as the reader made them.
func (w *world) read(entities []*design.Member) {
	identity := w.design.Access.Identity.To
	for _, e := range entities {
		for _, row := range e.Value.Members {
			w.rows[row.Name.Text]++
			if identity != nil && e.Name.Text == identity.Name.Text {
				w.actors[row.Name.Text] = true
			}
		}
	}
}

// criterion checks the steps in their order: what one saves the next ones know.
func (w *world) criterion(c *design.Criterion) {
	s := &steps{world: w, saved: map[string]bool{}}
	for _, step := range c.Steps {
		s.step(step)
	}
}

// steps is a criterion under way.
type steps struct {
	*world
	saved map[string]bool
}

func (s *steps) step(step *design.Step) {
	s.called(&step.Call)
	s.actor(step.As)
	for i, list := range [][]*design.Member{step.Path, step.Query, step.Headers, step.Expect.Headers} {
		for _, m := range list {
			s.single(m, i == 3)
		}
	}
	s.path(step)
	if step.Body != nil {
		s.value(step.Body, false)
	}
	for _, m := range step.Expect.Headers {
		if m.Value.Kind == design.ValueMapping {
			s.value(m.Value, true)
		}
	}
	if step.Expect.Body != nil {
		s.value(step.Expect.Body, true)
	}
	s.times(step)
	for _, save := range step.Save {
		s.save(save)
	}
}

// actor makes sure that somebody is called so.
func (s *steps) actor(name design.Name) {
	if name.Text == "" || s.actors[name.Text] || !s.design.Access.Span.Known() {
		return
	}
	identity := s.design.Access.Identity.To
	if identity == nil {
		s.add(&unknownActor, name.Span, "nobody can act as %q: access.yaml has no identity", name.Text).
			Mend("leave as out, or name the entity whose rows sign in: identity: User")
		return
	}
	var names []string
	for n := range s.actors {
		names = append(names, n)
	}
	slices.Sort(names)
	d := s.add(&unknownActor, name.Span, "%s has no row %q in the world", identity.Name.Text, name.Text)
	if near := diag.Nearest(name.Text, names); near != "" {
		d.Meant(name.Text, near, names)
		return
	}
	d.Mend("write the row: world: {%s: {%s: {…}}}", identity.Name.Text, name.Text)
}

// single makes sure that a parameter or a header has one value, and that a $ in it
// stands for something.
func (s *steps) single(m *design.Member, expected bool) {
	switch {
	case m.Value.Kind == design.ValueScalar:
		s.variable(m.Value)
	case expected && m.Value.Kind == design.ValueMapping && len(m.Value.Members) == 1 && strings.HasPrefix(m.Value.Members[0].Name.Text, "~"):
	default:
		s.add(&badStep, m.Value.Span, "%q must have one value", m.Name.Text).Mend("write one value after the colon")
	}
}

// path makes sure that the parameters are those of the operation's path.
func (s *steps) path(step *design.Step) {
	o := step.Call.To
	if o == nil {
		return
	}
	var needs []string
	for _, segment := range o.Segments() {
		if segment.Name != "" {
			needs = append(needs, segment.Name)
		}
	}
	for _, m := range step.Path {
		if i := slices.Index(needs, m.Name.Text); i >= 0 {
			needs = slices.Delete(needs, i, i+1)
			continue
		}
		s.add(&badStep, m.Name.Span, "the path of %s has no parameter %q", o.Name.Text, m.Name.Text).Mend("remove it")
	}
	for _, name := range needs {
		s.add(&badStep, step.Call.Span, "the path of %s needs %q", o.Name.Text, name).Mend("write it: path: {%s: $row}", name)
	}
}

// times makes sure that what is expected of many calls adds up.
func (s *steps) times(step *design.Step) {
	e := &step.Expect
	calls := max(step.Repeat.N, 1) * max(step.Parallel.N, 1)
	if len(e.Statuses) > 0 {
		sum := int64(0)
		for _, m := range e.Statuses {
			if code, err := strconv.Atoi(m.Name.Text); err != nil || code < 100 || code > 599 {
				s.add(&badStep, m.Name.Span, "%q is not a status", m.Name.Text).Mend("write a number from 100 to 599")
			}
			n, _ := strconv.ParseInt(m.Value.Text, 10, 64) // the reader made sure that it is a number
			sum += n
		}
		if sum != calls {
			s.add(&badStep, e.Span, "the statuses are those of %d answers, and there are %d", sum, calls).
				Mend("let the numbers add up to %d, or change repeat or parallel", calls)
		}
	}
	if len(step.Save) > 0 && calls > 1 {
		s.add(&badStep, step.Save[0].Name.Span, "nothing can be saved of %d answers", calls).Mend("save it in a step that calls once")
	}
}

var (
	savedName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_-]*$`)
	savedFrom = regexp.MustCompile(`^(?:body(?:\.[A-Za-z0-9_]+)*|headers\.[A-Za-z0-9-]+)$`)
)

func (s *steps) save(save *design.Save) {
	switch {
	case !savedName.MatchString(save.Name.Text):
		s.add(&badStep, save.Name.Span, "%q cannot be a name for later steps", save.Name.Text).Mend("write a letter, then letters, digits, - and _")
	case s.rows[save.Name.Text] > 0:
		s.add(&badStep, save.Name.Span, "%q is a row of the world already", save.Name.Text).Mend("choose another name: $%s is the id of the row", save.Name.Text)
	case !savedFrom.MatchString(save.From.Text):
		s.add(&badStep, save.From.Span, "%q is not a part of an answer", save.From.Text).
			Mend("write body and the names of members or the numbers of items, as in body.id or body.items.0.id; or headers.Location")
	}
	s.saved[save.Name.Text] = true
}

// value checks what stands in a body or in what is expected of one.
func (s *steps) value(v *design.Value, expected bool) {
	switch v.Kind {
	case design.ValueScalar:
		s.variable(v)
	case design.ValueList:
		for _, i := range v.Items {
			s.value(i, expected)
		}
	case design.ValueMapping:
		for _, m := range v.Members {
			if strings.HasPrefix(m.Name.Text, "~") {
				s.matcher(v, m, expected)
				continue
			}
			s.value(m.Value, expected)
		}
	}
}

// variable makes sure that $name stands for something.
func (s *steps) variable(v *design.Value) {
	name, ok := strings.CutPrefix(v.Text, "$")
	if !ok || v.Kind != design.ValueScalar || strings.HasPrefix(name, "$") || s.saved[name] || s.rows[name] == 1 {
		return
	}
	if s.rows[name] > 1 {
		s.add(&unknownSaved, v.Span, "%q is the name of rows of several entities", name).Mend("give the rows names that differ")
		return
	}
	var names []string
	for n := range s.saved {
		names = append(names, "$"+n)
	}
	for n := range s.rows {
		names = append(names, "$"+n)
	}
	slices.Sort(names)
	d := s.add(&unknownSaved, v.Span, "no step before has saved %q, and no row of the world is called so", name)
	if near := diag.Nearest(v.Text, names); near != "" {
		d.Meant(v.Text, near, names)
		return
	}
	d.Mend(`save it in a step before, name a row, or write "$$" for a dollar sign`)
}
