package store

import (
	"context"
	"errors"
	"fmt"
	"sort"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// Update sets attributes of an item that exists, removes those whose value is an empty text, and gives the item as it
// then is. ErrNotFound when there is none.
func (t Table) Update(ctx context.Context, key, changes Item) (Item, error) {
	update := updateExpression(key, changes)
	output, err := t.Client.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName:                 &t.Name,
		Key:                       key,
		UpdateExpression:          &update.expression,
		ConditionExpression:       &update.condition,
		ExpressionAttributeNames:  update.names,
		ExpressionAttributeValues: update.values,
		ReturnValues:              types.ReturnValueAllNew,
	})
	var failed *types.ConditionalCheckFailedException
	if errors.As(err, &failed) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("update: %w", err)
	}
	return output.Attributes, nil
}

type expression struct {
	expression string
	condition  string
	names      map[string]string
	values     map[string]types.AttributeValue
}

func updateExpression(key, changes Item) expression {
	names, values := map[string]string{}, map[string]types.AttributeValue{}
	var set, remove []string
	for i, name := range sortedNames(changes) {
		placeholder := fmt.Sprintf("#c%d", i)
		names[placeholder] = name
		if text, ok := changes[name].(*types.AttributeValueMemberS); ok && text.Value == "" {
			remove = append(remove, placeholder)
			continue
		}
		value := fmt.Sprintf(":c%d", i)
		values[value] = changes[name]
		set = append(set, placeholder+" = "+value)
	}
	var parts []string
	if len(set) > 0 {
		parts = append(parts, "SET "+strings.Join(set, ", "))
	}
	if len(remove) > 0 {
		parts = append(parts, "REMOVE "+strings.Join(remove, ", "))
	}
	names["#k"] = sortedNames(key)[0]
	if len(values) == 0 {
		values = nil // DynamoDB refuses an empty map
	}
	return expression{strings.Join(parts, " "), "attribute_exists(#k)", names, values}
}

func sortedNames(item Item) []string {
	names := make([]string, 0, len(item))
	for name := range item {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}
