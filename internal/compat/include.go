package compat

import (
	"fmt"
	"slices"
	"strings"
)

// direction is who sends a value: requests are contravariant, answers covariant.
type direction uint8

const (
	request direction = iota
	response
)

func (d direction) String() string { return [...]string{"request", "response"}[d] }

func (d direction) says() string { return [...]string{"requests", "answers"}[d] }

// position is where two shapes are compared.
type position struct {
	direction
	kind    string // "body", "property", "parameter" or "header": the second part of an id
	label   string // to people
	subject subject
	noNull  bool
}

// pair is two shapes that are compared once for each direction.
type pair struct {
	old, new *Shape
	direction
	kind   string
	noNull bool // whether null may stand there was compared already
}

// compared is what came of a pair: its own changes, and the pairs inside it.
type compared struct {
	changes []*Change
	inside  []*compared
	visit   int // of comparer.visit, so that circles end
}

// set is how a set of values became another: wider, narrower, both or neither.
type set struct{ wider, narrower bool }

// severity is the rule of variance. Ends of ranges in answers are loose: more values than
// before come, and most clients do not mind.
func (s set) severity(d direction, loose bool) Severity {
	breaks := s.narrower
	if d == response {
		breaks = s.wider
	}
	switch {
	case !breaks:
		return Harmless
	case loose && d == response:
		return Doubtful
	}
	return Breaking
}

var (
	wider    = set{wider: true}
	narrower = set{narrower: true}
	other    = set{true, true}
)

// shapes compares two shapes. What was compared before is not compared again.
func (c *comparer) shapes(old, new *Shape, p position) *compared {
	key := pair{old, new, p.direction, p.kind, p.noNull}
	if done := c.pairs[key]; done != nil {
		return done
	}
	done := begin(c, key)
	if old == new {
		return done
	}
	if old.Name != "" && old.Name == new.Name {
		p.label, p.subject.shape, p.subject.member = new.Name, new.Name, ""
	}
	noNull := p.noNull
	p.noNull = false // of these two only, not of what is inside
	x := &inclusion{comparer: c, old: old, new: new, position: p, noNull: noNull, out: done}
	if old.Of != nil || new.Of != nil {
		x.behind()
		return done
	}
	x.names()
	if !x.types() || x.choice() {
		return done
	}
	x.enum()
	x.bounds()
	x.words()
	x.defaults()
	x.texts()
	x.unions()
	x.items()
	x.members()
	return done
}

// begin notes that a pair is compared, before it is: shapes may hold themselves.
func begin(c *comparer, key pair) *compared {
	done := new(compared)
	c.pairs[key] = done
	return done
}

// inclusion is one comparison of two shapes.
type inclusion struct {
	*comparer
	old, new *Shape
	position
	noNull bool
	out    *compared
}

// add notes a change of this shape.
func (x *inclusion) add(action string, severity Severity, tier Tier, format string, args ...any) *Change {
	at := x.new.At
	if at == "" {
		at = x.old.At
	}
	change := x.note(x.direction.String()+"-"+x.kind+"-"+action, severity, tier, x.label+" in "+x.says(), at, fmt.Sprintf(format, args...))
	change.subject = x.subject
	x.out.changes = append(x.out.changes, change)
	return change
}

// behind compares the shapes that have another name here, or may be null here too.
func (x *inclusion) behind() {
	old, before := target(x.old)
	new, after := target(x.new)
	if !x.noNull {
		x.null(before, after)
	}
	p := x.position
	p.noNull = true
	x.out.inside = append(x.out.inside, x.shapes(old, new, p))
}

// target returns the shape behind others, and whether null may stand there.
func target(s *Shape) (to *Shape, null bool) {
	for range maxDepth {
		if s.Of == nil {
			return s, null || s.Types&Null != 0
		}
		null = null || s.Nullable
		s = s.Of
	}
	return anything, true
}

func (x *inclusion) null(before, after bool) {
	switch {
	case !before && after:
		x.add("became-nullable", wider.severity(x.direction, false), Wire, "null may stand here")
	case before && !after:
		x.add("became-not-nullable", narrower.severity(x.direction, false), Wire, "null may not stand here any more")
	}
}

// written returns the types of what can be written in a parameter: any text is a string.
func (t Types) written() Types {
	if t&String != 0 {
		return t | numeric | Boolean
	}
	return t
}

// names tells when what clients generated a type of has another name now.
func (x *inclusion) names() {
	if x.old.Name != "" && x.new.Name != "" && x.old.Name != x.new.Name {
		change := x.note("component-renamed", Breaking, SDK, x.old.Name, x.new.At, fmt.Sprintf("the component %q is called %q now", x.old.Name, x.new.Name))
		x.out.changes = append(x.out.changes, change)
	}
}

// types compares the types; it is not ok when nothing else can be compared.
func (x *inclusion) types() (ok bool) {
	old, new := x.old.Types, x.new.Types
	switch {
	case old == 0 && new == 0:
		return false
	case new == 0:
		x.add("schema-became-false", narrower.severity(x.direction, false), Wire, "no value is taken any more")
		return false
	case old == 0:
		x.add("schema-became-not-false", wider.severity(x.direction, false), Wire, "values are taken where none was: %s", new)
		return false
	}
	if x.noNull {
		old, new = old|Null, new|Null
	}
	if x.kind == "parameter" {
		old, new = old.written(), new.written()
	}
	if (old^new)&Null != 0 && old&^Null != anyValue && new&^Null != anyValue {
		x.null(old&Null != 0, new&Null != 0)
		old, new = old&^Null, new&^Null
	}
	s := set{wider: new&^old != 0, narrower: old&^new != 0}
	const says = "the type is %s and was %s"
	was, is := x.old.Types&^Null, x.new.Types&^Null
	switch {
	case s == other:
		change := x.add("type-changed", Breaking, Wire, says, is, was)
		change.subject.old, change.subject.new = was.String(), is.String()
		return false
	case s.wider:
		x.add("type-generalized", s.severity(x.direction, false), Wire, says, is, was)
	case s.narrower:
		x.add("type-specialized", s.severity(x.direction, false), Wire, says, is, was)
	}
	return true
}

func (x *inclusion) enum() {
	old, new := x.old.Enum, x.new.Enum
	switch {
	case old == nil && new == nil:
	case old == nil:
		x.add("became-enum", narrower.severity(x.direction, false), Wire, "only these values are left: %s", some(new))
	case new == nil:
		severity := wider.severity(x.direction, false)
		if x.old.Open {
			severity = Harmless
		}
		x.add("became-not-enum", severity, Wire, "other values than these may stand here: %s", some(old))
	default:
		x.values()
	}
}

// values compares two enums, value by value: each is a change that can be approved.
func (x *inclusion) values() {
	for _, v := range x.old.Enum {
		if !slices.Contains(x.new.Enum, v) {
			change := x.add("enum-value-removed", narrower.severity(x.direction, false), Wire, "the value %s is gone", v)
			change.subject.old = v
		}
	}
	for _, v := range x.new.Enum {
		if !slices.Contains(x.old.Enum, v) {
			severity := wider.severity(x.direction, false)
			if x.old.Open && x.direction == response {
				severity = Harmless
			}
			change := x.add("enum-value-added", severity, Wire, "the value %s is new", v)
			change.subject.new = v
			if len(x.old.Enum) > 0 {
				change.subject.old = x.old.Enum[0]
			}
		}
	}
}

// some shows the first values of an enum.
func some(values []string) string {
	const most = 8
	if len(values) > most {
		return strings.Join(values[:most], ", ") + fmt.Sprintf(" and %d more", len(values)-most)
	}
	return strings.Join(values, ", ")
}

func (x *inclusion) bounds() {
	for kind, b := range boundTable {
		if x.old.Types&x.new.Types&b.types == 0 {
			continue
		}
		x.bound(kind, x.old.Bounds[kind], x.new.Bounds[kind])
	}
	x.step()
	if x.old.Types&x.new.Types&Array != 0 && x.old.Unique != x.new.Unique {
		if x.new.Unique {
			x.add("unique-items-set", narrower.severity(x.direction, true), Wire, "no item may stand twice")
		} else {
			x.add("unique-items-unset", wider.severity(x.direction, true), Wire, "an item may stand twice")
		}
	}
}

func (x *inclusion) bound(kind int, old, new *bound) {
	b := &boundTable[kind]
	switch {
	case old == nil && new == nil:
	case old == nil:
		x.add(b.word+"-set", narrower.severity(x.direction, true), Wire, "%s is %s and was not said", b.says, new)
	case new == nil:
		x.add(b.word+"-unset", wider.severity(x.direction, true), Wire, "%s is not said any more and was %s", b.says, old)
	case *old != *new:
		action, s := "increased", narrower
		if tighter(kind, old, new) == old {
			s = wider
		}
		if s.wider == b.lower {
			action = "decreased"
		}
		x.add(b.word+"-"+action, s.severity(x.direction, true), Wire, "%s is %s and was %s", b.says, new, old)
	}
}

func (x *inclusion) step() {
	old, new := x.old.Step, x.new.Step
	switch {
	case x.old.Types&x.new.Types&numeric == 0 || old == nil && new == nil:
	case old == nil:
		x.add("multiple-of-set", narrower.severity(x.direction, true), Wire, "only multiples of %s are left", new)
	case new == nil:
		x.add("multiple-of-unset", wider.severity(x.direction, true), Wire, "not only multiples of %s may stand here", old)
	case old.compare(*new) != 0:
		s := set{wider: !old.divides(*new), narrower: !new.divides(*old)}
		action := "changed"
		if s == wider {
			action = "generalized"
		} else if s == narrower {
			action = "specialized"
		}
		x.add("multiple-of-"+action, s.severity(x.direction, true), Wire, "values are multiples of %s and were of %s", new, old)
	}
}

// words compares pattern and format.
func (x *inclusion) words() {
	if x.old.Types&x.new.Types&String != 0 {
		switch old, new := x.old.Pattern, x.new.Pattern; {
		case old == new:
		case old == "":
			x.add("pattern-added", narrower.severity(x.direction, true), Wire, "values match %q and did not have to", new)
		case new == "":
			x.add("pattern-removed", wider.severity(x.direction, true), Wire, "values need not match %q any more", old)
		case new == ".*" || new == "^.*$":
			x.add("pattern-generalized", wider.severity(x.direction, true), Wire, "the pattern is %q and was %q", new, old)
		default:
			x.add("pattern-changed", Doubtful, Wire, "the pattern is %q and was %q: whether it takes the same values cannot be decided", new, old)
		}
	}
	if x.old.Types&x.new.Types&(String|numeric) != 0 {
		x.format()
	}
}

// widerFormats are formats and those that hold all of their values.
var widerFormats = map[string]string{"int32": "int64", "float": "double"}

func (x *inclusion) format() {
	switch old, new := x.old.Format, x.new.Format; {
	case old == new:
	case old == "":
		x.add("format-added", narrower.severity(x.direction, false), Wire, "the format is %q and was not said", new)
	case new == "":
		x.add("format-removed", wider.severity(x.direction, false), Wire, "the format is not said any more and was %q", old)
	case widerFormats[old] == new:
		x.add("format-generalized", wider.severity(x.direction, false), Wire, "the format is %q and was %q", new, old)
	case widerFormats[new] == old:
		x.add("format-specialized", narrower.severity(x.direction, false), Wire, "the format is %q and was %q", new, old)
	default:
		change := x.add("format-changed", Breaking, Wire, "the format is %q and was %q", new, old)
		change.subject.old, change.subject.new = old, new
	}
}

// defaults are what a request means that leaves the value out.
func (x *inclusion) defaults() {
	if x.old.Default == x.new.Default {
		return
	}
	severity := Harmless
	if x.direction == request {
		severity = Breaking
	}
	var change *Change
	switch old, new := x.old.Default, x.new.Default; {
	case old == "":
		change = x.add("default-value-added", min(severity, Doubtful), Behaviour, "the default is %s and was not said", new)
	case new == "":
		change = x.add("default-value-removed", min(severity, Doubtful), Behaviour, "the default is not said any more and was %s", old)
	default:
		change = x.add("default-value-changed", severity, Behaviour, "the default is %s and was %s", new, old)
	}
	change.subject.old, change.subject.new = x.old.Default, x.new.Default
}

// texts compares the keywords whose sets are not computed.
func (x *inclusion) texts() {
	for _, key := range bothKeys(x.old.Texts, x.new.Texts) {
		x.keyword(key, x.old.Texts[key], x.new.Texts[key])
	}
	if !x.old.Deprecated && x.new.Deprecated {
		x.add("deprecated", Harmless, SDK, "it is deprecated")
	} else if x.old.Deprecated && !x.new.Deprecated {
		x.add("reactivated", Harmless, SDK, "it is not deprecated any more")
	}
}

// keyword compares a keyword by its text. One that is new can only refuse values, and one
// that is gone refused some; what a change of it does is not looked into.
func (x *inclusion) keyword(key, old, new string) {
	word := strings.ReplaceAll(strings.ToLower(strings.TrimPrefix(kebab(key), "$")), " ", "-")
	switch {
	case old == new:
	case key == "discriminator" && (old == "" || new == ""): // says how to tell kinds, and refuses none
		x.add(word+"-changed", Harmless, Wire, "it is said in another way how kinds are told")
	case old == "" && refuses[key]:
		x.add(word+"-added", narrower.severity(x.direction, false), Wire, "%q refuses values, and was not said", key)
	case new == "" && refuses[key]:
		x.add(word+"-removed", wider.severity(x.direction, false), Wire, "%q refuses no values any more", key)
	default:
		x.add(word+"-changed", Doubtful, Wire, "%q says something else: whether it takes the same values cannot be decided", key)
	}
}

// bothKeys returns the keys of two maps, in order.
func bothKeys[V any](old, new map[string]V) []string {
	keys := sortedKeys(old)
	for _, key := range sortedKeys(new) {
		if _, there := old[key]; !there {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	return keys
}

func kebab(key string) string {
	var b strings.Builder
	for _, c := range key {
		if c >= 'A' && c <= 'Z' {
			b.WriteByte('-')
		}
		b.WriteRune(c)
	}
	return b.String()
}
