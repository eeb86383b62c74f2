// Package awsclient says how functions reach AWS.
//
// A function always has its region and its role's credentials in the environment, so the SDK's `config` module, which
// also looks for files, single sign-on and instance metadata, is left out: without it a binary is 2 MB smaller.
package awsclient

import (
	"context"
	"errors"
	"os"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
)

// Config takes region, credentials and, for an emulator, AWS_ENDPOINT_URL from the environment.
func Config() aws.Config {
	config := aws.Config{
		Region:      os.Getenv("AWS_REGION"),
		Credentials: aws.NewCredentialsCache(aws.CredentialsProviderFunc(fromEnvironment)),
		Retryer: func() aws.Retryer {
			return retry.NewStandard(func(o *retry.StandardOptions) {
				o.MaxAttempts = 3
				o.MaxBackoff = 2 * time.Second
			})
		},
	}
	if endpoint := os.Getenv("AWS_ENDPOINT_URL"); endpoint != "" {
		config.BaseEndpoint = aws.String(endpoint)
	}
	return config
}

func fromEnvironment(context.Context) (aws.Credentials, error) {
	credentials := aws.Credentials{
		AccessKeyID:     os.Getenv("AWS_ACCESS_KEY_ID"),
		SecretAccessKey: os.Getenv("AWS_SECRET_ACCESS_KEY"),
		SessionToken:    os.Getenv("AWS_SESSION_TOKEN"),
		Source:          "environment",
	}
	if !credentials.HasKeys() {
		return aws.Credentials{}, errors.New("no AWS credentials in the environment")
	}
	return credentials, nil
}
