package store

import (
	"strconv"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// Item is a row as DynamoDB keeps it. Records are flat, so a few functions do what a reflecting marshaller would.
type Item map[string]types.AttributeValue

// S is a string attribute.
func S(value string) types.AttributeValue { return &types.AttributeValueMemberS{Value: value} }

// N is a number attribute.
func N(value int) types.AttributeValue {
	return &types.AttributeValueMemberN{Value: strconv.Itoa(value)}
}

// Text gives a string attribute, empty when absent.
func (i Item) Text(name string) string {
	if value, ok := i[name].(*types.AttributeValueMemberS); ok {
		return value.Value
	}
	return ""
}

// Number gives a whole number, 0 when absent.
func (i Item) Number(name string) int {
	if value, ok := i[name].(*types.AttributeValueMemberN); ok {
		number, _ := strconv.Atoi(value.Value)
		return number
	}
	return 0
}

// With sets a string attribute unless it is empty: an index refuses empty keys, and leaves out rows without the key.
func (i Item) With(name, value string) Item {
	if value != "" {
		i[name] = S(value)
	}
	return i
}
