package accounts

import (
	"context"

	"listbackup.ai/backend/internal/api"
	"listbackup.ai/backend/internal/directory"
)

// maximumNodes bounds one answer: a tree cannot be paged.
const maximumNodes = 500

// ReaderWithChildren also finds sub-accounts.
type ReaderWithChildren interface {
	directory.Reader
	Children(ctx context.Context, id string, page api.Page) ([]directory.Account, string, error)
}

type node struct {
	directory.Account
	Children []*node `json:"children"`
}

type hierarchy struct {
	Root *node `json:"root"`
	// Count is how many accounts the tree shows, its root included.
	Count int `json:"count"`
	// Truncated says that there are more than a tree shows.
	Truncated bool `json:"truncated"`
}

// ListHierarchy (GET /accounts/{accountId}/hierarchy) gives an account with all accounts below it. Who belongs to an
// account may see what is below it.
func ListHierarchy(accounts ReaderWithChildren) api.Handler {
	return func(ctx context.Context, request api.Request) (api.Response, error) {
		entered, err := enter(ctx, accounts, request, "accountId")
		if err != nil {
			return api.Fail(err)
		}
		tree := hierarchy{Root: leaf(entered.account), Count: 1}
		for level := []*node{tree.Root}; len(level) > 0 && !tree.Truncated; {
			if level, err = tree.grow(ctx, accounts, level); err != nil {
				return api.Fail(err)
			}
		}
		return api.OK(tree)
	}
}

func leaf(account directory.Account) *node { return &node{Account: account, Children: []*node{}} }

// grow hangs the next level below the accounts of one level, and gives it.
func (h *hierarchy) grow(ctx context.Context, accounts ReaderWithChildren, level []*node) ([]*node, error) {
	var below []*node
	for _, parent := range level {
		for page := (api.Page{Limit: 100}); ; {
			children, next, err := accounts.Children(ctx, parent.AccountID, page)
			if err != nil {
				return nil, err
			}
			for _, child := range children {
				if h.Count == maximumNodes {
					h.Truncated = true
					return nil, nil
				}
				grown := leaf(child)
				parent.Children = append(parent.Children, grown)
				below = append(below, grown)
				h.Count++
			}
			if next == "" {
				break
			}
			page.Cursor = next
		}
	}
	return below, nil
}
