// Command create serves POST /jobs.
package main

import (
	"listbackup.ai/backend/internal/api"
	"listbackup.ai/backend/internal/directory"
	"listbackup.ai/backend/internal/env"
	"listbackup.ai/backend/internal/jobs"
	"listbackup.ai/backend/internal/store"
)

func main() {
	members := directory.Directory{
		Client:       store.Connect(),
		Users:        env.Required("USERS_TABLE"),
		Accounts:     env.Required("ACCOUNTS_TABLE"),
		UserAccounts: env.Required("USER_ACCOUNTS_TABLE"),
	}
	api.Start(jobs.Create(members, jobs.Ledger{
		Jobs:    store.Table{Client: members.Client, Name: env.Required("JOBS_TABLE")},
		Sources: store.Table{Client: members.Client, Name: env.Required("SOURCES_TABLE")},
	}))
}
