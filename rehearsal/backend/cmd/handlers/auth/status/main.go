// Command status serves GET /auth/status.
package main

import (
	"listbackup.ai/backend/internal/api"
	"listbackup.ai/backend/internal/auth"
	"listbackup.ai/backend/internal/directory"
	"listbackup.ai/backend/internal/env"
	"listbackup.ai/backend/internal/store"
	"listbackup.ai/backend/internal/token"
)

func main() {
	api.Start(auth.Status(directory.Directory{
		Client: store.Connect(),
		Users:  env.Required("USERS_TABLE"),
	}, token.Connect(env.Required("JWT_SECRET"), env.Required("JWT_SECRET_PREVIOUS"))))
}
