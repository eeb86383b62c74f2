package accounts

import (
	"context"
	"errors"

	"listbackup.ai/backend/internal/api"
	"listbackup.ai/backend/internal/directory"
)

// Creator writes new accounts.
type Creator interface {
	CreateAccount(ctx context.Context, account directory.Account, owner directory.Membership) error
}

// ReaderCreator reads what there is and adds to it.
type ReaderCreator interface {
	directory.Reader
	Creator
}

// Create (POST /accounts) makes an account without parent; the caller owns it.
func Create(creator Creator) api.Handler {
	return func(ctx context.Context, request api.Request) (api.Response, error) {
		caller, err := request.Caller()
		if err != nil {
			return api.Fail(err)
		}
		input, err := decode(request)
		if err != nil {
			return api.Fail(err)
		}
		account, owner := newAccount(caller.UserID, input)
		if err := creator.CreateAccount(ctx, account, owner); err != nil {
			return api.Fail(err)
		}
		return api.Created(view{account, owner.Role})
	}
}

// CreateSubAccount (POST /accounts/{parentAccountId}/sub-accounts) makes an account below one that the caller looks
// after.
func CreateSubAccount(accounts ReaderCreator) api.Handler {
	return func(ctx context.Context, request api.Request) (api.Response, error) {
		parent, err := enter(ctx, accounts, request, "parentAccountId", directory.Owner, directory.Admin)
		if err != nil {
			return api.Fail(err)
		}
		input, err := decode(request)
		if err != nil {
			return api.Fail(err)
		}
		if parent.account.Level >= maximumLevel {
			return api.Fail(api.Conflict("accounts do not nest deeper than this"))
		}
		account, owner := newAccount(parent.caller.UserID, input)
		account.ParentAccountID = parent.account.AccountID
		account.Level = parent.account.Level + 1
		err = accounts.CreateAccount(ctx, account, owner)
		if errors.Is(err, directory.ErrNotFound) {
			return api.Fail(api.NotFound("account"))
		}
		if err != nil {
			return api.Fail(err)
		}
		return api.Created(view{account, owner.Role})
	}
}

func decode(request api.Request) (accountInput, error) {
	var input accountInput
	if err := request.Decode(&input); err != nil {
		return input, err
	}
	return input.checked()
}
