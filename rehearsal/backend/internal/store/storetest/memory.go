// Package storetest is a DynamoDB in memory for tests. It supports the expressions that package store writes, and panics
// on any other.
package storetest

import (
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

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

// BatchGetItem implements store.Client.

// Query implements store.Client. Items come in the order of their primary keys, whatever the index.

// Scan implements store.Client.

// PutItem implements store.Client.

// UpdateItem implements store.Client.

// update understands "SET #c0 = :c0, … REMOVE #c1, …".

// TransactWriteItems implements store.Client.
