package storetest

import (
	"context"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"listbackup.ai/backend/internal/store"
)

func (m *Memory) PutItem(_ context.Context, in *dynamodb.PutItemInput, _ ...func(*dynamodb.Options)) (*dynamodb.PutItemOutput, error) {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	if m.Fail != nil {
		return nil, m.Fail
	}
	if !m.holds(*in.TableName, in.Item, in.ConditionExpression) {
		return nil, &types.ConditionalCheckFailedException{}
	}
	m.write(*in.TableName, in.Item)
	return &dynamodb.PutItemOutput{}, nil
}

func (m *Memory) UpdateItem(_ context.Context, in *dynamodb.UpdateItemInput, _ ...func(*dynamodb.Options)) (*dynamodb.UpdateItemOutput, error) {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	if m.Fail != nil {
		return nil, m.Fail
	}
	if !m.holds(*in.TableName, in.Key, in.ConditionExpression) {
		return nil, &types.ConditionalCheckFailedException{}
	}
	item := m.update(*in.TableName, in.Key, *in.UpdateExpression, in.ExpressionAttributeNames, in.ExpressionAttributeValues)
	return &dynamodb.UpdateItemOutput{Attributes: item}, nil
}

func (m *Memory) update(table string, key row, expression string, names map[string]string, values row) row {
	_, before := m.find(table, key)
	item := row{}
	for name, value := range before {
		item[name] = value
	}
	set, remove, _ := strings.Cut(expression, "REMOVE ")
	for _, part := range strings.Split(strings.TrimPrefix(strings.TrimSpace(set), "SET "), ", ") {
		if name, value, found := strings.Cut(part, " = "); found {
			item[names[name]] = values[value]
		}
	}
	for _, name := range strings.Split(remove, ", ") {
		delete(item, names[name])
	}
	m.write(table, item)
	return item
}

func (m *Memory) TransactWriteItems(_ context.Context, in *dynamodb.TransactWriteItemsInput, _ ...func(*dynamodb.Options)) (*dynamodb.TransactWriteItemsOutput, error) {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	if m.Fail != nil {
		return nil, m.Fail
	}
	reasons, failed := make([]types.CancellationReason, len(in.TransactItems)), false
	for i, write := range in.TransactItems {
		reasons[i].Code = aws.String("None")
		if !m.allowed(write) {
			reasons[i].Code, failed = aws.String("ConditionalCheckFailed"), true
		}
	}
	if failed {
		return nil, &types.TransactionCanceledException{CancellationReasons: reasons}
	}
	for _, write := range in.TransactItems {
		m.apply(write)
	}
	return &dynamodb.TransactWriteItemsOutput{}, nil
}

func (m *Memory) allowed(write store.Write) bool {
	switch {
	case write.Put != nil:
		return m.holds(*write.Put.TableName, write.Put.Item, write.Put.ConditionExpression)
	case write.Update != nil:
		return m.holds(*write.Update.TableName, write.Update.Key, write.Update.ConditionExpression)
	case write.Delete != nil:
		return m.holds(*write.Delete.TableName, write.Delete.Key, write.Delete.ConditionExpression)
	case write.ConditionCheck != nil:
		return m.holds(*write.ConditionCheck.TableName, write.ConditionCheck.Key, write.ConditionCheck.ConditionExpression)
	default:
		panic(fmt.Sprintf("unknown write %+v", write))
	}
}

func (m *Memory) apply(write store.Write) {
	switch {
	case write.Put != nil:
		m.write(*write.Put.TableName, write.Put.Item)
	case write.Update != nil:
		u := write.Update
		m.update(*u.TableName, u.Key, *u.UpdateExpression, u.ExpressionAttributeNames, u.ExpressionAttributeValues)
	case write.Delete != nil:
		m.remove(*write.Delete.TableName, write.Delete.Key)
	}
}
