// Command register serves POST /auth/register.
package main

import (
	"listbackup.ai/backend/internal/api"
	"listbackup.ai/backend/internal/auth"
	"listbackup.ai/backend/internal/directory"
	"listbackup.ai/backend/internal/env"
	"listbackup.ai/backend/internal/identity"
	"listbackup.ai/backend/internal/store"
)

func main() {
	users := identity.Cognito{
		Client:   identity.Connect(),
		PoolID:   env.Required("COGNITO_USER_POOL_ID"),
		ClientID: env.Required("COGNITO_CLIENT_ID"),
	}
	registry := directory.Directory{
		Client:       store.Connect(),
		Users:        env.Required("USERS_TABLE"),
		Accounts:     env.Required("ACCOUNTS_TABLE"),
		UserAccounts: env.Required("USER_ACCOUNTS_TABLE"),
	}
	api.Start(auth.Register(users, registry))
}
