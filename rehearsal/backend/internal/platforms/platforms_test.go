package platforms_test

import (
	"slices"
	"strings"
	"testing"

	"listbackup.ai/backend/internal/api/apitest"
	"listbackup.ai/backend/internal/platforms"
	"listbackup.ai/backend/internal/store/storetest"
)

func begin() platforms.Range {
	memory := storetest.New(map[string][]string{"platforms": {"platformId"}})
	memory.Put("platforms", platforms.Platform{PlatformID: "keap", PlatformType: "crm", Name: "Keap"}.Item())
	memory.Put("platforms", platforms.Platform{PlatformID: "stripe", PlatformType: "payment", Name: "Stripe"}.Item())
	return platforms.Range{Table: memory.Table("platforms")}
}

func TestListGivesAll(t *testing.T) {
	got := apitest.Do(t, platforms.List(begin()), apitest.Call{User: "ann"}).Want(t, 200).Items("platformId")
	if !slices.Equal(got, []string{"keap", "stripe"}) {
		t.Error(got)
	}
}

func TestListOfOneType(t *testing.T) {
	call := apitest.Call{User: "ann", Query: map[string]string{"type": "payment"}}
	got := apitest.Do(t, platforms.List(begin()), call).Want(t, 200).Items("platformId")
	if !slices.Equal(got, []string{"stripe"}) {
		t.Error(got)
	}
}

func TestGetUnderBothNamesOfTheParameter(t *testing.T) {
	for _, parameter := range []string{"id", "platformId"} {
		call := apitest.Call{User: "ann", Path: map[string]string{parameter: "keap"}}
		if answer := apitest.Do(t, platforms.Get(begin()), call).Want(t, 200); answer.Text("name") != "Keap" {
			t.Error(answer.Body)
		}
	}
}

func TestGetUnknown(t *testing.T) {
	apitest.Do(t, platforms.Get(begin()), apitest.Call{User: "ann", Path: map[string]string{"id": "x"}}).Want(t, 404)
}

func TestListPages(t *testing.T) {
	list, query := platforms.List(begin()), map[string]string{"limit": "1"}
	first := apitest.Do(t, list, apitest.Call{User: "ann", Query: query}).Want(t, 200)
	query["cursor"] = first.Text("nextCursor")
	second := apitest.Do(t, list, apitest.Call{User: "ann", Query: query}).Want(t, 200)
	got := append(first.Items("platformId"), second.Items("platformId")...)
	if !slices.Equal(got, []string{"keap", "stripe"}) || second.Text("nextCursor") != "" {
		t.Errorf("%s, %s", first.Body, second.Body)
	}
}

func TestListRefuses(t *testing.T) {
	for name, value := range map[string]string{
		"limit": "0", "cursor": "forged", "type": strings.Repeat("x", 65),
	} {
		answer := apitest.Do(t, platforms.List(begin()), apitest.Call{User: "ann", Query: map[string]string{name: value}})
		if answer.Want(t, 400).Fields[name] == "" {
			t.Errorf("%s: %s", name, answer.Body)
		}
	}
}

func TestPlatformsAreForWhoSignedIn(t *testing.T) {
	apitest.Do(t, platforms.List(begin()), apitest.Call{}).Want(t, 401)
	apitest.Do(t, platforms.Get(begin()), apitest.Call{Path: map[string]string{"platformId": "keap"}}).Want(t, 401)
}
