// Command create serves POST /platforms/{platformId}/connections.
package main

import (
	"listbackup.ai/backend/internal/api"
	"listbackup.ai/backend/internal/connections"
	"listbackup.ai/backend/internal/directory"
	"listbackup.ai/backend/internal/env"
	"listbackup.ai/backend/internal/platforms"
	"listbackup.ai/backend/internal/store"
)

func main() {
	client := store.Connect()
	members := directory.Directory{
		Client:       client,
		Users:        env.Required("USERS_TABLE"),
		Accounts:     env.Required("ACCOUNTS_TABLE"),
		UserAccounts: env.Required("USER_ACCOUNTS_TABLE"),
	}
	known := platforms.Range{Table: store.Table{Client: client, Name: env.Required("PLATFORMS_TABLE")}}
	table := store.Table{Client: client, Name: env.Required("PLATFORM_CONNECTIONS_TABLE")}
	api.Start(connections.Create(members, known, table))
}
