package auth

import (
	"context"
	"strconv"
	"time"

	"listbackup.ai/backend/internal/api"
	"listbackup.ai/backend/internal/directory"
	"listbackup.ai/backend/internal/record"
)

type status struct {
	Authenticated bool   `json:"authenticated"`
	UserID        string `json:"userId"`
	Email         string `json:"email"`
	Status        string `json:"status"`
	ExpiresAt     string `json:"expiresAt,omitempty"`
}

// Status (GET /auth/status) returns the caller and the expiry of the token.
func Status(users directory.UserReader) api.Handler {
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
		return api.OK(answer)
	}
}
