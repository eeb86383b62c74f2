package tags

import (
	"context"
	"errors"

	"listbackup.ai/backend/internal/api"
	"listbackup.ai/backend/internal/store"
)

var (
	errNotFound  = store.ErrNotFound
	errNameTaken = errors.New("name taken")
)

// Shelf keeps tags. Beside each tag lies a row that reserves its name: two requests at the same time cannot make the
// same name twice, which a query before the write would let through. Reservations have no account, so no index shows
// them.
type Shelf struct {
	Table store.Table
	// Assignments is the table that says what carries which tag; empty for functions that do not need it.
	Assignments store.Table
}

func key(tagID string) store.Item { return store.Item{"tagId": store.S(tagID)} }

func reservation(tag Tag) string { return "name#" + tag.AccountID + "#" + normalized(tag.Name) }

// add writes a new tag. errNameTaken when its account has one of that name.
func (s Shelf) add(ctx context.Context, tag Tag) error {
	err := store.Transact(ctx, s.Table.Client,
		s.Table.Insert("tagId", tag.item()),
		s.Table.Insert("tagId", s.reserve(tag)),
	)
	if store.FailedAt(err, 1) {
		return errNameTaken
	}
	return err
}

func (s Shelf) reserve(tag Tag) store.Item {
	return key(reservation(tag)).With("reservedFor", tag.TagID)
}

// tag gives a tag of an account; errNotFound also for another account's.
func (s Shelf) tag(ctx context.Context, accountID, tagID string) (Tag, error) {
	item, err := s.Table.Get(ctx, key(tagID))
	if err != nil {
		return Tag{}, err
	}
	if item.Text("accountId") != accountID {
		return Tag{}, errNotFound
	}
	return tagOf(item), nil
}

// list gives a page of an account's tags by name.
func (s Shelf) list(ctx context.Context, accountID string, page api.Page) ([]Tag, string, error) {
	lookup := store.Lookup{Index: "AccountNameIndex", Key: "accountId", Value: accountID}
	items, next, err := s.Table.Query(ctx, lookup, page)
	if err != nil {
		return nil, "", err
	}
	tags := make([]Tag, len(items))
	for i, item := range items {
		tags[i] = tagOf(item)
	}
	return tags, next, nil
}

// change writes a tag anew, and moves the reservation when its name changed.
func (s Shelf) change(ctx context.Context, before, after Tag) error {
	changes := store.Item{
		"name": store.S(after.Name), "tagName": store.S(normalized(after.Name)), "color": store.S(after.Color),
		"description": store.S(after.Description), "category": store.S(after.Category),
		"updatedAt": store.S(after.UpdatedAt),
	}
	writes := []store.Write{s.Table.Change(key(before.TagID), changes)}
	if reservation(before) != reservation(after) {
		writes = append(writes, s.Table.Insert("tagId", s.reserve(after)), s.Table.Clear(key(reservation(before))))
	}
	err := store.Transact(ctx, s.Table.Client, writes...)
	switch {
	case store.FailedAt(err, 0):
		return errNotFound
	case store.FailedAt(err, 1):
		return errNameTaken
	default:
		return err
	}
}

// remove deletes a tag with its reservation, then takes it off everything that carries it.
func (s Shelf) remove(ctx context.Context, tag Tag) error {
	err := store.Transact(ctx, s.Table.Client, s.Table.Remove(key(tag.TagID)), s.Table.Clear(key(reservation(tag))))
	if store.FailedAt(err, 0) {
		return errNotFound
	}
	if err != nil {
		return err
	}
	return s.unassign(ctx, tag.TagID)
}

func (s Shelf) unassign(ctx context.Context, tagID string) error {
	for page := (api.Page{Limit: 100}); ; {
		rows, next, err := s.Assignments.Query(ctx, store.Lookup{Index: "TagIndex", Key: "tagId", Value: tagID}, page)
		if err != nil {
			return err
		}
		writes := make([]store.Write, len(rows))
		for i, row := range rows {
			writes[i] = s.Assignments.Clear(store.Item{"entityTagId": row["entityTagId"]})
		}
		if len(writes) > 0 {
			if err := store.Transact(ctx, s.Assignments.Client, writes...); err != nil {
				return err
			}
		}
		if next == "" {
			return nil
		}
		page.Cursor = next
	}
}
