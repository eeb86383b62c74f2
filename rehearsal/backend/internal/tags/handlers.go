package tags

import (
	"context"
	"errors"
	"time"

	"listbackup.ai/backend/internal/api"
	"listbackup.ai/backend/internal/record"
)

// Create (POST /tags) makes a tag.
func Create(shelf Shelf) api.Handler {
	return func(ctx context.Context, request api.Request) (api.Response, error) {
		caller, accountID, err := owner(request)
		if err != nil {
			return api.Fail(err)
		}
		var wanted input
		if err := request.Decode(&wanted); err != nil {
			return api.Fail(err)
		}
		now := record.Timestamp(time.Now())
		tag, err := wanted.apply(Tag{
			TagID: record.NewID(), AccountID: accountID, UserID: caller.UserID, CreatedAt: now, UpdatedAt: now,
		})
		if err != nil {
			return api.Fail(err)
		}
		if err := shelf.add(ctx, tag); err != nil {
			return api.Fail(explained(err))
		}
		return api.Created(tag)
	}
}

// List (GET /tags) pages through the account's tags by name.
func List(shelf Shelf) api.Handler {
	return func(ctx context.Context, request api.Request) (api.Response, error) {
		_, accountID, err := owner(request)
		if err != nil {
			return api.Fail(err)
		}
		page, err := request.Page()
		if err != nil {
			return api.Fail(err)
		}
		tags, next, err := shelf.list(ctx, accountID, page)
		if err != nil {
			return api.Fail(err)
		}
		return api.OK(api.NewList(tags, next))
	}
}

// Get (GET /tags/{tagId}) gives one tag.
func Get(shelf Shelf) api.Handler {
	return onTag(shelf, func(_ context.Context, _ api.Request, tag Tag) (api.Response, error) { return api.OK(tag) })
}

// Update (PUT /tags/{tagId}) changes what is mentioned.
func Update(shelf Shelf) api.Handler {
	return onTag(shelf, func(ctx context.Context, request api.Request, before Tag) (api.Response, error) {
		var wanted input
		if err := request.Decode(&wanted); err != nil {
			return api.Fail(err)
		}
		after, err := wanted.apply(before)
		if err != nil {
			return api.Fail(err)
		}
		after.UpdatedAt = record.Timestamp(time.Now())
		if err := shelf.change(ctx, before, after); err != nil {
			return api.Fail(explained(err))
		}
		return api.OK(after)
	})
}

// Delete (DELETE /tags/{tagId}) removes a tag, also from everything that carries it.
func Delete(shelf Shelf) api.Handler {
	return onTag(shelf, func(ctx context.Context, _ api.Request, tag Tag) (api.Response, error) {
		if err := shelf.remove(ctx, tag); err != nil {
			return api.Fail(explained(err))
		}
		return api.OK(map[string]any{"tagId": tag.TagID, "deleted": true})
	})
}

// onTag finds the tag that the path names before the handler runs.
func onTag(shelf Shelf, then func(context.Context, api.Request, Tag) (api.Response, error)) api.Handler {
	return func(ctx context.Context, request api.Request) (api.Response, error) {
		_, accountID, err := owner(request)
		if err != nil {
			return api.Fail(err)
		}
		id, err := request.Param("tagId")
		if err != nil {
			return api.Fail(err)
		}
		tag, err := shelf.tag(ctx, accountID, id)
		if err != nil {
			return api.Fail(explained(err))
		}
		return then(ctx, request, tag)
	}
}

func explained(err error) error {
	switch {
	case errors.Is(err, errNotFound):
		return api.NotFound("tag")
	case errors.Is(err, errNameTaken):
		return api.Conflict("the account has a tag of this name")
	default:
		return err
	}
}
