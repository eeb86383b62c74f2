// Package storetest is a DynamoDB in memory for tests. It knows the expressions that package store writes, and fails
// on any other.
package storetest

import (
	"context"
	"fmt"
	"sort"
	"strings"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"

	"listbackup.ai/backend/internal/store"
)

type row = map[string]types.AttributeValue

// Memory keeps tables; it implements store.Client.
type Memory struct {
	mutex  sync.Mutex
	keys   map[string][]string
	tables map[string][]row
	// Fail, when set, is what every call answers.
	Fail error
}

// New makes empty tables, given with the attributes of their primary keys.
func New(keys map[string][]string) *Memory {
	return &Memory{keys: keys, tables: map[string][]row{}}
}

// Table gives one of the tables.
func (m *Memory) Table(name string) store.Table { return store.Table{Client: m, Name: name} }

// Put writes an item as it is.
func (m *Memory) Put(table string, item store.Item) {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	m.write(table, row(item))
}

// Count gives the number of items in a table.
func (m *Memory) Count(table string) int {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	return len(m.tables[table])
}

func text(value types.AttributeValue) string { return store.Item{"v": value}.Text("v") }

func (m *Memory) find(table string, key row) (int, row) {
	names, known := m.keys[table]
	if !known {
		panic("no table " + table)
	}
	for i, item := range m.tables[table] {
		same := true
		for _, name := range names {
			same = same && text(item[name]) == text(key[name])
		}
		if same {
			return i, item
		}
	}
	return -1, nil
}

func (m *Memory) write(table string, item row) {
	if at, _ := m.find(table, item); at >= 0 {
		m.tables[table][at] = item
		return
	}
	m.tables[table] = append(m.tables[table], item)
}

func (m *Memory) remove(table string, key row) {
	if at, _ := m.find(table, key); at >= 0 {
		m.tables[table] = append(m.tables[table][:at:at], m.tables[table][at+1:]...)
	}
}

// holds decides the two conditions that store writes.
func (m *Memory) holds(table string, key row, condition *string) bool {
	_, item := m.find(table, key)
	switch aws.ToString(condition) {
	case "":
		return true
	case "attribute_exists(#k)":
		return item != nil
	case "attribute_not_exists(#k)":
		return item == nil
	default:
		panic("unknown condition " + *condition)
	}
}

// GetItem implements store.Client.
func (m *Memory) GetItem(_ context.Context, in *dynamodb.GetItemInput, _ ...func(*dynamodb.Options)) (*dynamodb.GetItemOutput, error) {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	_, item := m.find(*in.TableName, in.Key)
	return &dynamodb.GetItemOutput{Item: item}, m.Fail
}

// BatchGetItem implements store.Client.
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

// Query implements store.Client. Items come in the order of their primary keys, whatever the index.
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

// Scan implements store.Client.
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

// PutItem implements store.Client.
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

// UpdateItem implements store.Client.
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

// update understands "SET #c0 = :c0, … REMOVE #c1, …".
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

// TransactWriteItems implements store.Client.
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
