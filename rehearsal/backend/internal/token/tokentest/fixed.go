// Package tokentest has secrets for tests of handlers.
package tokentest

import "context"

// Fixed are the valid secrets, the current one first.
type Fixed []string

// Current implements token.Secrets.
func (f Fixed) Current(context.Context) ([]byte, error) { return []byte(f[0]), nil }

// Valid implements token.Secrets.
func (f Fixed) Valid(context.Context, bool) ([][]byte, error) {
	var valid [][]byte
	for _, secret := range f {
		valid = append(valid, []byte(secret))
	}
	return valid, nil
}
