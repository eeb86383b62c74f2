// Command health serves GET /health.
package main

import (
	"time"

	"listbackup.ai/backend/internal/api"
	"listbackup.ai/backend/internal/env"
	"listbackup.ai/backend/internal/health"
	"listbackup.ai/backend/internal/identity"
	"listbackup.ai/backend/internal/jobs"
	"listbackup.ai/backend/internal/store"
)

func main() {
	users := store.Table{Client: store.Connect(), Name: env.Required("USERS_TABLE_NAME")}
	api.Start(health.Handler(
		// Below the gateway function's own time limit, so that a slow check is named and not cut off.
		3*time.Second,
		health.Database(users),
		health.Queue(jobs.Connect(), env.Required("HEALTH_QUEUE_URL")),
		health.Identity(identity.Connect(), env.Required("COGNITO_USER_POOL_ID")),
	))
}
