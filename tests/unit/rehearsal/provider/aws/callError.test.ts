import { strict as assert } from "node:assert";
import { SQS } from "@aws-sdk/client-sqs";
import { isLoopbackUnreachable, parseProviderError } from "../../../../../automation/engine/failures/providerError";
import { awsFor, type Aws } from "../../../../../rehearsal/provider/aws/aws";
import { faultsOf } from "../../../../../rehearsal/provider/aws/faults";
import { rpcError } from "../../../../../rehearsal/provider/server/messages";
import { ERROR_BODIES, FakeAws, withoutMocks, type HttpAnswer } from "../../../../support/fakes/fakeAws";

/** The driver reads the official provider's errors and the offline one's by one grammar. */
describe("an error of AWS, as the offline provider reports it", function () {
  this.timeout(20_000);
  let aws: FakeAws;
  let putMocksBack: () => void;
  before(async () => {
    putMocksBack = withoutMocks([SQS]);
    aws = await FakeAws.start();
  });
  after(() => {
    aws.stop();
    putMocksBack();
  });

  const clients = (endpoint: string): Aws =>
    awsFor({
      endpoint,
      region: "us-west-2",
      account: "100000000001",
      credentials: { accessKeyId: "100000000001", secretAccessKey: "rehearsal" },
      faults: faultsOf([]),
    });
  const reported = async (endpoint: string): Promise<string> => {
    const error: unknown = await clients(endpoint)
      .sqs.getQueueUrl({ QueueName: "jobs-throttles" })
      .catch((thrown: unknown) => thrown);
    return rpcError(error).details ?? "";
  };

  const CASES: readonly (readonly [answer: HttpAnswer, kind: string])[] = [
    [ERROR_BODIES.json(403, "AccessDeniedException", "Access to the resource is denied."), "denied"],
    [ERROR_BODIES.json(400, "QueueDeletedRecently", "You must wait 60 seconds"), "not-ready"],
    [ERROR_BODIES.json(403, "OverLimit", "too many"), "quota"],
  ];
  for (const [answer, kind] of CASES) {
    it(`is read as ${kind}`, async () => {
      aws.answer = () => answer;
      const message = await reported(aws.endpoint);
      assert.deepEqual(
        [parseProviderError(message)?.kind, parseProviderError(message)?.service],
        [kind, "SQS"],
        message,
      );
    });
  }

  it("is read as unreachable where the local AWS is gone", async () => {
    const stoppedServer = await FakeAws.start();
    const { endpoint } = stoppedServer;
    stoppedServer.stop();
    const answer = parseProviderError(await reported(endpoint));
    assert.deepEqual([answer?.kind, answer === null ? null : isLoopbackUnreachable(answer)], ["unreachable", true]);
  });
});
