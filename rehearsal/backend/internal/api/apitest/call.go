// Package apitest calls handlers as API Gateway does.
package apitest

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"testing"

	"github.com/aws/aws-lambda-go/events"

	"listbackup.ai/backend/internal/api"
)

// Call is one request. User is the caller's id; empty without a caller.
type Call struct {
	User  string
	Body  string
	Path  map[string]string
	Query map[string]string
	// Header has names in lower case.
	Header map[string]string
}

// Answer is what came back.
type Answer struct {
	Status int
	Body   string
	// Code and Message say why a request was refused.
	Code, Message string
	// Data is the answer's `data`, Fields its `fields`.
	Data   map[string]any
	Fields map[string]string
	// Log is all that was logged meanwhile.
	Log string
}

// Do runs a handler.
func Do(t *testing.T, handler api.Handler, call Call) Answer {
	t.Helper()
	event := events.APIGatewayV2HTTPRequest{
		RouteKey: "TEST /", Body: call.Body, PathParameters: call.Path, QueryStringParameters: call.Query, Headers: call.Header,
	}
	if call.User != "" {
		event.RequestContext.Authorizer = &events.APIGatewayV2HTTPRequestContextAuthorizerDescription{
			JWT: &events.APIGatewayV2HTTPRequestContextAuthorizerJWTDescription{
				Claims: map[string]string{"sub": call.User, "exp": "1700000000"},
			},
		}
	}
	var log bytes.Buffer
	response, err := api.Adapt(handler, slog.New(slog.NewJSONHandler(&log, nil)))(context.Background(), event)
	if err != nil {
		t.Fatal(err)
	}
	answer := Answer{Status: response.StatusCode, Body: response.Body, Log: log.String()}
	var body struct {
		Data        json.RawMessage
		Code, Error string
		Fields      map[string]string
	}
	if err := json.Unmarshal([]byte(response.Body), &body); err != nil {
		t.Fatalf("%v: %s", err, response.Body)
	}
	_ = json.Unmarshal(body.Data, &answer.Data) // stays empty unless data is an object
	answer.Code, answer.Message, answer.Fields = body.Code, body.Error, body.Fields
	return answer
}

// Text gives a text of the answer's data.
func (a Answer) Text(name string) string {
	value, _ := a.Data[name].(string)
	return value
}

// Items gives one attribute of every item of a list.
func (a Answer) Items(attribute string) []string {
	values := []string{}
	items, _ := a.Data["items"].([]any)
	for _, item := range items {
		value, _ := item.(map[string]any)[attribute].(string)
		values = append(values, value)
	}
	return values
}

// Want fails the test unless the status is this one.
func (a Answer) Want(t *testing.T, status int) Answer {
	t.Helper()
	if a.Status != status {
		t.Fatalf("status %d, want %d: %s", a.Status, status, a.Body)
	}
	return a
}
