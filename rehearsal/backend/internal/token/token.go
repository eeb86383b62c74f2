// Package token signs and verifies the backend's own tokens: JWTs with HMAC-SHA256 under a secret of Parameter Store.
//
// The secret can be rotated while functions run. A token that is signed with the previous secret is accepted, and an
// unknown signature makes a verifier read both secrets again, because another instance may already sign with a new one.
package token

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"strings"
	"time"
)

// ErrInvalid is a token that is malformed, expired, or not signed with the current or the previous secret.
var ErrInvalid = errors.New("invalid token")

// Claims is what a token says.
type Claims struct {
	// Subject is the user's id.
	Subject string `json:"sub"`
	// Account is the account that the user works in.
	Account string `json:"account"`
	// Expires is Unix seconds.
	Expires int64 `json:"exp"`
}

// Secrets gives the secrets that are valid now.
type Secrets interface {
	// Current signs.
	Current(ctx context.Context) ([]byte, error)
	// Valid are the current secret and, after a rotation, the previous one. With fresh they are read again.
	Valid(ctx context.Context, fresh bool) ([][]byte, error)
}

// header is of every token: another algorithm is not accepted.
var header = encode([]byte(`{"alg":"HS256","typ":"JWT"}`))

// Sign makes a token under the current secret.
func Sign(ctx context.Context, secrets Secrets, claims Claims) (string, error) {
	secret, err := secrets.Current(ctx)
	if err != nil {
		return "", err
	}
	payload, err := json.Marshal(claims)
	if err != nil {
		return "", err
	}
	signed := header + "." + encode(payload)
	return signed + "." + encode(signature(signed, secret)), nil
}

// Verify gives the claims of a token that is valid at a time, or ErrInvalid.
func Verify(ctx context.Context, secrets Secrets, token string, now time.Time) (Claims, error) {
	signed, mac, found := cutLast(token)
	if !found || !strings.HasPrefix(signed, header+".") {
		return Claims{}, ErrInvalid
	}
	for _, fresh := range []bool{false, true} {
		valid, err := secrets.Valid(ctx, fresh)
		if err != nil {
			return Claims{}, err
		}
		for _, secret := range valid {
			if hmac.Equal(mac, signature(signed, secret)) {
				return claimsOf(strings.TrimPrefix(signed, header+"."), now)
			}
		}
	}
	return Claims{}, ErrInvalid
}

func claimsOf(payload string, now time.Time) (Claims, error) {
	text, err := base64.RawURLEncoding.DecodeString(payload)
	if err != nil {
		return Claims{}, ErrInvalid
	}
	var claims Claims
	if err := json.Unmarshal(text, &claims); err != nil || now.Unix() >= claims.Expires {
		return Claims{}, ErrInvalid
	}
	return claims, nil
}

func cutLast(token string) (signed string, mac []byte, found bool) {
	at := strings.LastIndex(token, ".")
	if at < 0 {
		return "", nil, false
	}
	mac, err := base64.RawURLEncoding.DecodeString(token[at+1:])
	return token[:at], mac, err == nil && len(mac) == sha256.Size
}

func signature(signed string, secret []byte) []byte {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte(signed))
	return mac.Sum(nil)
}

func encode(data []byte) string { return base64.RawURLEncoding.EncodeToString(data) }
