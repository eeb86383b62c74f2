package jobs_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"listbackup.ai/backend/internal/api"
	"listbackup.ai/backend/internal/api/apitest"
	"listbackup.ai/backend/internal/directory"
	"listbackup.ai/backend/internal/directory/directorytest"
	"listbackup.ai/backend/internal/jobs"
	"listbackup.ai/backend/internal/store"
	"listbackup.ai/backend/internal/store/storetest"
)

// begin has ann and bob, each with an account and a source in it.
func begin(t *testing.T) (directory.Directory, *storetest.Memory) {
	t.Helper()
	people, memory := directorytest.New(map[string][]string{"jobs": {"jobId"}})
	directorytest.Join(t, people, "ann", "bob")
	memory.Put("sources", store.Item{"sourceId": store.S("mine"), "accountId": store.S("ann")})
	memory.Put("sources", store.Item{"sourceId": store.S("bobs"), "accountId": store.S("bob")})
	return people, memory
}

func handler(people directory.Directory, memory *storetest.Memory) api.Handler {
	return jobs.Create(people, jobs.Ledger{Jobs: memory.Table("jobs"), Sources: memory.Table("sources")})
}

func create(t *testing.T, body string) (apitest.Answer, *storetest.Memory) {
	t.Helper()
	people, memory := begin(t)
	return apitest.Do(t, handler(people, memory), apitest.Call{User: "ann", Body: body}), memory
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
		`{"name":"a","type":"sync","idempotencyKey":"` + strings.Repeat("k", 129) + `"}`: "idempotencyKey",
		`{"name":"a","type":"sync","status":"done"}`:                                     "status",
	} {
		answer, memory := create(t, body)
		if answer.Want(t, 400).Fields[field] == "" || memory.Count("jobs") != 0 {
			t.Errorf("%s: %s", body, answer.Body)
		}
	}
}

func TestCreateNeedsACaller(t *testing.T) {
	people, memory := begin(t)
	apitest.Do(t, handler(people, memory), apitest.Call{Body: `{"name":"a","type":"sync"}`}).Want(t, 401)
}

func TestCreateForATokenWithoutUser(t *testing.T) {
	people, memory := begin(t)
	apitest.Do(t, handler(people, memory), apitest.Call{User: "eve", Body: `{"name":"a","type":"sync"}`}).Want(t, 404)
}

const keyed = `{"name":"Nightly","type":"sync","sourceId":"mine","idempotencyKey":"k1"}`

func TestOneKeyGivesOneJob(t *testing.T) {
	people, memory := begin(t)
	first := apitest.Do(t, handler(people, memory), apitest.Call{User: "ann", Body: keyed}).Want(t, 201)
	second := apitest.Do(t, handler(people, memory), apitest.Call{User: "ann", Body: keyed}).Want(t, 200)
	if first.Text("jobId") == "" || !maps.Equal(first.Data, second.Data) || memory.Count("jobs") != 1 {
		t.Errorf("%s, then %s", first.Body, second.Body)
	}
}

func TestOneKeyGivesOneJobAtTheSameTime(t *testing.T) {
	people, memory := begin(t)
	var all sync.WaitGroup
	answers := make([]apitest.Answer, 20)
	for i := range answers {
		all.Add(1)
		go func() {
			defer all.Done()
			answers[i] = apitest.Do(t, handler(people, memory), apitest.Call{User: "ann", Body: keyed})
		}()
	}
	all.Wait()
	statuses, ids := map[int]int{}, map[string]bool{}
	for _, answer := range answers {
		statuses[answer.Status]++
		ids[answer.Text("jobId")] = true
	}
	if memory.Count("jobs") != 1 || len(ids) != 1 || !maps.Equal(statuses, map[int]int{201: 1, 200: 19}) {
		t.Errorf("%d jobs, answers %v with ids %v", memory.Count("jobs"), statuses, ids)
	}
}

// late hides a row from the first reading of it, as if it were written right after that.
type late struct {
	*storetest.Memory
	hidden int
}

func (l *late) GetItem(ctx context.Context, in *dynamodb.GetItemInput, o ...func(*dynamodb.Options)) (*dynamodb.GetItemOutput, error) {
	if *in.TableName == "jobs" && l.hidden > 0 {
		l.hidden--
		return &dynamodb.GetItemOutput{}, nil
	}
	return l.Memory.GetItem(ctx, in, o...)
}

func TestTheSlowerOfTwoGetsTheFastersJob(t *testing.T) {
	people, memory := begin(t)
	first := apitest.Do(t, handler(people, memory), apitest.Call{User: "ann", Body: keyed}).Want(t, 201)
	slow := jobs.Ledger{
		Jobs: store.Table{Client: &late{memory, 1}, Name: "jobs"}, Sources: memory.Table("sources"),
	}
	second := apitest.Do(t, jobs.Create(people, slow), apitest.Call{User: "ann", Body: keyed}).Want(t, 200)
	if !maps.Equal(first.Data, second.Data) {
		t.Errorf("%s, then %s", first.Body, second.Body)
	}
}

func TestAKeyIsForOneRequest(t *testing.T) {
	for _, other := range []string{
		`{"name":"Daily","type":"sync","sourceId":"mine","idempotencyKey":"k1"}`,
		`{"name":"Nightly","type":"backup","sourceId":"mine","idempotencyKey":"k1"}`,
		`{"name":"Nightly","type":"sync","idempotencyKey":"k1"}`,
	} {
		people, memory := begin(t)
		apitest.Do(t, handler(people, memory), apitest.Call{User: "ann", Body: keyed}).Want(t, 201)
		answer := apitest.Do(t, handler(people, memory), apitest.Call{User: "ann", Body: other})
		if answer.Want(t, 409).Code != "conflict" || memory.Count("jobs") != 1 {
			t.Errorf("%s: %s", other, answer.Body)
		}
	}
}

func TestSomebodyElsesKeyIsAnother(t *testing.T) {
	people, memory := begin(t)
	directorytest.Share(memory, "ann", "bob", directory.Member)
	if _, err := people.ChangeUser(t.Context(), "bob", store.Item{"currentAccountId": store.S("ann")}); err != nil {
		t.Fatal(err)
	}
	anns := apitest.Do(t, handler(people, memory), apitest.Call{User: "ann", Body: keyed}).Want(t, 201)
	bobs := apitest.Do(t, handler(people, memory), apitest.Call{User: "bob", Body: keyed}).Want(t, 201)
	if bobs.Text("accountId") != "ann" || anns.Text("jobId") == bobs.Text("jobId") {
		t.Errorf("%s, %s", anns.Body, bobs.Body)
	}
}

func TestRepeatingIsAnsweredThoughTheSourceIsGone(t *testing.T) {
	people, memory := begin(t)
	apitest.Do(t, handler(people, memory), apitest.Call{User: "ann", Body: keyed}).Want(t, 201)
	memory.Put("sources", store.Item{"sourceId": store.S("mine"), "accountId": store.S("bob")})
	apitest.Do(t, handler(people, memory), apitest.Call{User: "ann", Body: keyed}).Want(t, 200)
}

func TestWithoutAKeyEveryRequestIsAJob(t *testing.T) {
	people, memory := begin(t)
	for range 2 {
		call := apitest.Call{User: "ann", Body: `{"name":"a","type":"sync"}`}
		apitest.Do(t, handler(people, memory), call).Want(t, 201)
	}
	if got := memory.Count("jobs"); got != 2 {
		t.Errorf("%d jobs", got)
	}
}

func TestNeitherKeyNorNameIsLogged(t *testing.T) {
	answer, _ := create(t, `{"name":"Top secret","type":"sync","idempotencyKey":"hush"}`)
	if log := answer.Want(t, 201).Log; strings.Contains(log, "Top secret") || strings.Contains(log, "hush") {
		t.Error(log)
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
