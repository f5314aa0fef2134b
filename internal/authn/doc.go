// Package authn is who callers are: passwords, sign-up, sign-in, and the sessions
// that follow.
//
// It knows credentials, tokens and Newel's own tables that hold them. It refuses to
// know HTTP, and what anybody may do: it answers with the identity row of whoever
// holds a token, and the policies take it from there.
//
//	a, err := authn.New(authn.Options{Plan: p, Executor: x, DB: db})
//	id, err := a.AddUser(ctx, map[string]string{"email": "ann@example.org"}, password, now)
//	answer, err := a.SignIn(ctx, authn.Attempt{Body: body, From: address, Now: now}, nil)
//	caller, err := a.Caller(ctx, token, now)
//
// # What is kept
//
// Of a password, only its argon2id hash, as a PHC string. Of a session's token, only
// its SHA-256: 256 random bits need no slow hash. Neither stands in a log or an
// error. A session that was read is remembered for a second, by that hash, and only as
// long as nothing is committed: one that was ended opens nothing afterwards.
//
// # What is not told
//
// Sign-in answers an unknown login as a wrong password, after the same work. Sign-up
// answers a login that is taken as one that is free, since only the owner of an
// address may learn that it has an account, and nothing here can write to them yet.
// Whoever signed up goes on to sign in: that works when the account is theirs, also
// when they had forgotten that they have it, and fails as any wrong password when it
// is not.
//
// Guessing is slowed down for each account and each address; nobody is locked out
// for good.
package authn
