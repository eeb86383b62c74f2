package store

import (
	"encoding/base64"
	"encoding/json"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"listbackup.ai/backend/internal/api"
)

// A cursor is DynamoDB's last evaluated key, opaque to the caller: {"name": "text"} or {"name": 1}.

func encodeCursor(key Item) (string, error) {
	if len(key) == 0 {
		return "", nil
	}
	plain := map[string]any{}
	for name, value := range key {
		switch value := value.(type) {
		case *types.AttributeValueMemberS:
			plain[name] = value.Value
		case *types.AttributeValueMemberN:
			plain[name] = json.Number(value.Value)
		}
	}
	text, err := json.Marshal(plain)
	if err != nil {
		return "", err
	}
	return base64.RawURLEncoding.EncodeToString(text), nil
}

// decodeCursor refuses a cursor made for another list: `scope` is what every key of this one has.
func decodeCursor(cursor string, scope Item) (Item, error) {
	if cursor == "" {
		return nil, nil
	}
	invalid := api.Invalid("cursor", "was not made by this list")
	text, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil {
		return nil, invalid
	}
	plain := map[string]any{}
	if err := json.Unmarshal(text, &plain); err != nil || len(plain) == 0 {
		return nil, invalid
	}
	key := Item{}
	for name, value := range plain {
		switch value := value.(type) {
		case string:
			key[name] = S(value)
		case float64:
			key[name] = N(int(value))
		default:
			return nil, invalid
		}
	}
	for name := range scope {
		if key.Text(name) != scope.Text(name) {
			return nil, invalid
		}
	}
	return key, nil
}
