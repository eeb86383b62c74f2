package token

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ssm"

	"listbackup.ai/backend/internal/awsclient"
)

// minimumAge limits how often unknown signatures, which any caller can send, make an instance read the secrets again.
const minimumAge = 10 * time.Second

// ParameterReader reads parameters with their values.
type ParameterReader interface {
	GetParameters(context.Context, *ssm.GetParametersInput, ...func(*ssm.Options)) (*ssm.GetParametersOutput, error)
}

// Parameters keeps the secrets of an instance: read at their first use, and again for an unknown signature.
type Parameters struct {
	client            ParameterReader
	current, previous string
	now               func() time.Time

	mutex  sync.Mutex
	readAt time.Time
	valid  [][]byte
}

// Connect takes the names of the parameters with the current and the previous secret. The previous one need not exist.
func Connect(current, previous string) *Parameters {
	return NewParameters(ssm.NewFromConfig(awsclient.Config()), current, previous, time.Now)
}

// NewParameters is Connect with a client and a clock.
func NewParameters(client ParameterReader, current, previous string, now func() time.Time) *Parameters {
	return &Parameters{client: client, current: current, previous: previous, now: now}
}

// Current implements Secrets.
func (p *Parameters) Current(ctx context.Context) ([]byte, error) {
	valid, err := p.Valid(ctx, false)
	if err != nil {
		return nil, err
	}
	return valid[0], nil
}

// Valid implements Secrets.
func (p *Parameters) Valid(ctx context.Context, fresh bool) ([][]byte, error) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	if p.valid != nil && (!fresh || p.now().Sub(p.readAt) < minimumAge) {
		return p.valid, nil
	}
	output, err := p.client.GetParameters(ctx, &ssm.GetParametersInput{
		Names: []string{p.current, p.previous}, WithDecryption: aws.Bool(true),
	})
	if err != nil {
		return nil, err
	}
	values := map[string][]byte{}
	for _, parameter := range output.Parameters {
		values[aws.ToString(parameter.Name)] = []byte(aws.ToString(parameter.Value))
	}
	current := values[p.current]
	if len(current) == 0 {
		return nil, errors.New("parameter " + p.current + " has no value")
	}
	p.valid, p.readAt = [][]byte{current}, p.now()
	if previous := values[p.previous]; len(previous) > 0 {
		p.valid = append(p.valid, previous)
	}
	return p.valid, nil
}
