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
	// IdempotencyKey makes repeating a request harmless: with the same key there is one job.
	IdempotencyKey string `json:"idempotencyKey"`
}

func (i input) checked() (input, error) {
	fields := api.Fields{}
	i.Name = fields.Text("name", i.Name, 100)
	i.Type = fields.OneOf("type", i.Type, Types)
	i.SourceID = fields.OptionalText("sourceId", i.SourceID, 128)
	i.IdempotencyKey = fields.OptionalText("idempotencyKey", i.IdempotencyKey, 128)
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

// Create (POST /jobs) makes a job in the account that the caller works in. The table's stream takes it from there. A
// repetition with the same idempotency key is answered with the job as it is by now: 200 instead of 201.
func Create(members directory.Reader, ledger Ledger) api.Handler {
	return func(ctx context.Context, request api.Request) (api.Response, error) {
		caller, err := request.Caller()
		if err != nil {
			return api.Fail(err)
		}
		wanted, err := decode(request)
		if err != nil {
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
		job, made, err := ledger.place(ctx, newJob(user.UserID, account.AccountID, wanted))
		if err != nil {
			return api.Fail(err)
		}
		if !made {
			return api.OK(job)
		}
		return api.Created(job)
	}
}

func decode(request api.Request) (input, error) {
	var wanted input
	if err := request.Decode(&wanted); err != nil {
		return wanted, err
	}
	return wanted.checked()
}

func newJob(userID, accountID string, wanted input) Job {
	now := record.Timestamp(time.Now())
	job := Job{
		JobID: record.NewID(), AccountID: accountID, UserID: userID, SourceID: wanted.SourceID,
		Name: wanted.Name, Type: wanted.Type, Status: "created", CreatedAt: now, UpdatedAt: now,
	}
	if wanted.IdempotencyKey != "" {
		// The key decides the row, so the table itself keeps a second job out. It counts for this user in this account.
		job.JobID = record.IDOf(accountID, userID, wanted.IdempotencyKey)
		job.request = record.IDOf(wanted.Name, wanted.Type, wanted.SourceID)
	}
	return job
}

// place writes a job, or gives the one that an earlier request with its idempotency key has made.
func (l Ledger) place(ctx context.Context, job Job) (placed Job, made bool, err error) {
	if job.request == "" {
		return job, true, l.add(ctx, job)
	}
	if placed, err = l.earlier(ctx, job); !errors.Is(err, store.ErrNotFound) {
		return placed, false, err
	}
	err = l.add(ctx, job)
	if errors.Is(err, store.ErrExists) {
		// Another request with this key was just faster.
		placed, err = l.earlier(ctx, job)
		return placed, false, err
	}
	return job, true, err
}

// earlier gives the job that has the place of this one, if it was made by the same request.
func (l Ledger) earlier(ctx context.Context, job Job) (Job, error) {
	item, err := l.Jobs.Get(ctx, store.Item{"jobId": store.S(job.JobID)})
	if err != nil {
		return Job{}, err
	}
	placed := jobIn(item)
	if placed.request != job.request {
		return Job{}, api.Conflict("this idempotency key belongs to a request for another job")
	}
	return placed, nil
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
	return l.Jobs.Add(ctx, "jobId", job.item())
}
