package accounts

import (
	"context"
	"errors"
	"time"

	"listbackup.ai/backend/internal/api"
	"listbackup.ai/backend/internal/directory"
	"listbackup.ai/backend/internal/record"
	"listbackup.ai/backend/internal/store"
)

// ReaderChanger reads accounts and changes them.
type ReaderChanger interface {
	directory.Reader
	ChangeAccount(ctx context.Context, id string, changes store.Item) (directory.Account, error)
}

// accountChange has pointers: what is not mentioned stays.
type accountChange struct {
	Name    *string `json:"name"`
	Company *string `json:"company"`
}

func (c accountChange) checked() (store.Item, error) {
	fields, changes := api.Fields{}, store.Item{}
	if c.Name != nil {
		changes["name"] = store.S(fields.Text("name", *c.Name, 100))
	}
	if c.Company != nil {
		changes["company"] = store.S(fields.OptionalText("company", *c.Company, 100))
	}
	if len(changes) == 0 {
		return nil, api.BadRequest("nothing to change: give name or company")
	}
	return changes, fields.Err()
}

// Update (PUT /accounts/{accountId}) changes what is mentioned; an empty company clears it.
func Update(accounts ReaderChanger) api.Handler {
	return func(ctx context.Context, request api.Request) (api.Response, error) {
		entered, err := enter(ctx, accounts, request, "accountId", directory.Owner, directory.Admin)
		if err != nil {
			return api.Fail(err)
		}
		var input accountChange
		if err := request.Decode(&input); err != nil {
			return api.Fail(err)
		}
		changes, err := input.checked()
		if err != nil {
			return api.Fail(err)
		}
		changes["updatedAt"] = store.S(record.Timestamp(time.Now()))
		account, err := accounts.ChangeAccount(ctx, entered.account.AccountID, changes)
		if errors.Is(err, directory.ErrNotFound) {
			return api.Fail(api.NotFound("account"))
		}
		if err != nil {
			return api.Fail(err)
		}
		return api.OK(view{account, entered.role})
	}
}
