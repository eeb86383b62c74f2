package api

import (
	"fmt"
	"net/http"
)

// Error is an answer other than the wished one. Its text goes to the caller: nothing internal belongs in it.
type Error struct {
	Status  int
	Message string
	// Fields says what is wrong with which part of the request.
	Fields map[string]string
}

// codes are what a program tells refusals apart by, whatever their texts become.
var codes = map[int]string{
	http.StatusBadRequest:          "invalid_request",
	http.StatusUnauthorized:        "unauthorized",
	http.StatusForbidden:           "forbidden",
	http.StatusNotFound:            "not_found",
	http.StatusConflict:            "conflict",
	http.StatusTooManyRequests:     "too_many_requests",
	http.StatusInternalServerError: "internal_error",
}

func (e *Error) Error() string { return fmt.Sprintf("%d: %s", e.Status, e.Message) }

// BadRequest is for a request that cannot be read.
func BadRequest(message string) *Error {
	return &Error{Status: http.StatusBadRequest, Message: message}
}

// Invalid is for a request that can be read, but has a wrong or missing field.
func Invalid(field, problem string) *Error {
	return &Error{Status: http.StatusBadRequest, Message: "invalid request", Fields: map[string]string{field: problem}}
}

// Unauthorized is for an unauthenticated caller.
func Unauthorized(message string) *Error {
	return &Error{Status: http.StatusUnauthorized, Message: message}
}

// Forbidden is for a caller who is known, but may not do this.
func Forbidden(message string) *Error { return &Error{Status: http.StatusForbidden, Message: message} }

// NotFound is for what does not exist, and for what the caller may not know to exist.
func NotFound(what string) *Error {
	return &Error{Status: http.StatusNotFound, Message: what + " not found"}
}

// Conflict is for a request that contradicts what is there.
func Conflict(message string) *Error { return &Error{Status: http.StatusConflict, Message: message} }

// TooMany is for a caller who has to wait.
func TooMany(message string) *Error {
	return &Error{Status: http.StatusTooManyRequests, Message: message}
}
