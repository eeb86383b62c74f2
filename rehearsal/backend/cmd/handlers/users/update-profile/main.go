// Command update-profile serves PUT /users/me.
package main

import (
	"listbackup.ai/backend/internal/api"
	"listbackup.ai/backend/internal/directory"
	"listbackup.ai/backend/internal/env"
	"listbackup.ai/backend/internal/store"
	"listbackup.ai/backend/internal/users"
)

func main() {
	api.Start(users.UpdateProfile(directory.Directory{
		Client: store.Connect(),
		Users:  env.Required("USERS_TABLE"),
	}))
}
