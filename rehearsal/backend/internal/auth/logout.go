package auth

import (
	"context"
	"errors"

	"listbackup.ai/backend/internal/api"
	"listbackup.ai/backend/internal/identity"
)

// Logout (POST /auth/logout) ends every session of the caller, on all devices.
func Logout(users identity.Provider) api.Handler {
	return func(ctx context.Context, request api.Request) (api.Response, error) {
		caller, err := request.Caller()
		if err != nil {
			return api.Fail(err)
		}
		// A user who is gone has no session left: that is what was asked for.
		if err := users.SignOut(ctx, caller.UserID); err != nil && !errors.Is(err, identity.ErrRefused) {
			return api.Fail(err)
		}
		return api.OK(map[string]bool{"signedOut": true})
	}
}
