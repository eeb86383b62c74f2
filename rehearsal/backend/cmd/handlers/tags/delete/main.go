// Command delete serves DELETE /tags/{tagId}.
package main

import (
	"listbackup.ai/backend/internal/api"
	"listbackup.ai/backend/internal/env"
	"listbackup.ai/backend/internal/store"
	"listbackup.ai/backend/internal/tags"
)

func main() {
	client := store.Connect()
	api.Start(tags.Delete(tags.Shelf{
		Table:       store.Table{Client: client, Name: env.Required("TAGS_TABLE")},
		Assignments: store.Table{Client: client, Name: env.Required("ENTITY_TAGS_TABLE")},
	}))
}
