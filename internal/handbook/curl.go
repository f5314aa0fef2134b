package handbook

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"

	"github.com/newel-api/newel/internal/contract"
)

// curl returns a line for a shell that calls o: API is the address of the server there,
// and TOKEN the token of a session.
func curl(o *contract.Operation) string {
	path := o.Path
	for _, p := range o.Params {
		if p.In == contract.InPath {
			path = strings.ReplaceAll(path, "{"+p.Name+"}", url.PathEscape(bare(p.Example)))
		}
	}
	line := `curl "$API"` + quoted(path)
	if o.Method != http.MethodGet && (o.Method != http.MethodPost || o.Body == nil) {
		line += " -X " + o.Method
	}
	if o.Caller != contract.Anybody {
		line += ` -H "Authorization: Bearer $TOKEN"`
	}
	for _, p := range o.Params {
		if p.In == contract.InHeader && p.Required {
			value := bare(p.Example)
			if p.Example == nil {
				value = "1"
			}
			line += " -H " + quoted(p.Name+": "+value)
		}
	}
	if o.Body != nil {
		var body bytes.Buffer
		if json.Compact(&body, contract.JSON(o.Body.Example)) != nil {
			return ""
		}
		line += " -H " + quoted("Content-Type: "+o.Body.Types[0]) + " -d " + quoted(body.String())
	}
	return line
}

// bare returns an example as it stands in a path.
func bare(example any) string {
	text := contract.JSON(example)
	var s string
	if json.Unmarshal(text, &s) == nil {
		return s
	}
	return string(text)
}

// quoted returns s as one word of a shell.
func quoted(s string) string {
	if strings.Trim(s, plainLetters) == "" {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

// plainLetters mean nothing else to a shell.
const plainLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-"
