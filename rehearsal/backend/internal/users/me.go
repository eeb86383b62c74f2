// Package users holds the handlers of the users service.
package users

import (
	"context"
	"errors"
	"strings"
	"time"

	"listbackup.ai/backend/internal/api"
	"listbackup.ai/backend/internal/directory"
	"listbackup.ai/backend/internal/record"
	"listbackup.ai/backend/internal/store"
)

type currentAccount struct {
	AccountID string         `json:"accountId"`
	Name      string         `json:"name"`
	Role      directory.Role `json:"role"`
}

type profile struct {
	directory.User
	CurrentAccount currentAccount `json:"currentAccount"`
}

// GetMe (GET /users/me) gives the caller's profile and the current account.
func GetMe(reader directory.Reader) api.Handler {
	return func(ctx context.Context, request api.Request) (api.Response, error) {
		caller, err := request.Caller()
		if err != nil {
			return api.Fail(err)
		}
		user, err := directory.Known(ctx, reader, caller.UserID)
		if err != nil {
			return api.Fail(err)
		}
		account, role, err := directory.CurrentAccount(ctx, reader, user)
		if err != nil {
			return api.Fail(err)
		}
		user.CurrentAccountID = account.AccountID
		return api.OK(profile{User: user, CurrentAccount: currentAccount{account.AccountID, account.Name, role}})
	}
}

// Changer changes users.
type Changer interface {
	ChangeUser(ctx context.Context, id string, changes store.Item) (directory.User, error)
}

// profileChange has a pointer where "not mentioned" differs from "emptied".
type profileChange struct {
	Name     *string `json:"name"`
	Company  *string `json:"company"`
	Phone    *string `json:"phone"`
	Timezone *string `json:"timezone"`
}

func (c profileChange) checked() (store.Item, error) {
	fields, changes := api.Fields{}, store.Item{}
	if c.Name != nil {
		changes["name"] = store.S(fields.Text("name", *c.Name, 100))
	}
	for name, value := range map[string]*string{"company": c.Company, "phone": c.Phone} {
		if value != nil {
			changes[name] = store.S(fields.OptionalText(name, *value, 100))
		}
	}
	if c.Timezone != nil {
		changes["timezone"] = store.S(checkTimezone(fields, *c.Timezone))
	}
	if len(changes) == 0 && len(fields) == 0 {
		return nil, api.BadRequest("nothing to change: give name, company, phone or timezone")
	}
	return changes, fields.Err()
}

// checkTimezone goes by form ("Europe/Vienna"): the runtime carries no database of zones.
func checkTimezone(fields api.Fields, value string) string {
	value = fields.OptionalText("timezone", value, 64)
	if value != "" && value != "UTC" && !strings.Contains(value, "/") {
		fields["timezone"] = "is not a name like Europe/Vienna"
	}
	return value
}

// UpdateProfile (PUT /users/me) changes what is mentioned; an empty text clears a field. The address is Cognito's.
func UpdateProfile(changer Changer) api.Handler {
	return func(ctx context.Context, request api.Request) (api.Response, error) {
		caller, err := request.Caller()
		if err != nil {
			return api.Fail(err)
		}
		var input profileChange
		if err := request.Decode(&input); err != nil {
			return api.Fail(err)
		}
		changes, err := input.checked()
		if err != nil {
			return api.Fail(err)
		}
		changes["updatedAt"] = store.S(record.Timestamp(time.Now()))
		user, err := changer.ChangeUser(ctx, caller.UserID, changes)
		if errors.Is(err, directory.ErrNotFound) {
			return api.Fail(api.NotFound("user"))
		}
		if err != nil {
			return api.Fail(err)
		}
		return api.OK(user)
	}
}
