package api

import "net/http"

// Response is an answer before it becomes JSON.
type Response struct {
	Status int
	// Body is marshalled as it is.
	Body any
}

// envelope is the form of every answer but the health check's.
type envelope struct {
	Success   bool              `json:"success"`
	Data      any               `json:"data,omitempty"`
	Code      string            `json:"code,omitempty"`
	Error     string            `json:"error,omitempty"`
	Fields    map[string]string `json:"fields,omitempty"`
	RequestID string            `json:"requestId,omitempty"`
}

// List is a page of entries. NextCursor is absent on the last one.
type List[T any] struct {
	Items      []T    `json:"items"`
	NextCursor string `json:"nextCursor,omitempty"`
}

// NewList never lets an empty page become `null`.
func NewList[T any](items []T, next string) List[T] {
	if items == nil {
		items = []T{}
	}
	return List[T]{Items: items, NextCursor: next}
}

// OK answers with data.
func OK(data any) (Response, error) {
	return Response{Status: http.StatusOK, Body: envelope{Success: true, Data: data}}, nil
}

// Created answers with what now exists.
func Created(data any) (Response, error) {
	return Response{Status: http.StatusCreated, Body: envelope{Success: true, Data: data}}, nil
}

// Fail passes an error on.
func Fail(err error) (Response, error) { return Response{}, err }

func refusal(e *Error, requestID string) Response {
	body := envelope{Code: codes[e.Status], Error: e.Message, Fields: e.Fields, RequestID: requestID}
	return Response{Status: e.Status, Body: body}
}
