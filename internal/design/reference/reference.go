package reference

import (
	"slices"
	"strings"

	"github.com/newel-api/newel/internal/design/decode"
)

// Section is one mapping of a design file: its keys, and where it stands.
type Section struct {
	Step   string // "data" of data.yaml
	Shape  *decode.Shape
	Places []string // "entities.NAME.fields.NAME"; "" for the file itself
}

// Entry is one key of one mapping.
type Entry struct {
	Section *Section
	Key     *decode.Key
	Places  []string // "data.entities.NAME.fields.NAME.min"
}

// name stands in a place for a name that the author chooses.
const name = "NAME"

// Sections returns every mapping of a step that has keys, from the outside to the
// inside.
func Sections(step decode.Step) []*Section {
	w := &walker{step: step.Name}
	w.walk(step.Shape, "", nil)
	return w.sections
}

type walker struct {
	step     string
	sections []*Section
}

// walk adds the mappings of s, which stands at place, inside those shapes.
func (w *walker) walk(s *decode.Shape, place string, inside []*decode.Shape) {
	if slices.Contains(inside, s) { // it may hold itself
		return
	}
	inside = append(slices.Clip(inside), s)
	switch s.Kind {
	case decode.Mapping:
		if len(s.Keys) > 0 {
			w.add(s, place)
		}
		for i := range s.Keys {
			w.walk(s.Keys[i].Shape, join(place, s.Keys[i].Name), inside)
		}
	case decode.List:
		w.walk(s.Item, place, inside)
	case decode.Names, decode.OneName:
		w.walk(s.Item, join(place, name), inside)
	case decode.Alternative:
		for _, e := range s.Either {
			w.walk(e, place, inside)
		}
	case decode.Text, decode.Name, decode.Integer, decode.Boolean, decode.Word, decode.Expression, decode.FieldValue, decode.Anything:
	}
}

func (w *walker) add(s *decode.Shape, place string) {
	for _, section := range w.sections {
		if section.Shape == s {
			if !slices.Contains(section.Places, place) {
				section.Places = append(section.Places, place)
			}
			return
		}
	}
	w.sections = append(w.sections, &Section{w.step, s, []string{place}})
}

func join(place, key string) string { return strings.Trim(place+"."+key, ".") }

// Entries returns every key of every design file, in the order of the tables.
func Entries() (all []Entry) {
	for _, step := range decode.Language {
		for _, section := range Sections(step) {
			for i := range section.Shape.Keys {
				e := Entry{Section: section, Key: &section.Shape.Keys[i]}
				for _, place := range section.Places {
					e.Places = append(e.Places, join(join(step.Name, place), e.Key.Name))
				}
				all = append(all, e)
			}
		}
	}
	return all
}

// Named returns the keys that path names: a key, with as many of the words before it
// as tell it from others; "min", "data.fields.min", "list.page.size".
func Named(path string) (found []Entry) {
	words := strings.Split(path, ".")
	for _, e := range Entries() {
		var places []string
		for _, place := range e.Places {
			if leadsTo(words, strings.Split(place, ".")) {
				places = append(places, place)
			}
		}
		if len(places) > 0 {
			e.Places = places
			found = append(found, e)
		}
	}
	return found
}

// leadsTo tells whether words stand in place in their order, the last at its end.
func leadsTo(words, place []string) bool {
	if words[len(words)-1] != place[len(place)-1] {
		return false
	}
	words = words[:len(words)-1]
	for _, word := range place[:len(place)-1] {
		if len(words) > 0 && words[0] == word {
			words = words[1:]
		}
	}
	return len(words) == 0
}
