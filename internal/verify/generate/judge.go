package generate

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/newel-api/newel/internal/catalogue"
	"github.com/newel-api/newel/internal/contract"
	"github.com/newel-api/newel/internal/payload"
)

// Kind is how a server can be wrong about a request.
type Kind string

// The kinds.
const (
	NoAnswer        Kind = "no answer"
	ServerError     Kind = "a server error"
	Undocumented    Kind = "an answer that the contract does not have"
	AcceptedInvalid Kind = "an invalid request is accepted"
	RefusedValid    Kind = "a valid request is refused"
	WrongPlace      Kind = "the place that is wrong is not the one that is named"
	WrongStatus     Kind = "another status than it must be"
	Changed         Kind = "a request that must change nothing has changed something"
	NotAsTold       Kind = "what was answered is not what is there"
)

// wrongness is what is wrong with an answer; nil for nothing.
type wrongness struct {
	kind     Kind
	expected string
}

func is(kind Kind, format string, args ...any) *wrongness {
	return &wrongness{kind, fmt.Sprintf(format, args...)}
}

// problem is a problem, as far as it is judged.
type problem struct {
	Code   string
	Errors []struct{ Pointer, Parameter, Code string }
}

// judge holds an answer to what the parts of its request ask for.
func (r *run) judge(t *try, a *answer) *wrongness {
	if a.status >= 500 && a.status != http.StatusServiceUnavailable && a.status != http.StatusNotImplemented {
		return is(ServerError, "any status below 500, not %d", a.status)
	}
	if t.method == "" && !t.outside {
		if all := r.doc.Breaks(t.op.Operation, &contract.Answered{Status: a.status, Header: a.header, Body: a.body, Chosen: t.chosen()}); len(all) > 0 {
			return is(Undocumented, "an answer of the contract: %s", all[0])
		}
	}
	var p problem
	if a.status >= 400 {
		if json.Unmarshal(a.body, &p) != nil {
			return is(Undocumented, "a problem for a body")
		}
		if e, ok := catalogue.Find(p.Code); !ok || e.Status != a.status && !(e.Status == http.StatusBadRequest && a.status == http.StatusUnauthorized) {
			return is(Undocumented, "a code of the catalogue with its status, not %q", p.Code)
		}
	}
	switch {
	case a.status == http.StatusServiceUnavailable, a.status == http.StatusTooManyRequests, a.status == http.StatusGone:
		return nil // it says nothing of the request
	case a.status == http.StatusUnauthorized && t.caller == nobody && t.statuses == nil:
		return nil
	case len(t.statuses) > 0:
		return judgeStatus(t, a, &p)
	case t.broken():
		return judgeBroken(t, a, &p)
	}
	return judgeRight(t, a, &p)
}

// judgeStatus holds an answer to the statuses that the request must have.
func judgeStatus(t *try, a *answer, p *problem) *wrongness {
	if t.code != "" && a.status == t.statuses[0] && p.Code != t.code {
		return is(WrongStatus, "the code %s, not %q", t.code, p.Code)
	}
	if slices.Contains(t.statuses, a.status) || t.method == "" && t.caller == nobody && a.status == http.StatusUnauthorized {
		return nil
	}
	// Who may never do it is told so before anything is looked at.
	if t.method == "" && a.status == http.StatusForbidden && t.op.hit == nil {
		return nil
	}
	kind := WrongStatus
	switch {
	case a.status < 400:
		kind = AcceptedInvalid
	case t.statuses[0] < 400:
		kind = RefusedValid
	}
	return is(kind, "status %s, not %d", strings.Trim(strings.Join(strings.Fields(fmt.Sprint(t.statuses)), " or "), "[]"), a.status)
}

// judgeBroken is about a request that the contract does not take.
func judgeBroken(t *try, a *answer, p *problem) *wrongness {
	places := t.brokenAt()
	switch {
	case a.status < 400:
		return is(AcceptedInvalid, "a refusal of %s, which the contract does not take (%s), not %d", said(places), t.why, a.status)
	case a.status == http.StatusForbidden && t.op.hit == nil:
		return nil
	case a.status == http.StatusRequestEntityTooLarge:
		return nil
	case a.status != http.StatusBadRequest && a.status != http.StatusUnprocessableEntity:
		return is(WrongStatus, "status 400 or 422 for %s, which comes before everything about rows, not %d", said(places), a.status)
	case len(places) == 0, t.hidden(p):
		return nil
	}
	named := p.places()
	if t.many && len(p.Errors) == 1 && p.Errors[0].Code == payload.CodeInvalidText && slices.Contains(places, named[0]) {
		return nil // a text of a list that is none is told alone
	}
	body := slices.ContainsFunc(places, func(s string) bool { return !strings.HasPrefix(s, "?") })
	query := slices.ContainsFunc(places, func(s string) bool { return strings.HasPrefix(s, "?") })
	for _, place := range places {
		if body && query && !slices.ContainsFunc(named, func(s string) bool { return strings.HasPrefix(s, "?") == strings.HasPrefix(place, "?") }) {
			continue // one of the two is looked at first
		}
		if !slices.Contains(named, place) {
			return is(WrongPlace, "%s among the errors, which name %s", said([]string{place}), said(named))
		}
	}
	for _, place := range named {
		if !slices.Contains(places, place) && !t.guards(place) {
			return is(WrongPlace, "only %s among the errors, and not %s, which the contract takes", said(places), said([]string{place}))
		}
	}
	return nil
}

// guards tells whether a place names what can be hidden from a caller.
func (t *try) guards(place string) bool {
	return slices.ContainsFunc(t.query, func(m member) bool { return "?"+m.name == place && m.guarded })
}

// hidden tells whether a problem is about nothing but names that can be hidden.
func (t *try) hidden(p *problem) bool {
	named := p.places()
	return len(named) > 0 && !slices.ContainsFunc(named, func(place string) bool { return !t.guards(place) })
}

// places are those that a problem names.
func (p *problem) places() (all []string) {
	for _, e := range p.Errors {
		if e.Parameter != "" {
			all = append(all, "?"+e.Parameter)
		} else {
			all = append(all, e.Pointer)
		}
	}
	return all
}

// said names places for people.
func said(places []string) string {
	if len(places) == 0 {
		return "the body"
	}
	var all []string
	for _, p := range places {
		switch {
		case strings.HasPrefix(p, "?"):
			all = append(all, "the parameter "+p[1:])
		case p == "":
			all = append(all, "the whole body")
		default:
			all = append(all, p)
		}
	}
	return strings.Join(all, ", ")
}

// judgeRight is about a request that keeps to the contract: it may be refused for rows and
// rules, not for its form.
func judgeRight(t *try, a *answer, p *problem) *wrongness {
	switch a.status {
	case http.StatusBadRequest, http.StatusNotAcceptable, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType, http.StatusMethodNotAllowed, http.StatusRequestURITooLong:
		if t.hidden(p) {
			return nil
		}
		return is(RefusedValid, "no refusal of its form, since it keeps to the contract (%s), not %d %s", t.why, a.status, p.Code)
	case http.StatusUnauthorized:
		if p.Code == "wrong_credentials" {
			return nil
		}
		return is(RefusedValid, "no 401 for a good token")
	case http.StatusUnprocessableEntity:
		for _, e := range p.Errors {
			if formal(t, e.Pointer, e.Code) {
				return is(RefusedValid, "no %s at %s, since the contract takes what is there (%s)", e.Code, said([]string{e.Pointer}), t.why)
			}
		}
	}
	if a.status < 300 && t.lost() {
		return is(AcceptedInvalid, "a refusal, since a reference names a row that is not there")
	}
	return nil
}

// formCodes are the codes of what is wrong with the form of a value.
var formCodes = []string{
	payload.CodeDuplicateKey, payload.CodeInvalidText, payload.CodeNoMatch, payload.CodeNotAChoice, payload.CodeNotADate, payload.CodeNotADecimal,
	payload.CodeNotASlug, payload.CodeNotAURL, payload.CodeNotAUUID, payload.CodeNotAnEmail, payload.CodeNotAnID, payload.CodeNotATimestamp,
	payload.CodeNull, payload.CodeRequired, payload.CodeTooEarly, payload.CodeTooFewItems, payload.CodeTooLarge, payload.CodeTooLate, payload.CodeTooLong,
	payload.CodeTooManyItems, payload.CodeTooManyPlaces, payload.CodeTooShort, payload.CodeTooSmall, payload.CodeUnknownKey, payload.CodeWrongType,
}

// formal tells whether an error is about the form of the request. A member that may be left
// out can be needed all the same, where the design gives its value to a field that must have
// one; and what a patch makes of a row is not known here.
func formal(t *try, pointer, code string) bool {
	if !slices.Contains(formCodes, code) || t.media == patchMedia || t.op.ID == "batch" {
		return false
	}
	if place := strings.TrimPrefix(pointer, "/items/0"); place == "" && code != payload.CodeWrongType && code != payload.CodeInvalidText {
		return false // a condition of the design, which may be called as a code of forms is
	}
	return code != payload.CodeNull && code != payload.CodeRequired || slices.ContainsFunc(t.op.members, func(m *contract.Member) bool {
		return m.Required && strings.HasSuffix(pointer, "/"+m.Name)
	})
}
