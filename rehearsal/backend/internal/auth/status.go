package auth

import (
	"context"
	"errors"
	"strconv"
	"time"

	"listbackup.ai/backend/internal/api"
	"listbackup.ai/backend/internal/directory"
	"listbackup.ai/backend/internal/record"
	"listbackup.ai/backend/internal/token"
)

type status struct {
	Authenticated bool   `json:"authenticated"`
	UserID        string `json:"userId"`
	Email         string `json:"email"`
	Status        string `json:"status"`
	ExpiresAt     string `json:"expiresAt,omitempty"`
	AccountID     string `json:"accountId,omitempty"`
}

// Status (GET /auth/status) returns the caller, the expiry of the token and, with the header X-Account-Context, the account
// that a context token of POST /accounts/switch is about.
func Status(users directory.UserReader, secrets token.Secrets) api.Handler {
	return func(ctx context.Context, request api.Request) (api.Response, error) {
		caller, err := request.Caller()
		if err != nil {
			return api.Fail(err)
		}
		user, err := directory.Known(ctx, users, caller.UserID)
		if err != nil {
			return api.Fail(err)
		}
		answer := status{Authenticated: true, UserID: user.UserID, Email: user.Email, Status: user.Status}
		if seconds, err := strconv.ParseInt(caller.ExpiresAt, 10, 64); err == nil {
			answer.ExpiresAt = record.Timestamp(time.Unix(seconds, 0))
		}
		if text := request.Header("x-account-context"); text != "" {
			claims, err := token.Verify(ctx, secrets, text, time.Now())
			if errors.Is(err, token.ErrInvalid) || err == nil && claims.Subject != caller.UserID {
				return api.Fail(api.Invalid("x-account-context", "is not a valid token of yours"))
			}
			if err != nil {
				return api.Fail(err)
			}
			answer.AccountID = claims.Account
		}
		return api.OK(answer)
	}
}
