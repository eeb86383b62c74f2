package identity

import (
	"context"
	"errors"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	cognito "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
)

var ctx = context.Background()

// pool has configured answers and records the calls.
type pool struct {
	Client
	calls       []string
	createError error
	setError    error
	authError   error
	auth        *cognito.InitiateAuthOutput
	password    *cognito.AdminSetUserPasswordInput
}

func (p *pool) AdminCreateUser(context.Context, *cognito.AdminCreateUserInput, ...func(*cognito.Options)) (*cognito.AdminCreateUserOutput, error) {
	p.calls = append(p.calls, "create")
	user := &types.UserType{Attributes: []types.AttributeType{{Name: aws.String("sub"), Value: aws.String("u1")}}}
	return &cognito.AdminCreateUserOutput{User: user}, p.createError
}

func (p *pool) AdminSetUserPassword(_ context.Context, in *cognito.AdminSetUserPasswordInput, _ ...func(*cognito.Options)) (*cognito.AdminSetUserPasswordOutput, error) {
	p.calls, p.password = append(p.calls, "set password"), in
	return nil, p.setError
}

func (p *pool) AdminDeleteUser(_ context.Context, in *cognito.AdminDeleteUserInput, _ ...func(*cognito.Options)) (*cognito.AdminDeleteUserOutput, error) {
	p.calls = append(p.calls, "delete "+*in.Username)
	return nil, nil
}

func (p *pool) InitiateAuth(context.Context, *cognito.InitiateAuthInput, ...func(*cognito.Options)) (*cognito.InitiateAuthOutput, error) {
	return p.auth, p.authError
}

func signUp(p *pool) (string, error) {
	return Cognito{Client: p, PoolID: "pool"}.SignUp(ctx, NewUser{Email: "a@b.c", Password: "pw", Name: "A"})
}

func TestSignUpSetsAPermanentPassword(t *testing.T) {
	p := &pool{}
	id, err := signUp(p)
	if err != nil || id != "u1" || !p.password.Permanent || *p.password.Password != "pw" {
		t.Errorf("%s, %v, %+v", id, err, p.password)
	}
}

func TestSignUpUndoesAUserWithoutPassword(t *testing.T) {
	p := &pool{setError: &types.InvalidPasswordException{}}
	if _, err := signUp(p); !errors.Is(err, ErrPasswordPolicy) {
		t.Error(err)
	}
	if last := p.calls[len(p.calls)-1]; last != "delete u1" {
		t.Error(p.calls)
	}
}

func TestSignUpOfAKnownAddressDeletesNobody(t *testing.T) {
	p := &pool{createError: &types.UsernameExistsException{}}
	if _, err := signUp(p); !errors.Is(err, ErrUserExists) || len(p.calls) != 1 {
		t.Error(err, p.calls)
	}
}

func TestSignInTranslatesErrors(t *testing.T) {
	other := errors.New("network")
	for _, given := range []struct{ from, want error }{
		{&types.NotAuthorizedException{}, ErrRefused},
		{&types.UserNotFoundException{}, ErrRefused},
		{&types.UserNotConfirmedException{}, ErrNotAllowedYet},
		{&types.PasswordResetRequiredException{}, ErrNotAllowedYet},
		{&types.TooManyRequestsException{}, ErrTooMany},
		{other, other},
	} {
		_, err := Cognito{Client: &pool{authError: given.from}}.SignIn(ctx, "a@b.c", "pw")
		if !errors.Is(err, given.want) {
			t.Errorf("%T: %v", given.from, err)
		}
	}
}

func TestSignInPassesAChallengeOn(t *testing.T) {
	p := &pool{auth: &cognito.InitiateAuthOutput{ChallengeName: types.ChallengeNameTypeSoftwareTokenMfa, Session: aws.String("s")}}
	got, err := Cognito{Client: p}.SignIn(ctx, "a@b.c", "pw")
	if err != nil || got.Tokens != nil || *got.Challenge != (Challenge{Name: "SOFTWARE_TOKEN_MFA", Session: "s"}) {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestSignInGivesTokens(t *testing.T) {
	p := &pool{auth: &cognito.InitiateAuthOutput{AuthenticationResult: &types.AuthenticationResultType{
		AccessToken: aws.String("a"), IdToken: aws.String("i"), RefreshToken: aws.String("r"),
		TokenType: aws.String("Bearer"), ExpiresIn: 3600,
	}}}
	got, err := Cognito{Client: p}.SignIn(ctx, "a@b.c", "pw")
	if err != nil || got.Challenge != nil || *got.Tokens != (Tokens{"a", "i", "r", "Bearer", 3600}) {
		t.Errorf("%+v, %v", got, err)
	}
}
