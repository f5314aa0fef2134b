package review

import (
	"strings"
	"unicode"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/diag"
)

var misleadingName = diag.Rule{ID: "review/misleading-name", Severity: diag.Medium, Title: "an operation that does another thing than its name says"}

// says are verbs that promise what an operation does.
var says = map[string]string{
	"list": reads, "get": reads, "find": reads, "fetch": reads, "search": reads, "show": reads, "read": reads,
	"create": creates, "update": updates, "edit": updates, "delete": deletes, "remove": deletes, "destroy": deletes,
}

// What operations do.
const (
	reads   = "reads"
	creates = "creates a row"
	updates = "changes a row"
	deletes = "deletes a row"
)

// does says what an operation does; "" where that is for a Go function to say, and for
// declared ones whose name promises no reading.
func does(o *design.Operation, promised string) string {
	switch o.Verb {
	case design.List, design.Get:
		return reads
	case design.Create:
		return creates
	case design.Update:
		return updates
	case design.Delete:
		return deletes
	case design.Post:
		if promised == reads && !o.Go {
			return "writes"
		}
	case design.VerbNone:
	}
	return ""
}

// lookMisleadingName finds operations whose name begins with the verb of another one.
func lookMisleadingName(v *view) {
	for o := range v.operations {
		promised := says[firstWord(o.Name.Text)]
		if done := does(o, promised); promised != "" && done != "" && done != promised {
			v.add(o.Name.Text, o.Name.Span, "%q says that it %s, and it %s", o.Name.Text, promised, done).
				Mend("call it after what it does")
		}
	}
}

// firstWord returns the first word of a lowerCamel name.
func firstWord(name string) string {
	if i := strings.IndexFunc(name, unicode.IsUpper); i > 0 {
		return name[:i]
	}
	return name
}

var oneWordName = diag.Rule{ID: "review/one-word-name", Severity: diag.Low, Title: "an operation whose name has no noun"}

// lookOneWordName finds operations with names of one word: generated clients have all of them
// side by side.
func lookOneWordName(v *view) {
	for o := range v.operations {
		if o.Name.Text != "" && firstWord(o.Name.Text) == o.Name.Text {
			v.add(o.Name.Text, o.Name.Span, "%q says what is done and not to what", o.Name.Text).
				Mend("write a verb and a noun, as in %s%s", o.Name.Text, o.Entity().Name.Text)
		}
	}
}

var genericName = diag.Rule{ID: "review/generic-name", Severity: diag.Low, Title: "a name that says nothing"}

var generic = words("data info misc stuff temp tmp foo bar thing object")

// lookGenericName finds fields whose names could be those of any other.
func lookGenericName(v *view) {
	for _, f := range v.everyField() {
		if generic[f.f.Name.Text] {
			v.add(f.at, f.f.Name.Span, "%q could be the name of any field", f.f.Name.Text).
				Mend("call it after what it holds; was: keeps the values")
		}
	}
}

var singularResource = diag.Rule{ID: "review/singular-resource", Severity: diag.Low, Title: "a resource that is called as one row"}

// lookSingularResource finds resources of many rows that have the name of their entity as it is.
func lookSingularResource(v *view) {
	for _, r := range v.Contract.Resources {
		if r.Only.Written() || r.Of.To == nil || len(r.Operations) == 0 {
			continue
		}
		name := strings.ReplaceAll(r.Name.Text, "-", "_")
		if name == design.Snake(r.Of.Name) && !strings.HasSuffix(name, "s") && !uncountable[name[strings.LastIndexByte(name, '_')+1:]] {
			v.add(r.Name.Text, r.Name.Span, "%q stands for many rows and is called as one", r.Name.Text).
				Mend("write it in the plural: its path is %s/%s", v.Contract.Base.Text, r.Name.Text)
		}
	}
}

var uncountable = words("media data metadata equipment feedback information inventory stock staff software hardware history money " +
	"people children men women mail furniture luggage evidence research advice")

var verbInPath = diag.Rule{ID: "review/verb-in-path", Severity: diag.Low, Title: "a path that says what the method says"}

var methods = words("get list fetch find create update delete")

// lookVerbInPath finds resources and paths that begin with what a method says already.
func lookVerbInPath(v *view) {
	for _, r := range v.Contract.Resources {
		if verb := begins(r.Name.Text); verb != "" && len(r.Operations) > 0 {
			v.add(r.Name.Text, r.Name.Span, "%q is a thing that is done, and the method says %s already", r.Name.Text, verb).
				Mend("call the resource after its rows")
		}
	}
	for o := range v.operations {
		for word := range strings.SplitSeq(o.Path.Text, "/") {
			if verb := begins(word); verb != "" {
				v.add(o.Name.Text, o.Path.Span, "the path of %q says %s, which a method says", o.Name.Text, verb).
					Mend("make it a resource with a %s, or call it after what it does to the row", verb)
				break
			}
		}
	}
}

// begins returns the verb of a method that a name of several words begins with.
func begins(name string) string {
	if first, _, more := strings.Cut(strings.ReplaceAll(name, "-", "_"), "_"); more && methods[first] {
		return first
	}
	return ""
}

var deepPath = diag.Rule{ID: "review/deep-path", Severity: diag.Low, Title: "a path of many parts"}

// lookDeepPath finds paths with over three words of their own.
func lookDeepPath(v *view) {
	for o := range v.operations {
		n := 0
		for _, s := range o.Segments() {
			if s.Name == "" {
				n++
			}
		}
		if n > 3 {
			v.add(o.Name.Text, o.Path.Span, "the path of %q has %d words, and nobody remembers it", o.Name.Text, n).
				Mend("shorten its own part to one word, or leave out under")
		}
	}
}

var undescribed = diag.Rule{ID: "review/undescribed", Severity: diag.Info, Title: "an operation that is described by its name alone"}

// lookUndescribed finds declared operations without a word for people: what a list does is
// known, what "finishTask" does is not.
func lookUndescribed(v *view) {
	for o := range v.operations {
		if o.Verb == design.Post && o.Summary.Text == "" && o.Describe.Text == "" {
			v.add(o.Name.Text, o.Name.Span, "nothing says what %q is for", o.Name.Text).
				Mend("write summary: with one line, as in summary: Finish a task")
		}
	}
}

var alikeOperations = diag.Rule{ID: "review/alike-operations", Severity: diag.Low, Title: "two operations that cannot be told apart"}

// lookAlikeOperations finds operations whose descriptions are the same: agents choose by them.
func lookAlikeOperations(v *view) {
	first := map[string]*design.Operation{}
	for o := range v.operations {
		if o.Summary.Text == "" {
			continue
		}
		key := strings.ToLower(strings.TrimRight(o.Summary.Text, ".") + "\n" + o.Describe.Text)
		if before := first[key]; before != nil {
			v.add(o.Name.Text, o.Summary.Span, "%q and %q are described by the same words", o.Name.Text, before.Name.Text).
				Mend("say what only this one does").
				See(before.Summary.Span, "the other one")
			continue
		}
		first[key] = o
	}
}
