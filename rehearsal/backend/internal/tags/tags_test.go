package tags_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"

	"listbackup.ai/backend/internal/api/apitest"
	"listbackup.ai/backend/internal/store"
	"listbackup.ai/backend/internal/store/storetest"
	"listbackup.ai/backend/internal/tags"
)

func begin() (tags.Shelf, *storetest.Memory) {
	memory := storetest.New(map[string][]string{"tags": {"tagId"}, "assignments": {"entityTagId"}})
	return tags.Shelf{Table: memory.Table("tags"), Assignments: memory.Table("assignments")}, memory
}

func create(t *testing.T, shelf tags.Shelf, user, name string, status int) string {
	t.Helper()
	call := apitest.Call{User: user, Body: fmt.Sprintf(`{"name":%q}`, name)}
	return apitest.Do(t, tags.Create(shelf), call).Want(t, status).Text("tagId")
}

func on(id string) map[string]string { return map[string]string{"tagId": id} }

func TestCreatedTagCanBeRead(t *testing.T) {
	shelf, _ := begin()
	id := create(t, shelf, "ann", "Red", 201)
	answer := apitest.Do(t, tags.Get(shelf), apitest.Call{User: "ann", Path: on(id)}).Want(t, 200)
	if answer.Text("name") != "Red" || answer.Text("color") != "#3B82F6" || answer.Text("accountId") != "ann" {
		t.Error(answer.Body)
	}
}

func TestNamesAreUniqueWhateverTheirCase(t *testing.T) {
	shelf, _ := begin()
	create(t, shelf, "ann", "Red", 201)
	create(t, shelf, "ann", " rED ", 409)
	create(t, shelf, "bob", "Red", 201)
}

func TestNamesAreUniqueWhenManyAskAtOnce(t *testing.T) {
	shelf, memory := begin()
	var asking sync.WaitGroup
	for range 20 {
		asking.Add(1)
		go func() {
			defer asking.Done()
			apitest.Do(t, tags.Create(shelf), apitest.Call{User: "ann", Body: `{"name":"Red"}`})
		}()
	}
	asking.Wait()
	if got := memory.Count("tags"); got != 2 {
		t.Errorf("%d rows, want a tag and its reservation", got)
	}
}

func TestListShowsTheAccountsTagsOnly(t *testing.T) {
	shelf, _ := begin()
	want := []string{create(t, shelf, "ann", "Red", 201), create(t, shelf, "ann", "Blue", 201)}
	create(t, shelf, "bob", "Red", 201)
	got := apitest.Do(t, tags.List(shelf), apitest.Call{User: "ann"}).Want(t, 200).Items("tagId")
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestOthersTagsAreNotThere(t *testing.T) {
	shelf, _ := begin()
	call := apitest.Call{User: "bob", Path: on(create(t, shelf, "ann", "Red", 201)), Body: `{"name":"Mine"}`}
	apitest.Do(t, tags.Get(shelf), call).Want(t, 404)
	apitest.Do(t, tags.Update(shelf), call).Want(t, 404)
	apitest.Do(t, tags.Delete(shelf), call).Want(t, 404)
}

func TestReservationsAreNoTags(t *testing.T) {
	shelf, _ := begin()
	create(t, shelf, "ann", "Red", 201)
	apitest.Do(t, tags.Get(shelf), apitest.Call{User: "ann", Path: on("name#ann#red")}).Want(t, 404)
}

func TestRenamingFreesTheOldName(t *testing.T) {
	shelf, _ := begin()
	id := create(t, shelf, "ann", "Red", 201)
	apitest.Do(t, tags.Update(shelf), apitest.Call{User: "ann", Path: on(id), Body: `{"name":"Green"}`}).Want(t, 200)
	create(t, shelf, "ann", "Red", 201)
	create(t, shelf, "ann", "Green", 409)
}

func TestRenamingToATakenName(t *testing.T) {
	shelf, _ := begin()
	id := create(t, shelf, "ann", "Red", 201)
	create(t, shelf, "ann", "Green", 201)
	apitest.Do(t, tags.Update(shelf), apitest.Call{User: "ann", Path: on(id), Body: `{"name":"green"}`}).Want(t, 409)
}

func TestUpdateKeepsWhatIsNotMentioned(t *testing.T) {
	shelf, _ := begin()
	id := create(t, shelf, "ann", "Red", 201)
	answer := apitest.Do(t, tags.Update(shelf), apitest.Call{User: "ann", Path: on(id), Body: `{"color":"#FF0000"}`}).Want(t, 200)
	if answer.Text("name") != "Red" || answer.Text("color") != "#FF0000" {
		t.Error(answer.Body)
	}
}

func TestDeleteTakesTheTagOffEverything(t *testing.T) {
	shelf, memory := begin()
	id := create(t, shelf, "ann", "Red", 201)
	memory.Put("assignments", store.Item{"entityTagId": store.S("1"), "tagId": store.S(id)})
	memory.Put("assignments", store.Item{"entityTagId": store.S("2"), "tagId": store.S("other")})
	apitest.Do(t, tags.Delete(shelf), apitest.Call{User: "ann", Path: on(id)}).Want(t, 200)
	if memory.Count("assignments") != 1 || memory.Count("tags") != 0 {
		t.Errorf("%d assignments, %d rows of tags", memory.Count("assignments"), memory.Count("tags"))
	}
}

func TestRefusedInput(t *testing.T) {
	shelf, _ := begin()
	for body, field := range map[string]string{
		`{}`: "name", `{"name":" "}`: "name", `{"name":"a","color":"red"}`: "color", `{"name":3}`: "name",
		`{"name":"a","tagId":"mine"}`: "tagId",
	} {
		answer := apitest.Do(t, tags.Create(shelf), apitest.Call{User: "ann", Body: body}).Want(t, 400)
		if answer.Fields[field] == "" {
			t.Errorf("%s: %s", body, answer.Body)
		}
	}
}
