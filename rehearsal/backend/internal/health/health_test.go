package health_test

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/smithy-go"

	"listbackup.ai/backend/internal/api/apitest"
	"listbackup.ai/backend/internal/health"
	"listbackup.ai/backend/internal/store/storetest"
)

func check(name string, err error) health.Check {
	return health.Check{Name: name, Run: func(context.Context) error { return err }}
}

func stuck(name string) health.Check {
	return health.Check{Name: name, Run: func(ctx context.Context) error {
		<-ctx.Done()
		return ctx.Err()
	}}
}

func ask(t *testing.T, status int, checks ...health.Check) health.Report {
	t.Helper()
	answer := apitest.Do(t, health.Handler(50*time.Millisecond, checks...), apitest.Call{}).Want(t, status)
	var report health.Report
	if err := json.Unmarshal([]byte(answer.Body), &report); err != nil {
		t.Fatal(err)
	}
	return report
}

func TestHealthyWhenAllAnswer(t *testing.T) {
	report := ask(t, 200, check("database", nil), check("queue", nil))
	if report.Status != "healthy" || report.Checks["database"].Status != "ok" || report.Checks["queue"].Status != "ok" {
		t.Errorf("%+v", report)
	}
}

func TestSaysWhichFailedAndWhy(t *testing.T) {
	gone := &smithy.GenericAPIError{Code: "ResourceNotFoundException", Message: "table listbackup-x in account 1"}
	report := ask(t, 503, check("database", gone), check("queue", nil), stuck("identity"))
	if report.Status != "unhealthy" || !slices.Equal(report.Failed, []string{"database", "identity"}) {
		t.Errorf("%+v", report)
	}
	if got := report.Checks["database"].Reason; got != "ResourceNotFoundException" {
		t.Error(got)
	}
	if got := report.Checks["identity"].Reason; got != "no answer in time" {
		t.Error(got)
	}
}

func TestReasonsHoldNoAddress(t *testing.T) {
	report := ask(t, 503, check("queue", errors.New("dial tcp 10.0.0.1:443: connection refused")))
	if reason := report.Checks["queue"].Reason; strings.Contains(reason, "10.0.0.1") || reason == "" {
		t.Error(reason)
	}
}

func TestChecksRunAtTheSameTime(t *testing.T) {
	began := time.Now()
	ask(t, 503, stuck("a"), stuck("b"), stuck("c"), stuck("d"), stuck("e"), stuck("f"), stuck("g"), stuck("h"))
	if took := time.Since(began); took > 300*time.Millisecond {
		t.Errorf("took %v, one takes 50 ms", took)
	}
}

func TestDatabaseIsFineWithoutRows(t *testing.T) {
	memory := storetest.New(map[string][]string{"users": {"userId"}})
	ask(t, 200, health.Database(memory.Table("users")))
}
