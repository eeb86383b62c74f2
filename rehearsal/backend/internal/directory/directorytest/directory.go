// Package directorytest makes directories in memory.
package directorytest

import (
	"context"
	"testing"

	"listbackup.ai/backend/internal/directory"
	"listbackup.ai/backend/internal/store/storetest"
)

// New gives an empty directory and its tables, besides which there are `sources` and others that tests want.
func New(others map[string][]string) (directory.Directory, *storetest.Memory) {
	keys := map[string][]string{
		"users": {"userId"}, "accounts": {"accountId"}, "members": {"userId", "accountId"}, "sources": {"sourceId"},
	}
	for name, key := range others {
		keys[name] = key
	}
	memory := storetest.New(keys)
	return directory.Directory{Client: memory, Users: "users", Accounts: "accounts", UserAccounts: "members"}, memory
}

// Join registers users, each with an account.
func Join(t *testing.T, to directory.Directory, ids ...string) {
	t.Helper()
	for _, id := range ids {
		user := directory.User{UserID: id, Email: id + "@example.com", Name: id, Status: directory.Active, CurrentAccountID: id}
		account := directory.Account{AccountID: id, OwnerUserID: id, Name: id + "'s account", Status: directory.Active}
		owner := directory.Membership{UserID: id, AccountID: id, Role: directory.Owner}
		if err := to.Register(context.Background(), user, account, owner); err != nil {
			t.Fatal(err)
		}
	}
}

// Share makes a user a member of another user's account.
func Share(memory *storetest.Memory, accountID, userID string, role directory.Role) {
	memory.Put("members", directory.Membership{UserID: userID, AccountID: accountID, Role: role}.Item())
}
