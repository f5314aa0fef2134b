package migrate

import (
	"errors"
	"fmt"
	"strings"

	"github.com/newel-api/newel/internal/schema"
)

// Action is what to do with a database.
type Action uint8

// The actions.
const (
	Create   Action = iota // make all tables
	Same                   // nothing: the tables are those wanted
	Additive               // make what is new
	Refuse                 // nothing: it takes more than additions
)

// Decision is what to do, and why.
type Decision struct {
	Action  Action
	Changes []schema.Change // in the order of the design; when refused, also those that could be made
	Hint    string          // when refused: a guess at the reason, one sentence without full stop; may be empty

	want  *schema.Schema
	title string
	state State
}

// ErrRefused is what [Decision.Err] wraps.
var ErrRefused = errors.New("the database does not fit the design")

// Plan decides how a database in that state gets the tables of want, for the
// design of that title. want belongs to the decision from then on: what the
// database has already keeps its name there.
func Plan(state State, want *schema.Schema, title string) Decision {
	d := Decision{want: want, title: title, state: state}
	switch state.Contents {
	case Foreign:
		d.Action = Refuse
		d.Hint = "it has tables that are not Newel's: " + some(state.Tables)
		return d
	case Empty:
		d.Changes = schema.Diff(&schema.Schema{}, want)
		return d
	case Ours:
	}
	want.Keep(state.Schema)
	d.Changes = schema.Diff(state.Schema, want)
	d.Action = Same
	for _, c := range d.Changes {
		if !c.Additive {
			d.Action = Refuse
			break
		}
		d.Action = Additive
	}
	if d.Action == Refuse && strangers(state.Schema, want) {
		d.Hint = fmt.Sprintf("this looks like the database of another design: %q", state.Title)
	}
	return d
}

// strangers tells whether fewer than a quarter of the tables that old's design had
// are wanted: then it is rather another design than a new version of it.
func strangers(old, want *schema.Schema) bool {
	all, kept := 0, 0
	for _, t := range old.Tables {
		if strings.HasPrefix(t.Name, "_newel_") {
			continue
		}
		all++
		if want.Table(t.Name) != nil {
			kept++
		}
	}
	return all > 0 && kept*4 < all
}

func some(names []string) string {
	const few = 3
	if len(names) <= few {
		return strings.Join(names, ", ")
	}
	return strings.Join(names[:few], ", ") + fmt.Sprintf(" and %d more", len(names)-few)
}

// Err returns nil unless the decision is to refuse; then an error that wraps
// [ErrRefused] and says in a line each what stands in the way.
func (d *Decision) Err() error {
	if d.Action != Refuse {
		return nil
	}
	var text strings.Builder
	if d.Hint != "" {
		text.WriteString("\n  " + d.Hint)
	}
	for _, c := range d.Changes {
		if !c.Additive {
			text.WriteString("\n  " + c.What + " (" + c.Why + ")")
		}
	}
	return fmt.Errorf("%w:%s", ErrRefused, text.String())
}
