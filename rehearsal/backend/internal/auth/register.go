// Package auth holds the handlers of the auth service.
package auth

import (
	"context"
	"errors"
	"fmt"
	"time"

	"listbackup.ai/backend/internal/api"
	"listbackup.ai/backend/internal/directory"
	"listbackup.ai/backend/internal/identity"
	"listbackup.ai/backend/internal/record"
)

// Registry writes new users.
type Registry interface {
	Register(ctx context.Context, user directory.User, account directory.Account, owner directory.Membership) error
}

type registration struct {
	Email    string `json:"email"`
	Password string `json:"password"`
	Name     string `json:"name"`
	Company  string `json:"company"`
}

func (r registration) checked() (registration, error) {
	fields := api.Fields{}
	r.Email = fields.Email("email", r.Email)
	r.Name = fields.Text("name", r.Name, 100)
	r.Company = fields.OptionalText("company", r.Company, 100)
	checkPassword(fields, r.Password)
	return r, fields.Err()
}

// checkPassword leaves the policy to the user pool, and the password as it was typed.
func checkPassword(fields api.Fields, password string) {
	switch {
	case password == "":
		fields["password"] = "is required"
	case len(password) > 256:
		fields["password"] = "has more than 256 characters"
	}
}

// Register (POST /auth/register) creates a user, an account and the membership in it. The user can sign in at once.
func Register(users identity.Provider, registry Registry) api.Handler {
	return func(ctx context.Context, request api.Request) (api.Response, error) {
		var input registration
		if err := request.Decode(&input); err != nil {
			return api.Fail(err)
		}
		input, err := input.checked()
		if err != nil {
			return api.Fail(err)
		}
		id, err := users.SignUp(ctx, identity.NewUser{Email: input.Email, Password: input.Password, Name: input.Name})
		if err != nil {
			return api.Fail(signUpError(err))
		}
		user, account, owner := rows(id, input, record.Timestamp(time.Now()))
		if err := registry.Register(ctx, user, account, owner); err != nil {
			// Without rows the address would be permanently taken by a user whom no service knows.
			return api.Fail(errors.Join(fmt.Errorf("register: %w", err), users.Remove(ctx, id)))
		}
		return api.Created(map[string]string{
			"userId": user.UserID, "accountId": account.AccountID, "email": user.Email, "name": user.Name,
		})
	}
}

func rows(id string, input registration, now string) (directory.User, directory.Account, directory.Membership) {
	accountID := directory.OwnAccountID(id)
	name := input.Company
	if name == "" {
		name = input.Name + "'s account"
	}
	user := directory.User{
		UserID: id, Email: input.Email, Name: input.Name, Company: input.Company, Status: directory.Active,
		CurrentAccountID: accountID, CreatedAt: now, UpdatedAt: now,
	}
	account := directory.Account{
		AccountID: accountID, OwnerUserID: id, Name: name, Company: input.Company, Plan: "free",
		Status: directory.Active, CreatedAt: now, UpdatedAt: now,
	}
	return user, account, directory.Membership{UserID: id, AccountID: accountID, Role: directory.Owner, LinkedAt: now}
}

func signUpError(err error) error {
	switch {
	case errors.Is(err, identity.ErrUserExists):
		return api.Conflict("this e-mail address is registered already")
	case errors.Is(err, identity.ErrPasswordPolicy):
		return api.Invalid("password", "does not meet the password policy")
	case errors.Is(err, identity.ErrTooMany):
		return api.TooMany("too many attempts; try again later")
	default:
		return err
	}
}
