package auth

import (
	"context"
	"errors"

	"listbackup.ai/backend/internal/api"
	"listbackup.ai/backend/internal/identity"
)

type credentials struct {
	Email    string `json:"email"`
	Password string `json:"password"`
}

// Login (POST /auth/login) gives tokens for a password, or the challenge that the user pool sets besides.
func Login(users identity.Provider) api.Handler {
	return func(ctx context.Context, request api.Request) (api.Response, error) {
		var input credentials
		if err := request.Decode(&input); err != nil {
			return api.Fail(err)
		}
		fields := api.Fields{}
		email := fields.Email("email", input.Email)
		checkPassword(fields, input.Password)
		if err := fields.Err(); err != nil {
			return api.Fail(err)
		}
		signIn, err := users.SignIn(ctx, email, input.Password)
		if err != nil {
			return api.Fail(signInError(err, "wrong e-mail address or password"))
		}
		if signIn.Challenge != nil {
			return api.OK(signIn.Challenge)
		}
		return api.OK(signIn.Tokens)
	}
}

func signInError(err error, refused string) error {
	switch {
	case errors.Is(err, identity.ErrRefused):
		return api.Unauthorized(refused)
	case errors.Is(err, identity.ErrNotAllowedYet):
		return api.Forbidden("confirm the account or reset the password first")
	case errors.Is(err, identity.ErrTooMany):
		return api.TooMany("too many attempts; try again later")
	default:
		return err
	}
}
