// Command placeholder stands in for a function whose handler is missing or failed to build. It answers every request of
// the API with 501, the function's name and that reason, and fails for every other event: a message without a handler
// must not be acknowledged.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

	"github.com/aws/aws-lambda-go/lambda"
)

// response is understood by the HTTP API in both payload formats, 1.0 and 2.0.
type response struct {
	StatusCode      int               `json:"statusCode"`
	Headers         map[string]string `json:"headers"`
	Body            string            `json:"body"`
	IsBase64Encoded bool              `json:"isBase64Encoded"`
}

// request holds what tells an API's event from others: format 1.0 has httpMethod, 2.0 has requestContext.http.
type request struct {
	HTTPMethod     string `json:"httpMethod"`
	RequestContext struct {
		HTTP *struct{} `json:"http"`
	} `json:"requestContext"`
}

// reason is why there is no handler, missing or failed. The linker sets it.
var reason = "missing"

// sentences describe each reason.
var sentences = map[string]string{
	"missing": "not implemented",
	"failed":  "not available: the handler failed to build",
}

func answer(function string) func(context.Context, json.RawMessage) (*response, error) {
	return func(_ context.Context, event json.RawMessage) (*response, error) {
		var parsed request
		if err := json.Unmarshal(event, &parsed); err != nil || (parsed.HTTPMethod == "" && parsed.RequestContext.HTTP == nil) {
			return nil, fmt.Errorf("%s is %s", function, sentences[reason])
		}
		body, err := json.Marshal(struct {
			Message  string `json:"message"`
			Function string `json:"function"`
			Reason   string `json:"reason"`
		}{sentences[reason], function, reason})
		if err != nil {
			return nil, err
		}
		headers := map[string]string{"content-type": "application/json", "cache-control": "no-store"}
		return &response{StatusCode: 501, Headers: headers, Body: string(body)}, nil
	}
}

func main() { lambda.Start(answer(os.Getenv("AWS_LAMBDA_FUNCTION_NAME"))) }
