package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"listbackup.ai/backend/internal/api"
)

// Write is one part of a transaction.
type Write = types.TransactWriteItem

// ConditionError says which writes of a transaction, by position, found something else than they required. Nothing
// was written.
type ConditionError struct{ At []int }

func (e *ConditionError) Error() string { return fmt.Sprintf("conditions not met: %v", e.At) }

// FailedAt tells whether the condition of one write of a transaction was not met.
func FailedAt(err error, position int) bool {
	var condition *ConditionError
	if errors.As(err, &condition) {
		for _, at := range condition.At {
			if at == position {
				return true
			}
		}
	}
	return false
}

// Insert puts an item where there is none yet. `key` names its partition key.
func (t Table) Insert(key string, item Item) Write {
	return Write{Put: &types.Put{
		TableName: &t.Name, Item: item,
		ConditionExpression:      aws.String("attribute_not_exists(#k)"),
		ExpressionAttributeNames: map[string]string{"#k": key},
	}}
}

// Exists requires that an item is there.
func (t Table) Exists(key Item) Write {
	return Write{ConditionCheck: &types.ConditionCheck{
		TableName: &t.Name, Key: key,
		ConditionExpression:      aws.String("attribute_exists(#k)"),
		ExpressionAttributeNames: map[string]string{"#k": sortedNames(key)[0]},
	}}
}

// Change is Update as a part of a transaction.
func (t Table) Change(key, changes Item) Write {
	update := updateExpression(key, changes)
	return Write{Update: &types.Update{
		TableName: &t.Name, Key: key,
		UpdateExpression: &update.expression, ConditionExpression: &update.condition,
		ExpressionAttributeNames: update.names, ExpressionAttributeValues: update.values,
	}}
}

// Remove deletes an item that must be there.
func (t Table) Remove(key Item) Write {
	return Write{Delete: &types.Delete{
		TableName: &t.Name, Key: key,
		ConditionExpression:      aws.String("attribute_exists(#k)"),
		ExpressionAttributeNames: map[string]string{"#k": sortedNames(key)[0]},
	}}
}

// Clear deletes an item whether it is there or not.
func (t Table) Clear(key Item) Write {
	return Write{Delete: &types.Delete{TableName: &t.Name, Key: key}}
}

// Transact does all writes or none. A *ConditionError says which conditions were not met.
func Transact(ctx context.Context, client Client, writes ...Write) error {
	_, err := client.TransactWriteItems(ctx, &dynamodb.TransactWriteItemsInput{TransactItems: writes})
	var cancelled *types.TransactionCanceledException
	if !errors.As(err, &cancelled) {
		if err != nil {
			return fmt.Errorf("transact: %w", err)
		}
		return nil
	}
	var failed []int
	for i, reason := range cancelled.CancellationReasons {
		switch aws.ToString(reason.Code) {
		case "ConditionalCheckFailed":
			failed = append(failed, i)
		case "TransactionConflict":
			return api.Conflict("another request is changing the same data; try again")
		}
	}
	if len(failed) == 0 {
		return fmt.Errorf("transact: %w", err)
	}
	return &ConditionError{At: failed}
}
