package contract

import "net/http"

// The headers of answers.
var (
	requestID = &Header{
		Name: "X-Request-Id", Always: true, Describe: "Names the request in the server's log: that of the client, or one that was made.",
		Shape: &Shape{Kind: Text}, Example: "0k3v6m0q5c7w2s4b9x8z1a6d",
	}
	linkHeader = &Header{
		Name: "Link", Describe: "The next page, with rel=\"next\" (RFC 8288), not on the last; the first one, with rel=\"first\", on all others.", Shape: &Shape{Kind: Text},
	}
	replayedHeader = &Header{
		Name: "Idempotency-Replayed", Describe: "True where the answer is that to an earlier request with the same Idempotency-Key.", Shape: &Shape{Kind: Text, Words: []string{"true"}}, Example: "true",
	}
	headersOf = map[int][]*Header{
		http.StatusBadRequest:   {{Name: "WWW-Authenticate", Describe: "Bearer, where the Authorization header cannot be read (RFC 6750).", Shape: &Shape{Kind: Text}, Example: `Bearer error="invalid_request"`}},
		http.StatusUnauthorized: {{Name: "WWW-Authenticate", Always: true, Describe: "Bearer, with what is wrong with the token (RFC 6750).", Shape: &Shape{Kind: Text}, Example: "Bearer"}},
		http.StatusUnsupportedMediaType: {
			{Name: "Accept", Describe: "The media types of bodies that are taken.", Shape: &Shape{Kind: Text}, Example: "application/json"},
			{Name: "Accept-Encoding", Describe: "The codings of bodies that are taken.", Shape: &Shape{Kind: Text}, Example: "identity"},
			{Name: "Accept-Patch", Describe: "As Accept, of PATCH (RFC 5789).", Shape: &Shape{Kind: Text}, Example: "application/merge-patch+json, application/json, application/json-patch+json"},
		},
		http.StatusTooManyRequests:    {retryAfter},
		http.StatusServiceUnavailable: {retryAfter},
	}
	retryLater = &Header{
		Name: "Retry-After", Describe: "Where the same request is under way: how many seconds to wait before it is sent again.",
		Shape: &Shape{Kind: Integer, Format: "int32", Min: length(1)}, Example: int64(1),
	}
	retryAfter = &Header{
		Name: "Retry-After", Always: true, Describe: "How many seconds to wait before the same request again.",
		Shape: &Shape{Kind: Integer, Format: "int32", Min: length(1)}, Example: int64(1),
	}
)

func tagHeader(always bool) *Header {
	return &Header{Name: "ETag", Always: always, Describe: "The version of the row, for If-Match and If-None-Match.", Shape: &Shape{Kind: Text}, Example: `"1"`}
}

func locationHeader(always bool) *Header {
	return &Header{Name: "Location", Always: always, Describe: "The path of the new row.", Shape: &Shape{Kind: Text, Format: "uri-reference"}}
}
