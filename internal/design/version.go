package design

import (
	"strings"
	"time"

	"github.com/newel-api/newel/internal/diag"
	"github.com/newel-api/newel/internal/value"
)

// VersionBy is how a request says which version of the API it means.
type VersionBy uint8

// The words after by:.
const (
	ByNone   VersionBy = iota
	ByHeader           // a header of the request
	ByPath             // a segment of the path, behind the base
)

// VersionByNames are the words that authors write, by VersionBy.
var VersionByNames = [...]string{"", "header", "path"}

// String returns the word.
func (v VersionBy) String() string { return VersionByNames[v] }

// VersionDefault is which version answers a request that names none.
type VersionDefault uint8

// The words after default:.
const (
	DefaultCurrent VersionDefault = iota + 1
	DefaultOldest
)

// VersionDefaultNames are the words that authors write, by VersionDefault.
var VersionDefaultNames = [...]string{"", "current", "oldest"}

// String returns the word.
func (v VersionDefault) String() string { return VersionDefaultNames[v] }

// Versioning is how requests choose among the versions of the API; the zero Versioning is
// that of an API with one version.
type Versioning struct {
	Span    diag.Span
	By      VersionBy
	Name    Name // of the header; not set with ByPath
	Current Name // the date of the contract as it is written
	Default VersionDefault
}

// Version is an older form of the API that is still served: what has changed between it
// and the next newer one.
type Version struct {
	Name       Name // its date, as "2026-03-01"
	Span       diag.Span
	Deprecated Name // the day; not set: that of the next newer version
	Sunset     Name // the last day; not set where there is none yet
	Changes    []*Change

	Since time.Time // when it was deprecated; set by bind
	Until time.Time // the moment after its last day; zero for none; set by bind
	View  *View     // set by bind
}

// ChangeKind is what has changed.
type ChangeKind uint8

// The kinds, each with the fields of Change that it uses beside On.
const (
	ChangeNone     ChangeKind = iota
	Renamed                   // To: the new name of a member
	Added                     // a member that the older version does not know; Absent
	Removed                   // a member that the newer version does not know; As, Answer
	BecameRequired            // Absent: what stands for it where a body has none
	BecameOptional            // Answer: what stands for null
	DefaultChanged            // Was: the value where a request has none
	WordsChanged              // Words, Back: of an enum
	Introduced                // an operation that the older version does not have
	Retired                   // an operation that older versions only have
	Retyped                   // As, Up, Down: a member is of another type
	Split                     // As, Into, Up, Down: one member became several
	Merged                    // Of, Up, Down: several members became one
	PathChanged               // Was: of a resource or an operation
	StatusChanged             // Was: of an operation that writes
	ErrorChanged              // Was: of a code, in Thing
)

// ChangeNames are the keys that authors write, by ChangeKind.
var ChangeNames = [...]string{"", "rename", "added", "removed", "required", "optional", "default", "enum", "introduced", "retired", "type", "split", "merge", "path", "status", "error"}

// String returns the key.
func (k ChangeKind) String() string { return ChangeNames[k] }

// Change is one difference between a version and the next newer one, told from the old
// to the new.
type Change struct {
	Kind   ChangeKind
	Span   diag.Span
	Key    diag.Span // of the key that says the kind
	Thing  Name      // a resource or an operation
	Member Name      // of it; not set where the whole is meant
	To     Name
	As     *Field // what a member was that is gone
	Absent *Value
	Answer *Value
	Was    *Value
	Words  []WordPair // an old word and the new one that it becomes
	Back   []WordPair // a new word and the old one that it becomes
	Into   []Name     // the members of the newer version
	Of     []*Field   // the members of the older version
	Up     []Expr     // by the members of the newer version, of old
	Down   []Expr     // by the members of the older version, of new
	Lossy  bool
	Losing diag.Span // where lossy stands
}

// WordPair is a word of an enum, and what it becomes.
type WordPair struct{ From, To Name }

// View is what the clients of a version see, put together from the changes of it and of
// all that are newer. Whatever it does not name is as it is today.
type View struct {
	Resources  map[*Resource]*Members
	Inputs     map[*Operation]*Members // of operations with an input of their own
	Operations map[*Operation]*OperationView
	Paths      map[*Resource]string // the names of resources in paths, where they are others
	Errors     map[string]string    // the codes of today that are called otherwise
}

// OperationView is what a version says of an operation beside the members.
type OperationView struct {
	Hidden bool                // the version does not have it
	Path   string              // of a post: behind the row, where it is another; \"\" for today's
	Status int                 // of an answer that is no error; 0 for today's
	Limit  int                 // of a list: the rows of a page without a limit; 0 for today's
	Absent map[*Field]Fallback // what stands for members of the body
}

// Conversion is how some members of a version become some of the next newer one, and back.
type Conversion struct {
	Old   []*Field    // as they were declared
	New   []*Seen     // as the newer version has them
	Up    []*LensNode // by New, of the values of Old
	Down  []*LensNode // by Old, of the values of New; nil where there are no answers
	Lossy bool
}

// Fallback is what stands for a member of a body that is not there.
type Fallback struct {
	Value value.Value // as it is today
	Null  bool        // for one that is null, too
}

// Members are the members of a resource, or of an input, as a version has them.
type Members struct{ List []*Seen }

// Seen is a member as a version has it.
type Seen struct {
	Name   string
	Field  *Field      // what it is today; nil for a relation and for what is gone
	Many   *Inverse    // of a relation that is expanded
	Gone   *Field      // what it was, of one that is gone or converted
	Made   *Conversion // of one that is converted: how
	Part   int         // which of Made.Old it is
	Parted bool        // of today's member: a conversion makes it, and it is hidden
	Hidden bool        // the version does not have it
	Lossy  bool        // something of it cannot be told in the other version
	Firm   bool        // it is required in the version, and may be absent today

	Words  []string          // of an enum: those of the version; nil for today's
	Up     map[string]string // what each of them is today
	Down   map[string]string // today's, and what each is in the version
	Answer *value.Value      // what stands for null in answers; nil for null. Of one that is gone: its value
}

// Of returns the member that is f today, or nil.
func (m *Members) Of(f *Field) *Seen {
	if m == nil {
		return nil
	}
	for _, s := range m.List {
		if s.Field == f && f != nil {
			return s
		}
	}
	return nil
}

// Named returns the member of that name, or nil.
func (m *Members) Named(name string) *Seen {
	if m == nil {
		return nil
	}
	for _, s := range m.List {
		if s.Name == name && !s.Hidden {
			return s
		}
	}
	return nil
}

// Version returns the version of that name, or nil.
func (c *Contract) Version(name string) *Version {
	for _, v := range c.Versions {
		if v.Name.Text == name {
			return v
		}
	}
	return nil
}

// Segments returns the path of o below the base, as the version has it.
func (v *View) Segments(o *Operation) []Segment {
	all, at := o.Segments(), 0
	if o.Parent != nil {
		all[0].Word = v.inPaths(o.Parent)
		at = 2
	}
	all[at].Word = v.inPaths(o.Resource)
	path := v.Operations[o].Path
	if path == "" {
		return all
	}
	at++
	if at < len(all) && all[at].Name != "" {
		at++
	}
	all = all[:at:at]
	for word := range strings.SplitSeq(path[1:], "/") {
		all = append(all, Segment{Word: word})
	}
	return all
}

func (v *View) inPaths(r *Resource) string {
	if was := v.Paths[r]; was != "" {
		return was
	}
	return r.Name.Text
}
