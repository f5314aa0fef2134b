package decode

import (
	"github.com/newel-api/newel/internal/design"
	"github.com/newel-api/newel/internal/design/source"
	"github.com/newel-api/newel/internal/diag"
)

// Contract reads the files of contract.yaml into a design's part. types are what [Data]
// returned; nil for none. What was read of a design with findings is for further
// findings only.
func Contract(files []*source.File, types *Types, into *design.Contract, diags *diag.List) {
	into.Span = readFiles(newReader(types, diags), contractFile, "contract.yaml", files, into)
}

// segments are words of a path, as a person reads them from a screen: in lower case.
const segments = `(?:/[a-z0-9]+(?:[-_][a-z0-9]+)*)+`

var contractFile = &mapping[design.Contract]{
	sample: "{title: Helpdesk, resources: {}}",
	keys: []key[design.Contract]{
		must("title", "what the API is called", words("Helpdesk"),
			func(c *design.Contract, v design.Name, _ place) { c.Title = v }),
		may("describe", "what the API is for, to people", words("What customers ask for, and who answers."),
			func(c *design.Contract, v design.Name, _ place) { c.Describe = v }),
		may("base", "the path before every resource", path("/v1", `^`+segments+`$`, "a path of lower-case words without a slash at the end"),
			func(c *design.Contract, v design.Name, _ place) { c.Base = v }).unless("no path before them"),
		may("cors", "the pages of other origins that browsers let call", cors,
			func(c *design.Contract, v *design.CORS, _ place) { c.CORS = v }).unless("none of them"),
		may("compress", "true when long answers are compressed for who wants that", boolean,
			func(c *design.Contract, v bool, _ place) { c.Compress = v }).unless("false: what stands in front of the server may do it"),
		may("rates", "how many requests one caller may make in a time", named("rate", rate),
			func(c *design.Contract, v []*design.Rate, _ place) { c.Rates = append(c.Rates, v...) }).unless("as many as the server can answer"),
		may("batch", "that one request may make several calls, at the path batch, which are all done or none", batch,
			func(c *design.Contract, v *design.Batch, _ place) { c.Batch = v }).unless("each call is a request"),
		may("docs", "who is shown the reference of the API, at /docs", docs,
			func(c *design.Contract, v *design.Docs, _ place) { c.Docs = v }).unless("nobody; serve --dev shows it always"),
		may("resources", "what clients see of the entities", named("resource", resource),
			func(c *design.Contract, v []*design.Resource, _ place) { c.Resources = append(c.Resources, v...) }),
		may("versioning", "how requests choose among the versions of the API", versioning,
			func(c *design.Contract, v *design.Versioning, _ place) { c.Versioning = *v }).unless("the API has one version"),
		may("versions", "the older versions that are served, by their dates", named("version", version),
			func(c *design.Contract, v []*design.Version, _ place) { c.Versions = append(c.Versions, v...) }),
	},
}

// mostBatch bounds how many calls one request makes.
const mostBatch = 100

var batch = object(&mapping[design.Batch]{
	sample: "{max: 50}",
	keys: []key[design.Batch]{
		must("max", "how many calls one request makes at the most", whole(1, mostBatch),
			func(b *design.Batch, v design.Bound, _ place) { b.Max = v }),
	},
}, func(_ *reader, at place, b *design.Batch) *design.Batch {
	b.Span = at.span
	return b
})

// mostBulk bounds how many rows one request is about.
const mostBulk = 1000

var bulk = object(&mapping[design.Batch]{
	sample: "{max: 100}",
	keys: []key[design.Batch]{
		must("max", "how many rows one request is about at the most", whole(1, mostBulk),
			func(b *design.Batch, v design.Bound, _ place) { b.Max = v }),
	},
}, func(_ *reader, at place, b *design.Batch) *design.Batch {
	b.Span = at.span
	return b
})

// docsDraft is the reference's part while its keys are read.
type docsDraft struct {
	design.Docs
	reasoned bool // because is written, be it well or badly
}

const docsSample = "{show: anyone, because: strangers write clients}"

var docs = object(&mapping[docsDraft]{
	sample: docsSample,
	keys: []key[docsDraft]{
		must("show", "who is shown it", word[design.Word](only(design.WordNames[:], design.Anyone, design.SignedIn, design.Never)),
			func(d *docsDraft, v chosen[design.Word], _ place) { d.Show.Word, d.Show.Span = v.word, v.span }),
		may("because", "the reason, which anyone needs", words("strangers write clients"),
			func(d *docsDraft, v design.Name, _ place) { d.Show.Because = v }).
			noting(func(d *docsDraft, _ place) { d.reasoned = true }),
		may("rules", "true to tell the rules of access there, as the design has them", boolean,
			func(d *docsDraft, v bool, _ place) { d.Rules = v }).unless("false"),
	},
}, func(r *reader, at place, d *docsDraft) *design.Docs {
	d.Span = at.span
	r.needsReason(&d.Show, at, d.reasoned, docsSample)
	if !d.Show.Written() {
		d.Show.Word, d.Show.Span = design.Never, at.span
	}
	return &d.Docs
})

// computed is the form of a computed value.
var computed = object(&mapping[design.Computed]{
	sample: `{type: integer, value: "size(resource.comments)"}`,
	keys: []key[design.Computed]{
		must("type", "the type of the value", word[design.Type](only(design.TypeNames[:], design.TypeText, design.TypeEmail, design.TypeInteger,
			design.TypeBoolean, design.TypeTimestamp, design.TypeDate, design.TypeUUID, design.TypeURL, design.TypeNumber, design.TypeDecimal)),
			func(c *design.Computed, v chosen[design.Type], _ place) { c.Type, c.TypeSpan = v.word, v.span }),
		must("value", "what it is, of the row resource", cel("size(resource.comments)"),
			func(c *design.Computed, v design.Expr, _ place) { c.Value = v }),
		may("describe", "what it means, to people", words("How many comments you may read."),
			func(c *design.Computed, v design.Name, _ place) { c.Describe = v }),
	},
}, func(_ *reader, at place, c *design.Computed) *design.Computed {
	c.Name = at.name
	return c
})

var resource = object(&mapping[design.Resource]{
	sample: "{of: Ticket, fields: [id, subject], operations: {getTicket: get}}",
	keys: []key[design.Resource]{
		must("of", "the entity that it shows", refer[design.Entity]("Ticket"),
			func(r *design.Resource, v design.Ref[design.Entity], _ place) { r.Of = v }),
		may("describe", "what its rows are, to people", words("What a customer asks for."),
			func(r *design.Resource, v design.Name, _ place) { r.Describe = v }),
		may("only", "which row it shows to whom: one for each caller, at a path without an id", cel("caller.id"),
			func(r *design.Resource, v design.Expr, _ place) { r.Only = v }),
		may("key", "the field whose values stand for rows in paths", refer[design.Field]("slug"),
			func(r *design.Resource, v design.Ref[design.Field], _ place) { r.Key = v }).unless("the id"),
		must("fields", "the fields that are sent", fields(1),
			func(r *design.Resource, v []design.Ref[design.Field], at place) { r.Fields, r.FieldsSpan = v, at.span }),
		may("address", "the member that has the absolute address of the row; fields says where it is sent", name("url"),
			func(r *design.Resource, v design.Name, _ place) { r.Address = v }).unless("no member has it"),
		may("computed", "values that are computed for each row; fields says which are sent", named("computed value", computed),
			func(r *design.Resource, v []*design.Computed, _ place) { r.Computed = v }),
		may("expand", "the references and relations whose rows a request may ask for beside", list(expand, 1, expandName),
			func(r *design.Resource, v []*design.Expand, _ place) { r.Expand = v }),
		may("operations", "what clients may ask for", named("operation", operation),
			func(r *design.Resource, v []*design.Operation, _ place) { r.Operations = v }),
	},
}, func(_ *reader, at place, r *design.Resource) *design.Resource {
	r.Name = at.name
	for _, o := range r.Operations {
		o.Resource = r
	}
	return r
})
