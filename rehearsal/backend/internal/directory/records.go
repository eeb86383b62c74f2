// Package directory knows users, the accounts that own data, and who belongs to which account.
package directory

import "listbackup.ai/backend/internal/store"

// Role is what a member may do in an account.
type Role string

const (
	// Owner may do everything, deletion included.
	Owner Role = "owner"
	// Admin may change the account.
	Admin Role = "admin"
	// Member may see it.
	Member Role = "member"
)

// Active is the status of everything that is in use.
const Active = "active"

// User is a person. His id is the user pool's `sub`.
type User struct {
	UserID           string `json:"userId"`
	Email            string `json:"email"`
	Name             string `json:"name"`
	Company          string `json:"company,omitempty"`
	Phone            string `json:"phone,omitempty"`
	Timezone         string `json:"timezone,omitempty"`
	Status           string `json:"status"`
	CurrentAccountID string `json:"currentAccountId"`
	CreatedAt        string `json:"createdAt"`
	UpdatedAt        string `json:"updatedAt"`
}

// Account owns data. Accounts form trees: a sub-account names its parent.
type Account struct {
	AccountID       string `json:"accountId"`
	ParentAccountID string `json:"parentAccountId,omitempty"`
	OwnerUserID     string `json:"ownerUserId"`
	Name            string `json:"name"`
	Company         string `json:"company,omitempty"`
	Plan            string `json:"plan"`
	Status          string `json:"status"`
	// Level is 0 for an account without parent.
	Level     int    `json:"level"`
	CreatedAt string `json:"createdAt"`
	UpdatedAt string `json:"updatedAt"`
}

// Membership ties a user to an account.
type Membership struct {
	UserID    string
	AccountID string
	Role      Role
	LinkedAt  string
}

// OwnAccountID is the account that comes with a user's registration: it has the user's id, so services that hold no
// table of accounts still know whose data they touch.
func OwnAccountID(userID string) string { return userID }

func (u User) item() store.Item {
	item := store.Item{"userId": store.S(u.UserID), "cognitoUserId": store.S(u.UserID)}
	return item.With("email", u.Email).With("name", u.Name).With("company", u.Company).With("phone", u.Phone).
		With("timezone", u.Timezone).With("status", u.Status).With("currentAccountId", u.CurrentAccountID).
		With("createdAt", u.CreatedAt).With("updatedAt", u.UpdatedAt)
}

func userOf(item store.Item) User {
	return User{
		UserID: item.Text("userId"), Email: item.Text("email"), Name: item.Text("name"),
		Company: item.Text("company"), Phone: item.Text("phone"), Timezone: item.Text("timezone"),
		Status: item.Text("status"), CurrentAccountID: item.Text("currentAccountId"),
		CreatedAt: item.Text("createdAt"), UpdatedAt: item.Text("updatedAt"),
	}
}

func (a Account) item() store.Item {
	item := store.Item{"accountId": store.S(a.AccountID), "level": store.N(a.Level)}
	return item.With("parentAccountId", a.ParentAccountID).With("ownerUserId", a.OwnerUserID).With("name", a.Name).
		With("company", a.Company).With("plan", a.Plan).With("status", a.Status).
		With("createdAt", a.CreatedAt).With("updatedAt", a.UpdatedAt)
}

func accountOf(item store.Item) Account {
	return Account{
		AccountID: item.Text("accountId"), ParentAccountID: item.Text("parentAccountId"),
		OwnerUserID: item.Text("ownerUserId"), Name: item.Text("name"), Company: item.Text("company"),
		Plan: item.Text("plan"), Status: item.Text("status"), Level: item.Number("level"),
		CreatedAt: item.Text("createdAt"), UpdatedAt: item.Text("updatedAt"),
	}
}

// Item is a membership as a row.
func (m Membership) Item() store.Item {
	item := store.Item{"userId": store.S(m.UserID), "accountId": store.S(m.AccountID)}
	return item.With("role", string(m.Role)).With("status", Active).With("linkedAt", m.LinkedAt)
}

func membershipOf(item store.Item) Membership {
	return Membership{
		UserID: item.Text("userId"), AccountID: item.Text("accountId"), Role: Role(item.Text("role")),
		LinkedAt: item.Text("linkedAt"),
	}
}
