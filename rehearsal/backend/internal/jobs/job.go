// Package jobs creates jobs and hands them to the queues that workers read.
//
// There is one way from a job to its queue: createJob writes the row, the table's stream carries it to queueJob, and
// queueJob sends it. So a job that was accepted is never lost, also when the queue cannot be reached for a while, and
// createJob answers without waiting for it.
package jobs

import (
	"github.com/aws/aws-lambda-go/events"

	"listbackup.ai/backend/internal/store"
)

// Types are the kinds of jobs; each has a queue of its own.
var Types = []string{"sync", "backup", "export", "analytics", "maintenance", "alert"}

// Job is a piece of work for an account. SourceID is empty for work that is about no source.
type Job struct {
	JobID     string `json:"jobId"`
	AccountID string `json:"accountId"`
	UserID    string `json:"userId"`
	SourceID  string `json:"sourceId,omitempty"`
	Name      string `json:"name"`
	Type      string `json:"type"`
	Status    string `json:"status"`
	CreatedAt string `json:"createdAt"`
	UpdatedAt string `json:"updatedAt"`
	// request stands for what was asked for, where that came with an idempotency key; empty otherwise.
	request string
}

func (j Job) item() store.Item {
	return store.Item{}.With("jobId", j.JobID).With("accountId", j.AccountID).With("userId", j.UserID).
		With("sourceId", j.SourceID).With("name", j.Name).With("type", j.Type).With("status", j.Status).
		With("createdAt", j.CreatedAt).With("updatedAt", j.UpdatedAt).With("request", j.request)
}

func jobIn(item store.Item) Job {
	return Job{
		JobID: item.Text("jobId"), AccountID: item.Text("accountId"), UserID: item.Text("userId"),
		SourceID: item.Text("sourceId"), Name: item.Text("name"), Type: item.Text("type"), Status: item.Text("status"),
		CreatedAt: item.Text("createdAt"), UpdatedAt: item.Text("updatedAt"), request: item.Text("request"),
	}
}

// jobOf reads a row as a stream carries it.
func jobOf(image map[string]events.DynamoDBAttributeValue) Job {
	text := func(name string) string {
		if value, found := image[name]; found && value.DataType() == events.DataTypeString {
			return value.String()
		}
		return ""
	}
	return Job{
		JobID: text("jobId"), AccountID: text("accountId"), UserID: text("userId"), SourceID: text("sourceId"),
		Name: text("name"), Type: text("type"), Status: text("status"),
		CreatedAt: text("createdAt"), UpdatedAt: text("updatedAt"),
	}
}
