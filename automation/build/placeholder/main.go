// Command placeholder stands in for a function whose handler does not exist yet. It answers every request of the API
// with 501 and the function's name, and fails for every other event: a message that nobody handles must not count as
// done.
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

func answer(function string) func(context.Context, json.RawMessage) (*response, error) {
	return func(_ context.Context, event json.RawMessage) (*response, error) {
		var asked request
		if err := json.Unmarshal(event, &asked); err != nil || (asked.HTTPMethod == "" && asked.RequestContext.HTTP == nil) {
			return nil, fmt.Errorf("%s is not implemented", function)
		}
		body, err := json.Marshal(struct {
			Message  string `json:"message"`
			Function string `json:"function"`
		}{"not implemented", function})
		if err != nil {
			return nil, err
		}
		headers := map[string]string{"content-type": "application/json", "cache-control": "no-store"}
		return &response{StatusCode: 501, Headers: headers, Body: string(body)}, nil
	}
}

func main() { lambda.Start(answer(os.Getenv("AWS_LAMBDA_FUNCTION_NAME"))) }
