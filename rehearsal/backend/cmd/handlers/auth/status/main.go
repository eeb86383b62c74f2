// Command status serves GET /auth/status.
package main

import (
	"listbackup.ai/backend/internal/api"
	"listbackup.ai/backend/internal/auth"
	"listbackup.ai/backend/internal/directory"
	"listbackup.ai/backend/internal/env"
	"listbackup.ai/backend/internal/store"
)

func main() {
	api.Start(auth.Status(directory.Directory{
		Client: store.Connect(),
		Users:  env.Required("USERS_TABLE"),
	}))
}
