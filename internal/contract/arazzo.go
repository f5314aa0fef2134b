package contract

import (
	"slices"
	"strconv"
	"strings"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/plan"
)

// LeftOut is something that a criterion has and Arazzo cannot say.
type LeftOut struct {
	Requirement string `json:"requirement"`
	Criterion   string `json:"criterion"`
	Step        int    `json:"step"`  // from 1
	Whole       bool   `json:"whole"` // the criterion is not in the document at all
	Why         string `json:"why"`
}

// Arazzo writes the criteria of a plan's design as an Arazzo 1.0.1 document, in JSON with a
// newline at the end: a workflow for each, of the operations of the OpenAPI document at the
// address source. Rows of the world and tokens of those who call are inputs; id gives what
// the id of a row is on the wire, if the world has it. What cannot be said is left out and
// returned.
//
// A criterion with a step that cannot be asked for is left out whole, since what comes after
// it means something else without it. An expectation that cannot be said goes alone.
func Arazzo(p *plan.Plan, source string, id func(row string) (any, bool)) (text []byte, workflows int, left []*LeftOut) {
	var all []any
	used := map[string]bool{}
	for _, r := range p.Design.Requirements.List {
		for _, c := range r.Accept {
			w := &workflow{name: slug(r.Name.Text+"-"+c.Name.Text, used), plan: p, requirement: r, criterion: c, id: id, saved: map[string]string{}, inputs: map[string]any{}}
			written, ok := w.write()
			if ok {
				all = append(all, written)
			}
			left = append(left, w.left...)
		}
	}
	doc := ordered{
		{"arazzo", "1.0.1"},
		{"info", ordered{
			{"title", p.Title + ": acceptance criteria"},
			{"description", "Each workflow begins with the rows of the world as they were at first: what another has changed does not count."},
			{"version", (&Document{Base: p.Base}).version()},
		}},
		{"sourceDescriptions", []any{ordered{{"name", "api"}, {"url", source}, {"type", "openapi"}}}},
		{"workflows", all},
	}
	return append(write(nil, doc, ""), '\n'), len(all), left
}

// slug makes a name of letters, digits and hyphens that nothing else has.
func slug(text string, used map[string]bool) string {
	var b strings.Builder
	for _, r := range strings.ToLower(text) {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			b.WriteRune(r)
		} else if s := b.String(); s != "" && !strings.HasSuffix(s, "-") {
			b.WriteByte('-')
		}
	}
	base := strings.Trim(b.String(), "-")
	if base == "" {
		base = "criterion"
	}
	name := base
	for n := 2; used[name]; n++ {
		name = base + "-" + strconv.Itoa(n)
	}
	used[name] = true
	return name
}

// workflow is one criterion while it is written.
type workflow struct {
	plan        *plan.Plan
	requirement *design.Requirement
	criterion   *design.Criterion
	id          func(string) (any, bool)
	name        string
	saved       map[string]string // names with the expressions that give them
	inputs      map[string]any    // names with what they are in the world
	step        int               // the one under way, from 1
	left        []*LeftOut
}

// leave notes that something is left out.
func (w *workflow) leave(why string) {
	w.left = append(w.left, &LeftOut{Requirement: w.requirement.Name.Text, Criterion: w.criterion.Name.Text, Step: w.step, Why: why})
}

// write returns the workflow, or false when it cannot be said.
func (w *workflow) write() (any, bool) {
	var steps []any
	for i, s := range w.criterion.Steps {
		w.step = i + 1
		step, why := w.ask(s)
		if why != "" {
			w.left = nil // what is left out of it goes with the whole
			w.leave(why)
			w.left[0].Whole = true
			return nil, false
		}
		steps = append(steps, step)
	}
	out := ordered{{"workflowId", w.name}, {"summary", w.requirement.Name.Text + ": " + w.criterion.Name.Text}}
	out.put("description", w.requirement.Story.Text)
	if len(w.inputs) > 0 {
		var members ordered
		var names []string
		for input := range w.inputs {
			names = append(names, input)
		}
		slices.Sort(names)
		for _, input := range names {
			of := ordered{{"type", "string"}}
			if _, number := w.inputs[input].(raw); number {
				of = ordered{{"type", "integer"}}
			}
			members = append(members, pair{input, append(of, pair{"default", w.inputs[input]})})
		}
		out.put("inputs", ordered{{"type", "object"}, {"properties", members}, {"required", names}})
	}
	out.put("steps", steps)
	return out, true
}

// ask writes a step, or says why it cannot.
func (w *workflow) ask(s *design.Step) (step ordered, why string) {
	op := w.plan.Operation(s.Call.Name)
	switch {
	case op == nil:
		return nil, "the document has no operation " + s.Call.Name
	case s.Repeat.N > 1:
		return nil, "repeat"
	case s.Parallel.N > 1:
		return nil, "parallel"
	}
	step = ordered{{"stepId", w.stepID()}, {"operationId", op.Name}}
	var params []any
	kind := "application/json"
	if s.As.Text != "" {
		params = append(params, param("Authorization", InHeader, "Bearer {$inputs."+w.input("token_"+s.As.Text, s.As.Text)+"}"))
	}
	for _, in := range [...]struct {
		name    string
		members []*design.Member
	}{{InPath, s.Path}, {InQuery, s.Query}, {InHeader, s.Headers}} {
		for _, m := range in.members {
			v, ok := w.sent(m.Value)
			switch version := w.plan.Versioning; {
			case !ok:
				return nil, "a text with a dollar sign or a brace in " + m.Name.Text
			case in.name == InHeader && version != nil && strings.EqualFold(m.Name.Text, version.Header) && v != any(version.Current):
				return nil, "a request for a version that is not the current one"
			case in.name == InHeader && strings.EqualFold(m.Name.Text, "Content-Type"):
				if kind, ok = v.(string); !ok || s.Body == nil {
					return nil, "a Content-Type without a body"
				}
			default:
				params = append(params, param(m.Name.Text, in.name, v))
			}
		}
	}
	if len(params) > 0 {
		step.put("parameters", params)
	}
	if s.Body != nil {
		body, ok := w.sent(s.Body)
		if !ok {
			return nil, "a text with a dollar sign or a brace in the body"
		}
		step = append(step, pair{"requestBody", ordered{{"contentType", kind}, {"payload", body}}})
	}
	step.put("successCriteria", w.expect(&s.Expect))
	outputs, why := w.save(s)
	step.put("outputs", outputs)
	return step, why
}

// stepID names the step under way. The document has each name once, though a workflow
// would be enough: some tools look for steps in all of them.
func (w *workflow) stepID() string { return w.name + "-" + strconv.Itoa(w.step) }

func param(name, in string, v any) ordered {
	return ordered{{"name", name}, {"in", in}, {"value", v}}
}

// input makes a name known as an input, and returns it as inputs are called.
func (w *workflow) input(name string, value any) string {
	w.inputs[name] = value
	return name
}

// variable returns the expression that a scalar stands for; "" when it is no variable.
func (w *workflow) variable(v *design.Value) string {
	name, is := strings.CutPrefix(v.Text, "$")
	if v.Kind != design.ValueScalar || !is || strings.HasPrefix(name, "$") {
		return ""
	}
	if from := w.saved[name]; from != "" {
		return from
	}
	if id, ok := w.id(name); ok {
		if number, is := id.(interface{ Int64() (int64, error) }); is {
			n, _ := number.Int64() // ids are whole
			id = raw(strconv.FormatInt(n, 10))
		}
		return "$inputs." + w.input("id_"+name, id)
	}
	return ""
}

// sent returns what a value is in a request; false for a text that would be taken for an
// expression.
func (w *workflow) sent(v *design.Value) (any, bool) {
	switch v.Kind {
	case design.ValueList:
		items := []any{}
		for _, i := range v.Items {
			item, ok := w.sent(i)
			if !ok {
				return nil, false
			}
			items = append(items, item)
		}
		return items, true
	case design.ValueMapping:
		if len(v.Members) == 1 && v.Members[0].Name.Text == design.MatchNull {
			return nil, true
		}
		members := ordered{}
		for _, m := range v.Members {
			member, ok := w.sent(m.Value)
			if !ok {
				return nil, false
			}
			members = append(members, pair{m.Name.Text, member})
		}
		return members, true
	case design.ValueScalar:
	}
	if from := w.variable(v); from != "" {
		return from, true
	}
	got := scalar(v)
	text, is := got.(string)
	return got, !is || !strings.ContainsAny(text, "${}")
}

// save writes what later steps need of the answer.
func (w *workflow) save(s *design.Step) (outputs ordered, why string) {
	for _, save := range s.Save {
		from := "$response.body"
		if name, header := strings.CutPrefix(save.From.Text, "headers."); header {
			from = "$response.header." + name
		} else if path := strings.Split(save.From.Text, ".")[1:]; len(path) > 0 {
			from += "#/" + strings.Join(path, "/")
		}
		if strings.ContainsAny(save.Name.Text, ".") {
			return nil, "a saved name with a point: " + save.Name.Text
		}
		outputs = append(outputs, pair{save.Name.Text, from})
		w.saved[save.Name.Text] = "$steps." + w.stepID() + ".outputs." + save.Name.Text
	}
	return outputs, ""
}
