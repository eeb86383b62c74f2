// Package health says whether the backend's foundations answer.
package health

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"

	"github.com/aws/smithy-go"

	"listbackup.ai/backend/internal/api"
)

// Check is one thing that the backend cannot do without.
type Check struct {
	Name string
	Run  func(context.Context) error
}

// Result is what came of a check. Reason is the error code of AWS, in one word: no name, address or stack.
type Result struct {
	Status    string `json:"status"`
	Reason    string `json:"reason,omitempty"`
	LatencyMS int64  `json:"latencyMs"`
}

// Report is the answer: 200 and `healthy`, or 503 and `unhealthy`.
type Report struct {
	Status string            `json:"status"`
	Checks map[string]Result `json:"checks"`
	// Failed lists, in the checks' order, what did not answer.
	Failed []string `json:"failed,omitempty"`
}

// Handler (GET /health) runs all checks at once, each for at most the limit.
func Handler(limit time.Duration, checks ...Check) api.Handler {
	return func(ctx context.Context, _ api.Request) (api.Response, error) {
		results := make([]Result, len(checks))
		var running sync.WaitGroup
		for i, check := range checks {
			running.Add(1)
			go func() {
				defer running.Done()
				results[i] = run(ctx, limit, check)
			}()
		}
		running.Wait()
		return answer(checks, results), nil
	}
}

func run(ctx context.Context, limit time.Duration, check Check) Result {
	ctx, stop := context.WithTimeout(ctx, limit)
	defer stop()
	began := time.Now()
	err := check.Run(ctx)
	result := Result{Status: "ok", LatencyMS: time.Since(began).Milliseconds()}
	if err != nil {
		result.Status, result.Reason = "failed", reason(ctx, err)
	}
	return result
}

// reason gives the error code of an AWS service; other errors may contain addresses and are reported in general.
func reason(ctx context.Context, err error) string {
	var refused smithy.APIError
	switch {
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return "no answer in time"
	case errors.As(err, &refused):
		return refused.ErrorCode()
	default:
		return "cannot be reached"
	}
}

func answer(checks []Check, results []Result) api.Response {
	report := Report{Status: "healthy", Checks: map[string]Result{}}
	status := http.StatusOK
	for i, check := range checks {
		report.Checks[check.Name] = results[i]
		if results[i].Status != "ok" {
			report.Failed = append(report.Failed, check.Name)
			report.Status, status = "unhealthy", http.StatusServiceUnavailable
		}
	}
	return api.Response{Status: status, Body: report}
}
