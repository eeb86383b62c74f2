// Package tags holds the tags service. The service is given no table of accounts, so a tag belongs to the account that
// came with its maker's registration.
package tags

import (
	"regexp"
	"strings"

	"listbackup.ai/backend/internal/api"
	"listbackup.ai/backend/internal/directory"
	"listbackup.ai/backend/internal/store"
)

const defaultColor = "#3B82F6"

var color = regexp.MustCompile(`^#[0-9A-Fa-f]{6}$`)

// Tag is a label of an account. Its name is unique there, whatever its case.
type Tag struct {
	TagID       string `json:"tagId"`
	AccountID   string `json:"accountId"`
	UserID      string `json:"userId"`
	Name        string `json:"name"`
	Description string `json:"description,omitempty"`
	Color       string `json:"color"`
	Category    string `json:"category,omitempty"`
	UsageCount  int    `json:"usageCount"`
	CreatedAt   string `json:"createdAt"`
	UpdatedAt   string `json:"updatedAt"`
}

// item carries the name twice: `tagName` is the sort key of AccountNameIndex.
func (t Tag) item() store.Item {
	item := store.Item{
		"tagId": store.S(t.TagID), "accountId": store.S(t.AccountID), "usageCount": store.N(t.UsageCount),
	}
	return item.With("userId", t.UserID).With("name", t.Name).With("tagName", normalized(t.Name)).
		With("description", t.Description).With("color", t.Color).With("category", t.Category).
		With("createdAt", t.CreatedAt).With("updatedAt", t.UpdatedAt)
}

func tagOf(item store.Item) Tag {
	return Tag{
		TagID: item.Text("tagId"), AccountID: item.Text("accountId"), UserID: item.Text("userId"),
		Name: item.Text("name"), Description: item.Text("description"), Color: item.Text("color"),
		Category: item.Text("category"), UsageCount: item.Number("usageCount"),
		CreatedAt: item.Text("createdAt"), UpdatedAt: item.Text("updatedAt"),
	}
}

func normalized(name string) string { return strings.ToLower(strings.TrimSpace(name)) }

// owner is the caller and the account that the tags belong to.
func owner(request api.Request) (api.Caller, string, error) {
	caller, err := request.Caller()
	return caller, directory.OwnAccountID(caller.UserID), err
}

// input has pointers: in a change, what is not mentioned stays.
type input struct {
	Name        *string `json:"name"`
	Description *string `json:"description"`
	Color       *string `json:"color"`
	Category    *string `json:"category"`
}

// apply puts what is mentioned into a tag, after checking it.
func (i input) apply(tag Tag) (Tag, error) {
	fields := api.Fields{}
	if i.Name != nil {
		tag.Name = *i.Name
	}
	tag.Name = fields.Text("name", tag.Name, 50)
	if i.Description != nil {
		tag.Description = fields.OptionalText("description", *i.Description, 500)
	}
	if i.Category != nil {
		tag.Category = fields.OptionalText("category", *i.Category, 50)
	}
	if i.Color != nil {
		tag.Color = *i.Color
	}
	if tag.Color == "" {
		tag.Color = defaultColor
	}
	if !color.MatchString(tag.Color) {
		fields["color"] = "is not a colour like #3B82F6"
	}
	return tag, fields.Err()
}
