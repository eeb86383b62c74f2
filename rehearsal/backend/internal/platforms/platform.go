// Package platforms holds the handlers of the platforms service: what can be connected and backed up.
package platforms

import (
	"context"
	"errors"

	"listbackup.ai/backend/internal/api"
	"listbackup.ai/backend/internal/store"
)

// Platform is a product whose data can be backed up. Platforms are the same for all users.
type Platform struct {
	PlatformID   string `json:"platformId"`
	PlatformType string `json:"platformType"`
	Name         string `json:"name"`
	Description  string `json:"description,omitempty"`
	// AuthType is how its connections prove themselves: oauth, apikey or basic.
	AuthType string `json:"authType"`
	Status   string `json:"status"`
}

// Item is a platform as a row.
func (p Platform) Item() store.Item {
	return store.Item{}.With("platformId", p.PlatformID).With("platformType", p.PlatformType).With("name", p.Name).
		With("description", p.Description).With("authType", p.AuthType).With("status", p.Status)
}

func platformOf(item store.Item) Platform {
	return Platform{
		PlatformID: item.Text("platformId"), PlatformType: item.Text("platformType"), Name: item.Text("name"),
		Description: item.Text("description"), AuthType: item.Text("authType"), Status: item.Text("status"),
	}
}

// Range is the table of platforms.
type Range struct{ Table store.Table }

// Platform gives one platform, or a 404.
func (r Range) Platform(ctx context.Context, id string) (Platform, error) {
	item, err := r.Table.Get(ctx, store.Item{"platformId": store.S(id)})
	if errors.Is(err, store.ErrNotFound) {
		return Platform{}, api.NotFound("platform")
	}
	if err != nil {
		return Platform{}, err
	}
	return platformOf(item), nil
}

// page gives platforms of one type, or of all: then by a scan, for no index holds them all and they are few.
func (r Range) page(ctx context.Context, platformType string, page api.Page) ([]Platform, string, error) {
	items, next, err := r.rows(ctx, platformType, page)
	if err != nil {
		return nil, "", err
	}
	platforms := make([]Platform, len(items))
	for i, item := range items {
		platforms[i] = platformOf(item)
	}
	return platforms, next, nil
}

func (r Range) rows(ctx context.Context, platformType string, page api.Page) ([]store.Item, string, error) {
	if platformType == "" {
		return r.Table.Scan(ctx, page)
	}
	return r.Table.Query(ctx, store.Lookup{Index: "TypeIndex", Key: "platformType", Value: platformType}, page)
}

// List (GET /platforms, ?type=crm) pages through the platforms.
func List(platforms Range) api.Handler {
	return func(ctx context.Context, request api.Request) (api.Response, error) {
		if _, err := request.Caller(); err != nil {
			return api.Fail(err)
		}
		page, err := request.Page()
		if err != nil {
			return api.Fail(err)
		}
		fields := api.Fields{}
		platformType := fields.OptionalText("type", request.Query("type"), 64)
		if err := fields.Err(); err != nil {
			return api.Fail(err)
		}
		found, next, err := platforms.page(ctx, platformType, page)
		if err != nil {
			return api.Fail(err)
		}
		return api.OK(api.NewList(found, next))
	}
}

// Get (GET /platforms/{platformId}) gives one platform.
func Get(platforms Range) api.Handler {
	return func(ctx context.Context, request api.Request) (api.Response, error) {
		if _, err := request.Caller(); err != nil {
			return api.Fail(err)
		}
		// Gateways of older releases call the parameter `id`.
		id, err := request.Param("platformId", "id")
		if err != nil {
			return api.Fail(err)
		}
		platform, err := platforms.Platform(ctx, id)
		if err != nil {
			return api.Fail(err)
		}
		return api.OK(platform)
	}
}
