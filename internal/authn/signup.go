package authn

import (
	"cmp"
	"context"
	"slices"

	"github.com/newel-api/newel/internal/exec"
	"github.com/newel-api/newel/internal/payload"
	"github.com/newel-api/newel/internal/plan"
	"github.com/newel-api/newel/internal/store"
	"github.com/newel-api/newel/internal/value"
)

// SignUp makes an identity row with a password, as the design's sign_up says. A
// login that is taken is no error: see the package's comment.
func (a *Authn) SignUp(ctx context.Context, at Attempt) error {
	up := a.plan.SignUp
	if up == nil {
		return &exec.Refusal{Kind: exec.NotFound, Code: "not_found", Detail: "Nobody signs up here."}
	}
	if _, err := a.guess("", at.From, at.Now); err != nil {
		return err
	}
	values, present, err := read(up.Body.Input, at.Body)
	if err != nil {
		return err
	}
	last := len(up.Body.Slots)
	password, wrong := newPassword(values[last].Str)
	if wrong != nil {
		return invalid(*wrong)
	}
	_, err = a.enrol(ctx, up, values[:last], present[:last], password, at.Now, true)
	return err
}

// enrol makes an identity row with a password in one transaction.
func (a *Authn) enrol(
	ctx context.Context, up *plan.SignUp, values []value.Value, present []bool, password string, now value.Value, quiet bool,
) (value.Value, error) {
	sealed, err := a.hasher.seal(ctx, password)
	if err != nil {
		return value.Value{}, err
	}
	return a.executor.Enrol(ctx, &exec.Enrolment{
		Plan: up, Login: a.plan.Login, Input: values, Present: present, Now: now, Quiet: quiet,
		With: func(tx store.Tx, id value.Value) error {
			_, err := tx.Exec(a.sql.password, []value.Value{id, value.OfText(sealed), now})
			return err
		},
	})
}

// AddUser makes an identity row for whoever runs the server: any of its fields may
// be given, each as in a query parameter, and nobody's permission is asked. The
// error is an *exec.Refusal, with a pointer for each field, when that is why.
func (a *Authn) AddUser(ctx context.Context, fields map[string]string, password string, now value.Value) (value.Value, error) {
	up := a.plan.Enrol
	values, present := make([]value.Value, len(up.Fields)), make([]bool, len(up.Fields))
	var violations []payload.Violation
	known := 0
	for i := range up.Fields {
		s := &up.Fields[i]
		text, given := fields[s.Name]
		if !given {
			if s.Required {
				violations = append(violations, payload.Violation{Pointer: "/" + s.Name, Code: payload.CodeRequired, Detail: "is missing"})
			}
			continue
		}
		known++
		v, wrong := s.ParseString(text)
		if wrong != nil {
			violations = append(violations, payload.Violation{Pointer: "/" + s.Name, Code: wrong.Code, Detail: wrong.Detail})
		}
		values[i], present[i] = v, true
	}
	if known < len(fields) {
		violations = append(violations, unknown(fields, up)...)
	}
	hashed, wrong := newPassword(password)
	if wrong != nil {
		violations = append(violations, *wrong)
	}
	if len(violations) > 0 {
		return value.Value{}, invalid(violations...)
	}
	return a.enrol(ctx, up, values, present, hashed, now, false)
}

// unknown reports the fields that the identity entity does not have.
func unknown(fields map[string]string, up *plan.SignUp) (violations []payload.Violation) {
	for name := range fields {
		if !slices.ContainsFunc(up.Fields, func(s payload.Slot) bool { return s.Name == name }) {
			violations = append(violations, payload.Violation{
				Pointer: "/" + name, Code: payload.CodeUnknownKey, Detail: "is not a field that may be given",
			})
		}
	}
	slices.SortFunc(violations, func(a, b payload.Violation) int { return cmp.Compare(a.Pointer, b.Pointer) })
	return violations
}

// Password makes a password ready to be given: the work is done, and give writes it
// in a transaction that the caller has, ends all sessions of the identity row, and
// undoes nothing by itself. It is for rows that are made otherwise than by sign-up,
// as those of a seed. The error is an *exec.Refusal when the password will not do.
func (a *Authn) Password(ctx context.Context, password string) (give func(tx store.Tx, identity, now value.Value) error, err error) {
	hashed, wrong := newPassword(password)
	if wrong != nil {
		return nil, invalid(*wrong)
	}
	sealed, err := a.hasher.seal(ctx, hashed)
	if err != nil {
		return nil, err
	}
	return func(tx store.Tx, identity, now value.Value) error {
		if _, err := tx.Exec(a.sql.password, []value.Value{identity, value.OfText(sealed), now}); err != nil {
			return err
		}
		_, err := tx.Exec(a.sql.endAll, []value.Value{identity})
		return err
	}, nil
}
