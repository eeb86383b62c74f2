// Command get-me serves GET /users/me.
package main

import (
	"listbackup.ai/backend/internal/api"
	"listbackup.ai/backend/internal/directory"
	"listbackup.ai/backend/internal/env"
	"listbackup.ai/backend/internal/store"
	"listbackup.ai/backend/internal/users"
)

func main() {
	api.Start(users.GetMe(directory.Directory{
		Client:       store.Connect(),
		Users:        env.Required("USERS_TABLE"),
		Accounts:     env.Required("ACCOUNTS_TABLE"),
		UserAccounts: env.Required("USER_ACCOUNTS_TABLE"),
	}))
}
