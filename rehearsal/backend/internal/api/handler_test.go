package api_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"

	"listbackup.ai/backend/internal/api"
	"listbackup.ai/backend/internal/api/apitest"
)

func failing(err error) api.Handler {
	return func(context.Context, api.Request) (api.Response, error) { return api.Fail(err) }
}

func TestUnknownErrorsTellTheCallerNothing(t *testing.T) {
	answer := apitest.Do(t, failing(errors.New("table secret-name is on fire")), apitest.Call{}).Want(t, 500)
	if strings.Contains(answer.Body, "secret-name") {
		t.Error(answer.Body)
	}
}

func TestUnknownErrorsAreLogged(t *testing.T) {
	answer := apitest.Do(t, failing(errors.New("table is on fire")), apitest.Call{})
	if !strings.Contains(answer.Log, "table is on fire") {
		t.Error(answer.Log)
	}
}

func TestPanicBecomesAnInternalError(t *testing.T) {
	handler := func(context.Context, api.Request) (api.Response, error) { panic("boom") }
	answer := apitest.Do(t, handler, apitest.Call{}).Want(t, 500)
	if strings.Contains(answer.Body, "boom") || strings.Contains(answer.Body, "goroutine") {
		t.Error(answer.Body)
	}
}

func TestBodiesAreNotLogged(t *testing.T) {
	answer := apitest.Do(t, failing(api.BadRequest("no")), apitest.Call{Body: `{"password":"hunter2"}`})
	if strings.Contains(answer.Log, "hunter2") {
		t.Error(answer.Log)
	}
}

func TestWrappedRefusalKeepsItsStatus(t *testing.T) {
	apitest.Do(t, failing(errors.Join(errors.New("x"), api.NotFound("tag"))), apitest.Call{}).Want(t, 404)
}

func TestOptionsNeverReachAHandler(t *testing.T) {
	handler := api.Adapt(failing(errors.New("called")), slog.New(slog.NewJSONHandler(io.Discard, nil)))
	var event events.APIGatewayV2HTTPRequest
	event.RequestContext.HTTP.Method = "OPTIONS"
	response, err := handler(context.Background(), event)
	if err != nil || response.StatusCode != 204 || response.Body != "" {
		t.Errorf("%+v, %v", response, err)
	}
}

func TestRefusalsSayWhyToProgramsAndPeople(t *testing.T) {
	for code, err := range map[string]error{
		"invalid_request":   api.Invalid("name", "is required"),
		"unauthorized":      api.Unauthorized("who?"),
		"forbidden":         api.Forbidden("not you"),
		"not_found":         api.NotFound("tag"),
		"conflict":          api.Conflict("taken"),
		"too_many_requests": api.TooMany("wait"),
		"internal_error":    errors.New("x"),
	} {
		if answer := apitest.Do(t, failing(err), apitest.Call{}); answer.Code != code || answer.Message == "" {
			t.Errorf("%v: %s", err, answer.Body)
		}
	}
}
