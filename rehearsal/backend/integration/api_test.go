//go:build integration

// Package integration tests a deployed stage over HTTP: API_URL=https://… go test -tags=integration ./integration
package integration

import (
	"net/http"
	"testing"
	"time"
)

func TestHealth(t *testing.T) {
	got := deployed(t).want(t, http.StatusOK, "GET", "/health", nil)
	if got.body["status"] != "healthy" {
		t.Errorf("%v", got.body)
	}
}

func TestNobodyIsRefused(t *testing.T) {
	deployed(t).want(t, http.StatusUnauthorized, "GET", "/users/me", nil)
}

func TestLoginFlow(t *testing.T) {
	api := deployed(t)
	who := api.testUser(t)
	api.want(t, http.StatusUnauthorized, "POST", "/auth/login", map[string]string{"email": who.email, "password": "Wrong1!pw"})
	tokens := api.login(t, who)
	api.token = tokens.text("accessToken")
	if me := api.want(t, http.StatusOK, "GET", "/users/me", nil); me.text("email") != who.email {
		t.Errorf("signed in as another user: %v", me.text("email"))
	}
	public := stage{base: api.base}
	refresh := map[string]string{"refreshToken": tokens.text("refreshToken")}
	if fresh := public.want(t, http.StatusOK, "POST", "/auth/refresh", refresh); fresh.text("accessToken") == "" {
		t.Error("no fresh access token")
	}
	// An emulator may tell tokens from before a sign-out by the second alone.
	time.Sleep(1100 * time.Millisecond)
	api.want(t, http.StatusOK, "POST", "/auth/logout", map[string]string{})
	public.want(t, http.StatusUnauthorized, "POST", "/auth/refresh", refresh)
}

func TestAccountLifeCycle(t *testing.T) {
	api := deployed(t)
	api.token = api.login(t, api.testUser(t)).text("accessToken")
	id := api.want(t, http.StatusCreated, "POST", "/accounts", map[string]string{"name": "Integration"}).text("accountId")
	if got := api.want(t, http.StatusOK, "GET", "/accounts/"+id, nil).text("name"); got != "Integration" {
		t.Errorf("name %q", got)
	}
	api.want(t, http.StatusOK, "DELETE", "/accounts/"+id, nil)
	api.want(t, http.StatusNotFound, "GET", "/accounts/"+id, nil)
}

func TestUnknownAccount(t *testing.T) {
	api := deployed(t)
	api.token = api.login(t, api.testUser(t)).text("accessToken")
	api.want(t, http.StatusNotFound, "GET", "/accounts/00000000-0000-4000-8000-000000000000", nil)
}

func TestSomebodyElsesAccount(t *testing.T) {
	api := deployed(t)
	owner, other := stage{base: api.base}, stage{base: api.base}
	owner.token = api.login(t, api.registered(t)).text("accessToken")
	other.token = api.login(t, api.registered(t)).text("accessToken")
	id := owner.want(t, http.StatusCreated, "POST", "/accounts", map[string]string{"name": "Integration"}).text("accountId")
	other.want(t, http.StatusNotFound, "GET", "/accounts/"+id, nil)
	other.want(t, http.StatusNotFound, "PUT", "/accounts/"+id, map[string]string{"name": "Mine now"})
	other.want(t, http.StatusNotFound, "GET", "/accounts/"+id+"/hierarchy", nil)
	other.want(t, http.StatusNotFound, "POST", "/accounts/switch", map[string]string{"accountId": id})
	other.want(t, http.StatusNotFound, "DELETE", "/accounts/"+id, nil)
	owner.want(t, http.StatusOK, "DELETE", "/accounts/"+id, nil)
}

func TestAccountHierarchy(t *testing.T) {
	api := deployed(t)
	api.token = api.login(t, api.testUser(t)).text("accessToken")
	name := map[string]string{"name": "Integration"}
	parent := api.want(t, http.StatusCreated, "POST", "/accounts", name).text("accountId")
	child := api.want(t, http.StatusCreated, "POST", "/accounts/"+parent+"/sub-accounts", name).text("accountId")
	if got := api.want(t, http.StatusOK, "GET", "/accounts/"+parent+"/hierarchy", nil).data()["count"]; got != 2.0 {
		t.Errorf("%v accounts, want 2", got)
	}
	api.want(t, http.StatusConflict, "DELETE", "/accounts/"+parent, nil)
	api.want(t, http.StatusOK, "DELETE", "/accounts/"+child, nil)
	api.want(t, http.StatusOK, "DELETE", "/accounts/"+parent, nil)
}

func TestUnknownPlatform(t *testing.T) {
	api := deployed(t)
	api.token = api.login(t, api.testUser(t)).text("accessToken")
	api.want(t, http.StatusOK, "GET", "/platforms?limit=1", nil)
	api.want(t, http.StatusNotFound, "GET", "/platforms/none", nil)
	api.want(t, http.StatusOK, "GET", "/platforms/none/connections", nil)
	connection := map[string]string{"name": "Integration", "authType": "oauth"}
	api.want(t, http.StatusNotFound, "POST", "/platforms/none/connections", connection)
}
