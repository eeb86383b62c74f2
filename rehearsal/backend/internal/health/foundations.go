package health

import (
	"context"
	"errors"

	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"listbackup.ai/backend/internal/store"
)

// Queues is what of the queue service's client is used here.
type Queues interface {
	GetQueueAttributes(context.Context, *sqs.GetQueueAttributesInput, ...func(*sqs.Options)) (*sqs.GetQueueAttributesOutput, error)
}

// Pools is what of Cognito's client is used here.
type Pools interface {
	DescribeUserPool(context.Context, *cognitoidentityprovider.DescribeUserPoolInput, ...func(*cognitoidentityprovider.Options)) (*cognitoidentityprovider.DescribeUserPoolOutput, error)
}

// Database reads the table of users: a row that is never there will do.
func Database(users store.Table) Check {
	return Check{"database", func(ctx context.Context) error {
		_, err := users.Get(ctx, store.Item{"userId": store.S("health-check")})
		if errors.Is(err, store.ErrNotFound) {
			return nil
		}
		return err
	}}
}

// Queue asks a queue for its name.
func Queue(client Queues, url string) Check {
	return Check{"queue", func(ctx context.Context) error {
		_, err := client.GetQueueAttributes(ctx, &sqs.GetQueueAttributesInput{
			QueueUrl: &url, AttributeNames: []types.QueueAttributeName{types.QueueAttributeNameQueueArn},
		})
		return err
	}}
}

// Identity looks at the user pool.
func Identity(client Pools, poolID string) Check {
	return Check{"identity", func(ctx context.Context) error {
		_, err := client.DescribeUserPool(ctx, &cognitoidentityprovider.DescribeUserPoolInput{UserPoolId: &poolID})
		return err
	}}
}
