package engine

import (
	"cmp"

	"github.com/newel-api/newel/internal/contract"
	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/handbook"
	"github.com/newel-api/newel/internal/plan"
	"github.com/newel-api/newel/internal/serve"
)

// documents are those of the API: what a server has at /openapi.json.
func documents(p *plan.Plan) *serve.Documents {
	docs := &serve.Documents{
		Path: contract.Address,
		Of: func(version string) []byte {
			return contract.Of(p, contract.Everyone()).OpenAPI(contract.Version(version))
		},
		Type: func(version string) string { return contract.Version(version).MediaType() },
	}
	for _, v := range contract.Versions {
		docs.Versions = append(docs.Versions, string(v))
	}
	return docs
}

// pages are those of the reference: as the design says, and all of them where somebody
// develops it. Without a word of the design nobody is shown them: they may tell the rules.
func pages(p *plan.Plan, o *Options) *serve.Pages {
	docs := p.Design.Contract.Docs
	options := handbook.Options{Rules: o.Dev || docs != nil && docs.Rules, Body: cmp.Or(o.Limits.Body, serve.MostBody)}
	out := &serve.Pages{
		Paths: handbook.Addresses(),
		Of: func() (map[string]string, error) {
			texts := map[string]string{}
			all, err := handbook.Reference(p, options)
			for _, page := range all {
				texts[handbook.Address(page.Name)] = page.Text
			}
			return texts, err
		},
	}
	switch {
	case o.Dev:
	case docs == nil || docs.Show.Word == design.Never:
		return nil
	default:
		out.SignedIn = docs.Show.Word != design.Anyone
	}
	return out
}
