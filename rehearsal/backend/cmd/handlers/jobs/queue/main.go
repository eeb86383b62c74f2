// Command queue takes the stream of the jobs table and sends new jobs to their queues.
package main

import (
	"github.com/aws/aws-lambda-go/lambda"

	"listbackup.ai/backend/internal/api"
	"listbackup.ai/backend/internal/env"
	"listbackup.ai/backend/internal/jobs"
)

func main() {
	dispatcher := jobs.Dispatcher{
		Sender: jobs.Connect(),
		Queues: map[string]string{
			"sync":        env.Required("SYNC_QUEUE_URL"),
			"backup":      env.Required("BACKUP_QUEUE_URL"),
			"export":      env.Required("EXPORT_QUEUE_URL"),
			"analytics":   env.Required("ANALYTICS_QUEUE_URL"),
			"maintenance": env.Required("MAINTENANCE_QUEUE_URL"),
			"alert":       env.Required("ALERT_QUEUE_URL"),
		},
		Log: api.Logger(),
	}
	lambda.Start(dispatcher.Handle)
}
