// Command delete serves DELETE /accounts/{accountId}.
package main

import (
	"listbackup.ai/backend/internal/accounts"
	"listbackup.ai/backend/internal/api"
	"listbackup.ai/backend/internal/directory"
	"listbackup.ai/backend/internal/env"
	"listbackup.ai/backend/internal/store"
)

func main() {
	known := directory.Directory{
		Client:       store.Connect(),
		Accounts:     env.Required("ACCOUNTS_TABLE"),
		UserAccounts: env.Required("USER_ACCOUNTS_TABLE"),
	}
	sources := store.Table{Client: known.Client, Name: env.Required("SOURCES_TABLE")}
	api.Start(accounts.Delete(known, accounts.Sources{Table: sources}))
}
