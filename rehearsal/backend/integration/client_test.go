//go:build integration

package integration

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"
)

// stage is a deployed stage's API.
type stage struct {
	base  *url.URL
	token string
}

// deployed reads API_URL. A query in it is sent with every request: an emulator finds the account by it.
func deployed(t *testing.T) stage {
	t.Helper()
	address := os.Getenv("API_URL")
	if address == "" {
		t.Fatal("set API_URL to the address of a deployed stage, https://api.example.com for instance")
	}
	base, err := url.Parse(address)
	if err != nil || base.Host == "" {
		t.Fatalf("API_URL is not an address: %q", address)
	}
	return stage{base: base}
}

type answer struct {
	status int
	body   map[string]any
}

func (a answer) data() map[string]any {
	data, _ := a.body["data"].(map[string]any)
	return data
}

func (a answer) text(name string) string {
	value, _ := a.data()[name].(string)
	return value
}

func (s stage) call(t *testing.T, method, path string, body any) answer {
	t.Helper()
	target := *s.base
	path, query, _ := strings.Cut(path, "?")
	target.Path = strings.TrimSuffix(target.Path, "/") + path
	if target.RawQuery != "" && query != "" {
		query = "&" + query
	}
	target.RawQuery += query
	var content io.Reader
	if body != nil {
		encoded, err := json.Marshal(body)
		if err != nil {
			t.Fatal(err)
		}
		content = bytes.NewReader(encoded)
	}
	request, err := http.NewRequestWithContext(t.Context(), method, target.String(), content)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("content-type", "application/json")
	if s.token != "" {
		request.Header.Set("authorization", "Bearer "+s.token)
	}
	response, err := (&http.Client{Timeout: 35 * time.Second}).Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	got := answer{status: response.StatusCode}
	if err := json.NewDecoder(response.Body).Decode(&got.body); err != nil {
		t.Fatalf("%s %s: status %d, and no JSON: %v", method, path, response.StatusCode, err)
	}
	return got
}

// want calls and fails unless the status is the one expected. Bodies are not printed: they may hold tokens.
func (s stage) want(t *testing.T, status int, method, path string, body any) answer {
	t.Helper()
	got := s.call(t, method, path, body)
	if got.status != status {
		t.Fatalf("%s %s: status %d, want %d: %v", method, path, got.status, status, got.body["error"])
	}
	return got
}

type user struct{ email, password string }

// testUser is the user in API_EMAIL and API_PASSWORD, or a newly registered one, which remains.
func (s stage) testUser(t *testing.T) user {
	t.Helper()
	if email := os.Getenv("API_EMAIL"); email != "" {
		return user{email, os.Getenv("API_PASSWORD")}
	}
	return s.registered(t)
}

// registered is a new user.
func (s stage) registered(t *testing.T) user {
	t.Helper()
	made := user{"integration-" + strings.ToLower(rand.Text()[:12]) + "@example.com", "Aa1!" + rand.Text()}
	s.want(t, http.StatusCreated, "POST", "/auth/register", map[string]string{
		"email": made.email, "password": made.password, "name": "Integration test",
	})
	return made
}

func (s stage) login(t *testing.T, who user) answer {
	t.Helper()
	return s.want(t, http.StatusOK, "POST", "/auth/login", map[string]string{"email": who.email, "password": who.password})
}
