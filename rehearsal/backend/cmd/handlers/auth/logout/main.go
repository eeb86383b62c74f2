// Command logout serves POST /auth/logout.
package main

import (
	"listbackup.ai/backend/internal/api"
	"listbackup.ai/backend/internal/auth"
	"listbackup.ai/backend/internal/env"
	"listbackup.ai/backend/internal/identity"
)

func main() {
	api.Start(auth.Logout(identity.Cognito{
		Client:   identity.Connect(),
		PoolID:   env.Required("COGNITO_USER_POOL_ID"),
		ClientID: env.Required("COGNITO_CLIENT_ID"),
	}))
}
