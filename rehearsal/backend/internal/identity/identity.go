// Package identity signs people up and in. Cognito keeps the passwords; nothing here stores or logs one.
package identity

import (
	"context"
	"errors"
)

var (
	// ErrUserExists says that the address is registered already.
	ErrUserExists = errors.New("user exists")
	// ErrRefused says that the password or the token is wrong, or that there is no such user: it does not say which.
	ErrRefused = errors.New("refused")
	// ErrPasswordPolicy says that a new password is too weak.
	ErrPasswordPolicy = errors.New("password does not meet the policy")
	// ErrNotAllowedYet says that the user must confirm the account or reset the password first.
	ErrNotAllowedYet = errors.New("user must be confirmed or reset the password")
	// ErrTooMany says that there were too many attempts.
	ErrTooMany = errors.New("too many attempts")
)

// Tokens are what a signed-in user holds. ExpiresIn is seconds.
type Tokens struct {
	AccessToken  string `json:"accessToken"`
	IDToken      string `json:"idToken"`
	RefreshToken string `json:"refreshToken,omitempty"`
	TokenType    string `json:"tokenType"`
	ExpiresIn    int32  `json:"expiresIn"`
}

// Challenge is what the pool wants besides the password, a one-time code for instance.
type Challenge struct {
	Name    string `json:"challenge"`
	Session string `json:"session"`
}

// SignIn holds either Tokens or a Challenge.
type SignIn struct {
	Tokens    *Tokens
	Challenge *Challenge
}

// NewUser is who signs up.
type NewUser struct {
	Email    string
	Password string
	Name     string
}

// Provider is the user pool.
type Provider interface {
	// SignUp creates a user who can sign in at once, and returns the id. After an error there is no such user.
	SignUp(ctx context.Context, user NewUser) (userID string, err error)
	// Remove takes a user back out.
	Remove(ctx context.Context, userID string) error
	SignIn(ctx context.Context, email, password string) (SignIn, error)
	Refresh(ctx context.Context, refreshToken string) (Tokens, error)
	// SignOut ends every session of a user.
	SignOut(ctx context.Context, userID string) error
}
