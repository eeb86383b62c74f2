package jobs

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"listbackup.ai/backend/internal/awsclient"
)

// Sender is what of the queue service's client is used here.
type Sender interface {
	SendMessage(context.Context, *sqs.SendMessageInput, ...func(*sqs.Options)) (*sqs.SendMessageOutput, error)
}

// Connect makes a client for the region and account that the function runs in.
func Connect() *sqs.Client { return sqs.NewFromConfig(awsclient.Config()) }

// Dispatcher sends jobs to the queues of their types.
type Dispatcher struct {
	Sender Sender
	// Queues are URLs of FIFO queues, by job type.
	Queues map[string]string
	Log    *slog.Logger
}

// Handle takes a batch of the jobs table's stream and sends every new job. At the first that cannot be sent it stops
// with an error: the stream then repeats the batch in order, and the queue drops what it has got already.
func (d Dispatcher) Handle(ctx context.Context, batch events.DynamoDBEvent) error {
	for _, record := range batch.Records {
		if record.EventName != string(events.DynamoDBOperationTypeInsert) {
			continue
		}
		if err := d.dispatch(ctx, jobOf(record.Change.NewImage)); err != nil {
			return err
		}
	}
	return nil
}

func (d Dispatcher) dispatch(ctx context.Context, job Job) error {
	queue, known := d.Queues[job.Type]
	if !known || job.JobID == "" || job.AccountID == "" {
		// No repetition would fix such a row, and it must not hold up those behind it.
		d.Log.ErrorContext(ctx, "job skipped: no queue for it", "jobId", job.JobID, "type", job.Type)
		return nil
	}
	body, err := json.Marshal(job)
	if err != nil {
		return fmt.Errorf("job %s: %w", job.JobID, err)
	}
	_, err = d.Sender.SendMessage(ctx, &sqs.SendMessageInput{
		QueueUrl:    &queue,
		MessageBody: aws.String(string(body)),
		// An account's jobs of a type run one after the other; accounts do not wait for each other.
		MessageGroupId:         &job.AccountID,
		MessageDeduplicationId: &job.JobID,
	})
	if err != nil {
		return fmt.Errorf("send job %s to %s: %w", job.JobID, job.Type, err)
	}
	d.Log.InfoContext(ctx, "job queued", "jobId", job.JobID, "type", job.Type)
	return nil
}
