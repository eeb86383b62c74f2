import { cpSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/*
 * A Go module as large as the real backend's: handler folders that share the AWS SDK through packages of their own. It requires what the sample backend requires, so that nothing else has to be downloaded.
 */

const MODULE = "listbackup.ai/backend";

/**
 * Writes the module to a temporary folder.
 * @param sample the sample backend, whose requirements and checks it takes
 * @param handlers folders of the handlers, relative to the module: `cmd/handlers/users/get`
 */
export function writeHandlerModule(sample: string, handlers: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), "listbackup-handlers-"));
  for (const file of ["go.mod", "go.sum", "catalog"])
    cpSync(join(sample, file), join(folder, file), { recursive: true });
  const write = (name: string, text: string): void => {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  };
  write("internal/store/store.go", STORE);
  write("internal/queue/queue.go", QUEUE);
  write("internal/identity/identity.go", IDENTITY);
  for (const directory of handlers) write(`${directory}/main.go`, handlerFile(directory, 0));
  return folder;
}

/** A handler's source. @param revision makes the code of a changed handler differ */
export function handlerFile(directory: string, revision: number): string {
  const [service = "", verb = ""] = directory.split("/").slice(-2);
  const uses = verb.startsWith("create") ? "queue" : service === "auth" ? "identity" : "store";
  return `package main

import (
	"context"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"

	"${MODULE}/internal/${uses}"
)

const name = "${service}/${verb} ${String(revision)}"

func handle(ctx context.Context, request events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
	body, err := ${uses}.Do(ctx, name, request.PathParameters["id"])
	if err != nil {
		return events.APIGatewayV2HTTPResponse{StatusCode: 500}, err
	}
	return events.APIGatewayV2HTTPResponse{StatusCode: 200, Body: body}, nil
}

func main() { lambda.Start(handle) }
`;
}

const STORE = `// Package store reads items.
package store

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// Do reads one item.
func Do(ctx context.Context, name, id string) (string, error) {
	client := dynamodb.New(dynamodb.Options{Region: "us-west-2"})
	key := map[string]types.AttributeValue{"id": &types.AttributeValueMemberS{Value: id}}
	_, err := client.GetItem(ctx, &dynamodb.GetItemInput{TableName: aws.String(name), Key: key})
	return name, err
}
`;

const QUEUE = `// Package queue sends messages.
package queue

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"${MODULE}/internal/store"
)

// Do sends one message.
func Do(ctx context.Context, name, id string) (string, error) {
	client := sqs.New(sqs.Options{Region: "us-west-2"})
	if _, err := client.SendMessage(ctx, &sqs.SendMessageInput{QueueUrl: aws.String(name), MessageBody: &id}); err != nil {
		return "", err
	}
	return store.Do(ctx, name, id)
}
`;

const IDENTITY = `// Package identity looks users up.
package identity

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"

	"${MODULE}/internal/store"
)

// Do looks one user up.
func Do(ctx context.Context, name, id string) (string, error) {
	client := cognitoidentityprovider.New(cognitoidentityprovider.Options{Region: "us-west-2"})
	if _, err := client.GetUser(ctx, &cognitoidentityprovider.GetUserInput{AccessToken: aws.String(id)}); err != nil {
		return "", err
	}
	return store.Do(ctx, name, id)
}
`;
