package connections_test

import (
	"slices"
	"strings"
	"testing"

	"listbackup.ai/backend/internal/api"
	"listbackup.ai/backend/internal/api/apitest"
	"listbackup.ai/backend/internal/connections"
	"listbackup.ai/backend/internal/directory"
	"listbackup.ai/backend/internal/directory/directorytest"
	"listbackup.ai/backend/internal/platforms"
	"listbackup.ai/backend/internal/store"
	"listbackup.ai/backend/internal/store/storetest"
)

func begin(t *testing.T) (directory.Directory, platforms.Range, store.Table) {
	t.Helper()
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

func switchTo(t *testing.T, people directory.Directory, userID, accountID string) {
	t.Helper()
	if _, err := people.ChangeUser(t.Context(), userID, store.Item{"currentAccountId": store.S(accountID)}); err != nil {
		t.Fatal(err)
	}
}

func TestMembersShareTheAccountsConnections(t *testing.T) {
	people, known, table := begin(t)
	memory := people.Client.(*storetest.Memory)
	directorytest.Share(memory, "ann", "bob", directory.Member)
	switchTo(t, people, "bob", "ann")
	create := connections.Create(people, known, table)
	answer := apitest.Do(t, create, apitest.Call{User: "bob", Path: to("keap"), Body: oauth}).Want(t, 201)
	if answer.Text("accountId") != "ann" || answer.Text("userId") != "bob" || answer.Text("status") != "pending" {
		t.Error(answer.Body)
	}
}

func TestWhoWasTakenOutOfAnAccountIsBackInHisOwn(t *testing.T) {
	people, known, table := begin(t)
	switchTo(t, people, "bob", "ann") // and no membership, or a removed one
	create := connections.Create(people, known, table)
	apitest.Do(t, create, apitest.Call{User: "ann", Path: to("keap"), Body: oauth}).Want(t, 201)
	list := apitest.Do(t, connections.List(people, table), apitest.Call{User: "bob", Path: to("keap")}).Want(t, 200)
	made := apitest.Do(t, create, apitest.Call{User: "bob", Path: to("keap"), Body: oauth}).Want(t, 201)
	if len(list.Items("connectionId")) != 0 || made.Text("accountId") != "bob" {
		t.Errorf("%s, %s", list.Body, made.Body)
	}
}

func TestListPages(t *testing.T) {
	people, known, table := begin(t)
	var want, got []string
	for range 5 {
		call := apitest.Call{User: "ann", Path: to("keap"), Body: oauth}
		want = append(want, apitest.Do(t, connections.Create(people, known, table), call).Want(t, 201).Text("connectionId"))
	}
	pages := 0
	for query := map[string]string{"limit": "2"}; ; pages++ {
		call := apitest.Call{User: "ann", Path: to("keap"), Query: query}
		answer := apitest.Do(t, connections.List(people, table), call).Want(t, 200)
		got = append(got, answer.Items("connectionId")...)
		if query["cursor"] = answer.Text("nextCursor"); query["cursor"] == "" {
			break
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(got, want) || pages != 2 {
		t.Errorf("%v after %d full pages, want %v", got, pages, want)
	}
}

func TestCursorOfAnotherAccountIsRefused(t *testing.T) {
	people, known, table := begin(t)
	for range 2 {
		call := apitest.Call{User: "ann", Path: to("keap"), Body: oauth}
		apitest.Do(t, connections.Create(people, known, table), call).Want(t, 201)
	}
	list, query := connections.List(people, table), map[string]string{"limit": "1"}
	query["cursor"] = apitest.Do(t, list, apitest.Call{User: "ann", Path: to("keap"), Query: query}).Want(t, 200).Text("nextCursor")
	answer := apitest.Do(t, list, apitest.Call{User: "bob", Path: to("keap"), Query: query})
	if answer.Want(t, 400).Fields["cursor"] == "" {
		t.Error(answer.Body)
	}
}

func TestCredentialsAreNotLogged(t *testing.T) {
	people, known, table := begin(t)
	body := `{"name":"a","authType":"oauth","token":"hush-hush"}`
	call := apitest.Call{User: "ann", Path: to("keap"), Body: body}
	answer := apitest.Do(t, connections.Create(people, known, table), call).Want(t, 400)
	if strings.Contains(answer.Log, "hush") || strings.Contains(answer.Body, "hush") {
		t.Errorf("%s %s", answer.Log, answer.Body)
	}
}

func TestNobodyHasNoConnections(t *testing.T) {
	people, known, table := begin(t)
	for name, handler := range map[string]api.Handler{
		"list": connections.List(people, table), "create": connections.Create(people, known, table),
	} {
		t.Run(name, func(t *testing.T) {
			apitest.Do(t, handler, apitest.Call{Path: to("keap"), Body: oauth}).Want(t, 401)
			apitest.Do(t, handler, apitest.Call{User: "eve", Path: to("keap"), Body: oauth}).Want(t, 404)
		})
	}
}
