package authn

import (
	"context"
	"errors"

	"github.com/newel-api/newel/internal/exec"
	"github.com/newel-api/newel/internal/payload"
	"github.com/newel-api/newel/internal/store"
	"github.com/newel-api/newel/internal/value"
)

// account is what sign-in knows of a login.
type account struct {
	id     value.Value // null when nobody has it
	stored string      // "" when there is no password
}

// SignIn checks a login and a password, opens a session and appends its JSON to
// dst: the token, and the time at which it ends at the latest; a day without use
// ends it sooner.
func (a *Authn) SignIn(ctx context.Context, at Attempt, dst []byte) ([]byte, error) {
	values, _, err := read(a.plan.SignIn, at.Body)
	if err != nil {
		return nil, err
	}
	login, password := values[0], normalised(values[1].Str)
	back, err := a.guess(login.Str, at.From, at.Now)
	if err != nil {
		return nil, err
	}
	who, err := a.account(ctx, login)
	if err != nil {
		return nil, err
	}
	due, err := a.check(ctx, who, password)
	if err != nil {
		if refusal := new(exec.Refusal); errors.As(err, &refusal) && refusal.Kind == exec.Busy {
			back()
		}
		return nil, err
	}
	token, err := a.enter(ctx, who, password, due, at.Now)
	if err != nil {
		return nil, err
	}
	back()
	dst = payload.AppendString(append(dst, `{"token":`...), token)
	dst = append(dst, `,"token_type":"Bearer","expires_at":"`...)
	dst = payload.AppendTime(dst, later(at.Now, absolute).Int)
	return append(dst, `"}`...), nil
}

// read parses a body; values are by slot, and so is present.
func read(in *payload.Input, body []byte) (values []value.Value, present []bool, err error) {
	values, present = make([]value.Value, in.Len()), make([]bool, in.Len())
	violations, err := in.Parse(body, values, present)
	if err == nil && len(violations) > 0 {
		err = invalid(violations...)
	}
	return values, present, err
}

func invalid(violations ...payload.Violation) error {
	return &exec.Refusal{Kind: exec.Invalid, Code: "invalid", Detail: "The request breaks rules of this operation.", Violations: violations}
}

func wrongCredentials() error {
	return &exec.Refusal{Kind: exec.SignIn, Code: "wrong_credentials", Detail: "There is no such login, or the password is not its own."}
}

func (a *Authn) account(ctx context.Context, login value.Value) (who account, err error) {
	err = a.db.Read(ctx, func(tx store.Tx) error {
		_, err := tx.Query(a.sql.login, []value.Value{login}, func(r store.Row) error {
			who = account{id: r.Value(0, a.plan.Identity.IDKind()), stored: string(r.Bytes(1))}
			return nil
		})
		return err
	})
	return who, err
}

// check refuses a password that is not the account's. It hashes once whatever it is
// given: who has no account, or no password, must not be known by their speed.
func (a *Authn) check(ctx context.Context, who account, password string) (due bool, err error) {
	stored, possible := who.stored, true
	if stored == "" || len(password) > longestPassword {
		stored, possible = a.nobody, false
		password = password[:min(len(password), longestPassword)]
	}
	ok, due, err := a.hasher.verify(ctx, password, stored)
	if err == nil && !(ok && possible) {
		err = wrongCredentials()
	}
	return due, err
}

// enter opens a session. When the stored hash is due, a new one replaces it.
func (a *Authn) enter(ctx context.Context, who account, password string, due bool, now value.Value) (token string, err error) {
	fresh := ""
	if due {
		if fresh, err = a.hasher.seal(ctx, password); err != nil {
			return "", err
		}
	}
	err = a.db.Write(ctx, func(tx store.Tx) error {
		if due {
			if _, err := tx.Exec(a.sql.password, []value.Value{who.id, value.OfText(fresh), now}); err != nil {
				return err
			}
		}
		token, err = a.open(tx, who.id, now)
		return err
	})
	var breach *store.ConstraintError
	if errors.As(err, &breach) && breach.Kind == store.ForeignKey {
		return "", wrongCredentials() // the account went away in the meantime
	}
	return token, err
}
