package main

import (
	"context"
	"encoding/json"
	"testing"
)

func TestAnswersRequestsWithTheFunctionsName(t *testing.T) {
	for name, event := range map[string]string{
		"payload format 1.0": `{"version":"1.0","httpMethod":"GET","path":"/x","requestContext":{"httpMethod":"GET"}}`,
		"payload format 2.0": `{"version":"2.0","routeKey":"GET /x","requestContext":{"http":{"method":"GET"}}}`,
	} {
		t.Run(name, func(t *testing.T) {
			got, err := answer("dev-x")(context.Background(), json.RawMessage(event))
			if err != nil {
				t.Fatal(err)
			}
			if got == nil || got.StatusCode != 501 || got.Body != `{"message":"not implemented","function":"dev-x","reason":"missing"}` {
				t.Errorf("answered %+v", got)
			}
		})
	}
}

func TestNamesTheReasonThatTheLinkerSet(t *testing.T) {
	reason = "failed"
	defer func() { reason = "missing" }()
	got, err := answer("dev-x")(context.Background(), json.RawMessage(`{"httpMethod":"GET"}`))
	if err != nil {
		t.Fatal(err)
	}
	if got.Body != `{"message":"not available: the handler failed to build","function":"dev-x","reason":"failed"}` {
		t.Errorf("answered %+v", got)
	}
}

func TestFailsForOtherEvents(t *testing.T) {
	for name, event := range map[string]string{
		"stream":     `{"Records":[{"eventName":"INSERT"}]}`,
		"queue":      `{"Records":[{"eventSource":"aws:sqs"}]}`,
		"schedule":   `{"source":"aws.events","detail":{}}`,
		"not a JSON": `x`,
		"a text":     `"hello"`,
	} {
		t.Run(name, func(t *testing.T) {
			got, err := answer("dev-x")(context.Background(), json.RawMessage(event))
			if err == nil || err.Error() != "dev-x is not implemented" {
				t.Errorf("answered %+v, %v", got, err)
			}
		})
	}
}
