package engine

import (
	"github.com/newel-api/newel/internal/contract"
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
