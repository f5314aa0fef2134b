package expr_test

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"github.com/newel-api/newel/internal/design"
)

// generator writes random conditions: in our language, and for the oracle, which
// knows no policies, with each policy written out.
type generator struct {
	r      *rand.Rand
	data   *design.Data
	user   *design.Entity
	input  []*design.Field
	roots  map[string]*design.Entity // rows, with variables
	bodies bool                      // input may be used
	vars   int
}

// text is one condition, or one operand, in both languages.
type text struct{ ours, stock string }

func both(s string) text { return text{s, s} }

// path is a walk from a row: what stands for it, and the field that it ends in, nil
// for the row itself.
type path struct {
	text  string
	field *design.Field
	row   *design.Entity // where it ends, when that is a row
}

// walk walks up to three steps from a random row.
func (g *generator) walk() path {
	names := make([]string, 0, len(g.roots)+2)
	for _, name := range append(varNames(g.vars), "resource", "result", "caller") {
		if g.roots[name] != nil {
			names = append(names, name)
		}
	}
	if g.bodies && g.r.IntN(5) == 0 {
		f := pick(g.r, g.input)
		return g.onward(path{"input." + f.Name.Text, f, f.Target.To}, 2)
	}
	name := pick(g.r, names)
	return g.onward(path{name, nil, g.roots[name]}, 3)
}

func varNames(n int) (names []string) {
	for i := range n {
		names = append(names, fmt.Sprint("v", i+1))
	}
	return names
}

func (g *generator) onward(p path, steps int) path {
	for range steps {
		if p.row == nil || p.field != nil && g.r.IntN(4) == 0 {
			break
		}
		var fields []*design.Field
		for f := range p.row.All() {
			if f.Type != design.TypeID {
				fields = append(fields, f)
			}
		}
		f := pick(g.r, fields)
		p = path{p.text + "." + f.Name.Text, f, f.Target.To}
	}
	return p
}

// find walks until it ends in what suits; it gives up when that takes too long.
func (g *generator) find(suits func(path) bool) (path, bool) {
	for range 60 {
		if p := g.walk(); suits(p) {
			return p, true
		}
	}
	return path{}, false
}

// row returns a path to a row of e, as a path goes on from it.
func (g *generator) row(e *design.Entity) (string, bool) {
	p, ok := g.find(func(p path) bool { return p.row == e })
	return p.text, ok
}

// id is a row as a value: what stock CEL must see with .id when it is the caller.
func (g *generator) id(row string) string {
	if row == "caller" || g.r.IntN(4) == 0 {
		return row + ".id"
	}
	return row
}

// operand returns something of that type: a path or a literal.
func (g *generator) operand(typ design.Type) string {
	p, ok := g.find(func(p path) bool { return p.field != nil && p.field.Type == typ })
	if ok && g.r.IntN(3) > 0 {
		return p.text
	}
	return g.literalOf(typ)
}

// literalOf returns a literal of that type, beside a path.
func (g *generator) literalOf(typ design.Type) string {
	switch typ {
	case design.TypeInteger:
		return pick(g.r, []string{"0", "1", "-5", "0x2", "9007199254740993", "-9223372036854775808"})
	case design.TypeBoolean:
		return pick(g.r, []string{"true", "false", "caller.authenticated"})
	case design.TypeDate:
		return pick(g.r, []string{"'2026-11-25'", "'1970-01-01'", "'0001-01-01'", "'9999-12-31'"})
	case design.TypeUUID:
		return pick(g.r, []string{"'0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b'", "'ffffffff-ffff-ffff-ffff-ffffffffffff'"})
	case design.TypeNumber:
		return pick(g.r, []string{"0.3", "0.1", "-0.5", "0", "-1e300", "9007199254740992"})
	case design.TypeDecimal:
		return pick(g.r, []string{"0.3", "0.10", "1", "-0.01", "12.5", "0x1", "999.99", "-999.99"})
	case design.TypeTimestamp:
		return pick(g.r, []string{"now", "timestamp('2026-11-01T00:00:00.000001Z')", "timestamp('2026-11-01T01:00:00+02:00')"})
	default:
		return literal(pick(g.r, texts))
	}
}

// pathOr returns a path to a field of that type, or a literal.
func (g *generator) pathOr(typ design.Type) (text string, isPath bool) {
	if typ == design.TypeDate && g.r.IntN(4) == 0 {
		return "today", true
	}
	p, ok := g.find(func(p path) bool { return p.field != nil && p.field.Type == typ })
	if ok && g.r.IntN(4) > 0 {
		return p.text, true
	}
	return g.literalOf(typ), false
}

// day compares days or UUIDs, which stock CEL has as texts.
func (g *generator) day() string {
	typ, compare := design.TypeDate, g.comparison()
	if g.r.IntN(3) == 0 {
		typ, compare = design.TypeUUID, pick(g.r, []string{" == ", " != "})
	}
	a, isPath := g.pathOr(typ)
	b, _ := g.pathOr(typ)
	if !isPath { // two literals would be texts
		return "true"
	}
	return a + compare + b
}

// rank orders an enum; stock CEL is told which values are meant.
func (g *generator) rank() text {
	p, ok := g.find(func(p path) bool { return p.field != nil && p.field.Ordered })
	if !ok {
		return both("true")
	}
	i := g.r.IntN(len(p.field.Values))
	var names []string
	for _, v := range p.field.Values {
		names = append(names, literal(v.Text))
	}
	among := func(names []string) string { return p.text + " in [" + strings.Join(names, ", ") + "]" }
	switch g.r.IntN(5) {
	case 0:
		return text{p.text + " < " + names[i], among(names[:i])}
	case 1:
		return text{p.text + " <= " + names[i], among(names[:i+1])}
	case 2:
		return text{p.text + " > " + names[i], among(names[i+1:])}
	case 3:
		return text{p.text + " >= " + names[i], among(names[i:])}
	default:
		return text{names[i] + " <= " + p.text, among(names[i:])}
	}
}

// figure compares decimals, or orders numbers.
func (g *generator) figure() string {
	typ, compare := design.TypeDecimal, g.comparison()
	if g.r.IntN(2) == 0 {
		typ, compare = design.TypeNumber, pick(g.r, []string{" < ", " <= ", " > ", " >= "})
	}
	a, isPath := g.pathOr(typ)
	b, _ := g.pathOr(typ)
	if !isPath {
		return "true"
	}
	return a + compare + b
}

func literal(s string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, "'", `\'`).Replace(s) + "'"
}

// condition returns a random condition; depth bounds it.
func (g *generator) condition(depth int) text {
	if depth > 0 {
		switch g.r.IntN(8) {
		case 0, 1:
			return g.join(" && ", depth)
		case 2, 3:
			return g.join(" || ", depth)
		case 4:
			c := g.condition(depth - 1)
			return text{"!(" + c.ours + ")", "!(" + c.stock + ")"}
		case 5:
			return g.quantifier(depth)
		case 6:
			return g.call()
		}
	}
	return g.atom()
}

func (g *generator) join(operator string, depth int) text {
	out := g.condition(depth - 1)
	for range 1 + g.r.IntN(2) {
		c := g.condition(depth - 1)
		out = text{out.ours + operator + c.ours, out.stock + operator + c.stock}
	}
	return text{"(" + out.ours + ")", "(" + out.stock + ")"}
}

func (g *generator) quantifier(depth int) text {
	p, ok := g.find(func(p path) bool { return p.row != nil && len(p.row.Inverses) > 0 })
	if !ok || g.vars >= 3 {
		return g.atom()
	}
	rel := pick(g.r, p.row.Inverses)
	g.vars++
	v := fmt.Sprint("v", g.vars)
	g.roots[v] = rel.Many()
	body := g.condition(depth - 1)
	delete(g.roots, v)
	g.vars--
	head := p.text + "." + rel.Name.Text + "." + pick(g.r, []string{"exists", "all"}) + "(" + v + ", "
	return text{head + body.ours + ")", head + body.stock + ")"}
}

func (g *generator) atom() text {
	switch g.r.IntN(18) {
	case 16:
		return both(g.holds())
	case 17:
		return both(g.size())
	case 15:
		return g.rank()
	case 12:
		return both(g.day())
	case 13:
		return both(g.figure())
	case 14:
		typ := pick(g.r, []design.Type{design.TypeDate, design.TypeUUID, design.TypeDecimal})
		p, ok := g.find(func(p path) bool { return p.field != nil && p.field.Type == typ })
		if !ok {
			return both("true")
		}
		return both(p.text + " in [" + g.literalOf(typ) + ", " + g.literalOf(typ) + "]")
	case 0, 1, 2:
		return g.references()
	case 3, 4:
		return both(g.words())
	case 5:
		return both(g.enum())
	case 6:
		return both(g.operand(design.TypeInteger) + g.comparison() + g.operand(design.TypeInteger))
	case 7:
		return both(g.operand(design.TypeTimestamp) + g.comparison() + g.operand(design.TypeTimestamp))
	case 8:
		return both(g.operand(design.TypeBoolean))
	case 9:
		return both(g.operand(design.TypeBoolean) + pick(g.r, []string{" == ", " != "}) + g.operand(design.TypeBoolean))
	case 10:
		return both(pick(g.r, []string{
			g.operand(design.TypeInteger) + " in [0, 1, -5]", g.operand(design.TypeInteger) + " in []",
			g.operand(design.TypeText) + " in ['a', 'A', '', 'it\\'s']", g.operand(design.TypeBoolean) + " in [true]",
		}))
	default:
		if p, ok := g.find(func(p path) bool { return p.field != nil }); ok && g.r.IntN(5) > 0 {
			return both("has(" + p.text + ")")
		}
		return both("has(caller.id)")
	}
}

// holds looks for something in a list.
func (g *generator) holds() string {
	list, ok := g.find(func(p path) bool {
		return p.field != nil && p.field.Item != nil && p.field.Item.Type != design.TypeNumber
	})
	if !ok {
		return "true"
	}
	item := list.field.Item
	if item.Type != design.TypeEnum {
		what, _ := g.pathOr(item.Type)
		if item.Type == design.TypeText && g.r.IntN(3) == 0 {
			what = g.operand(pick(g.r, []design.Type{design.TypeEmail, design.TypeURL}))
		}
		return what + " in " + list.text
	}
	if p, ok := g.find(func(p path) bool { return p.field != nil && p.field.Type == design.TypeState }); ok && g.r.IntN(2) == 0 {
		return p.text + " in " + list.text
	}
	return literal(pick(g.r, item.Values).Text) + " in " + list.text
}

// size counts the items of a list.
func (g *generator) size() string {
	list, ok := g.find(func(p path) bool { return p.field != nil && p.field.Item != nil })
	if !ok {
		return "true"
	}
	size := "size(" + list.text + ")"
	if g.r.IntN(4) == 0 {
		return size + " in [0, 2]"
	}
	if g.r.IntN(3) == 0 {
		return g.operand(design.TypeInteger) + g.comparison() + size
	}
	return size + g.comparison() + pick(g.r, []string{"0", "1", "2", "3"})
}

func (g *generator) references() text {
	p, ok := g.find(func(p path) bool { return p.row != nil })
	if !ok {
		return both("true")
	}
	other, ok := g.row(p.row)
	if !ok || p.row == g.user && g.r.IntN(3) == 0 {
		other = "caller"
		if p.row != g.user {
			other = p.text
		}
	}
	return both(g.id(p.text) + pick(g.r, []string{" == ", " != "}) + g.id(other))
}

func (g *generator) comparison() string {
	return pick(g.r, []string{" == ", " != ", " < ", " <= ", " > ", " >= "})
}

func (g *generator) words() string {
	a, b := g.operand(design.TypeText), g.operand(pick(g.r, []design.Type{design.TypeText, design.TypeEmail, design.TypeURL}))
	if g.r.IntN(2) == 0 {
		return a + g.comparison() + b
	}
	return a + pick(g.r, []string{".startsWith(", ".endsWith(", ".contains("}) + b + ")"
}

func (g *generator) enum() string {
	p, ok := g.find(func(p path) bool { return p.field != nil && len(p.field.Values) > 0 })
	if !ok {
		return "false"
	}
	value := literal(pick(g.r, p.field.Values).Text)
	if q, ok := g.find(func(q path) bool { return q.field != nil && len(q.field.Values) > 0 && shares(p.field, q.field) }); ok && g.r.IntN(3) == 0 {
		value = q.text
	}
	if g.r.IntN(3) == 0 {
		return p.text + " in [" + literal(p.field.Values[0].Text) + ", " + literal(pick(g.r, p.field.Values).Text) + "]"
	}
	return p.text + pick(g.r, []string{" == ", " != "}) + value
}

func shares(a, b *design.Field) bool {
	for _, x := range a.Values {
		for _, y := range b.Values {
			if x.Text == y.Text {
				return true
			}
		}
	}
	return false
}

// call calls a policy, or readable.
func (g *generator) call() text {
	org, okOrg := g.row(g.data.Entity("Org"))
	user, okUser := g.row(g.user)
	doc, okDoc := g.find(func(p path) bool { return p.row == g.data.Entity("Doc") && strings.Count(p.text, ".") < 4 })
	if !okOrg || !okUser || !okDoc {
		return both("true")
	}
	role := literal(pick(g.r, []string{"agent", "admin"}))
	if g.bodies && g.r.IntN(2) == 0 {
		role = "input.role"
	}
	n, s, flag := g.operand(design.TypeInteger), g.operand(design.TypeText), g.operand(design.TypeBoolean)
	switch g.r.IntN(11) {
	case 9:
		day, _ := g.pathOr(design.TypeDate)
		return text{"since(" + day + ")", "(" + day + " <= caller.born || " + day + " == '2026-11-25')"}
	case 10:
		number, isPath := g.pathOr(design.TypeNumber)
		if !isPath { // stock CEL compares a whole number with no fraction, where both are literals
			number = "0.25"
		}
		return text{"light(" + number + ")", number + " < 0.5"}
	case 0:
		return text{"member_of(" + g.id(org) + ")", member(org)}
	case 1:
		return text{"has_role(" + org + ", " + role + ")", org + ".members.exists(pm, pm.user == caller.id && pm.role == " + role + ")"}
	case 2:
		return text{"boss_of(" + user + ")", boss(user)}
	case 3:
		return text{"senior(" + g.id(user) + ", " + n + ")", "(" + user + ".age >= " + n + " && !" + user + ".admin)"}
	case 4:
		return text{"insider(" + doc.text + ")", "(" + member(doc.text+".org") + " || " + boss(doc.text+".author") + ")"}
	case 5:
		return text{"when(" + flag + ")", "(" + flag + " || !caller.authenticated)"}
	case 6:
		return text{"called(" + s + ")", "(" + s + ".startsWith('a') || " + s + " < caller.name)"}
	case 7:
		return text{"team(" + org + ")", org + ".members.all(pm, " + boss("pm.user") + ")"}
	default:
		return g.readable(org, user, doc.text)
	}
}

func (g *generator) readable(org, user, doc string) text {
	member := member
	there := func(row, rule string) string {
		id := row
		if row == "caller" {
			id = "caller.id"
		}
		return "(" + id + " == " + id + " && " + rule + ")"
	}
	switch g.r.IntN(3) {
	case 0:
		return text{"readable(" + org + ")", there(org, member(org))}
	case 1:
		return text{"readable(" + user + ")", there(user, "caller.authenticated")}
	default:
		return text{"readable(" + doc + ")", there(doc, "("+doc+".author == caller.id || has("+doc+".title) && "+member(doc+".org")+")")}
	}
}

func member(org string) string { return org + ".members.exists(pm, pm.user == caller.id)" }

func boss(user string) string {
	return "(" + user + ".boss == caller.id || has(" + user + ".name))"
}
