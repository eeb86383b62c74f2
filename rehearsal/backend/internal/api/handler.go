package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"
)

// Handler answers one request. An *Error becomes its status; any other error a 500 that tells the caller nothing.
type Handler func(context.Context, Request) (Response, error)

// Lambda is a Handler in the form that the runtime calls.
type Lambda func(context.Context, events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error)

// Start serves a handler until the runtime stops the process.
func Start(handler Handler) { lambda.Start(Adapt(handler, Logger())) }

// Logger writes a JSON object a line.
func Logger() *slog.Logger {
	return slog.New(slog.NewJSONHandler(os.Stdout, nil)).With("function", os.Getenv("AWS_LAMBDA_FUNCTION_NAME"))
}

// Adapt puts reading, writing and logging around a handler. Bodies and headers are never logged: they hold passwords
// and tokens.
func Adapt(handler Handler, log *slog.Logger) Lambda {
	return func(ctx context.Context, event events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
		if event.RequestContext.HTTP.Method == http.MethodOptions {
			// The gateway answers preflights itself; a plain OPTIONS that a route sends here needs no handler.
			return events.APIGatewayV2HTTPResponse{StatusCode: http.StatusNoContent}, nil
		}
		began := time.Now()
		id := event.RequestContext.RequestID
		response, err := guarded(ctx, handler, NewRequest(event))
		if err != nil {
			response = failure(err, id)
		}
		attributes := []any{
			"requestId", id, "route", event.RouteKey, "status", response.Status, "ms", time.Since(began).Milliseconds(),
		}
		level := slog.LevelInfo
		if response.Status >= http.StatusInternalServerError {
			level = slog.LevelError
			if err != nil {
				attributes = append(attributes, "error", err.Error())
			}
		}
		log.Log(ctx, level, "request", attributes...)
		return encode(response)
	}
}

// guarded turns a panic into an error: one bad request must not end the process, nor show its stack.
func guarded(ctx context.Context, handler Handler, request Request) (response Response, err error) {
	defer func() {
		if reason := recover(); reason != nil {
			err = fmt.Errorf("panic: %v", reason)
		}
	}()
	return handler(ctx, request)
}

func failure(err error, requestID string) Response {
	var known *Error
	if errors.As(err, &known) {
		return refusal(known, requestID)
	}
	return refusal(&Error{Status: http.StatusInternalServerError, Message: "internal error"}, requestID)
}

func encode(response Response) (events.APIGatewayV2HTTPResponse, error) {
	body, err := json.Marshal(response.Body)
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, fmt.Errorf("encode response: %w", err)
	}
	return events.APIGatewayV2HTTPResponse{
		StatusCode: response.Status,
		// Responses are for one caller: no cache may store them.
		Headers: map[string]string{"content-type": "application/json", "cache-control": "no-store"},
		Body:    string(body),
	}, nil
}
