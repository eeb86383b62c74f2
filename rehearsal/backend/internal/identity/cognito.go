package identity

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
)

// Client is what of Cognito's client is used here.
type Client interface {
	AdminCreateUser(context.Context, *cognitoidentityprovider.AdminCreateUserInput, ...func(*cognitoidentityprovider.Options)) (*cognitoidentityprovider.AdminCreateUserOutput, error)
	AdminSetUserPassword(context.Context, *cognitoidentityprovider.AdminSetUserPasswordInput, ...func(*cognitoidentityprovider.Options)) (*cognitoidentityprovider.AdminSetUserPasswordOutput, error)
	AdminDeleteUser(context.Context, *cognitoidentityprovider.AdminDeleteUserInput, ...func(*cognitoidentityprovider.Options)) (*cognitoidentityprovider.AdminDeleteUserOutput, error)
	AdminUserGlobalSignOut(context.Context, *cognitoidentityprovider.AdminUserGlobalSignOutInput, ...func(*cognitoidentityprovider.Options)) (*cognitoidentityprovider.AdminUserGlobalSignOutOutput, error)
	InitiateAuth(context.Context, *cognitoidentityprovider.InitiateAuthInput, ...func(*cognitoidentityprovider.Options)) (*cognitoidentityprovider.InitiateAuthOutput, error)
}

// Cognito is the user pool of a stage and its client, which has no secret.
type Cognito struct {
	Client   Client
	PoolID   string
	ClientID string
}

// SignUp creates the user without an invitation mail and sets a permanent password. The address stays unverified.
func (c Cognito) SignUp(ctx context.Context, user NewUser) (string, error) {
	created, err := c.Client.AdminCreateUser(ctx, &cognitoidentityprovider.AdminCreateUserInput{
		UserPoolId:    &c.PoolID,
		Username:      &user.Email,
		MessageAction: types.MessageActionTypeSuppress,
		UserAttributes: []types.AttributeType{
			{Name: aws.String("email"), Value: &user.Email},
			{Name: aws.String("name"), Value: &user.Name},
		},
	})
	if err != nil {
		return "", translate("create user", err)
	}
	userID := attribute(created.User, "sub")
	if userID == "" {
		return "", errors.Join(errors.New("created user has no sub"), c.Remove(ctx, user.Email))
	}
	_, err = c.Client.AdminSetUserPassword(ctx, &cognitoidentityprovider.AdminSetUserPasswordInput{
		UserPoolId: &c.PoolID, Username: &userID, Password: &user.Password, Permanent: true,
	})
	if err != nil {
		return "", errors.Join(translate("set password", err), c.Remove(ctx, userID))
	}
	return userID, nil
}

// Remove deletes a user by id.
func (c Cognito) Remove(ctx context.Context, userID string) error {
	// What is to be undone must be undone although the caller's time is up.
	_, err := c.Client.AdminDeleteUser(context.WithoutCancel(ctx), &cognitoidentityprovider.AdminDeleteUserInput{
		UserPoolId: &c.PoolID, Username: &userID,
	})
	return translate("delete user", err)
}

// SignIn checks a password.
func (c Cognito) SignIn(ctx context.Context, email, password string) (SignIn, error) {
	output, err := c.initiate(ctx, types.AuthFlowTypeUserPasswordAuth, map[string]string{
		"USERNAME": email, "PASSWORD": password,
	})
	if err != nil {
		return SignIn{}, err
	}
	if output.AuthenticationResult == nil {
		return SignIn{Challenge: &Challenge{Name: string(output.ChallengeName), Session: aws.ToString(output.Session)}}, nil
	}
	tokens := tokensOf(output.AuthenticationResult)
	return SignIn{Tokens: &tokens}, nil
}

// Refresh gives new tokens for a refresh token. The refresh token stays valid and is repeated only where the pool
// rotates it.
func (c Cognito) Refresh(ctx context.Context, refreshToken string) (Tokens, error) {
	output, err := c.initiate(ctx, types.AuthFlowTypeRefreshTokenAuth, map[string]string{"REFRESH_TOKEN": refreshToken})
	if err != nil {
		return Tokens{}, err
	}
	if output.AuthenticationResult == nil {
		return Tokens{}, ErrRefused
	}
	return tokensOf(output.AuthenticationResult), nil
}

// SignOut revokes the user's refresh tokens and makes Cognito refuse the access tokens.
func (c Cognito) SignOut(ctx context.Context, userID string) error {
	_, err := c.Client.AdminUserGlobalSignOut(ctx, &cognitoidentityprovider.AdminUserGlobalSignOutInput{
		UserPoolId: &c.PoolID, Username: &userID,
	})
	return translate("sign out", err)
}

func (c Cognito) initiate(
	ctx context.Context, flow types.AuthFlowType, parameters map[string]string,
) (*cognitoidentityprovider.InitiateAuthOutput, error) {
	output, err := c.Client.InitiateAuth(ctx, &cognitoidentityprovider.InitiateAuthInput{
		ClientId: &c.ClientID, AuthFlow: flow, AuthParameters: parameters,
	})
	return output, translate("initiate auth", err)
}

func tokensOf(result *types.AuthenticationResultType) Tokens {
	return Tokens{
		AccessToken: aws.ToString(result.AccessToken), IDToken: aws.ToString(result.IdToken),
		RefreshToken: aws.ToString(result.RefreshToken), TokenType: aws.ToString(result.TokenType),
		ExpiresIn: result.ExpiresIn,
	}
}

func attribute(user *types.UserType, name string) string {
	if user != nil {
		for _, attribute := range user.Attributes {
			if aws.ToString(attribute.Name) == name {
				return aws.ToString(attribute.Value)
			}
		}
	}
	return ""
}

// translate turns Cognito's errors into this package's; anything else is passed on with what was being done.
func translate(doing string, err error) error {
	if err == nil {
		return nil
	}
	for _, known := range []struct {
		matches func(error) bool
		becomes error
	}{
		{is[*types.UsernameExistsException], ErrUserExists},
		{is[*types.InvalidPasswordException], ErrPasswordPolicy},
		{is[*types.NotAuthorizedException], ErrRefused},
		{is[*types.UserNotFoundException], ErrRefused},
		{is[*types.UserNotConfirmedException], ErrNotAllowedYet},
		{is[*types.PasswordResetRequiredException], ErrNotAllowedYet},
		{is[*types.TooManyRequestsException], ErrTooMany},
		{is[*types.LimitExceededException], ErrTooMany},
	} {
		if known.matches(err) {
			return fmt.Errorf("%s: %w", doing, known.becomes)
		}
	}
	return fmt.Errorf("%s: %w", doing, err)
}

func is[E error](err error) bool {
	var wanted E
	return errors.As(err, &wanted)
}
