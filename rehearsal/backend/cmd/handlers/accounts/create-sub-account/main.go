// Command create-sub-account serves POST /accounts/{parentAccountId}/sub-accounts.
package main

import (
	"listbackup.ai/backend/internal/accounts"
	"listbackup.ai/backend/internal/api"
	"listbackup.ai/backend/internal/directory"
	"listbackup.ai/backend/internal/env"
	"listbackup.ai/backend/internal/store"
)

func main() {
	api.Start(accounts.CreateSubAccount(directory.Directory{
		Client:       store.Connect(),
		Accounts:     env.Required("ACCOUNTS_TABLE"),
		UserAccounts: env.Required("USER_ACCOUNTS_TABLE"),
	}))
}
