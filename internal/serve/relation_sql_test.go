package serve_test

import (
	"context"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/newel-api/newel/internal/compile"
	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/design/expr"
	"github.com/newel-api/newel/internal/diag"
	"github.com/newel-api/newel/internal/dialect"
	"github.com/newel-api/newel/internal/plan/query"
	"github.com/newel-api/newel/internal/store"
	"github.com/newel-api/newel/internal/value"
)

// forumSQL returns the statements of posts: one post with the boss of its author, and its
// relations, for whoever signs in.
func forumSQL(t *testing.T, d dialect.Dialect) (all map[string]*query.Statement, f *expr.Frame) {
	t.Helper()
	var diags diag.List
	read, files, err := compile.Folder(forumDesign, &diags)
	must(t, err)
	files.Complete(&diags)
	must(t, diags.Err())
	made := compile.Plan(read, d)
	post := made.Operation("changePost")
	f = &expr.Frame{Caller: make([]value.Value, 8)}
	f.Caller[0] = value.FixedID(1, 0, 1)
	all = map[string]*query.Statement{}
	for i := range post.Paths {
		p := &post.Paths[i]
		switch {
		case p.Name == "author.boss":
			all[p.Name] = post.Deep.Row.Expanding(f, 1<<i|1<<p.Within)
		case p.Name == "notes.writer":
			notes := &post.Paths[p.Within]
			all[p.Name] = notes.Many.Rows.Statement(f, post.Paths.Below(p.Within, 1<<i))
		case p.Within < 0 && p.Many != nil:
			all[p.Name] = p.Many.Rows.Statement(f, 0)
		}
	}
	all["team.posts"] = made.Operation("getTeam").Paths[0].Many.Rows.Statement(f, 0)
	all["person.notes"] = made.Operation("changePerson").Paths[2].Many.Rows.Statement(f, 0)
	return all, f
}

// TestRelationSQL pins the statements on each database.
func TestRelationSQL(t *testing.T) {
	for _, d := range []dialect.Dialect{dialect.SQLite, dialect.Postgres} {
		all, _ := forumSQL(t, d)
		for _, name := range []string{"author.boss", "notes", "notes.writer", "person.notes", "replies"} {
			got, file := strings.ReplaceAll(all[name].SQL, ", ", ",\n")+"\n", "testdata/forum."+name+"."+d.String()+".sql"
			if os.Getenv("UPDATE") != "" {
				must(t, os.WriteFile(file, []byte(got), 0o644))
			}
			want, err := os.ReadFile(file)
			must(t, err)
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("%s on %v (-want +got)\n%s", name, d, diff)
			}
		}
	}
}

// TestRelationByIndex: SQLite finds the rows of a relation in their order, by the index of
// the reference, also where the rule would let it look for rows in other ways.
func TestRelationByIndex(t *testing.T) {
	w := forum(t)
	all, f := forumSQL(t, dialect.SQLite)
	for name, s := range all {
		var steps []string
		must(t, w.db.Read(context.Background(), func(tx store.Tx) error {
			_, err := tx.Query("EXPLAIN QUERY PLAN "+s.SQL, s.Args(f, make([]value.Value, query.SlotFirst+8), nil), func(row store.Row) error {
				steps = append(steps, string(row.Bytes(3)))
				return nil
			})
			return err
		}))
		plan := strings.Join(steps, "\n")
		if name == "team.posts" { // asks for membership once, in a branch, and sorts the few rows that it gives
			plan = strings.Replace(plan, "USE TEMP B-TREE FOR ORDER BY", "", 1)
			plan = strings.ReplaceAll(plan, "SCAN held", "") // the membership that was found
		}
		if strings.Contains(plan, "SCAN") || strings.Contains(plan, "TEMP B-TREE") || strings.Contains(plan, "UNION ALL") || !strings.Contains(plan, "SEARCH r USING") {
			t.Errorf("%s is found by\n%s", name, plan)
		}
	}
}

// TestPathsArePaths: the numbers that paths refer to each other by are those of the right
// ones.
func TestPathsArePaths(t *testing.T) {
	var diags diag.List
	read, _, err := compile.Folder(forumDesign, &diags)
	must(t, err)
	p := compile.Plan(read, dialect.SQLite)
	step := func(from *design.Entity, name string) *design.Entity {
		for _, r := range read.Contract.Resources {
			for _, x := range r.Expand {
				if r.Of.To == from && x.Name.Name == name {
					return x.Target()
				}
			}
		}
		t.Fatalf("%s does not expand %s", from.Name.Text, name)
		return nil
	}
	for _, op := range p.Operations {
		for i, path := range op.Paths {
			first, second, deep := strings.Cut(path.Name, ".")
			end := step(op.Entity, first)
			if deep {
				from := op.Paths[path.Within]
				if from.Name != first || op.Paths.Below(path.Within, 1<<i) != 1<<path.Below {
					t.Errorf("%s of %s: %+v", path.Name, op.Name, path)
				}
				if from.Many != nil && from.Many.Paths[path.Below].Name != second {
					t.Errorf("%s of %s goes on to %s", path.Name, op.Name, from.Many.Paths[path.Below].Name)
				}
				end = step(end, second)
			}
			if path.Many != nil && path.Many.Rows.Shape.Projection.Entity != end {
				t.Errorf("%s of %s gives rows of %s", path.Name, op.Name, path.Many.Rows.Shape.Projection.Entity.Name.Text)
			}
		}
	}
}
