package jobs_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"slices"
	"testing"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"listbackup.ai/backend/internal/api/apitest"
	"listbackup.ai/backend/internal/directory/directorytest"
	"listbackup.ai/backend/internal/jobs"
	"listbackup.ai/backend/internal/store"
	"listbackup.ai/backend/internal/store/storetest"
)

func create(t *testing.T, body string) (apitest.Answer, *storetest.Memory) {
	t.Helper()
	people, memory := directorytest.New(map[string][]string{"jobs": {"jobId"}})
	directorytest.Join(t, people, "ann", "bob")
	memory.Put("sources", store.Item{"sourceId": store.S("mine"), "accountId": store.S("ann")})
	memory.Put("sources", store.Item{"sourceId": store.S("bobs"), "accountId": store.S("bob")})
	ledger := jobs.Ledger{Jobs: memory.Table("jobs"), Sources: memory.Table("sources")}
	return apitest.Do(t, jobs.Create(people, ledger), apitest.Call{User: "ann", Body: body}), memory
}

func TestCreateWritesTheJob(t *testing.T) {
	answer, memory := create(t, `{"name":"Nightly","type":"backup","sourceId":"mine"}`)
	if answer.Want(t, 201).Text("accountId") != "ann" || answer.Text("status") != "created" || memory.Count("jobs") != 1 {
		t.Error(answer.Body)
	}
}

func TestCreateRefuses(t *testing.T) {
	for body, field := range map[string]string{
		`{"type":"sync"}`:                              "name",
		`{"name":"a"}`:                                 "type",
		`{"name":"a","type":"dance"}`:                  "type",
		`{"name":"a","type":"sync","sourceId":"none"}`: "sourceId",
		`{"name":"a","type":"sync","sourceId":"bobs"}`: "sourceId",
	} {
		answer, memory := create(t, body)
		if answer.Want(t, 400).Fields[field] == "" || memory.Count("jobs") != 0 {
			t.Errorf("%s: %s", body, answer.Body)
		}
	}
}

// post notes what is sent, and fails from the message with that number on.
type post struct {
	sent   []*sqs.SendMessageInput
	failAt int
}

func (p *post) SendMessage(_ context.Context, in *sqs.SendMessageInput, _ ...func(*sqs.Options)) (*sqs.SendMessageOutput, error) {
	if p.failAt > 0 && len(p.sent)+1 >= p.failAt {
		return nil, errors.New("queue is away")
	}
	p.sent = append(p.sent, in)
	return nil, nil
}

func (p *post) ids() []string {
	ids := []string{}
	for _, message := range p.sent {
		ids = append(ids, *message.MessageDeduplicationId)
	}
	return ids
}

func dispatch(p *post, records ...events.DynamoDBEventRecord) error {
	dispatcher := jobs.Dispatcher{
		Sender: p, Queues: map[string]string{"sync": "https://queue/sync", "alert": "https://queue/alert"},
		Log: slog.New(slog.NewJSONHandler(io.Discard, nil)),
	}
	return dispatcher.Handle(context.Background(), events.DynamoDBEvent{Records: records})
}

func inserted(id, kind string) events.DynamoDBEventRecord {
	return events.DynamoDBEventRecord{EventName: "INSERT", Change: events.DynamoDBStreamRecord{
		NewImage: map[string]events.DynamoDBAttributeValue{
			"jobId": events.NewStringAttribute(id), "accountId": events.NewStringAttribute("ann"),
			"type": events.NewStringAttribute(kind),
		},
	}}
}

func TestNewJobGoesToTheQueueOfItsType(t *testing.T) {
	p := &post{}
	if err := dispatch(p, inserted("j1", "alert")); err != nil {
		t.Fatal(err)
	}
	message := p.sent[0]
	if *message.QueueUrl != "https://queue/alert" || *message.MessageGroupId != "ann" || *message.MessageDeduplicationId != "j1" {
		t.Errorf("%+v", message)
	}
	var job jobs.Job
	if err := json.Unmarshal([]byte(*message.MessageBody), &job); err != nil || job.JobID != "j1" || job.AccountID != "ann" {
		t.Errorf("%s, %v", *message.MessageBody, err)
	}
}

func TestOnlyNewJobsAreSent(t *testing.T) {
	p, changed := &post{}, inserted("j1", "sync")
	changed.EventName = "MODIFY"
	if err := dispatch(p, changed); err != nil || len(p.sent) != 0 {
		t.Error(p.ids(), err)
	}
}

func TestAJobWithoutQueueDoesNotHoldUpOthers(t *testing.T) {
	p := &post{}
	if err := dispatch(p, inserted("j1", "dance"), inserted("", "sync"), inserted("j2", "sync")); err != nil {
		t.Fatal(err)
	}
	if got := p.ids(); !slices.Equal(got, []string{"j2"}) {
		t.Error(got)
	}
}

func TestAFailureStopsTheBatchInOrder(t *testing.T) {
	p := &post{failAt: 2}
	err := dispatch(p, inserted("j1", "sync"), inserted("j2", "sync"), inserted("j3", "sync"))
	if got := p.ids(); err == nil || !slices.Equal(got, []string{"j1"}) {
		t.Error(got, err)
	}
}
