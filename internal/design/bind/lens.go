package bind

import (
	"slices"
	"strconv"
	"strings"

	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/diag"
	"github.com/newel-api/newel/internal/payload"
	"github.com/newel-api/newel/internal/value"
)

// required applies that bodies must have a member.
func (c *changing) required(one *design.Change, r *design.Resource, o *design.Operation) {
	newer, s := c.member(one.Member, r, o)
	if s == nil || c.madeAlready(one, newer) || newer.Field == nil {
		return
	}
	into := bodies(newer.Field, r, o)
	switch {
	case !needs(newer.Field):
		c.add(&badChange, one.Member.Span, "%q is not required in any version", one.Member.Text).
			Mend("leave the change out, or write default: where only the default is another")
		return
	case len(into) == 0:
		c.add(&badChange, one.Member.Span, "no body has %q", one.Member.Text).Mend("leave the change out")
		return
	case one.Absent == nil:
		c.add(&badChange, one.Key, "nothing says what stands for %q where a body of version %q has none", one.Member.Text, c.version.Name.Text).
			Mend("write absent: a value")
		return
	}
	if v, ok := c.todays(newer, one.Absent); ok {
		for _, op := range into {
			c.older.Operations[op].Absent[newer.Field] = design.Fallback{Value: v, Null: true}
		}
	}
}

// optional applies that a member may be null.
func (c *changing) optional(one *design.Change, r *design.Resource, o *design.Operation) {
	newer, s := c.member(one.Member, r, o)
	switch {
	case s == nil || c.madeAlready(one, newer) || newer.Field == nil:
		return
	case o != nil:
		c.ofResource(one, o)
		return
	case newer.Field.Required() && newer.Field.Calc == nil || newer.Firm:
		c.add(&badChange, one.Member.Span, "%q is required in the newer version too", one.Member.Text).Mend("leave the change out")
		return
	case one.Answer == nil:
		c.add(&badChange, one.Key, "nothing says what answers of version %q have where %q is null", c.version.Name.Text, one.Member.Text).
			Mend("write answer: a value")
		return
	}
	v, ok := c.constantAmong(newer.Field, one.Answer, newer.Words)
	if !ok {
		return
	}
	s.Firm, s.Lossy, s.Answer = true, true, &v
	c.loses(one, true, "null and that value are one")
}

// limitMember is how a change names the size of a page.
const limitMember = "limit"

// defaulted applies another default.
func (c *changing) defaulted(one *design.Change, r *design.Resource, o *design.Operation) {
	if one.Was == nil {
		return
	}
	if o != nil && o.Verb == design.List && one.Member.Text == limitMember {
		n, err := strconv.Atoi(one.Was.Text)
		if err != nil || n < 1 || n > int(o.Page.Max.N) {
			c.add(&badChange, one.Was.Span, "a page of %q has from 1 to %d rows", o.Name.Text, o.Page.Max.N).Mend("write a number between the two")
			return
		}
		c.older.Operations[o].Limit = n
		return
	}
	newer, s := c.member(one.Member, r, o)
	if s == nil || c.madeAlready(one, newer) || newer.Field == nil {
		return
	}
	into := slices.DeleteFunc(bodies(newer.Field, r, o), func(op *design.Operation) bool { return op.Verb == design.Update })
	switch {
	case needs(newer.Field):
		c.add(&badChange, one.Member.Span, "%q has no default: bodies must have it", one.Member.Text).Mend("write required: where older bodies need not")
		return
	case len(into) == 0:
		c.add(&badChange, one.Member.Span, "no body of a create or of an operation with an input has %q", one.Member.Text).Mend("leave the change out")
		return
	}
	if v, ok := c.todays(newer, one.Was); ok {
		for _, op := range into {
			c.older.Operations[op].Absent[newer.Field] = design.Fallback{Value: v}
		}
	}
}

// worded applies other words of an enum.
func (c *changing) worded(one *design.Change, r *design.Resource, o *design.Operation) {
	if o != nil && o.Verb != design.Post {
		c.ofResource(one, o)
		return
	}
	newer, s := c.member(one.Member, r, o)
	if s == nil || c.madeAlready(one, newer) || one.As == nil {
		return
	}
	if newer.Field == nil || newer.Field.Type != design.TypeEnum && newer.Field.Type != design.TypeState || one.As.Type != design.TypeEnum {
		c.add(&badChange, one.Member.Span, "%q is no enum or state in both versions", one.Member.Text).Mend("write enum: for those only")
		return
	}
	c.typed(one.As)
	one.As.Name = one.Member
	theirs, ours := newer.Words, texts(one.As.Values)
	if theirs == nil {
		theirs = texts(newer.Field.Values)
	}
	up, fine := c.mapped(one, "words", one.Words, ours, theirs)
	down, good := c.mapped(one, "back", one.Back, theirs, ours)
	if !fine || !good {
		return
	}
	c.loses(one, len(up) != len(down) || !inverse(up, down), "a word of one version is not the same word after the way there and back")
	s.Lossy = s.Lossy || one.Lossy
	s.Words, s.Up, s.Down = ours, map[string]string{}, map[string]string{}
	for old, word := range up {
		s.Up[old] = becomes(newer.Up, word)
	}
	for _, v := range newer.Field.Values {
		s.Down[v.Text] = down[becomes(newer.Down, v.Text)]
	}
	if s.Answer != nil {
		v := value.OfText(down[s.Answer.Str])
		s.Answer = &v
	}
}

// becomes returns what word becomes; a nil map changes nothing.
func becomes(words map[string]string, word string) string {
	if words == nil {
		return word
	}
	return words[word]
}

func inverse(up, down map[string]string) bool {
	for old, word := range up {
		if down[word] != old {
			return false
		}
	}
	return true
}

// mapped returns what each word of from is among to: what pairs say, or itself.
func (c *changing) mapped(one *design.Change, key string, pairs []design.WordPair, from, to []string) (all map[string]string, ok bool) {
	all, ok = map[string]string{}, true
	word := func(n design.Name, among []string, whose string) bool {
		if slices.Contains(among, n.Text) {
			return true
		}
		ok = false
		d := c.add(&unknownPart, n.Span, "%q is not a word of %q in the %s version", n.Text, one.Member.Text, whose)
		if near := diag.Nearest(n.Text, among); near != "" {
			d.Meant(n.Text, near, among)
		} else {
			d.Mend("write one of %s", some(among))
		}
		return false
	}
	first, second := "older", "newer"
	if key == "back" {
		first, second = second, first
	}
	for _, p := range pairs {
		if word(p.From, from, first) && word(p.To, to, second) {
			all[p.From.Text] = p.To.Text
		}
	}
	var open []string
	for _, w := range from {
		switch {
		case all[w] != "":
		case slices.Contains(to, w):
			all[w] = w
		default:
			open = append(open, w)
		}
	}
	if len(open) > 0 && ok {
		c.add(&partialEnum, one.Member.Span, "nothing says what %s of the %s version is in the %s one", strings.Join(open, ", "), first, second).
			Mend("write %s: {%s: …}", key, open[0])
	}
	return all, ok && len(open) == 0
}

// constant reads a value that is written for f, in the spelling of requests.
func (c *changing) constant(f *design.Field, written *design.Value) (v value.Value, ok bool) {
	return c.constantAmong(f, written, nil)
}

// todays reads a value in the words of the newer version, and returns it as it is today.
func (c *changing) todays(newer *design.Seen, written *design.Value) (v value.Value, ok bool) {
	if v, ok = c.constantAmong(newer.Field, written, newer.Words); ok && newer.Up != nil {
		v = value.OfText(newer.Up[v.Str])
	}
	return v, ok
}

// constantAmong is constant for an enum with those words; nil for its own.
func (c *changing) constantAmong(f *design.Field, written *design.Value, words []string) (v value.Value, ok bool) {
	if written == nil || f == nil || f.Type == design.TypeNone {
		return v, false
	}
	slot := constantSlot(f)
	if words != nil {
		slot.Choices = words
	}
	wrong := &payload.Violation{Detail: "must be one value"}
	switch {
	case slot.Format == payload.JSON || slot.Format == payload.Secret || slot.Format == payload.ID:
		wrong.Detail = "cannot be written for a member of this type"
	case written.Kind == design.ValueScalar:
		v, wrong = slot.ParseString(written.Text)
	}
	if wrong == nil {
		return v, true
	}
	c.add(&badChange, written.Span, "a constant for %q %s", f.Name.Text, wrong.Detail).Mend("write a value that a body may have")
	return v, false
}

// constantSlot returns how a constant for f is written. JSON, Secret and ID stand for types
// that have none.
func constantSlot(f *design.Field) payload.Slot {
	s := payload.Slot{Format: payload.JSON, Places: f.Places}
	if f.Pattern != nil {
		s.Pattern = f.Pattern.Whole
	}
	if f.Min != nil {
		s.Min, s.Low = &f.Min.N, &f.Min.Float
	}
	if f.Max != nil {
		s.Max, s.High = &f.Max.N, &f.Max.Float
	}
	switch f.Type {
	case design.TypeText:
		s.Format = payload.Text
	case design.TypeEmail:
		s.Format = payload.Email
	case design.TypeURL:
		s.Format = payload.URL
	case design.TypeInteger:
		s.Format = payload.Integer
	case design.TypeNumber:
		s.Format = payload.Number
	case design.TypeDecimal:
		low, high := f.Range()
		s.Format, s.Min, s.Max = payload.Decimal, &low, &high
	case design.TypeBoolean:
		s.Format = payload.Boolean
	case design.TypeTimestamp:
		s.Format = payload.Timestamp
	case design.TypeDate:
		s.Format = payload.Date
	case design.TypeUUID:
		s.Format = payload.UUID
	case design.TypeEnum, design.TypeState:
		s.Format, s.Choices = payload.Choice, texts(f.Values)
	case design.TypeSecret:
		s.Format = payload.Secret
	case design.TypeRef, design.TypeID:
		s.Format = payload.ID
	case design.TypeNone, design.TypeJSON, design.TypeList, design.TypeSlug:
	}
	return s
}
