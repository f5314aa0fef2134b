package authn

import (
	"strconv"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/newel-api/newel/internal/payload"
	"github.com/newel-api/newel/internal/plan"
)

// longestPassword is how many bytes are hashed.
const longestPassword = 1024

// normalised returns the form of a password that is hashed: NFKC, so that it does
// not matter on which keyboard it is typed. Nothing is cut off.
func normalised(password string) string { return norm.NFKC.String(password) }

// newPassword returns the form that is hashed of a password that somebody chooses,
// or what is wrong with it. The bounds hold in that form, whatever the form that was
// sent measured.
func newPassword(written string) (string, *payload.Violation) {
	password := normalised(written)
	wrong := &payload.Violation{Pointer: "/" + plan.PasswordMember}
	switch {
	case !utf8.ValidString(password):
		wrong.Code, wrong.Detail = payload.CodeInvalidText, "must be Unicode text"
	case utf8.RuneCountInString(password) < plan.PasswordMin:
		wrong.Code, wrong.Detail = payload.CodeTooShort, "must have at least "+strconv.Itoa(plan.PasswordMin)+" characters"
	case len(password) > longestPassword:
		wrong.Code, wrong.Detail = payload.CodeTooLong, "must have at most "+strconv.Itoa(longestPassword)+" bytes"
	default:
		return password, nil
	}
	return "", wrong
}
