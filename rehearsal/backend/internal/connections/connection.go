// Package connections holds the handlers of the connections service: an account's access to a platform.
package connections

import (
	"context"
	"time"

	"listbackup.ai/backend/internal/api"
	"listbackup.ai/backend/internal/directory"
	"listbackup.ai/backend/internal/platforms"
	"listbackup.ai/backend/internal/record"
	"listbackup.ai/backend/internal/store"
)

// Connection is an account's access to a platform. It starts as `pending`: what it proves itself with comes by the
// OAuth flow, never in a body that would lie readable in a table.
type Connection struct {
	ConnectionID string `json:"connectionId"`
	AccountID    string `json:"accountId"`
	UserID       string `json:"userId"`
	PlatformID   string `json:"platformId"`
	Name         string `json:"name"`
	AuthType     string `json:"authType"`
	Status       string `json:"status"`
	CreatedAt    string `json:"createdAt"`
	UpdatedAt    string `json:"updatedAt"`
}

func (c Connection) item() store.Item {
	return store.Item{}.With("connectionId", c.ConnectionID).With("accountId", c.AccountID).With("userId", c.UserID).
		With("platformId", c.PlatformID).With("name", c.Name).With("authType", c.AuthType).With("status", c.Status).
		With("createdAt", c.CreatedAt).With("updatedAt", c.UpdatedAt)
}

func connectionOf(item store.Item) Connection {
	return Connection{
		ConnectionID: item.Text("connectionId"), AccountID: item.Text("accountId"), UserID: item.Text("userId"),
		PlatformID: item.Text("platformId"), Name: item.Text("name"), AuthType: item.Text("authType"),
		Status: item.Text("status"), CreatedAt: item.Text("createdAt"), UpdatedAt: item.Text("updatedAt"),
	}
}

// scope is whose connections a request is about, and to which platform.
type scope struct {
	userID     string
	accountID  string
	platformID string
}

// enter finds the account that the caller works in, if still a member: the membership may have been removed, or the
// account deleted, since the switch to it.
func enter(ctx context.Context, members directory.Reader, request api.Request) (scope, error) {
	caller, err := request.Caller()
	if err != nil {
		return scope{}, err
	}
	platformID, err := request.Param("platformId", "id")
	if err != nil {
		return scope{}, err
	}
	user, err := directory.Known(ctx, members, caller.UserID)
	if err != nil {
		return scope{}, err
	}
	account, _, err := directory.CurrentAccount(ctx, members, user)
	return scope{user.UserID, account.AccountID, platformID}, err
}

// List (GET /platforms/{platformId}/connections) pages through the account's connections to a platform. A page may
// hold fewer entries than asked for, even none, and still have a next one: the index goes by account, and those to
// other platforms are left out.
func List(members directory.Reader, table store.Table) api.Handler {
	return func(ctx context.Context, request api.Request) (api.Response, error) {
		scope, err := enter(ctx, members, request)
		if err != nil {
			return api.Fail(err)
		}
		page, err := request.Page()
		if err != nil {
			return api.Fail(err)
		}
		lookup := store.Lookup{Index: "AccountIndex", Key: "accountId", Value: scope.accountID}
		items, next, err := table.Query(ctx, lookup, page)
		if err != nil {
			return api.Fail(err)
		}
		var found []Connection
		for _, item := range items {
			if connection := connectionOf(item); connection.PlatformID == scope.platformID {
				found = append(found, connection)
			}
		}
		return api.OK(api.NewList(found, next))
	}
}

// Platforms finds what can be connected.
type Platforms interface {
	Platform(ctx context.Context, id string) (platforms.Platform, error)
}

type input struct {
	Name     string `json:"name"`
	AuthType string `json:"authType"`
}

// Create (POST /platforms/{platformId}/connections) makes a pending connection.
func Create(members directory.Reader, known Platforms, table store.Table) api.Handler {
	return func(ctx context.Context, request api.Request) (api.Response, error) {
		scope, err := enter(ctx, members, request)
		if err != nil {
			return api.Fail(err)
		}
		var wanted input
		if err := request.Decode(&wanted); err != nil {
			return api.Fail(err)
		}
		fields := api.Fields{}
		wanted.Name = fields.Text("name", wanted.Name, 100)
		wanted.AuthType = fields.OneOf("authType", wanted.AuthType, []string{"oauth", "apikey", "basic"})
		if err := fields.Err(); err != nil {
			return api.Fail(err)
		}
		platform, err := known.Platform(ctx, scope.platformID)
		if err != nil {
			return api.Fail(err)
		}
		if platform.AuthType != wanted.AuthType {
			return api.Fail(api.Invalid("authType", "is not what this platform uses: "+platform.AuthType))
		}
		connection := pending(scope, wanted)
		if err := table.Add(ctx, "connectionId", connection.item()); err != nil {
			return api.Fail(err)
		}
		return api.Created(connection)
	}
}

func pending(scope scope, wanted input) Connection {
	now := record.Timestamp(time.Now())
	return Connection{
		ConnectionID: record.NewID(), AccountID: scope.accountID, UserID: scope.userID,
		PlatformID: scope.platformID, Name: wanted.Name, AuthType: wanted.AuthType, Status: "pending",
		CreatedAt: now, UpdatedAt: now,
	}
}
