// Command create serves POST /tags.
package main

import (
	"listbackup.ai/backend/internal/api"
	"listbackup.ai/backend/internal/env"
	"listbackup.ai/backend/internal/store"
	"listbackup.ai/backend/internal/tags"
)

func main() {
	table := store.Table{Client: store.Connect(), Name: env.Required("TAGS_TABLE")}
	api.Start(tags.Create(tags.Shelf{Table: table}))
}
