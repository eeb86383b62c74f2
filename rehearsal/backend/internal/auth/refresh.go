package auth

import (
	"context"

	"listbackup.ai/backend/internal/api"
	"listbackup.ai/backend/internal/identity"
)

// Refresh (POST /auth/refresh) gives new tokens for a refresh token. It is public: who calls it has, as a rule, an
// access token that ran out.
func Refresh(users identity.Provider) api.Handler {
	return func(ctx context.Context, request api.Request) (api.Response, error) {
		var input struct {
			RefreshToken string `json:"refreshToken"`
		}
		if err := request.Decode(&input); err != nil {
			return api.Fail(err)
		}
		fields := api.Fields{}
		token := fields.Text("refreshToken", input.RefreshToken, 8192)
		if err := fields.Err(); err != nil {
			return api.Fail(err)
		}
		tokens, err := users.Refresh(ctx, token)
		if err != nil {
			return api.Fail(signInError(err, "the refresh token is not valid; sign in again"))
		}
		return api.OK(tokens)
	}
}
