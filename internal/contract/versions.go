package contract

import (
	"net/http"
	"slices"
)

// versioned adds what every answer has, and what may be refused, where an API has versions.
// The document is that of the current one.
func (b *builder) versioned() {
	v := b.plan.Versioning
	if v == nil {
		return
	}
	var headers []*Header
	if v.Header != "" {
		headers = append(headers, &Header{
			Name: v.Header, Always: true, Describe: "The version of the API that answers.", Shape: &Shape{Kind: Text}, Example: v.Current,
		})
	}
	ends := false
	for _, older := range b.plan.Versions {
		ends = ends || !older.Until.IsZero()
	}
	if v.Default != v.Current {
		headers = append(headers, &Header{
			Name: "Deprecation", Describe: "Since when the version that answers is deprecated (RFC 9745); not of the current one.", Shape: &Shape{Kind: Text}, Example: "@1793491200",
		})
		if ends {
			headers = append(headers, &Header{
				Name: "Sunset", Describe: "Until when the version that answers is served (RFC 8594); not where there is no end.", Shape: &Shape{Kind: Text}, Example: "Fri, 31 Dec 2027 23:59:59 GMT",
			})
		}
	}
	for _, o := range b.out.Operations {
		o.refuse(http.StatusBadRequest, "unknown_version")
		if ends {
			o.refuse(http.StatusGone, "version_gone")
		}
		for _, a := range o.Answers {
			for _, h := range headers {
				if !slices.ContainsFunc(a.Headers, func(own *Header) bool { return own.Name == h.Name }) {
					a.with(h)
				}
			}
		}
		o.sort()
	}
}
