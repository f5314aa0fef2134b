package fact_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/design/expr"
	"github.com/newel-api/newel/internal/design/fact"
	"github.com/newel-api/newel/internal/diag"
	"github.com/newel-api/newel/internal/dialect"
)

// The oracle is CEL as its makers built it, over things that are objects of its own kind:
// a fact that is absent is an error.

// object is a thing for CEL.
type object struct {
	whole *fact.Whole
	kind  *expr.Kind
	of    any
}

func (o *object) Get(name ref.Val) ref.Val {
	f := o.kind.Fact(string(name.(types.String)))
	if f == nil {
		return types.NewErr("no such fact: %v", name)
	}
	v := f.Of(o.whole, o.of)
	if v == nil {
		return types.NewErr("absent: %v", name)
	}
	items, many := v.([]any)
	if !many {
		return o.wrap(f, v)
	}
	all := []ref.Val{}
	for _, item := range items {
		all = append(all, o.wrap(f, item))
	}
	return types.NewRefValList(types.DefaultTypeAdapter, all)
}

func (o *object) wrap(f *expr.Fact, v any) ref.Val {
	switch v := v.(type) {
	case string:
		return types.String(v)
	case int64:
		return types.Int(v)
	case bool:
		return types.Bool(v)
	}
	return &object{o.whole, fact.Subject.Kind(f.Kind), v}
}

func (o *object) IsSet(name ref.Val) ref.Val { return types.Bool(!types.IsError(o.Get(name))) }

func (o *object) Equal(ref.Val) ref.Val                     { return types.NewErr("things are not compared") }
func (o *object) Type() ref.Type                            { return types.NewObjectType("thing") }
func (o *object) Value() any                                { return o }
func (o *object) ConvertToType(ref.Type) ref.Val            { return types.NewErr("a thing is not converted") }
func (o *object) ConvertToNative(reflect.Type) (any, error) { return o, nil }

// generator writes claims that compile.
type generator struct {
	*rand.Rand
	vars  []variable
	count int
}

type variable struct {
	name string
	kind *expr.Kind
}

func pick[T any](g *generator, all []T) T { return all[g.IntN(len(all))] }

// claim writes a condition, so deep at the most.
func (g *generator) claim(depth int) string {
	if depth > 0 {
		switch g.IntN(7) {
		case 0:
			return "(" + g.claim(depth-1) + " && " + g.claim(depth-1) + ")"
		case 1:
			return "(" + g.claim(depth-1) + " || " + g.claim(depth-1) + ")"
		case 2:
			return "!(" + g.claim(depth-1) + ")"
		case 3, 4, 5:
			return g.quantified(depth)
		}
	}
	return g.atom()
}

// path writes a path to a fact that suits, from design or a variable; "" when none is found.
func (g *generator) path(suits func(*expr.Fact) bool) (string, *expr.Fact) {
	for range 40 {
		text, kind := "design", fact.Subject.Kinds[0]
		if len(g.vars) > 0 && g.IntN(8) > 0 {
			v := pick(g, g.vars)
			text, kind = v.name, v.kind
		}
		for range 3 {
			f := &kind.Facts[g.IntN(len(kind.Facts))]
			if suits(f) {
				return text + "." + f.Name, f
			}
			if f.Base != expr.FactThing || f.Many {
				break
			}
			text, kind = text+"."+f.Name, fact.Subject.Kind(f.Kind)
		}
	}
	return "", nil
}

func (g *generator) quantified(depth int) string {
	list, f := g.path(func(f *expr.Fact) bool { return f.Many && f.Base == expr.FactThing })
	if f == nil {
		return g.atom()
	}
	g.count++
	v := variable{"v" + strconv.Itoa(g.count), fact.Subject.Kind(f.Kind)}
	g.vars = append(g.vars, v)
	body := g.claim(depth - 1)
	g.vars = g.vars[:len(g.vars)-1]
	switch g.IntN(4) {
	case 0:
		return fmt.Sprintf("size(%s.filter(%s, %s)) %s %d", list, v.name, body, pick(g, []string{"<", "<=", ">", ">=", "==", "!="}), g.IntN(8))
	case 1:
		return fmt.Sprintf("%s.exists(%s, %s)", list, v.name, body)
	}
	return fmt.Sprintf("%s.all(%s, %s)", list, v.name, body)
}

func (g *generator) atom() string {
	path, f := g.path(func(f *expr.Fact) bool { return f.Base != expr.FactThing || f.Optional })
	if f == nil {
		return "true"
	}
	if f.Optional && (f.Base == expr.FactThing || g.IntN(3) == 0) {
		return "has(" + path + ")"
	}
	texts := append([]string{"open", "id", "org", "a", "User"}, f.Words...)
	if f.Words != nil {
		texts = f.Words
	}
	literal := "'" + pick(g, texts) + "'"
	switch {
	case f.Many && g.IntN(2) == 0:
		return literal + " in " + path
	case f.Many:
		return fmt.Sprintf("size(%s) %s %d", path, pick(g, []string{"<", ">=", "=="}), g.IntN(4))
	case f.Base == expr.FactTruth:
		return path
	case f.Base == expr.FactNumber:
		return fmt.Sprintf("%s %s %d", path, pick(g, []string{"<", "<=", ">", ">=", "==", "!="}), pick(g, []int{-1, 0, 1, 2, 20, 100, 200, 1000}))
	case f.Words == nil && g.IntN(2) == 0:
		return pick(g, []string{
			path + " < " + literal, path + " >= " + literal, path + ".startsWith(" + literal + ")", path + ".endsWith(" + literal + ")",
			path + ".contains(" + literal + ")", path + ".matches('^[a-m].*(s|e)$')",
		})
	case g.IntN(3) == 0:
		return path + " in [" + literal + ", '" + pick(g, texts) + "']"
	}
	return path + pick(g, []string{" == ", " != "}) + literal
}

// TestOneMeaning compares random claims over the designs of the corpus: stock CEL and Ask
// must agree. NEWEL_RULES sets how many there are, NEWEL_SEED which.
func TestOneMeaning(t *testing.T) {
	env, err := cel.NewEnv(cel.Variable("design", cel.DynType))
	if err != nil {
		t.Fatal(err)
	}
	seed, claims := number(t, "NEWEL_SEED", 1), number(t, "NEWEL_RULES", 2000)
	g := &generator{Rand: rand.New(rand.NewPCG(uint64(seed), 8))}
	var wholes []*fact.Whole
	for _, name := range []string{"clinic", "ledger", "flags", "auctions", "wiki"} {
		wholes = append(wholes, fact.Of(load(t, root+"/testdata/designs/"+name+"/design"), dialect.SQLite))
	}
	counts := map[design.Truth]int{}
	for range claims {
		text := g.claim(5)
		if len(text) > 3000 || strings.Count(text, "(") > 20 { // beyond the limits, perhaps
			continue
		}
		var diags diag.List
		ours := expr.Plan(written(text), &expr.Scope{Design: fact.Subject}, &diags)
		if ours == nil {
			t.Fatalf("seed %d: %s: %v", seed, text, diags.Err())
		}
		tree, issues := env.Compile(text)
		if issues.Err() != nil {
			t.Fatalf("seed %d: %s: %v", seed, text, issues.Err())
		}
		stock, err := env.Program(tree)
		if err != nil {
			t.Fatal(err)
		}
		w := pick(g, wholes)
		want := design.Unknown
		if out, _, err := stock.Eval(map[string]any{"design": &object{w, fact.Subject.Kinds[0], w}}); err == nil && out == types.True {
			want = design.True
		} else if err == nil && out == types.False {
			want = design.False
		}
		v := ours.Ask(w)
		if v.Truth != want && !strings.Contains(v.Why, "more than") {
			t.Fatalf("seed %d: %s: %d, and stock CEL says %d (%s)", seed, text, v.Truth, want, v.Why)
		}
		if v.Truth != design.True && v.Why == "" {
			t.Errorf("%s: no reason", text)
		}
		counts[v.Truth]++
	}
	t.Logf("%d true, %d false, %d unknown", counts[design.True], counts[design.False], counts[design.Unknown])
	if counts[design.True] < claims/10 || counts[design.False] < claims/10 || counts[design.Unknown] < claims/100 {
		t.Errorf("too much of one kind: %v", counts)
	}
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
