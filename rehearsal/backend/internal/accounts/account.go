// Package accounts holds the handlers of the accounts service.
package accounts

import (
	"context"
	"time"

	"listbackup.ai/backend/internal/api"
	"listbackup.ai/backend/internal/directory"
	"listbackup.ai/backend/internal/record"
)

// maximumLevel is how deep sub-accounts may nest below an account without parent.
const maximumLevel = 4

// view is an account as one of its members sees it.
type view struct {
	directory.Account
	Role directory.Role `json:"role,omitempty"`
}

// entry is what every handler on one account starts with: who asks, for which account, as what.
type entry struct {
	caller  api.Caller
	account directory.Account
	role    directory.Role
}

// enter finds the account that a path names, for a member with one of the roles; any role where none is named.
func enter(
	ctx context.Context, reader directory.Reader, request api.Request, parameter string, roles ...directory.Role,
) (entry, error) {
	caller, err := request.Caller()
	if err != nil {
		return entry{}, err
	}
	id, err := request.Param(parameter)
	if err != nil {
		return entry{}, err
	}
	account, role, err := directory.Access(ctx, reader, caller.UserID, id)
	if err != nil {
		return entry{}, err
	}
	for _, allowed := range roles {
		if role == allowed {
			return entry{caller, account, role}, nil
		}
	}
	if len(roles) > 0 {
		return entry{}, api.Forbidden("your role in this account does not allow this")
	}
	return entry{caller, account, role}, nil
}

type accountInput struct {
	Name    string `json:"name"`
	Company string `json:"company"`
}

func (i accountInput) checked() (accountInput, error) {
	fields := api.Fields{}
	i.Name = fields.Text("name", i.Name, 100)
	i.Company = fields.OptionalText("company", i.Company, 100)
	return i, fields.Err()
}

// newAccount gives the rows of an account that a user creates.
func newAccount(userID string, input accountInput) (directory.Account, directory.Membership) {
	now := record.Timestamp(time.Now())
	account := directory.Account{
		AccountID: record.NewID(), OwnerUserID: userID, Name: input.Name, Company: input.Company, Plan: "free",
		Status: directory.Active, CreatedAt: now, UpdatedAt: now,
	}
	owner := directory.Membership{UserID: userID, AccountID: account.AccountID, Role: directory.Owner, LinkedAt: now}
	return account, owner
}
