package jobs

import (
	"context"
	"errors"
	"time"

	"listbackup.ai/backend/internal/api"
	"listbackup.ai/backend/internal/directory"
	"listbackup.ai/backend/internal/record"
	"listbackup.ai/backend/internal/store"
)

type input struct {
	Name     string `json:"name"`
	Type     string `json:"type"`
	SourceID string `json:"sourceId"`
}

func (i input) checked() (input, error) {
	fields := api.Fields{}
	i.Name = fields.Text("name", i.Name, 100)
	i.Type = fields.OneOf("type", i.Type, Types)
	i.SourceID = fields.OptionalText("sourceId", i.SourceID, 128)
	return i, fields.Err()
}

// Ledger is the table of jobs, and that of the sources that jobs are about.
type Ledger struct {
	Jobs    store.Table
	Sources store.Table
}

// owns tells whether a source belongs to an account.
func (l Ledger) owns(ctx context.Context, accountID, sourceID string) (bool, error) {
	source, err := l.Sources.Get(ctx, store.Item{"sourceId": store.S(sourceID)})
	if errors.Is(err, store.ErrNotFound) {
		return false, nil
	}
	return source.Text("accountId") == accountID, err
}

// Create (POST /jobs) makes a job in the account that the caller works in. The table's stream takes it from there.
func Create(members directory.Reader, ledger Ledger) api.Handler {
	return func(ctx context.Context, request api.Request) (api.Response, error) {
		caller, err := request.Caller()
		if err != nil {
			return api.Fail(err)
		}
		var wanted input
		if err := request.Decode(&wanted); err != nil {
			return api.Fail(err)
		}
		if wanted, err = wanted.checked(); err != nil {
			return api.Fail(err)
		}
		user, err := directory.Known(ctx, members, caller.UserID)
		if err != nil {
			return api.Fail(err)
		}
		account, _, err := directory.CurrentAccount(ctx, members, user)
		if err != nil {
			return api.Fail(err)
		}
		job := newJob(user.UserID, account.AccountID, wanted)
		if err := ledger.add(ctx, job); err != nil {
			return api.Fail(err)
		}
		return api.Created(job)
	}
}

func newJob(userID, accountID string, wanted input) Job {
	now := record.Timestamp(time.Now())
	return Job{
		JobID: record.NewID(), AccountID: accountID, UserID: userID, SourceID: wanted.SourceID,
		Name: wanted.Name, Type: wanted.Type, Status: "created", CreatedAt: now, UpdatedAt: now,
	}
}

// add writes a job whose source, if it has one, is the account's own.
func (l Ledger) add(ctx context.Context, job Job) error {
	if job.SourceID != "" {
		owned, err := l.owns(ctx, job.AccountID, job.SourceID)
		if err != nil {
			return err
		}
		if !owned {
			return api.Invalid("sourceId", "is not a source of this account")
		}
	}
	return store.Transact(ctx, l.Jobs.Client, l.Jobs.Insert("jobId", job.item()))
}
