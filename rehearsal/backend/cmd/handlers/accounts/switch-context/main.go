// Command switch-context serves POST /accounts/switch.
package main

import (
	"listbackup.ai/backend/internal/accounts"
	"listbackup.ai/backend/internal/api"
	"listbackup.ai/backend/internal/directory"
	"listbackup.ai/backend/internal/env"
	"listbackup.ai/backend/internal/store"
	"listbackup.ai/backend/internal/token"
)

func main() {
	api.Start(accounts.SwitchContext(directory.Directory{
		Client:       store.Connect(),
		Users:        env.Required("USERS_TABLE"),
		Accounts:     env.Required("ACCOUNTS_TABLE"),
		UserAccounts: env.Required("USER_ACCOUNTS_TABLE"),
	}, token.Connect(env.Required("JWT_SECRET"), env.Required("JWT_SECRET_PREVIOUS"))))
}
