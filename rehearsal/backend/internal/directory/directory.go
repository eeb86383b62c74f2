package directory

import (
	"context"
	"errors"
	"fmt"

	"listbackup.ai/backend/internal/api"
	"listbackup.ai/backend/internal/store"
)

var (
	// ErrNotFound says that there is no such user, account or membership.
	ErrNotFound = store.ErrNotFound
	// ErrExists says that what was to be created is there already.
	ErrExists = store.ErrExists
)

// Directory keeps users, accounts and memberships in three tables. A function that is given fewer leaves the others
// empty, and may then call only what needs those it has.
type Directory struct {
	Client   store.Client
	Users    string
	Accounts string
	// UserAccounts is the table of memberships.
	UserAccounts string
}

func (d Directory) users() store.Table    { return store.Table{Client: d.Client, Name: d.Users} }
func (d Directory) accounts() store.Table { return store.Table{Client: d.Client, Name: d.Accounts} }
func (d Directory) memberships() store.Table {
	return store.Table{Client: d.Client, Name: d.UserAccounts}
}

func userKey(id string) store.Item    { return store.Item{"userId": store.S(id)} }
func accountKey(id string) store.Item { return store.Item{"accountId": store.S(id)} }
func membershipKey(userID, accountID string) store.Item {
	return store.Item{"userId": store.S(userID), "accountId": store.S(accountID)}
}

// User gives one user.
func (d Directory) User(ctx context.Context, id string) (User, error) {
	item, err := d.users().Get(ctx, userKey(id))
	if err != nil {
		return User{}, err
	}
	return userOf(item), nil
}

// ChangeUser sets attributes of a user; an empty text removes one.
func (d Directory) ChangeUser(ctx context.Context, id string, changes store.Item) (User, error) {
	item, err := d.users().Update(ctx, userKey(id), changes)
	if err != nil {
		return User{}, err
	}
	return userOf(item), nil
}

// Register writes a new user with an account, all or nothing. ErrExists when one of them is there.
func (d Directory) Register(ctx context.Context, user User, account Account, owner Membership) error {
	return existsError(store.Transact(ctx, d.Client,
		d.users().Insert("userId", user.item()),
		d.accounts().Insert("accountId", account.item()),
		d.memberships().Insert("userId", owner.Item()),
	))
}

// Account gives one account.
func (d Directory) Account(ctx context.Context, id string) (Account, error) {
	item, err := d.accounts().Get(ctx, accountKey(id))
	if err != nil {
		return Account{}, err
	}
	return accountOf(item), nil
}

// AccountsByID gives those of up to 100 accounts that exist.
func (d Directory) AccountsByID(ctx context.Context, ids []string) (map[string]Account, error) {
	keys := make([]store.Item, len(ids))
	for i, id := range ids {
		keys[i] = accountKey(id)
	}
	items, err := d.accounts().GetAll(ctx, keys)
	if err != nil {
		return nil, err
	}
	accounts := make(map[string]Account, len(items))
	for _, item := range items {
		account := accountOf(item)
		accounts[account.AccountID] = account
	}
	return accounts, nil
}

// CreateAccount writes a new account and its owner's membership, all or nothing. ErrNotFound when its parent is gone.
func (d Directory) CreateAccount(ctx context.Context, account Account, owner Membership) error {
	writes := []store.Write{
		d.accounts().Insert("accountId", account.item()),
		d.memberships().Insert("userId", owner.Item()),
	}
	if account.ParentAccountID != "" {
		writes = append(writes, d.accounts().Exists(accountKey(account.ParentAccountID)))
	}
	err := store.Transact(ctx, d.Client, writes...)
	if store.FailedAt(err, 2) {
		return ErrNotFound
	}
	return existsError(err)
}

// ChangeAccount sets attributes of an account; an empty text removes one.
func (d Directory) ChangeAccount(ctx context.Context, id string, changes store.Item) (Account, error) {
	item, err := d.accounts().Update(ctx, accountKey(id), changes)
	if err != nil {
		return Account{}, err
	}
	return accountOf(item), nil
}

// DeleteAccount removes an account, then its memberships. One that is left behind, should the process end between
// the two, leads nowhere: every reader goes through the account.
func (d Directory) DeleteAccount(ctx context.Context, id string) error {
	err := store.Transact(ctx, d.Client, d.accounts().Remove(accountKey(id)))
	if store.FailedAt(err, 0) {
		return ErrNotFound
	}
	if err != nil {
		return err
	}
	for page := (api.Page{Limit: 100}); ; {
		members, next, err := d.memberships().Query(ctx, store.Lookup{Index: "AccountIndex", Key: "accountId", Value: id}, page)
		if err != nil {
			return fmt.Errorf("members of a deleted account: %w", err)
		}
		writes := make([]store.Write, len(members))
		for i, member := range members {
			writes[i] = d.memberships().Clear(membershipKey(member.Text("userId"), id))
		}
		if len(writes) > 0 {
			if err := store.Transact(ctx, d.Client, writes...); err != nil {
				return err
			}
		}
		if next == "" {
			return nil
		}
		page.Cursor = next
	}
}

// Children gives a page of an account's direct sub-accounts.
func (d Directory) Children(ctx context.Context, id string, page api.Page) ([]Account, string, error) {
	lookup := store.Lookup{Index: "ParentAccountIndex", Key: "parentAccountId", Value: id}
	items, next, err := d.accounts().Query(ctx, lookup, page)
	if err != nil {
		return nil, "", err
	}
	accounts := make([]Account, len(items))
	for i, item := range items {
		accounts[i] = accountOf(item)
	}
	return accounts, next, nil
}

// Membership tells what a user is in an account. ErrNotFound without a membership.
func (d Directory) Membership(ctx context.Context, userID, accountID string) (Membership, error) {
	item, err := d.memberships().Get(ctx, membershipKey(userID, accountID))
	if err != nil {
		return Membership{}, err
	}
	return membershipOf(item), nil
}

// Memberships gives a page of the accounts that a user belongs to.
func (d Directory) Memberships(ctx context.Context, userID string, page api.Page) ([]Membership, string, error) {
	items, next, err := d.memberships().Query(ctx, store.Lookup{Key: "userId", Value: userID}, page)
	if err != nil {
		return nil, "", err
	}
	memberships := make([]Membership, len(items))
	for i, item := range items {
		memberships[i] = membershipOf(item)
	}
	return memberships, next, nil
}

func existsError(err error) error {
	var condition *store.ConditionError
	if errors.As(err, &condition) {
		return ErrExists
	}
	return err
}
