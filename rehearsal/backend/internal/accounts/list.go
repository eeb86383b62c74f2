package accounts

import (
	"context"

	"listbackup.ai/backend/internal/api"
	"listbackup.ai/backend/internal/directory"
)

// Lister finds the accounts of a user.
type Lister interface {
	Memberships(ctx context.Context, userID string, page api.Page) ([]directory.Membership, string, error)
	AccountsByID(ctx context.Context, ids []string) (map[string]directory.Account, error)
}

// List (GET /accounts) pages through the accounts that the caller belongs to.
func List(lister Lister) api.Handler {
	return func(ctx context.Context, request api.Request) (api.Response, error) {
		caller, err := request.Caller()
		if err != nil {
			return api.Fail(err)
		}
		page, err := request.Page()
		if err != nil {
			return api.Fail(err)
		}
		memberships, next, err := lister.Memberships(ctx, caller.UserID, page)
		if err != nil {
			return api.Fail(err)
		}
		ids := make([]string, len(memberships))
		for i, membership := range memberships {
			ids[i] = membership.AccountID
		}
		accounts, err := lister.AccountsByID(ctx, ids)
		if err != nil {
			return api.Fail(err)
		}
		var views []view
		for _, membership := range memberships {
			// A membership may exist for a moment after its account is deleted.
			if account, found := accounts[membership.AccountID]; found {
				views = append(views, view{account, membership.Role})
			}
		}
		return api.OK(api.NewList(views, next))
	}
}

// Get (GET /accounts/{accountId}) gives one account.
func Get(reader directory.Reader) api.Handler {
	return func(ctx context.Context, request api.Request) (api.Response, error) {
		entered, err := enter(ctx, reader, request, "accountId")
		if err != nil {
			return api.Fail(err)
		}
		return api.OK(view{entered.account, entered.role})
	}
}
