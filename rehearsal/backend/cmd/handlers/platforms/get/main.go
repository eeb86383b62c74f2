// Command get serves GET /platforms/{platformId}.
package main

import (
	"listbackup.ai/backend/internal/api"
	"listbackup.ai/backend/internal/env"
	"listbackup.ai/backend/internal/platforms"
	"listbackup.ai/backend/internal/store"
)

func main() {
	table := store.Table{Client: store.Connect(), Name: env.Required("PLATFORMS_TABLE")}
	api.Start(platforms.Get(platforms.Range{Table: table}))
}
