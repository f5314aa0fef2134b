package conform

import (
	"slices"
	"strings"
)

var methodProbes = []Probe{
	{ID: "H-01", Section: "RFC 9110 section 9.3.2", Says: "HEAD answers as GET does, without a body", ask: headLikeGet},
	{ID: "H-02", Section: "RFC 9110 section 9.3.2", Says: "every address that takes GET takes HEAD", ask: headEverywhere},
	{ID: "H-03", Section: "RFC 9110 section 9.3.7, RFC 5789 section 3.1", Says: "OPTIONS says which methods an address takes, and which patches, to anybody", ask: optionsEverywhere},
	{ID: "H-04", Section: "RFC 9110 section 9.3.7", Says: "OPTIONS * is answered", ask: optionsOfAll},
	{ID: "H-05", Section: "RFC 9110 section 15.5.6", Says: "a method that an address does not take is 405 with Allow, whoever asks", ask: notAllowed},
	{ID: "H-06", Section: "RFC 9110 section 15.6.2", Says: "a method that nobody knows, TRACE and CONNECT are refused", ask: unknownMethods},
	{ID: "H-34", Section: "RFC 3986 section 6", Says: "a path has one spelling; another one is not there, and is not redirected", ask: oneSpelling},
}

func headLikeGet(p *asking) error {
	asked := []func() (*hit, error){p.row, p.list}
	some := false
	for _, ask := range asked {
		h, err := ask()
		if _, isApart := err.(apart); isApart {
			continue
		}
		if err != nil {
			return err
		}
		some = true
		want, err := p.send(h.request)
		if err != nil {
			return err
		}
		q := h.request
		q.method = "HEAD"
		if err := p.expect(q, want.status); err != nil {
			return err
		}
		if p.got.body != "" {
			return p.wrong("no body")
		}
		if p.got.length >= 0 && want.length >= 0 && p.got.length != want.length {
			return p.wrong("a Content-Length of %d, as GET has, or none", want.length)
		}
		for _, name := range []string{"ETag", "Content-Type", "Cache-Control", "Vary", "Content-Encoding"} {
			if err := p.is(name, want.get(name)); err != nil {
				return err
			}
		}
		if (p.got.get("Link") == "") != (want.get("Link") == "") { // a cursor is never the same twice
			return p.wrong("a Link header where GET has one")
		}
	}
	if !some {
		return apart("nobody can read anything")
	}
	return nil
}

func headEverywhere(p *asking) error {
	some := false
	for _, r := range p.routes {
		if !slices.Contains(r.methods, "GET") {
			continue
		}
		some = true
		if _, err := p.send(request{method: "HEAD", target: filled(r.template)}); err != nil {
			return err
		}
		if p.got.status == 405 || p.got.status == 501 {
			return p.wrong("another status than %d: the address takes GET", p.got.status)
		}
	}
	if !some {
		return apart("no address takes GET")
	}
	return nil
}

func optionsEverywhere(p *asking) error {
	for _, r := range p.routes {
		q := request{method: "OPTIONS", target: filled(r.template), header: [][2]string{{"Accept", "image/png"}}}
		if err := p.expect(q, 200, 204); err != nil {
			return err
		}
		if p.got.body != "" || p.got.status == 200 && p.got.length != 0 {
			return p.wrong("no body")
		}
		if err := p.is("Allow", r.allow()); err != nil {
			return err
		}
		if r.patch != (p.got.get("Accept-Patch") != "") {
			return p.wrong("Accept-Patch where the address takes PATCH, and nowhere else")
		}
		if r.patch && !strings.Contains(p.got.get("Accept-Patch"), "application/merge-patch+json") {
			return p.wrong("Accept-Patch with application/merge-patch+json")
		}
	}
	return nil
}

func optionsOfAll(p *asking) error {
	if err := p.expect(request{method: "OPTIONS", target: "*"}, 200, 204); err != nil {
		return err
	}
	if p.got.body != "" {
		return p.wrong("no body")
	}
	for _, method := range []string{"GET", "HEAD", "OPTIONS"} {
		if !slices.Contains(strings.Split(p.got.get("Allow"), ", "), method) {
			return p.wrong("Allow with %s", method)
		}
	}
	return nil
}

func notAllowed(p *asking) error {
	for _, r := range p.routes {
		for _, method := range []string{"DELETE", "PUT", "POST", "PATCH", "GET"} {
			if slices.Contains(r.methods, method) {
				continue
			}
			if err := p.expect(request{method: method, target: filled(r.template)}, 405); err != nil {
				return err
			}
			if err := p.is("Allow", r.allow()); err != nil {
				return err
			}
			break
		}
	}
	return nil
}

func unknownMethods(p *asking) error {
	for _, r := range p.routes[:min(len(p.routes), 3)] {
		for _, method := range []string{"FOO", "TRACE", "get", "PROPFIND"} {
			if err := p.expect(request{method: method, target: filled(r.template)}, 405, 501); err != nil {
				return err
			}
		}
	}
	return p.expect(request{raw: "CONNECT $HOST HTTP/1.1\r\nHost: $HOST\r\n\r\n", method: "CONNECT"}, 400, 405, 501)
}

func oneSpelling(p *asking) error {
	for _, r := range p.routes {
		if strings.Contains(r.template, "{") || len(r.template) < 3 {
			continue
		}
		at := r.template
		for _, target := range []string{at + "/", "/" + at, "/." + at, at + "/.", "/x/.." + at, "/%2e" + at, at + "%2f", strings.ToUpper(at), "/%" + "76" + at[2:]} {
			for _, method := range []string{"GET", "POST"} {
				if _, err := p.send(request{method: method, target: target}); err != nil {
					return err
				}
				if p.got.status < 400 || p.got.status >= 500 {
					return p.wrong("a refusal: this is another spelling of %s", at)
				}
			}
		}
		return nil
	}
	return apart("all paths have rows in them")
}
