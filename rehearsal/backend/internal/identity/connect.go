package identity

import (
	"context"

	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/smithy-go"
	smithyauth "github.com/aws/smithy-go/auth"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"listbackup.ai/backend/internal/awsclient"
)

// Connect makes a client for the region and account that the function runs in.
func Connect() *cognitoidentityprovider.Client {
	config := awsclient.Config()
	return cognitoidentityprovider.NewFromConfig(config, func(options *cognitoidentityprovider.Options) {
		if config.BaseEndpoint != nil {
			options.AuthSchemeResolver = signed{}
			options.APIOptions = append(options.APIOptions, withPayloadHash)
		}
	})
}

// withPayloadHash adds the hash of the body, which the SDK leaves out of calls that AWS takes unsigned, and without which a
// signature is not valid. Other calls have it.
func withPayloadHash(stack *middleware.Stack) error {
	if _, has := stack.Finalize.Get((&v4.ComputePayloadSHA256{}).ID()); has {
		return nil
	}
	return v4.AddComputePayloadSHA256Middleware(stack)
}

// signed signs every call, also those that AWS takes unsigned (InitiateAuth): AWS finds the account by the pool's
// client, an emulator that keeps several accounts finds it by the signature alone.
type signed struct{}

func (signed) ResolveAuthSchemes(
	_ context.Context, parameters *cognitoidentityprovider.AuthResolverParameters,
) ([]*smithyauth.Option, error) {
	var properties smithy.Properties
	smithyhttp.SetSigV4SigningName(&properties, "cognito-idp")
	smithyhttp.SetSigV4SigningRegion(&properties, parameters.Region)
	return []*smithyauth.Option{{SchemeID: smithyauth.SchemeIDSigV4, SignerProperties: properties}}, nil
}
