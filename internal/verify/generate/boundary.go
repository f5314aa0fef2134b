package generate

import (
	"slices"
	"strconv"
	"strings"

	"github.com/newel-api/newel/internal/contract"
	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/payload"
	"github.com/newel-api/newel/internal/plan"
)

// maker makes a try when its turn comes: rows that were made until then can be in it.
type maker func() *try

// edgesOf are all tries at the edges of what op takes, one edge each.
func (r *run) edgesOf(op *operation) (all []maker) {
	all = append(all, func() *try { return r.base(op, false) }, func() *try { return r.base(op, true) })
	if op.Body != nil {
		for _, m := range op.members {
			all = append(all, r.memberEdges(op, m)...)
		}
		all = append(all, r.bodyEdges(op)...)
	}
	for _, p := range op.Params {
		if p.In == contract.InQuery {
			all = append(all, r.queryEdges(op, p)...)
		}
	}
	all = append(all, r.unknownParameters(op)...)
	all = append(all, r.pathEdges(op)...)
	return append(all, r.protocolEdges(op)...)
}

// put gives the member of a try another value, or adds it.
func (t *try) put(name string, v value) {
	for i := range t.body {
		if t.body[i].name == name {
			t.body[i].value = v
			return
		}
	}
	t.body = append(t.body, member{name, v})
}

func (r *run) memberEdges(op *operation, m *contract.Member) (all []maker) {
	give := func(v value) {
		all = append(all, func() *try {
			t := r.base(op, false)
			t.put(m.Name, v)
			t.why = m.Name + ": " + v.why
			return t
		})
	}
	var slot *payload.Slot
	if s := op.slots[m.Name]; s != nil {
		slot = &s.slot
	}
	if e := op.rowIn(m.Name); e != nil {
		give(value{text: idJSON(e, absent(e)), why: "a row that is not there", lost: true})
		if !(e.Counted() && e.Prefix.Text == "") {
			for _, text := range []string{"", "x", "zz_01zzzzzzzzzzzzzzzzzzzzzzzz", strings.ToUpper(absent(e)), absent(e) + "0"} {
				give(wrong(quoted(text), "no id of this kind"))
			}
			give(wrong("7", "a number for an id"))
		}
		give(wrong(`{"id":"x"}`, "an object for an id"))
		if m.Shape.Nullable {
			give(right("null", "null"))
		} else {
			give(wrong("null", "null where a row must be"))
		}
	} else {
		for _, v := range edges(r.doc, m.Shape, slot) {
			give(v)
		}
	}
	if m.Required {
		all = append(all, func() *try {
			t := r.base(op, false)
			t.body = slices.DeleteFunc(t.body, func(x member) bool { return x.name == m.Name })
			t.why = m.Name + " is missing"
			return t
		})
	}
	all = append(all, func() *try {
		t := r.base(op, false)
		one, _ := r.fill(op, m, t.caller)
		t.put(m.Name, one.value)
		t.body = append(t.body, one)
		t.why = m.Name + " stands twice"
		return t
	})
	return all
}

// bodyEdges are bodies that are wrong as a whole.
func (r *run) bodyEdges(op *operation) (all []maker) {
	raw := func(text, why string, broken bool, at ...string) {
		all = append(all, func() *try {
			t := r.base(op, false)
			t.raw, t.rawWrong, t.rawAt, t.why = &text, broken, at, "the body is "+why
			return t
		})
	}
	raw("", "empty", op.Body.Required)
	for _, text := range []string{"{", "}", "{} {}", `{"a":1,}`, `{'a':1}`, `{"a":NaN}`, `{"a":01}`, "{\"a\":\"\xff\"}", "{\"a\":\"\n\"}", `{"a" 1}`, "\xef\xbb\xbf{}", `{"a":"\x"}`, "// no\n{}", "<a/>", "{\"a\":1}\x00"} {
		raw(text, "no JSON: "+quoted(text), true)
	}
	raw(strings.Repeat("[", 20000), "20,000 arrays in each other", true)
	for _, text := range []string{"null", "[]", `"x"`, "1", "true"} {
		raw(text, text+" and no object", true, "")
	}
	for _, name := range []string{"no_such_member", "", "__proto__", "a/b~c", "Ä", "$where"} {
		all = append(all, func() *try {
			t := r.base(op, true)
			t.body = append(t.body, member{name, wrong(`{"a":[1]}`, "a member that the contract does not have")})
			t.why = "an unknown member " + quoted(name)
			return t
		})
	}
	switch {
	case op.many:
		raw(`{"items":[]}`, "a list without items", true, "/items")
		raw(`{"items":{}}`, "no list", true, "/items")
		raw(`{"items":[1]}`, "a list with a number", true, "/items/0")
		raw(`{"items":[`+strings.TrimSuffix(strings.Repeat("{},", op.plan.Bulk+1), ",")+`]}`, "a list of one item too many", true)
		raw(`{}`, "an object without items", true, "/items")
		raw(`{"items":[],"more":1}`, "an object with more than items", true)
	case op.ID == "batch" && op.plan == nil:
		raw(`{"operations":[{"call":"noSuchCall"}]}`, "a call that is not there", true, "/operations/0/call")
		raw(`{"operations":[{}]}`, "a call of nothing", true, "/operations/0/call")
		raw(`{"operations":[1]}`, "a number for a call", true, "/operations/0")
	case op.Body.Patch != nil:
		all = append(all, r.patchEdges(op)...)
	}
	return all
}

// patchEdges are JSON Patches.
func (r *run) patchEdges(op *operation) (all []maker) {
	raw := func(text, why string, broken bool, at ...string) {
		all = append(all, func() *try {
			t := r.base(op, false)
			t.media = patchMedia
			t.raw, t.rawWrong, t.rawAt, t.why = &text, broken, at, "the patch is "+why
			return t
		})
	}
	raw("[]", "empty", false)
	raw("{}", "no list", true, "")
	raw("[1]", "a number", true, "/0")
	raw(`[{"op":"no","path":"/x"}]`, "of no operation", true, "/0/op")
	raw(`[{"path":"/x","value":1}]`, "without an op", true, "/0/op")
	raw(`[{"op":"remove"}]`, "without a path", true, "/0/path")
	raw(`[{"op":"test","path":"x","value":1}]`, "with no pointer", true, "/0/path")
	raw(`[{"op":"move","path":"/x"}]`, "a move from nowhere", true, "/0/from")
	raw("["+strings.TrimSuffix(strings.Repeat(`{"op":"test","path":"","value":{}},`, payload.MostOperations+1), ",")+"]", "too long", true, "")
	for _, m := range op.members {
		all = append(all, func() *try {
			t := r.base(op, false)
			one, _ := r.fill(op, m, t.caller)
			text := `[{"op":"add","path":"/` + m.Name + `","value":` + one.text + `}]`
			t.media, t.raw, t.why = patchMedia, &text, "a patch of "+m.Name
			return t
		})
	}
	return all
}

const patchMedia = "application/json-patch+json"

// dryRun is the parameter of a write that is done and undone.
const dryRun = "dry_run"

// queryEdges are those of one parameter of the query.
func (r *run) queryEdges(op *operation, p *contract.Param) (all []maker) {
	give := func(v value, times int) {
		all = append(all, func() *try {
			t := r.base(op, p.Name == dryRun)
			for range times {
				t.query = append(t.query, member{p.Name, v})
			}
			t.why, t.dry = "the parameter "+p.Name+": "+v.why, p.Name == dryRun && v.text == "true" && times == 1
			return t
		})
	}
	for _, v := range r.parameter(op, p) {
		if len(v.text) < 2000 {
			give(v, 1)
		}
	}
	if v, ok := r.fine(op, p); ok {
		v.why = "it stands twice"
		give(v, 2)
	}
	return all
}

// fine returns a value that a parameter takes.
func (r *run) fine(op *operation, p *contract.Param) (value, bool) {
	var some []value
	for _, v := range r.parameter(op, p) {
		if !v.broken && len(v.text) < 200 {
			some = append(some, v)
		}
	}
	if len(some) == 0 {
		return value{}, false
	}
	return some[r.IntN(len(some))], true
}

// filterOf returns the filter that a parameter of a list is, or nil.
func (op *operation) filterOf(name string) *plan.Filter {
	if op.plan == nil || op.plan.List == nil {
		return nil
	}
	for i := range op.plan.List.Filters {
		if f := &op.plan.List.Filters[i]; f.Name == name {
			return f
		}
	}
	return nil
}

// parameter returns what may be given to a parameter of the query, and what may not.
func (r *run) parameter(op *operation, p *contract.Param) []value {
	all := r.parameterValues(op, p)
	for i := range all {
		v := &all[i]
		v.guarded = r.guarded(op, p.Name, v.text)
	}
	return all
}

// guarded tells whether a parameter, or a name in it, is of a field that has a read rule.
func (r *run) guarded(op *operation, name, text string) bool {
	has := func(f *design.Field) bool { return f != nil && r.rules.ReadField(f) != nil }
	if f := op.filterOf(name); f != nil {
		return has(f.Field)
	}
	if op.plan == nil || name != "fields" && name != "sort" && name != "expand" {
		return false
	}
	for one := range strings.SplitSeq(text, ",") {
		one, _, _ = strings.Cut(strings.TrimPrefix(one, "-"), ".")
		if has(op.plan.Entity.Field(one)) || op.plan.Sent != nil && has(op.plan.Sent.Entity.Field(one)) {
			return true
		}
	}
	return false
}

func (r *run) parameterValues(op *operation, p *contract.Param) (all []value) {
	f := op.filterOf(p.Name)
	s := r.doc.Whole(p.Shape)
	switch {
	case p.Name == "cursor":
		return []value{wrong("", "empty"), wrong("x", "no cursor"), wrong(strings.Repeat("A", 200), "no cursor"), wrong("\x00", "U+0000")}
	case p.Name == "search":
		return []value{
			wrong("", "empty"), right("printer", "a word"), right("two words", "two words"), right("prin*", "a beginning"), right("ünï ÄÖ", "letters beyond ASCII"),
			wrong(strings.Repeat("a", 257), "too long"), wrong(strings.Repeat("a ", 17), "too many words"), wrong("!!!", "no word"), right(`a"b OR c:d NEAR(`, "signs of a query language"),
		}
	case s.Kind == contract.List && f != nil:
		one := singles(s.Item, f.Slot)
		for _, v := range one {
			if strings.ContainsAny(v.text, `,\`) {
				v.text = strings.NewReplacer(`\`, `\\`, ",", `\,`).Replace(v.text)
			}
			all = append(all, v)
			if !v.broken {
				all = append(all, value{text: v.text + "," + v.text, why: "two values"})
			}
		}
		if len(one) > 0 {
			all = append(all, wrong(strings.Repeat("x,", 80), "too many values"))
		}
		return all
	case s.Kind == contract.List:
		return wordLists(s)
	}
	var slot *payload.Slot
	if f != nil {
		slot = f.Slot
	}
	return singles(s, slot)
}

// wordLists are lists of words with commas between them.
func wordLists(s *contract.Shape) (all []value) {
	words := s.Item.Words
	all = append(all, wrong("", "empty"), wrong("no_such_word", "none of the words"), wrong(",", "a comma"))
	for _, w := range words {
		all = append(all, right(w, "the word "+w), wrong(w+","+w, "a word twice"))
	}
	if len(words) > 0 {
		all = append(all, wrong(words[0]+",no_such_word", "one of the words and another"), wrong(strings.ToUpper(words[0])+"X", "none of the words"))
	}
	return all
}

// singles are single values of a parameter.
func singles(s *contract.Shape, slot *payload.Slot) (all []value) {
	switch s.Kind {
	case contract.Text:
		all = append(texts(s, slot), wrong("a\x00b", "U+0000"), wrong("a\xffb", "no UTF-8"))
		if slot != nil && (slot.Format == payload.ID || slot.Format == payload.Counted) && slot.Prefix != "" && slot.Format == payload.ID {
			all = append(all, right(slot.Prefix+"_01zzzzzzzzzzzzzzzzzzzzzzzz", "a row that is not there"))
		}
	case contract.Integer:
		for _, v := range integers(s) {
			if !strings.HasPrefix(v.text, `"`) {
				all = append(all, v)
			}
		}
		all = append(all, wrong("", "empty"), wrong("x", "no number"), wrong("1 ", "a space behind"), wrong("+1", "a plus"), wrong("0x10", "a hexadecimal number"), wrong("01", "a needless zero"))
	case contract.Number:
		for _, v := range numbers(s) {
			if !strings.HasPrefix(v.text, `"`) {
				all = append(all, v)
			}
		}
		all = append(all, wrong("", "empty"), wrong("x", "no number"), wrong("Infinity", "no finite number"))
	case contract.Boolean:
		all = append(all, right("true", "true"), right("false", "false"), wrong("", "empty"), wrong("TRUE", "capital letters"), wrong("1", "a number"), wrong("null", "null"))
	case contract.Anything, contract.List, contract.Object:
	}
	return all
}

// unknownParameters are parameters that the operation does not have.
func (r *run) unknownParameters(op *operation) (all []maker) {
	names := []string{"no_such_parameter", "state[no]", "sort[]", "Limit", "ä", "limit "}
	for _, name := range names {
		if slices.ContainsFunc(op.Params, func(p *contract.Param) bool { return p.Name == name }) {
			continue
		}
		all = append(all, func() *try {
			t := r.base(op, false)
			t.query = append(t.query, member{name, wrong("x", "a parameter that the contract does not have")})
			t.why = "an unknown parameter " + strconv.Quote(name)
			return t
		})
	}
	return all
}

// pathEdges are rows that are not there, and texts that no row can have.
func (r *run) pathEdges(op *operation) (all []maker) {
	n := 0
	for _, p := range op.Params {
		if p.In != contract.InPath || op.plan == nil {
			continue
		}
		at := n
		n++
		texts := []string{"%00", "\x00", "no such row", strings.Repeat("x", 300), "*", "zz_01zzzzzzzzzzzzzzzzzzzzzzzz", "a/b", "' OR 1=1", "..a", "\U0001F600/"}
		for i := range op.plan.Params {
			if of := &op.plan.Params[i]; of.Name == p.Name && of.Field.Type == design.TypeID {
				id := absent(of.Field.Entity)
				texts = append(texts, id, id+"0", strings.ToUpper(id)+"X", "0"+id, "x", "0", "-1", "a b", "ä", "null")
			}
		}
		for _, text := range texts {
			all = append(all, func() *try {
				t := r.base(op, false)
				t.path[at], t.outside = text, strings.Contains(text, "/")
				t.why, t.statuses = "the path has "+strconv.Quote(text)+" for "+p.Name, []int{404}
				return t
			})
		}
	}
	return all
}
