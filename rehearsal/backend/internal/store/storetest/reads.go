package storetest

import (
	"context"
	"sort"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"
)

func (m *Memory) GetItem(_ context.Context, in *dynamodb.GetItemInput, _ ...func(*dynamodb.Options)) (*dynamodb.GetItemOutput, error) {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	_, item := m.find(*in.TableName, in.Key)
	return &dynamodb.GetItemOutput{Item: item}, m.Fail
}

func (m *Memory) BatchGetItem(_ context.Context, in *dynamodb.BatchGetItemInput, _ ...func(*dynamodb.Options)) (*dynamodb.BatchGetItemOutput, error) {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	found := map[string][]map[string]types.AttributeValue{}
	for table, wanted := range in.RequestItems {
		for _, key := range wanted.Keys {
			if _, item := m.find(table, key); item != nil {
				found[table] = append(found[table], item)
			}
		}
	}
	return &dynamodb.BatchGetItemOutput{Responses: found}, m.Fail
}

func (m *Memory) Query(_ context.Context, in *dynamodb.QueryInput, _ ...func(*dynamodb.Options)) (*dynamodb.QueryOutput, error) {
	if *in.KeyConditionExpression != "#key = :key" {
		panic("unknown key condition " + *in.KeyConditionExpression)
	}
	name, value := in.ExpressionAttributeNames["#key"], text(in.ExpressionAttributeValues[":key"])
	items, last, err := m.page(*in.TableName, in.ExclusiveStartKey, *in.Limit, name, func(item row) bool {
		return text(item[name]) == value
	})
	return &dynamodb.QueryOutput{Items: items, LastEvaluatedKey: last}, err
}

func (m *Memory) Scan(_ context.Context, in *dynamodb.ScanInput, _ ...func(*dynamodb.Options)) (*dynamodb.ScanOutput, error) {
	items, last, err := m.page(*in.TableName, in.ExclusiveStartKey, *in.Limit, "", func(row) bool { return true })
	return &dynamodb.ScanOutput{Items: items, LastEvaluatedKey: last}, err
}

func (m *Memory) page(table string, start row, limit int32, extra string, wanted func(row) bool) ([]row, row, error) {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	if m.Fail != nil {
		return nil, nil, m.Fail
	}
	names := m.keys[table]
	order := func(item row) string {
		var parts []string
		for _, name := range names {
			parts = append(parts, text(item[name]))
		}
		return strings.Join(parts, "\x00")
	}
	for _, name := range names {
		if start != nil && start[name] == nil {
			return nil, nil, &smithy.GenericAPIError{Code: "ValidationException", Message: "The provided starting key is invalid"}
		}
	}
	var found []row
	for _, item := range m.tables[table] {
		if wanted(item) && (start == nil || order(item) > order(start)) {
			found = append(found, item)
		}
	}
	sort.Slice(found, func(i, j int) bool { return order(found[i]) < order(found[j]) })
	if len(found) <= int(limit) {
		return found, nil, nil
	}
	found = found[:limit]
	last := row{}
	for _, name := range append([]string{extra}, names...) {
		if name != "" {
			last[name] = found[limit-1][name]
		}
	}
	return found, last, nil
}
