package auth_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"listbackup.ai/backend/internal/api/apitest"
	"listbackup.ai/backend/internal/auth"
	"listbackup.ai/backend/internal/directory/directorytest"
	"listbackup.ai/backend/internal/identity"
	"listbackup.ai/backend/internal/token"
	"listbackup.ai/backend/internal/token/tokentest"
)

var secrets = tokentest.Fixed{"current", "previous"}

// pool is a fake user pool with configured answers.
type pool struct {
	err       error
	challenge *identity.Challenge
	removed   []string
	signedOut []string
}

func (p *pool) SignUp(context.Context, identity.NewUser) (string, error) { return "u1", p.err }
func (p *pool) Remove(_ context.Context, id string) error {
	p.removed = append(p.removed, id)
	return nil
}
func (p *pool) SignIn(context.Context, string, string) (identity.SignIn, error) {
	if p.challenge != nil {
		return identity.SignIn{Challenge: p.challenge}, nil
	}
	return identity.SignIn{Tokens: &identity.Tokens{AccessToken: "access"}}, p.err
}
func (p *pool) Refresh(context.Context, string) (identity.Tokens, error) {
	return identity.Tokens{AccessToken: "fresh"}, p.err
}
func (p *pool) SignOut(_ context.Context, id string) error {
	p.signedOut = append(p.signedOut, id)
	return p.err
}

const ann = `{"email":"Ann@Example.com","password":"S3cret!pw","name":"Ann"}`

func TestRegisterWritesUserAccountAndMembership(t *testing.T) {
	people, memory := directorytest.New(nil)
	answer := apitest.Do(t, auth.Register(&pool{}, people), apitest.Call{Body: ann}).Want(t, 201)
	if answer.Text("userId") != "u1" || answer.Text("email") != "ann@example.com" {
		t.Error(answer.Body)
	}
	for _, table := range []string{"users", "accounts", "members"} {
		if memory.Count(table) != 1 {
			t.Errorf("%s has %d rows", table, memory.Count(table))
		}
	}
}

func TestRegisterTakesTheUserBackWhenItsRowsCannotBeWritten(t *testing.T) {
	people, memory := directorytest.New(nil)
	memory.Fail = errors.New("no database")
	users := &pool{}
	apitest.Do(t, auth.Register(users, people), apitest.Call{Body: ann}).Want(t, 500)
	if len(users.removed) != 1 || users.removed[0] != "u1" {
		t.Error(users.removed)
	}
}

func TestRegisterNeverLogsThePassword(t *testing.T) {
	people, _ := directorytest.New(nil)
	answer := apitest.Do(t, auth.Register(&pool{err: errors.New("pool is gone")}, people), apitest.Call{Body: ann}).Want(t, 500)
	if strings.Contains(answer.Log+answer.Body, "S3cret!pw") {
		t.Error(answer.Log)
	}
}

func TestRegisterNamesEveryMissingField(t *testing.T) {
	people, _ := directorytest.New(nil)
	answer := apitest.Do(t, auth.Register(&pool{}, people), apitest.Call{Body: `{}`}).Want(t, 400)
	for _, field := range []string{"email", "password", "name"} {
		if answer.Fields[field] != "is required" {
			t.Errorf("%s: %q", field, answer.Fields[field])
		}
	}
}

func TestIdentityErrorsBecomeStatuses(t *testing.T) {
	people, _ := directorytest.New(nil)
	credentials := `{"email":"a@b.io","password":"x"}`
	for _, given := range []struct {
		err                      error
		register, login, refresh int
	}{
		{identity.ErrUserExists, 409, 500, 500},
		{identity.ErrPasswordPolicy, 400, 500, 500},
		{identity.ErrTooMany, 429, 429, 429},
		{identity.ErrRefused, 500, 401, 401},
		{identity.ErrNotAllowedYet, 500, 403, 403},
	} {
		users := &pool{err: given.err}
		apitest.Do(t, auth.Register(users, people), apitest.Call{Body: ann}).Want(t, given.register)
		apitest.Do(t, auth.Login(users), apitest.Call{Body: credentials}).Want(t, given.login)
		apitest.Do(t, auth.Refresh(users), apitest.Call{Body: `{"refreshToken":"t"}`}).Want(t, given.refresh)
	}
}

func TestLoginGivesTokens(t *testing.T) {
	answer := apitest.Do(t, auth.Login(&pool{}), apitest.Call{Body: `{"email":"a@b.io","password":"x"}`}).Want(t, 200)
	if answer.Text("accessToken") != "access" {
		t.Error(answer.Body)
	}
}

func TestLoginPassesAChallengeOn(t *testing.T) {
	users := &pool{challenge: &identity.Challenge{Name: "SMS_MFA", Session: "s"}}
	answer := apitest.Do(t, auth.Login(users), apitest.Call{Body: `{"email":"a@b.io","password":"x"}`}).Want(t, 200)
	if answer.Text("challenge") != "SMS_MFA" {
		t.Error(answer.Body)
	}
}

func TestRefreshNeedsNoCaller(t *testing.T) {
	answer := apitest.Do(t, auth.Refresh(&pool{}), apitest.Call{Body: `{"refreshToken":"t"}`}).Want(t, 200)
	if answer.Text("accessToken") != "fresh" {
		t.Error(answer.Body)
	}
}

func TestLogoutSignsTheCallerOut(t *testing.T) {
	users := &pool{}
	apitest.Do(t, auth.Logout(users), apitest.Call{User: "u7"}).Want(t, 200)
	if len(users.signedOut) != 1 || users.signedOut[0] != "u7" {
		t.Error(users.signedOut)
	}
}

func TestLogoutOfNobodyIsRefused(t *testing.T) {
	apitest.Do(t, auth.Logout(&pool{}), apitest.Call{}).Want(t, 401)
}

func TestStatusTellsWhoAndUntilWhen(t *testing.T) {
	people, _ := directorytest.New(nil)
	directorytest.Join(t, people, "ann")
	answer := apitest.Do(t, auth.Status(people, secrets), apitest.Call{User: "ann"}).Want(t, 200)
	if answer.Text("email") != "ann@example.com" || answer.Text("expiresAt") != "2023-11-14T22:13:20.000Z" {
		t.Error(answer.Body)
	}
}

func TestStatusTellsTheAccountOfAContextToken(t *testing.T) {
	people, _ := directorytest.New(nil)
	directorytest.Join(t, people, "ann")
	for name, signed := range map[string]struct {
		secret, user string
		status       int
	}{
		"current secret":   {"current", "ann", 200},
		"previous secret":  {"previous", "ann", 200},
		"older secret":     {"older", "ann", 400},
		"token of another": {"current", "bob", 400},
	} {
		t.Run(name, func(t *testing.T) {
			claims := token.Claims{Subject: signed.user, Account: "a1", Expires: time.Now().Add(time.Hour).Unix()}
			text, err := token.Sign(t.Context(), tokentest.Fixed{signed.secret}, claims)
			if err != nil {
				t.Fatal(err)
			}
			call := apitest.Call{User: "ann", Header: map[string]string{"x-account-context": text}}
			answer := apitest.Do(t, auth.Status(people, secrets), call).Want(t, signed.status)
			if signed.status == 200 && answer.Text("accountId") != "a1" {
				t.Error(answer.Body)
			}
		})
	}
}

func TestStatusOfATokenWithoutUser(t *testing.T) {
	people, _ := directorytest.New(nil)
	apitest.Do(t, auth.Status(people, secrets), apitest.Call{User: "ghost"}).Want(t, 404)
}
