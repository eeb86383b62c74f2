package directory

import (
	"context"
	"errors"

	"listbackup.ai/backend/internal/api"
)

// Reader is what it takes to decide on a user's access.
type Reader interface {
	User(ctx context.Context, id string) (User, error)
	Account(ctx context.Context, id string) (Account, error)
	Membership(ctx context.Context, userID, accountID string) (Membership, error)
}

// Access gives an account to one of its members. Others get a 404, whether the account exists or not.
func Access(ctx context.Context, reader Reader, userID, accountID string) (Account, Role, error) {
	membership, err := reader.Membership(ctx, userID, accountID)
	if errors.Is(err, ErrNotFound) {
		return Account{}, "", api.NotFound("account")
	}
	if err != nil {
		return Account{}, "", err
	}
	account, err := reader.Account(ctx, accountID)
	if errors.Is(err, ErrNotFound) {
		return Account{}, "", api.NotFound("account")
	}
	return account, membership.Role, err
}

// CurrentAccount gives the account that a user works in: the one last switched to while accessible, else their
// own.
func CurrentAccount(ctx context.Context, reader Reader, user User) (Account, Role, error) {
	account, role, err := Access(ctx, reader, user.UserID, user.CurrentAccountID)
	var refused *api.Error
	if own := OwnAccountID(user.UserID); errors.As(err, &refused) && user.CurrentAccountID != own {
		return Access(ctx, reader, user.UserID, own)
	}
	return account, role, err
}

// UserReader finds users.
type UserReader interface {
	User(ctx context.Context, id string) (User, error)
}

// Known gives the user behind a token. The user of a token may be deleted, or created elsewhere: 404.
func Known(ctx context.Context, reader UserReader, userID string) (User, error) {
	user, err := reader.User(ctx, userID)
	if errors.Is(err, ErrNotFound) {
		return User{}, api.NotFound("user")
	}
	return user, err
}
