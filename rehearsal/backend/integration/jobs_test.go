//go:build integration

package integration

import (
	"crypto/rand"
	"encoding/json"
	"net/http"
	"os"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"listbackup.ai/backend/internal/awsclient"
)

func keyedJob() map[string]string {
	return map[string]string{"name": "Integration", "type": "sync", "idempotencyKey": rand.Text()}
}

func TestOneKeyGivesOneJob(t *testing.T) {
	api := deployed(t)
	api.token = api.login(t, api.testUser(t)).text("accessToken")
	job := keyedJob()
	first := api.want(t, http.StatusCreated, "POST", "/jobs", job).text("jobId")
	if second := api.want(t, http.StatusOK, "POST", "/jobs", job).text("jobId"); second != first {
		t.Errorf("%s, then %s", first, second)
	}
	job["name"] = "Another"
	api.want(t, http.StatusConflict, "POST", "/jobs", job)
}

// TestAJobReachesItsQueue reads the queue, so it is for an emulator alone: in a real stage that would take jobs from
// their workers, and every reading brings a message nearer to the dead-letter queue.
func TestAJobReachesItsQueue(t *testing.T) {
	queue := os.Getenv("SYNC_QUEUE_URL")
	if queue == "" || os.Getenv("AWS_ENDPOINT_URL") == "" {
		t.Skip("SYNC_QUEUE_URL and AWS_ENDPOINT_URL do not name an emulator's queue")
	}
	api := deployed(t)
	api.token = api.login(t, api.testUser(t)).text("accessToken")
	made := api.want(t, http.StatusCreated, "POST", "/jobs", keyedJob())
	client := sqs.NewFromConfig(awsclient.Config())
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(time.Second) {
		received, err := client.ReceiveMessage(t.Context(), &sqs.ReceiveMessageInput{
			QueueUrl: &queue, MaxNumberOfMessages: 10,
			MessageSystemAttributeNames: []types.MessageSystemAttributeName{types.MessageSystemAttributeNameAll},
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, message := range received.Messages {
			if message.Attributes["MessageDeduplicationId"] != made.text("jobId") {
				continue
			}
			var job map[string]string
			if err := json.Unmarshal([]byte(*message.Body), &job); err != nil {
				t.Fatal(err)
			}
			group := message.Attributes["MessageGroupId"]
			if account := made.text("accountId"); group != account || job["accountId"] != account {
				t.Errorf("group %q, account %q, want %q", group, job["accountId"], account)
			}
			_, err := client.DeleteMessage(t.Context(), &sqs.DeleteMessageInput{QueueUrl: &queue, ReceiptHandle: message.ReceiptHandle})
			if err != nil {
				t.Error(err)
			}
			return
		}
	}
	t.Errorf("job %s did not come within 30 s", made.text("jobId"))
}
