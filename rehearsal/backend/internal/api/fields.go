package api

import (
	"fmt"
	"net/http"
	"net/mail"
	"slices"
	"strings"
	"unicode/utf8"
)

// Fields gathers everything wrong with a request, so that one response reports all of it.
type Fields map[string]string

// Text checks a required text of at most max characters and gives it without surrounding blanks.
func (f Fields) Text(name, value string, max int) string {
	value = strings.TrimSpace(value)
	if value == "" {
		f[name] = "is required"
		return value
	}
	return f.OptionalText(name, value, max)
}

// OptionalText checks a text of at most max characters and gives it without surrounding blanks.
func (f Fields) OptionalText(name, value string, max int) string {
	value = strings.TrimSpace(value)
	if utf8.RuneCountInString(value) > max {
		f[name] = fmt.Sprintf("has more than %d characters", max)
	}
	return value
}

// Email checks an address and gives it in lower case: one person, one spelling.
func (f Fields) Email(name, value string) string {
	value = strings.ToLower(f.Text(name, value, 254))
	if f[name] != "" {
		return value
	}
	if address, err := mail.ParseAddress(value); err != nil || address.Address != value {
		f[name] = "is not an e-mail address"
	}
	return value
}

// OneOf checks a required value against those that are known.
func (f Fields) OneOf(name, value string, known []string) string {
	value = f.Text(name, value, 64)
	if f[name] == "" && !slices.Contains(known, value) {
		f[name] = "is none of " + strings.Join(known, ", ")
	}
	return value
}

// Err is nil when nothing was wrong.
func (f Fields) Err() error {
	if len(f) == 0 {
		return nil
	}
	return &Error{Status: http.StatusBadRequest, Message: "invalid request", Fields: f}
}
