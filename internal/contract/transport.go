package contract

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/newel-api/newel/internal/design"
)

// What an operation takes and answers because of HTTP alone: keys, rates, caches, and that
// it is deprecated.

// maxKey is how many characters an Idempotency-Key has at the most.
const maxKey = 255

// keyParam is the header by which a write can be repeated.
func keyParam(required bool) *Param {
	return &Param{
		Name: "Idempotency-Key", In: InHeader, Required: required, Example: "8e03978e-40d5-43e8-bc93-6894a57f9324",
		Describe: "Names this request, so that it can be sent again and is done once. The same key with another request is refused.",
		Shape:    &Shape{Kind: Text, Least: length(1), Most: length(maxKey)},
	}
}

// dryParam asks to undo everything in the end.
func dryParam() *Param {
	return &Param{
		Name: "dry_run", In: InQuery, Describe: "Whether everything is done and undone: the answer is the same, and nothing is kept.",
		Shape: &Shape{Kind: Boolean},
	}
}

// keys adds the codes about keys.
func (o *Operation) keys(required bool) {
	o.refuse(http.StatusBadRequest, "invalid_idempotency_key")
	if required {
		o.refuse(http.StatusBadRequest, "idempotency_key_required")
	}
	o.refuse(http.StatusConflict, "idempotency_key_in_use").with(retryLater)
	o.refuse(http.StatusUnprocessableEntity, "idempotency_key_reused")
}

// replays notes which answers may be those of an earlier request with the same key.
func (o *Operation) replays(refusals bool) {
	for _, a := range o.Answers {
		if a.Status < 300 || refusals && (a.Status == http.StatusConflict || a.Status == http.StatusUnprocessableEntity) {
			a.with(replayedHeader)
		}
	}
}

// transport adds what the design says of HTTP to all that the operation may answer.
func (c *calling) transport() {
	if r := c.op.Rate; r != nil {
		c.rate(r)
	}
	if cache := c.op.Cache; cache != nil {
		c.cache(cache)
	}
	if d := c.op.Deprecated; d != nil {
		c.deprecated(d)
	}
}

// rate adds the headers of a rate, and the refusal of what is too much.
func (c *calling) rate(r *design.Rate) {
	c.out.refuse(http.StatusTooManyRequests, "quota_exceeded")
	policy := `"` + r.Name.Text + `";q=` + strconv.FormatInt(r.Requests.N, 10) + ";w=" + strconv.FormatInt(r.Per.N, 10)
	left := `"` + r.Name.Text + `";r=` + strconv.FormatInt(r.Requests.N-1, 10) + ";t=" + strconv.FormatInt(r.Per.N, 10)
	headers := []*Header{
		{Name: "RateLimit", Describe: "How many requests are left, and in how many seconds the window ends (draft-ietf-httpapi-ratelimit-headers-10).", Shape: &Shape{Kind: Text}, Example: left},
		{Name: "RateLimit-Policy", Describe: "How many requests there may be in how many seconds.", Shape: &Shape{Kind: Text}, Example: policy},
	}
	for _, a := range c.out.Answers {
		a.Headers = append(a.Headers, headers...)
		a.rate = r.Name.Text
	}
}

// cache adds what caches that many share may do.
func (c *calling) cache(cache *design.Cache) {
	text := "public, max-age=" + strconv.FormatInt(cache.Public.N, 10)
	if cache.Stale.Span.Known() {
		text += ", stale-while-revalidate=" + strconv.FormatInt(cache.Stale.N, 10)
	}
	for _, a := range c.out.Answers {
		if a.Status < 400 {
			a.with(&Header{Name: "Cache-Control", Always: true, Describe: "Caches that many share may keep the answer, unless it has rows beside.", Shape: &Shape{Kind: Text}, Example: text})
		}
	}
}

const secondsOfDay = 24 * 60 * 60

// deprecated adds that the operation is, and what takes its place.
func (c *calling) deprecated(d *design.Deprecated) {
	o, day := c.out, func(b design.Bound) string { return time.Unix(b.N*secondsOfDay, 0).UTC().Format(time.DateOnly) }
	text := "Deprecated since " + day(d.Since) + ": " + d.Because.Text + "."
	headers := []*Header{{
		Name: "Deprecation", Always: true, Describe: "Since when it is deprecated (RFC 9745).", Shape: &Shape{Kind: Text}, Example: "@" + strconv.FormatInt(d.Since.N*secondsOfDay, 10),
	}}
	if d.Sunset.Span.Known() {
		text += " Gone from " + day(d.Sunset) + "."
		o.Sunset = day(d.Sunset)
		o.refuse(http.StatusGone, "gone")
		headers = append(headers, &Header{
			Name: "Sunset", Always: true, Describe: "From when it is gone (RFC 8594).", Shape: &Shape{Kind: Text},
			Example: time.Unix(d.Sunset.N*secondsOfDay, 0).UTC().Format(http.TimeFormat),
		})
	}
	if d.Use.To != nil {
		text += " Use `" + d.Use.Name + "` instead."
	}
	if o.Describe != "" {
		text = o.Describe + "\n\n" + text
	}
	o.Describe, o.Deprecated = text, true
	headers = append(headers, &Header{
		Name: "Link", Always: true, Describe: "What is said of the deprecation, and the successor where there is one; of a list also the next and the first page.", Shape: &Shape{Kind: Text},
	})
	for _, a := range o.Answers {
		a.Headers = slices.DeleteFunc(a.Headers, func(h *Header) bool { return h.Name == "Link" })
		a.Headers = append(a.Headers, headers...)
		a.own = true
	}
}
