package users_test

import (
	"testing"

	"listbackup.ai/backend/internal/api/apitest"
	"listbackup.ai/backend/internal/directory/directorytest"
	"listbackup.ai/backend/internal/users"
)

func TestGetMeGivesTheCurrentAccountAndRole(t *testing.T) {
	people, _ := directorytest.New(nil)
	directorytest.Join(t, people, "ann")
	answer := apitest.Do(t, users.GetMe(people), apitest.Call{User: "ann"}).Want(t, 200)
	current, _ := answer.Data["currentAccount"].(map[string]any)
	if answer.Text("email") != "ann@example.com" || current["accountId"] != "ann" || current["role"] != "owner" {
		t.Error(answer.Body)
	}
}

func TestGetMeOfNobodyIsRefused(t *testing.T) {
	people, _ := directorytest.New(nil)
	apitest.Do(t, users.GetMe(people), apitest.Call{}).Want(t, 401)
}

func TestUpdateProfileKeepsWhatIsNotMentioned(t *testing.T) {
	people, _ := directorytest.New(nil)
	directorytest.Join(t, people, "ann")
	answer := apitest.Do(t, users.UpdateProfile(people), apitest.Call{User: "ann", Body: `{"company":"Acme"}`}).Want(t, 200)
	if answer.Text("company") != "Acme" || answer.Text("name") != "ann" {
		t.Error(answer.Body)
	}
}

func TestUpdateProfileClearsAnEmptyField(t *testing.T) {
	people, _ := directorytest.New(nil)
	directorytest.Join(t, people, "ann")
	apitest.Do(t, users.UpdateProfile(people), apitest.Call{User: "ann", Body: `{"phone":"1"}`}).Want(t, 200)
	answer := apitest.Do(t, users.UpdateProfile(people), apitest.Call{User: "ann", Body: `{"phone":""}`}).Want(t, 200)
	if _, there := answer.Data["phone"]; there {
		t.Error(answer.Body)
	}
}

func TestUpdateProfileRefuses(t *testing.T) {
	people, _ := directorytest.New(nil)
	directorytest.Join(t, people, "ann")
	for _, body := range []string{`{}`, `{"name":" "}`, `{"email":"x@y.z"}`, `{"userId":"bob"}`, `{"timezone":"here"}`} {
		apitest.Do(t, users.UpdateProfile(people), apitest.Call{User: "ann", Body: body}).Want(t, 400)
	}
}

func TestUpdateProfileNeverMakesAUser(t *testing.T) {
	people, memory := directorytest.New(nil)
	apitest.Do(t, users.UpdateProfile(people), apitest.Call{User: "ghost", Body: `{"name":"Boo"}`}).Want(t, 404)
	if memory.Count("users") != 0 {
		t.Error("a user was made")
	}
}
