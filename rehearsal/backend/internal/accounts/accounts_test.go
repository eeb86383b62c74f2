package accounts_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"listbackup.ai/backend/internal/accounts"
	"listbackup.ai/backend/internal/api"
	"listbackup.ai/backend/internal/api/apitest"
	"listbackup.ai/backend/internal/directory"
	"listbackup.ai/backend/internal/directory/directorytest"
	"listbackup.ai/backend/internal/store"
	"listbackup.ai/backend/internal/store/storetest"
	"listbackup.ai/backend/internal/token"
	"listbackup.ai/backend/internal/token/tokentest"
)

var secrets = tokentest.Fixed{"current", "previous"}

type world struct {
	t *testing.T
	directory.Directory
	memory *storetest.Memory
}

// begin has ann and bob, each with an account.
func begin(t *testing.T) world {
	people, memory := directorytest.New(nil)
	directorytest.Join(t, people, "ann", "bob")
	return world{t, people, memory}
}

func (w world) sources() accounts.Sources { return accounts.Sources{Table: w.memory.Table("sources")} }

func on(id string) map[string]string { return map[string]string{"accountId": id} }

func (w world) create(user string) string {
	w.t.Helper()
	return apitest.Do(w.t, accounts.Create(w), apitest.Call{User: user, Body: `{"name":"New"}`}).Want(w.t, 201).Text("accountId")
}

func (w world) createBelow(user, parent string, status int) string {
	w.t.Helper()
	call := apitest.Call{User: user, Body: `{"name":"Sub"}`, Path: map[string]string{"parentAccountId": parent}}
	return apitest.Do(w.t, accounts.CreateSubAccount(w), call).Want(w.t, status).Text("accountId")
}

func TestCreatorOwnsTheAccount(t *testing.T) {
	w := begin(t)
	id := w.create("ann")
	answer := apitest.Do(t, accounts.Get(w), apitest.Call{User: "ann", Path: on(id)}).Want(t, 200)
	if answer.Text("role") != "owner" || answer.Text("ownerUserId") != "ann" || answer.Text("name") != "New" {
		t.Error(answer.Body)
	}
}

func TestCreateNamesTheMissingField(t *testing.T) {
	answer := apitest.Do(t, accounts.Create(begin(t)), apitest.Call{User: "ann", Body: `{}`}).Want(t, 400)
	if answer.Fields["name"] != "is required" {
		t.Error(answer.Body)
	}
}

func TestOthersCannotTellAnAccountFromNone(t *testing.T) {
	w := begin(t)
	id := w.create("ann")
	others := apitest.Do(t, accounts.Get(w), apitest.Call{User: "bob", Path: on(id)}).Want(t, 404)
	none := apitest.Do(t, accounts.Get(w), apitest.Call{User: "bob", Path: on("none")}).Want(t, 404)
	if others.Body != none.Body {
		t.Errorf("%s differs from %s", others.Body, none.Body)
	}
}

func TestListPagesThroughTheCallersAccounts(t *testing.T) {
	w := begin(t)
	want := []string{"ann", w.create("ann"), w.create("ann")}
	w.create("bob")
	var got []string
	for query := map[string]string{"limit": "2"}; ; {
		answer := apitest.Do(t, accounts.List(w), apitest.Call{User: "ann", Query: query}).Want(t, 200)
		got = append(got, answer.Items("accountId")...)
		if answer.Text("nextCursor") == "" {
			break
		}
		query["cursor"] = answer.Text("nextCursor")
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestListLeavesOutAccountsThatAreGone(t *testing.T) {
	w := begin(t)
	directorytest.Share(w.memory, "gone", "ann", directory.Owner)
	answer := apitest.Do(t, accounts.List(w), apitest.Call{User: "ann"}).Want(t, 200)
	if got := answer.Items("accountId"); !slices.Equal(got, []string{"ann"}) {
		t.Error(got)
	}
}

func TestUpdateNeedsMoreThanMembership(t *testing.T) {
	for role, status := range map[directory.Role]int{directory.Owner: 200, directory.Admin: 200, directory.Member: 403} {
		w := begin(t)
		directorytest.Share(w.memory, "ann", "bob", role)
		apitest.Do(t, accounts.Update(w), apitest.Call{User: "bob", Path: on("ann"), Body: `{"name":"X"}`}).Want(t, status)
	}
}

func TestUpdateChangesWhatIsMentioned(t *testing.T) {
	w := begin(t)
	id := w.create("ann")
	answer := apitest.Do(t, accounts.Update(w), apitest.Call{User: "ann", Path: on(id), Body: `{"company":"Acme"}`}).Want(t, 200)
	if answer.Text("name") != "New" || answer.Text("company") != "Acme" {
		t.Error(answer.Body)
	}
}

func TestDeleteTakesMembershipsAlong(t *testing.T) {
	w := begin(t)
	id := w.create("ann")
	for i := range 120 { // more than a page
		directorytest.Share(w.memory, id, fmt.Sprintf("user-%03d", i), directory.Member)
	}
	apitest.Do(t, accounts.Delete(w, w.sources()), apitest.Call{User: "ann", Path: on(id)}).Want(t, 200)
	if got := w.memory.Count("members"); got != 2 {
		t.Errorf("%d memberships are left, want ann's and bob's own", got)
	}
}

func TestDeleteRefusesWhatIsInUse(t *testing.T) {
	w := begin(t)
	parent, busy := w.create("ann"), w.create("ann")
	w.createBelow("ann", parent, 201)
	w.memory.Put("sources", store.Item{"sourceId": store.S("s"), "accountId": store.S(busy)})
	for name, id := range map[string]string{"own account": "ann", "sub-accounts": parent, "sources": busy} {
		t.Run(name, func(t *testing.T) {
			apitest.Do(t, accounts.Delete(w, w.sources()), apitest.Call{User: "ann", Path: on(id)}).Want(t, 409)
		})
	}
}

func TestDeleteIsForOwners(t *testing.T) {
	w := begin(t)
	id := w.create("ann")
	directorytest.Share(w.memory, id, "bob", directory.Admin)
	apitest.Do(t, accounts.Delete(w, w.sources()), apitest.Call{User: "bob", Path: on(id)}).Want(t, 403)
}

func TestSubAccountsNestSoDeep(t *testing.T) {
	w := begin(t)
	id := w.create("ann")
	for range 4 {
		id = w.createBelow("ann", id, 201)
	}
	w.createBelow("ann", id, 409)
}

func TestSubAccountOfSomebodyElse(t *testing.T) { begin(t).createBelow("bob", "ann", 404) }

func TestHierarchyShowsTheWholeTree(t *testing.T) {
	w := begin(t)
	root := w.create("ann")
	child := w.createBelow("ann", root, 201)
	w.createBelow("ann", root, 201)
	w.createBelow("ann", child, 201)
	answer := apitest.Do(t, accounts.ListHierarchy(w), apitest.Call{User: "ann", Path: on(root)}).Want(t, 200)
	if answer.Data["count"] != 4.0 || answer.Data["truncated"] != false {
		t.Error(answer.Body)
	}
}

func TestHierarchyIsBounded(t *testing.T) {
	w := begin(t)
	for i := range 600 {
		w.memory.Put("accounts", store.Item{"accountId": store.S(fmt.Sprint("c", i)), "parentAccountId": store.S("ann")})
	}
	answer := apitest.Do(t, accounts.ListHierarchy(w), apitest.Call{User: "ann", Path: on("ann")}).Want(t, 200)
	if answer.Data["count"] != 500.0 || answer.Data["truncated"] != true {
		t.Errorf("count %v, truncated %v", answer.Data["count"], answer.Data["truncated"])
	}
}

func TestSwitchContextIsRemembered(t *testing.T) {
	w := begin(t)
	id := w.create("ann")
	apitest.Do(t, accounts.SwitchContext(w, secrets), apitest.Call{User: "ann", Body: `{"accountId":"` + id + `"}`}).Want(t, 200)
	user, err := w.User(t.Context(), "ann")
	if err != nil || user.CurrentAccountID != id {
		t.Errorf("%+v, %v", user, err)
	}
}

func TestSwitchContextProvesTheAccount(t *testing.T) {
	answer := apitest.Do(t, accounts.SwitchContext(begin(t), secrets), apitest.Call{User: "ann", Body: `{"accountId":"ann"}`}).Want(t, 200)
	claims, err := token.Verify(t.Context(), secrets, answer.Text("contextToken"), time.Now())
	if err != nil || claims.Subject != "ann" || claims.Account != "ann" {
		t.Errorf("%+v, %v", claims, err)
	}
}

func TestSwitchContextToSomebodyElsesAccount(t *testing.T) {
	apitest.Do(t, accounts.SwitchContext(begin(t), secrets), apitest.Call{User: "bob", Body: `{"accountId":"ann"}`}).Want(t, 404)
}

func TestADeletedAccountIsNobodysCurrentOne(t *testing.T) {
	w := begin(t)
	id := w.create("ann")
	apitest.Do(t, accounts.SwitchContext(w, secrets), apitest.Call{User: "ann", Body: `{"accountId":"` + id + `"}`}).Want(t, 200)
	apitest.Do(t, accounts.Delete(w, w.sources()), apitest.Call{User: "ann", Path: on(id)}).Want(t, 200)
	user, err := w.User(t.Context(), "ann")
	if err != nil {
		t.Fatal(err)
	}
	account, _, err := directory.CurrentAccount(t.Context(), w, user)
	if err != nil || account.AccountID != "ann" {
		t.Errorf("%+v, %v", account, err)
	}
}

func TestOthersGetNothingOfAnAccount(t *testing.T) {
	w := begin(t)
	for name, handler := range map[string]api.Handler{
		"get": accounts.Get(w), "update": accounts.Update(w), "delete": accounts.Delete(w, w.sources()),
		"sub-account": accounts.CreateSubAccount(w), "hierarchy": accounts.ListHierarchy(w),
	} {
		t.Run(name, func(t *testing.T) {
			path := map[string]string{"accountId": "ann", "parentAccountId": "ann"}
			call := apitest.Call{User: "bob", Path: path, Body: `{"name":"Mine now"}`}
			if answer := apitest.Do(t, handler, call).Want(t, 404); answer.Message != "account not found" {
				t.Error(answer.Body)
			}
		})
	}
	if account, err := w.Account(t.Context(), "ann"); err != nil || account.Name != "ann's account" || w.memory.Count("accounts") != 2 {
		t.Errorf("%+v, %v", account, err)
	}
}

func TestUpdateRefuses(t *testing.T) {
	long := strings.Repeat("x", 101)
	for body, field := range map[string]string{
		`{}`: "", `{"name":" "}`: "name", `{"name":"` + long + `"}`: "name", `{"company":"` + long + `"}`: "company",
		`{"plan":"enterprise"}`: "plan",
	} {
		answer := apitest.Do(t, accounts.Update(begin(t)), apitest.Call{User: "ann", Path: on("ann"), Body: body}).Want(t, 400)
		if answer.Code != "invalid_request" || field != "" && answer.Fields[field] == "" {
			t.Errorf("%s: %s", body, answer.Body)
		}
	}
}

func TestSwitchContextNamesTheMissingField(t *testing.T) {
	answer := apitest.Do(t, accounts.SwitchContext(begin(t), secrets), apitest.Call{User: "ann", Body: `{}`}).Want(t, 400)
	if answer.Fields["accountId"] != "is required" {
		t.Error(answer.Body)
	}
}
