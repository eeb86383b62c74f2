// Package api is the edge: HTTP API events (payload format 2.0) in, JSON out.
package api

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/aws/aws-lambda-go/events"
)

const (
	defaultLimit = 25
	maximumLimit = 100
)

// Request is what a handler sees of a call.
type Request struct {
	event events.APIGatewayV2HTTPRequest
}

// NewRequest wraps an event as API Gateway sends it.
func NewRequest(event events.APIGatewayV2HTTPRequest) Request { return Request{event: event} }

// Page is the part of a list that a caller asks for: at most Limit entries, after Cursor.
type Page struct {
	Limit  int32
	Cursor string
}

// Caller is who sent a request, from the gateway's JWT authorizer.
type Caller struct {
	// UserID is the user pool's `sub`.
	UserID string
	// Email is empty with an access token, which does not carry it.
	Email string
	// ExpiresAt is Unix seconds, as text; empty when the token does not say.
	ExpiresAt string
}

// Caller fails with 401 without an authorizer.
func (r Request) Caller() (Caller, error) {
	authorizer := r.event.RequestContext.Authorizer
	if authorizer == nil || authorizer.JWT == nil || authorizer.JWT.Claims["sub"] == "" {
		return Caller{}, Unauthorized("sign in first")
	}
	claims := authorizer.JWT.Claims
	return Caller{UserID: claims["sub"], Email: claims["email"], ExpiresAt: claims["exp"]}, nil
}

// Param gives a parameter of the path: the first of its names that the route uses.
func (r Request) Param(names ...string) (string, error) {
	for _, name := range names {
		value := strings.TrimSpace(r.event.PathParameters[name])
		if value != "" && len(value) <= 128 {
			return value, nil
		}
	}
	return "", Invalid(names[0], "is not an identifier")
}

// Query gives a parameter of the query string, empty when absent.
func (r Request) Query(name string) string { return r.event.QueryStringParameters[name] }

// Header gives a header by its name in lower case, as the gateway sends it; empty when absent.
func (r Request) Header(name string) string { return r.event.Headers[name] }

// Page reads `limit` and `cursor`.
func (r Request) Page() (Page, error) {
	page := Page{Limit: defaultLimit, Cursor: r.Query("cursor")}
	if text := r.Query("limit"); text != "" {
		limit, err := strconv.ParseInt(text, 10, 32)
		if err != nil || limit < 1 || limit > maximumLimit {
			return Page{}, Invalid("limit", fmt.Sprintf("is not a number from 1 to %d", maximumLimit))
		}
		page.Limit = int32(limit)
	}
	return page, nil
}

// Decode reads the body, one JSON object without unknown fields, into a struct.
func (r Request) Decode(into any) error {
	body := r.event.Body
	if r.event.IsBase64Encoded {
		raw, err := base64.StdEncoding.DecodeString(body)
		if err != nil {
			return BadRequest("the body is not base64, though it says so")
		}
		body = string(raw)
	}
	if !strings.HasPrefix(strings.TrimSpace(body), "{") {
		return BadRequest("the body must be a JSON object")
	}
	decoder := json.NewDecoder(strings.NewReader(body))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		return bodyError(err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return BadRequest("the body has something after its JSON object")
	}
	return nil
}

// bodyError names the field where it can. The decoder's own text may quote the body, so it is not passed on.
func bodyError(err error) error {
	var wrongType *json.UnmarshalTypeError
	if errors.As(err, &wrongType) && wrongType.Field != "" {
		return Invalid(wrongType.Field, "must be a "+jsonType(wrongType.Type.Kind().String()))
	}
	if name, found := strings.CutPrefix(err.Error(), "json: unknown field "); found {
		return Invalid(strings.Trim(name, `"`), "is not known here")
	}
	return BadRequest("the body is not valid JSON")
}

func jsonType(kind string) string {
	switch kind {
	case "bool":
		return "boolean"
	case "struct", "map", "ptr":
		return "object"
	case "slice", "array":
		return "list"
	case "string":
		return "string"
	default:
		return "number"
	}
}
