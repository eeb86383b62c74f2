package accounts

import (
	"context"
	"errors"

	"listbackup.ai/backend/internal/api"
	"listbackup.ai/backend/internal/directory"
	"listbackup.ai/backend/internal/store"
)

// Deleter finds out what stands in the way of a deletion, and deletes.
type Deleter interface {
	ReaderWithChildren
	DeleteAccount(ctx context.Context, id string) error
}

// Sources finds what an account backs up.
type Sources struct{ Table store.Table }

// Any tells whether an account has a source.
func (s Sources) Any(ctx context.Context, accountID string) (bool, error) {
	lookup := store.Lookup{Index: "AccountIndex", Key: "accountId", Value: accountID}
	items, _, err := s.Table.Query(ctx, lookup, api.Page{Limit: 1})
	return len(items) > 0, err
}

// Delete (DELETE /accounts/{accountId}) removes an empty account. A user's own account stays as
// long as the user.
func Delete(accounts Deleter, sources Sources) api.Handler {
	return func(ctx context.Context, request api.Request) (api.Response, error) {
		entered, err := enter(ctx, accounts, request, "accountId", directory.Owner)
		if err != nil {
			return api.Fail(err)
		}
		id := entered.account.AccountID
		if err := deletable(ctx, accounts, sources, entered.account); err != nil {
			return api.Fail(err)
		}
		err = accounts.DeleteAccount(ctx, id)
		if errors.Is(err, directory.ErrNotFound) {
			return api.Fail(api.NotFound("account"))
		}
		if err != nil {
			return api.Fail(err)
		}
		return api.OK(map[string]any{"accountId": id, "deleted": true})
	}
}

func deletable(ctx context.Context, accounts Deleter, sources Sources, account directory.Account) error {
	if account.AccountID == directory.OwnAccountID(account.OwnerUserID) {
		return api.Conflict("an account that came with a registration cannot be deleted")
	}
	children, _, err := accounts.Children(ctx, account.AccountID, api.Page{Limit: 1})
	if err != nil {
		return err
	}
	if len(children) > 0 {
		return api.Conflict("delete the sub-accounts first")
	}
	used, err := sources.Any(ctx, account.AccountID)
	if err != nil {
		return err
	}
	if used {
		return api.Conflict("delete the sources of the account first")
	}
	return nil
}
