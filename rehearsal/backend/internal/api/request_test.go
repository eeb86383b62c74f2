package api

import (
	"encoding/base64"
	"errors"
	"testing"

	"github.com/aws/aws-lambda-go/events"
)

type person struct {
	Name string `json:"name"`
	Age  int    `json:"age"`
}

func decode(body string, base64Encoded bool) (person, *Error) {
	var into person
	err := NewRequest(events.APIGatewayV2HTTPRequest{Body: body, IsBase64Encoded: base64Encoded}).Decode(&into)
	var refused *Error
	if err != nil && !errors.As(err, &refused) {
		panic(err)
	}
	return into, refused
}

func TestDecodeRefusesWhatIsNoObject(t *testing.T) {
	for _, body := range []string{"", " ", "null", "[]", `"x"`, "{", `{"name":}`, `{"name":"a"} x`, `{}{}`} {
		if _, refused := decode(body, false); refused == nil || refused.Status != 400 {
			t.Errorf("%q: %v", body, refused)
		}
	}
}

func TestDecodeNamesTheField(t *testing.T) {
	for body, want := range map[string][2]string{
		`{"name":1}`:      {"name", "must be a string"},
		`{"age":"old"}`:   {"age", "must be a number"},
		`{"shoe":"left"}`: {"shoe", "is not known here"},
	} {
		if _, refused := decode(body, false); refused == nil || refused.Fields[want[0]] != want[1] {
			t.Errorf("%s: %+v", body, refused)
		}
	}
}

func TestDecodeReadsBase64(t *testing.T) {
	got, refused := decode(base64.StdEncoding.EncodeToString([]byte(`{"name":"Ann","age":3}`)), true)
	if refused != nil || got != (person{"Ann", 3}) {
		t.Errorf("%+v, %v", got, refused)
	}
}

func TestDecodeRefusesWrongBase64(t *testing.T) {
	if _, refused := decode("{", true); refused == nil || refused.Status != 400 {
		t.Errorf("%v", refused)
	}
}

func TestPageBounds(t *testing.T) {
	for text, want := range map[string]int32{"": 25, "1": 1, "100": 100, "0": 0, "101": 0, "-1": 0, "x": 0, "1.5": 0} {
		request := NewRequest(events.APIGatewayV2HTTPRequest{QueryStringParameters: map[string]string{"limit": text}})
		page, err := request.Page()
		if page.Limit != want || (err == nil) != (want > 0) {
			t.Errorf("limit %q: %d, %v", text, page.Limit, err)
		}
	}
}

func TestCallerNeedsAnAuthorizer(t *testing.T) {
	_, err := NewRequest(events.APIGatewayV2HTTPRequest{}).Caller()
	var refused *Error
	if !errors.As(err, &refused) || refused.Status != 401 {
		t.Errorf("%v", err)
	}
}

func TestFieldsGatherEverything(t *testing.T) {
	fields := Fields{}
	fields.Text("name", "  ", 5)
	fields.OptionalText("note", "äöüßéñ", 5)
	fields.Email("email", "Ann <ann@example.com>")
	fields.OneOf("type", "x", []string{"a", "b"})
	want := Fields{
		"name": "is required", "note": "has more than 5 characters", "email": "is not an e-mail address",
		"type": "is none of a, b",
	}
	for name, problem := range want {
		if fields[name] != problem {
			t.Errorf("%s: %q, want %q", name, fields[name], problem)
		}
	}
}

func TestEmailBecomesLowerCase(t *testing.T) {
	fields := Fields{}
	if got := fields.Email("email", " Ann@Example.COM "); got != "ann@example.com" || fields.Err() != nil {
		t.Errorf("%q, %v", got, fields)
	}
}
