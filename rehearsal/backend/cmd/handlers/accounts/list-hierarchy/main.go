// Command list-hierarchy serves GET /accounts/{accountId}/hierarchy.
package main

import (
	"listbackup.ai/backend/internal/accounts"
	"listbackup.ai/backend/internal/api"
	"listbackup.ai/backend/internal/directory"
	"listbackup.ai/backend/internal/env"
	"listbackup.ai/backend/internal/store"
)

func main() {
	api.Start(accounts.ListHierarchy(directory.Directory{
		Client:       store.Connect(),
		Accounts:     env.Required("ACCOUNTS_TABLE"),
		UserAccounts: env.Required("USER_ACCOUNTS_TABLE"),
	}))
}
