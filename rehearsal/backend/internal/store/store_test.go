package store_test

import (
	"context"
	"errors"
	"testing"

	"listbackup.ai/backend/internal/api"
	"listbackup.ai/backend/internal/store"
	"listbackup.ai/backend/internal/store/storetest"
)

var ctx = context.Background()

func filled() store.Table {
	memory := storetest.New(map[string][]string{"t": {"id"}})
	for _, id := range []string{"a", "b", "c"} {
		memory.Put("t", store.Item{"id": store.S(id), "owner": store.S("me")})
	}
	memory.Put("t", store.Item{"id": store.S("d"), "owner": store.S("you")})
	return memory.Table("t")
}

var mine = store.Lookup{Index: "OwnerIndex", Key: "owner", Value: "me"}

func TestPagesFollowEachOther(t *testing.T) {
	table, seen, page := filled(), "", api.Page{Limit: 2}
	for {
		items, next, err := table.Query(ctx, mine, page)
		if err != nil {
			t.Fatal(err)
		}
		for _, item := range items {
			seen += item.Text("id")
		}
		if next == "" {
			break
		}
		seen += "|"
		page.Cursor = next
	}
	if seen != "ab|c" {
		t.Error(seen)
	}
}

func TestCursorOfAnotherListIsRefused(t *testing.T) {
	table := filled()
	_, cursor, err := table.Query(ctx, mine, api.Page{Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	_, _, err = table.Query(ctx, store.Lookup{Index: "OwnerIndex", Key: "owner", Value: "you"}, api.Page{Limit: 1, Cursor: cursor})
	wantRefused(t, err)
}

func TestForgedCursorsAreRefused(t *testing.T) {
	for _, cursor := range []string{"%", "e30", "bnVsbA", "W10", "eyJvd25lciI6dHJ1ZX0", "eyJvd25lciI6Im1lIn0"} {
		_, _, err := filled().Query(ctx, mine, api.Page{Limit: 1, Cursor: cursor})
		wantRefused(t, err)
	}
}

func wantRefused(t *testing.T, err error) {
	t.Helper()
	var refused *api.Error
	if !errors.As(err, &refused) || refused.Fields["cursor"] == "" {
		t.Errorf("not refused: %v", err)
	}
}

func TestUpdateSetsAndRemoves(t *testing.T) {
	item, err := filled().Update(ctx, store.Item{"id": store.S("a")}, store.Item{"n": store.N(3), "owner": store.S("")})
	if err != nil || item.Number("n") != 3 || item["owner"] != nil {
		t.Errorf("%v, %v", item, err)
	}
}

func TestUpdateNeverCreates(t *testing.T) {
	_, err := filled().Update(ctx, store.Item{"id": store.S("z")}, store.Item{"n": store.N(3)})
	if !errors.Is(err, store.ErrNotFound) {
		t.Error(err)
	}
}

func TestInsertNeverOverwrites(t *testing.T) {
	table := filled()
	err := store.Transact(ctx, table.Client,
		table.Insert("id", store.Item{"id": store.S("new")}),
		table.Insert("id", store.Item{"id": store.S("a")}),
	)
	if store.FailedAt(err, 0) || !store.FailedAt(err, 1) {
		t.Error(err)
	}
	if _, err := table.Get(ctx, store.Item{"id": store.S("new")}); !errors.Is(err, store.ErrNotFound) {
		t.Error("half a transaction was written")
	}
}

func TestAddNeverOverwrites(t *testing.T) {
	table := filled()
	err := table.Add(ctx, "id", store.Item{"id": store.S("a"), "owner": store.S("thief")})
	kept, _ := table.Get(ctx, store.Item{"id": store.S("a")})
	if !errors.Is(err, store.ErrExists) || kept.Text("owner") != "me" {
		t.Errorf("%v, %v", err, kept)
	}
}

func TestAddWritesWhatIsNew(t *testing.T) {
	table := filled()
	err := table.Add(ctx, "id", store.Item{"id": store.S("new"), "owner": store.S("me")})
	added, missing := table.Get(ctx, store.Item{"id": store.S("new")})
	if err != nil || missing != nil || added.Text("owner") != "me" {
		t.Errorf("%v, %v, %v", err, missing, added)
	}
}
