package accounts

import (
	"context"
	"errors"
	"time"

	"listbackup.ai/backend/internal/api"
	"listbackup.ai/backend/internal/directory"
	"listbackup.ai/backend/internal/record"
	"listbackup.ai/backend/internal/store"
	"listbackup.ai/backend/internal/token"
)

// Switcher notes which account a user works in.
type Switcher interface {
	directory.Reader
	ChangeUser(ctx context.Context, id string, changes store.Item) (directory.User, error)
}

// contextLifetime is how long a token of a context is valid: no longer than the overlap of a rotation of its secret.
const contextLifetime = time.Hour

// switched is the account that the caller works in from now on, and a token that proves it to other services.
type switched struct {
	view
	ContextToken string `json:"contextToken"`
}

// SwitchContext (POST /accounts/switch) chooses the account that the caller's next requests are about.
func SwitchContext(accounts Switcher, secrets token.Secrets) api.Handler {
	return func(ctx context.Context, request api.Request) (api.Response, error) {
		caller, err := request.Caller()
		if err != nil {
			return api.Fail(err)
		}
		var input struct {
			AccountID string `json:"accountId"`
		}
		if err := request.Decode(&input); err != nil {
			return api.Fail(err)
		}
		fields := api.Fields{}
		id := fields.Text("accountId", input.AccountID, 128)
		if err := fields.Err(); err != nil {
			return api.Fail(err)
		}
		account, role, err := directory.Access(ctx, accounts, caller.UserID, id)
		if err != nil {
			return api.Fail(err)
		}
		_, err = accounts.ChangeUser(ctx, caller.UserID, store.Item{
			"currentAccountId": store.S(id), "updatedAt": store.S(record.Timestamp(time.Now())),
		})
		if errors.Is(err, directory.ErrNotFound) {
			return api.Fail(api.NotFound("user"))
		}
		if err != nil {
			return api.Fail(err)
		}
		claims := token.Claims{Subject: caller.UserID, Account: id, Expires: time.Now().Add(contextLifetime).Unix()}
		proof, err := token.Sign(ctx, secrets, claims)
		if err != nil {
			return api.Fail(err)
		}
		return api.OK(switched{view{account, role}, proof})
	}
}
