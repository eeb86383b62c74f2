// Package store is DynamoDB in the words of this backend: items, pages, conditions.
package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"

	"listbackup.ai/backend/internal/api"
	"listbackup.ai/backend/internal/awsclient"
)

var (
	// ErrNotFound says that there is no such item.
	ErrNotFound = errors.New("no such item")
	// ErrExists says that there is such an item already.
	ErrExists = errors.New("item exists already")
)

// Client is what of DynamoDB's client is used here.
type Client interface {
	GetItem(context.Context, *dynamodb.GetItemInput, ...func(*dynamodb.Options)) (*dynamodb.GetItemOutput, error)
	BatchGetItem(context.Context, *dynamodb.BatchGetItemInput, ...func(*dynamodb.Options)) (*dynamodb.BatchGetItemOutput, error)
	Query(context.Context, *dynamodb.QueryInput, ...func(*dynamodb.Options)) (*dynamodb.QueryOutput, error)
	Scan(context.Context, *dynamodb.ScanInput, ...func(*dynamodb.Options)) (*dynamodb.ScanOutput, error)
	PutItem(context.Context, *dynamodb.PutItemInput, ...func(*dynamodb.Options)) (*dynamodb.PutItemOutput, error)
	UpdateItem(context.Context, *dynamodb.UpdateItemInput, ...func(*dynamodb.Options)) (*dynamodb.UpdateItemOutput, error)
	TransactWriteItems(context.Context, *dynamodb.TransactWriteItemsInput, ...func(*dynamodb.Options)) (*dynamodb.TransactWriteItemsOutput, error)
}

// Connect makes a client for the region and account that the function runs in.
func Connect() *dynamodb.Client { return dynamodb.NewFromConfig(awsclient.Config()) }

// Table is one table, by its physical name.
type Table struct {
	Client Client
	Name   string
}

// Lookup is a query of a table or of one of its indexes by partition key.
type Lookup struct {
	// Index is empty for the table itself, which is then read consistently.
	Index string
	Key   string
	Value string
}

// Get reads one item, consistently. ErrNotFound when there is none.
func (t Table) Get(ctx context.Context, key Item) (Item, error) {
	output, err := t.Client.GetItem(ctx, &dynamodb.GetItemInput{
		TableName: &t.Name, Key: key, ConsistentRead: aws.Bool(true),
	})
	if err != nil {
		return nil, fmt.Errorf("get: %w", err)
	}
	if len(output.Item) == 0 {
		return nil, ErrNotFound
	}
	return output.Item, nil
}

// Add writes an item where there is none yet, else ErrExists. `key` names its partition key. Of several at the same
// time one succeeds; as parts of transactions they would get in each other's way.
func (t Table) Add(ctx context.Context, key string, item Item) error {
	_, err := t.Client.PutItem(ctx, &dynamodb.PutItemInput{
		TableName: &t.Name, Item: item,
		ConditionExpression:      aws.String("attribute_not_exists(#k)"),
		ExpressionAttributeNames: map[string]string{"#k": key},
	})
	var failed *types.ConditionalCheckFailedException
	if errors.As(err, &failed) {
		return ErrExists
	}
	if err != nil {
		return fmt.Errorf("add: %w", err)
	}
	return nil
}

// GetAll reads up to 100 items by their keys; those that do not exist are left out, order is not kept.
func (t Table) GetAll(ctx context.Context, keys []Item) ([]Item, error) {
	wanted := make([]map[string]types.AttributeValue, len(keys))
	for i, key := range keys {
		wanted[i] = key
	}
	var items []Item
	for attempt := 0; len(wanted) > 0; attempt++ {
		if attempt == 5 {
			return nil, errors.New("batch get: some keys stayed unprocessed")
		}
		output, err := t.Client.BatchGetItem(ctx, &dynamodb.BatchGetItemInput{
			RequestItems: map[string]types.KeysAndAttributes{t.Name: {Keys: wanted, ConsistentRead: aws.Bool(true)}},
		})
		if err != nil {
			return nil, fmt.Errorf("batch get: %w", err)
		}
		for _, item := range output.Responses[t.Name] {
			items = append(items, item)
		}
		wanted = output.UnprocessedKeys[t.Name].Keys
	}
	return items, nil
}

// Query reads a page of the items that have one partition key, and the cursor of the next page.
func (t Table) Query(ctx context.Context, lookup Lookup, page api.Page) ([]Item, string, error) {
	start, err := decodeCursor(page.Cursor, Item{lookup.Key: S(lookup.Value)})
	if err != nil {
		return nil, "", err
	}
	input := &dynamodb.QueryInput{
		TableName:                 &t.Name,
		KeyConditionExpression:    aws.String("#key = :key"),
		ExpressionAttributeNames:  map[string]string{"#key": lookup.Key},
		ExpressionAttributeValues: map[string]types.AttributeValue{":key": S(lookup.Value)},
		ExclusiveStartKey:         start,
		Limit:                     &page.Limit,
	}
	if lookup.Index == "" {
		input.ConsistentRead = aws.Bool(true)
	} else {
		input.IndexName = &lookup.Index
	}
	output, err := t.Client.Query(ctx, input)
	if err != nil {
		return nil, "", pageError(err, page)
	}
	return pageOf(output.Items, output.LastEvaluatedKey)
}

// Scan reads a page of the whole table: only for tables that stay small and have no key to ask by.
func (t Table) Scan(ctx context.Context, page api.Page) ([]Item, string, error) {
	start, err := decodeCursor(page.Cursor, nil)
	if err != nil {
		return nil, "", err
	}
	output, err := t.Client.Scan(ctx, &dynamodb.ScanInput{TableName: &t.Name, ExclusiveStartKey: start, Limit: &page.Limit})
	if err != nil {
		return nil, "", pageError(err, page)
	}
	return pageOf(output.Items, output.LastEvaluatedKey)
}

func pageOf(rows []map[string]types.AttributeValue, last map[string]types.AttributeValue) ([]Item, string, error) {
	items := make([]Item, len(rows))
	for i, row := range rows {
		items[i] = row
	}
	next, err := encodeCursor(last)
	return items, next, err
}

// pageError: a key that DynamoDB refuses can only have come from the caller's cursor.
func pageError(err error, page api.Page) error {
	var refused smithy.APIError
	if page.Cursor != "" && errors.As(err, &refused) && refused.ErrorCode() == "ValidationException" {
		return api.Invalid("cursor", "was not made by this list")
	}
	return fmt.Errorf("read page: %w", err)
}
