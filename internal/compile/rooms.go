package compile

import (
	"embed"
	"io/fs"
	"path"
	"slices"

	"github.com/newel-api/newel/internal/design/bind"
	"github.com/newel-api/newel/internal/design/decode"
	"github.com/newel-api/newel/internal/design/expr"
	"github.com/newel-api/newel/internal/design/source"
	"github.com/newel-api/newel/internal/diag"
	"github.com/newel-api/newel/internal/diag/page"
)

//go:embed rules/*.txtar
var pages embed.FS

// Room is the rules of one package, each with its page.
type Room struct {
	Rules []*diag.Rule
	Pages fs.FS // rules/*.txtar
}

// Rooms returns the rooms that a design passes through, in that order.
func Rooms() []Room {
	return []Room{
		{[]*diag.Rule{&noDesign, &unknownFile, &stepNotBuilt, &stepMissing, &bothForms}, pages},
		{source.Rules, source.Pages},
		{decode.Rules, decode.Pages},
		{bind.Rules, bind.Pages},
		{expr.Rules, expr.Pages},
	}
}

// Page returns the page of one of the room's rules. It is not ok when the room has
// no such rule.
func (r Room) Page(id string) (p *page.Page, ok bool) {
	if !slices.ContainsFunc(r.Rules, func(rule *diag.Rule) bool { return rule.ID == id }) {
		return nil, false
	}
	text, err := fs.ReadFile(r.Pages, "rules/"+path.Base(id)+".txtar")
	if err != nil {
		return nil, false
	}
	p, err = page.Parse(text)
	return p, err == nil
}
