package connections_test

import (
	"slices"
	"testing"

	"listbackup.ai/backend/internal/api/apitest"
	"listbackup.ai/backend/internal/connections"
	"listbackup.ai/backend/internal/directory"
	"listbackup.ai/backend/internal/directory/directorytest"
	"listbackup.ai/backend/internal/platforms"
	"listbackup.ai/backend/internal/store"
)

func begin(t *testing.T) (directory.Directory, platforms.Range, store.Table) {
	people, memory := directorytest.New(map[string][]string{"platforms": {"platformId"}, "connections": {"connectionId"}})
	directorytest.Join(t, people, "ann", "bob")
	memory.Put("platforms", platforms.Platform{PlatformID: "keap", Name: "Keap", AuthType: "oauth"}.Item())
	memory.Put("platforms", platforms.Platform{PlatformID: "zoho", Name: "Zoho", AuthType: "oauth"}.Item())
	return people, platforms.Range{Table: memory.Table("platforms")}, memory.Table("connections")
}

func to(platform string) map[string]string { return map[string]string{"platformId": platform} }

const oauth = `{"name":"Main","authType":"oauth"}`

func TestListShowsTheAccountsConnectionsToThePlatform(t *testing.T) {
	people, known, table := begin(t)
	create := connections.Create(people, known, table)
	want := apitest.Do(t, create, apitest.Call{User: "ann", Path: to("keap"), Body: oauth}).Want(t, 201).Text("connectionId")
	apitest.Do(t, create, apitest.Call{User: "ann", Path: to("zoho"), Body: oauth}).Want(t, 201)
	apitest.Do(t, create, apitest.Call{User: "bob", Path: to("keap"), Body: oauth}).Want(t, 201)
	answer := apitest.Do(t, connections.List(people, table), apitest.Call{User: "ann", Path: to("keap")}).Want(t, 200)
	if got := answer.Items("connectionId"); !slices.Equal(got, []string{want}) {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestCreateRefuses(t *testing.T) {
	people, known, table := begin(t)
	for body, field := range map[string]string{
		`{}`:                               "name",
		`{"name":"a","authType":"magic"}`:  "authType",
		`{"name":"a","authType":"apikey"}`: "authType",
		`{"name":"a","authType":"oauth","credentials":{"token":"t"}}`: "credentials",
	} {
		answer := apitest.Do(t, connections.Create(people, known, table), apitest.Call{User: "ann", Path: to("keap"), Body: body})
		if answer.Want(t, 400).Fields[field] == "" {
			t.Errorf("%s: %s", body, answer.Body)
		}
	}
}

func TestCreateForAnUnknownPlatform(t *testing.T) {
	people, known, table := begin(t)
	apitest.Do(t, connections.Create(people, known, table), apitest.Call{User: "ann", Path: to("x"), Body: oauth}).Want(t, 404)
}
