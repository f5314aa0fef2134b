package expr_test

import (
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"cel.dev/cel-go/cel"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/design/expr"
	"github.com/newel-api/newel/internal/dialect"
	"github.com/newel-api/newel/internal/value"
)

// TestOneMeaning compares random conditions over random rows: stock CEL, Eval and
// SQLite must agree, whoever asks. NEWEL_RULES sets how many there are, NEWEL_SEED
// which.
func TestOneMeaning(t *testing.T) {
	compare(t, number(t, "NEWEL_RULES", 2000/slower), 1, "Label", "Doc")
}

// TestManyGuards does the same with so many conditions in one statement that what
// is decided in Go has no room in a vector.
func TestManyGuards(t *testing.T) {
	compare(t, number(t, "NEWEL_RULES", 2000/slower), 40, "Label", "Org", "User")
}

// compare asks so many rules, batch in one statement; ids of those entities are integers.
func compare(t *testing.T, rules, batch int, integers ...string) {
	seed := number(t, "NEWEL_SEED", 1)
	m := &meaning{T: t, fixture: newFixture(), oracle: newOracle(t), r: rand.New(rand.NewPCG(uint64(seed), uint64(batch)))}
	count(&m.data, integers...)
	m.world = newWorld(t, &m.data)
	for i := range (rules + batch - 1) / batch {
		if i%10 == 0 || batch > 1 {
			m.world.fill(t, m.r)
		}
		entity := pick(m.r, m.data.Entities)
		g := &generator{r: m.r, data: &m.data, user: m.data.Entity("User"), input: inputs(&m.data), roots: map[string]*design.Entity{}}
		g.roots["caller"], g.roots["resource"] = g.user, entity
		question := m.list
		if i%2 == 1 {
			g.roots["result"], g.bodies = entity, true
			question = m.write
		}
		var conditions []*condition
		for range batch {
			conditions = append(conditions, m.condition(entity, g.condition(4)))
		}
		question(entity, conditions)
		if t.Failed() {
			t.Fatalf("seed %d, batch %d", seed, i)
		}
	}
	t.Logf("%d rules, %d decisions (%d true, %d false, %d unknown), %d statements, %d answers without one",
		rules, m.count[0]+m.count[1]+m.count[2], m.count[2], m.count[0], m.count[1], m.statements, m.decided)
}

func number(t *testing.T, variable string, otherwise int) int {
	t.Helper()
	s := os.Getenv(variable)
	if s == "" {
		return otherwise
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		t.Fatalf("%s: %v", variable, err)
	}
	return n
}

// meaning holds what a run needs, and what it counted.
type meaning struct {
	*testing.T
	*fixture
	*oracle
	world      *world
	r          *rand.Rand
	count      [3]int // by Truth + 1
	statements int
	decided    int
}

// callers are an anonymous one and two of the users.
func (m *meaning) callers() [][]value.Value {
	users := m.world.rows[m.data.Entity("User")]
	return [][]value.Value{nil, pick(m.r, users), pick(m.r, users)}
}

func (m *meaning) roots(f *expr.Frame, e *design.Entity) map[string]any {
	caller := m.world.object(m.data.Entity("User"), f.Caller)
	caller.caller = true
	return map[string]any{
		"caller": caller, "now": time.UnixMicro(f.Now.Int).UTC(), "today": time.UnixMicro(f.Now.Int).UTC().Format(time.DateOnly),
		"resource": m.world.object(e, f.Resource), "result": m.world.object(e, f.Result),
		"input": &object{world: m.world, fields: inputs(&m.data), row: f.Input},
	}
}

// condition is a rule in every form.
type condition struct {
	text
	node, not *design.Node // the rule, and the question whether it is false
	program   cel.Program
}

func (m *meaning) condition(entity *design.Entity, rule text) *condition {
	n := m.fixture.compile(m, entity.Name.Text, rule.ours)
	not := &design.Node{Op: design.OpNot, Kids: []*design.Node{n}}
	return &condition{rule, n, not, m.oracle.compile(m, rule.stock)}
}

func prepare(known expr.Roots, conditions []*condition) *expr.Set {
	var nodes []*design.Node
	for _, c := range conditions {
		nodes = append(nodes, c.node, c.not)
	}
	return expr.NewSet(known, nodes...)
}

// list asks for all rows at once: only the caller is known.
func (m *meaning) list(entity *design.Entity, conditions []*condition) {
	set := prepare(expr.RootsOf(design.RootCaller), conditions)
	for _, caller := range m.callers() {
		f := &expr.Frame{Now: value.OfMicros(epoch), Caller: caller}
		v := set.Decide(f)
		for i, c := range conditions {
			want := map[design.Truth][]string{}
			for _, row := range m.world.rows[entity] {
				known := *f
				known.Resource = row
				truth := m.agree(c, &known, entity)
				want[truth] = append(want[truth], wire(row[0]))
			}
			for j, truth := range []design.Truth{design.True, design.False} {
				b := expr.NewBuilder(dialect.SQLite)
				b.Row(design.RootResource, "r")
				condition := b.Condition(set, v, 2*i+j)
				m.same(c, f, want[truth], "SELECT r.id FROM "+dialect.Quote(entity.Table())+" AS r"+b.Joins()+" WHERE "+condition, b)
				m.truth(set, v, 2*i+j, condition)
			}
		}
	}
}

// write asks about rows held in Go: everything that a condition begins with is known.
func (m *meaning) write(entity *design.Entity, conditions []*condition) {
	if len(m.world.rows[entity]) == 0 {
		return
	}
	set := prepare(expr.RootsOf(design.RootCaller, design.RootInput, design.RootResource, design.RootResult), conditions)
	for _, caller := range m.callers() {
		f := m.frame(entity, caller)
		v := set.Decide(f)
		for i, c := range conditions {
			truth := m.agree(c, f, entity)
			for j, wanted := range []design.Truth{design.True, design.False} {
				var want []string
				if truth == wanted {
					want = []string{"1"}
				}
				b := expr.NewBuilder(dialect.SQLite)
				condition := b.Condition(set, v, 2*i+j)
				m.same(c, f, want, "SELECT '1' FROM (SELECT 1) AS one"+b.Joins()+" WHERE "+condition, b)
				m.truth(set, v, 2*i+j, condition)
			}
		}
	}
}

// frame is a write of some row: as it is, as it will be, and what the body says.
func (m *meaning) frame(entity *design.Entity, caller []value.Value) *expr.Frame {
	f := &expr.Frame{Now: value.OfMicros(epoch), Caller: caller, Resource: pick(m.r, m.world.rows[entity])}
	f.Result = slices.Clone(f.Resource)
	for i, field := range m.world.object(entity, nil).fields {
		if i > 0 && m.r.IntN(3) == 0 {
			f.Result[i] = m.world.cell(m.r, field)
		}
	}
	for _, field := range inputs(&m.data) {
		f.Input = append(f.Input, m.world.cell(m.r, field))
	}
	return f
}

// agree returns what CEL says of the frame, after Eval said the same.
func (m *meaning) agree(c *condition, f *expr.Frame, e *design.Entity) design.Truth {
	want := ask(c.program, m.roots(f, e))
	m.count[want+1]++
	if got := expr.Eval(c.node, f, m.world); got != want {
		m.Errorf("Eval says %d, CEL says %d\n%s\n%s\n%s\ncaller %v\nresource %v\nresult %v\ninput %v", got, want, c.ours, c.stock, dump(c.node), f.Caller, f.Resource, f.Result, f.Input)
	}
	return want
}

func (m *meaning) same(c *condition, f *expr.Frame, want []string, query string, b *expr.Builder) {
	args := expr.Args(b.Params(), f, nil, nil)
	got := m.world.query(m, query, args)
	m.statements++
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		m.Errorf("SQLite finds %x, CEL %x\n%s\n%s\n%v\ncaller %v", got, want, c.ours, query, args, f.Caller)
	}
}

// truth holds Truth against the text.
func (m *meaning) truth(set *expr.Set, v expr.Vector, i int, condition string) {
	want := map[string]design.Truth{expr.Always: design.True, expr.Never: design.False}[condition]
	got, decided := set.Truth(v, i)
	if got != want || decided != (want != design.Unknown) {
		m.Errorf("%s: Truth is %d, %v", condition, got, decided)
	}
	if decided {
		m.decided++
	}
}
