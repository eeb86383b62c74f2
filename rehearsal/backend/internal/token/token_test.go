package token_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ssm"
	"github.com/aws/aws-sdk-go-v2/service/ssm/types"

	"listbackup.ai/backend/internal/token"
)

// store is Parameter Store: values by name.
type store struct {
	values map[string]string
	reads  int
}

func (s *store) GetParameters(_ context.Context, input *ssm.GetParametersInput, _ ...func(*ssm.Options)) (*ssm.GetParametersOutput, error) {
	s.reads++
	var found []types.Parameter
	for _, name := range input.Names {
		if value, ok := s.values[name]; ok {
			found = append(found, types.Parameter{Name: aws.String(name), Value: aws.String(value)})
		}
	}
	return &ssm.GetParametersOutput{Parameters: found}, nil
}

func (s *store) rotate(value string) {
	s.values["previous"] = s.values["current"]
	s.values["current"] = value
}

var noon = time.Date(2026, 11, 28, 12, 0, 0, 0, time.UTC)

var ann = token.Claims{Subject: "ann", Account: "a1", Expires: noon.Add(time.Hour).Unix()}

func secretsOf(s *store, now func() time.Time) *token.Parameters {
	return token.NewParameters(s, "current", "previous", now)
}

func at(moment time.Time) func() time.Time { return func() time.Time { return moment } }

func sign(t *testing.T, secrets token.Secrets) string {
	t.Helper()
	text, err := token.Sign(t.Context(), secrets, ann)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestATokenOfThePreviousSecretIsAcceptedAfterARotation(t *testing.T) {
	s := &store{values: map[string]string{"current": "first"}}
	old := sign(t, secretsOf(s, at(noon)))
	s.rotate("second")
	claims, err := token.Verify(t.Context(), secretsOf(s, at(noon)), old, noon)
	if err != nil || claims != ann {
		t.Errorf("%+v, %v", claims, err)
	}
}

func TestATokenOfASecretBeforeThePreviousIsRefused(t *testing.T) {
	s := &store{values: map[string]string{"current": "first"}}
	old := sign(t, secretsOf(s, at(noon)))
	s.rotate("second")
	s.rotate("third")
	if _, err := token.Verify(t.Context(), secretsOf(s, at(noon)), old, noon); !errors.Is(err, token.ErrInvalid) {
		t.Error(err)
	}
}

func TestAnInstanceFromBeforeARotationAcceptsTokensOfTheNewSecret(t *testing.T) {
	s := &store{values: map[string]string{"current": "first"}}
	clock := noon
	before := secretsOf(s, func() time.Time { return clock })
	sign(t, before)
	s.rotate("second")
	text := sign(t, secretsOf(s, at(noon)))
	clock = noon.Add(time.Minute)
	if _, err := token.Verify(t.Context(), before, text, clock); err != nil {
		t.Error(err)
	}
}

func TestUnknownSignaturesDoNotReadTheSecretsEachTime(t *testing.T) {
	s := &store{values: map[string]string{"current": "first"}}
	secrets := secretsOf(s, at(noon))
	text := sign(t, secretsOf(&store{values: map[string]string{"current": "of another service"}}, at(noon)))
	for range 5 {
		if _, err := token.Verify(t.Context(), secrets, text, noon); !errors.Is(err, token.ErrInvalid) {
			t.Fatal(err)
		}
	}
	if s.reads != 1 {
		t.Errorf("%d reads", s.reads)
	}
}

func TestAnExpiredTokenIsRefused(t *testing.T) {
	s := &store{values: map[string]string{"current": "first"}}
	secrets := secretsOf(s, at(noon))
	if _, err := token.Verify(t.Context(), secrets, sign(t, secrets), noon.Add(time.Hour)); !errors.Is(err, token.ErrInvalid) {
		t.Error(err)
	}
}

func TestAChangedTokenIsRefused(t *testing.T) {
	s := &store{values: map[string]string{"current": "first"}}
	secrets := secretsOf(s, at(noon))
	text := sign(t, secrets)
	head, _, _ := strings.Cut(text, ".")
	for _, changed := range []string{"", "x", text[:len(text)-2], head + text, "e30" + strings.TrimPrefix(text, head), text + "."} {
		if _, err := token.Verify(t.Context(), secrets, changed, noon); !errors.Is(err, token.ErrInvalid) {
			t.Errorf("%q: %v", changed, err)
		}
	}
}

func TestAMissingSecretIsAnError(t *testing.T) {
	_, err := token.Sign(t.Context(), secretsOf(&store{values: map[string]string{}}, at(noon)), ann)
	if err == nil || !strings.Contains(err.Error(), "current") {
		t.Error(err)
	}
}
