import { strict as assert } from "node:assert";
import { GetFunctionCommand, LambdaClient, ResourceNotFoundException } from "@aws-sdk/client-lambda";
import { mockClient } from "aws-sdk-client-mock";
import { servedDifferences } from "../../../../../automation/aws/functions/servedFunctions";
import { LIVE_ALIAS } from "../../../../../model/arns";
import { sourceCodeHash } from "../../../../../model/release/release";
import { functionsOnStage } from "../../../../../model/stage/functions";
import { releaseOf, smallCatalog, stageOf } from "../../../../support/release";
import { useMock } from "../../../../support/mocks";

const STAGE = stageOf("dev");
const TARGET = { kind: "aws", region: STAGE.region, account: STAGE.account } as const;
const RELEASE = releaseOf(smallCatalog());
const FUNCTIONS = functionsOnStage(STAGE, RELEASE);
const IDS = FUNCTIONS.map(({ id }) => id);
const ALL = new Set(IDS);

describe("the comparison of functions with the versions behind their aliases", () => {
  const lambda = useMock(() => mockClient(LambdaClient));

  /** @param memory of the functions themselves; their versions have 128 MB */
  function answer(memory: number): void {
    const [{ artifact }] = FUNCTIONS as readonly [(typeof FUNCTIONS)[number]];
    const CodeSha256 = sourceCodeHash(artifact.digest);
    lambda()
      .on(GetFunctionCommand)
      .resolves({ Configuration: { CodeSha256, Version: "$LATEST", MemorySize: memory } });
    lambda()
      .on(GetFunctionCommand, { Qualifier: LIVE_ALIAS })
      .resolves({ Configuration: { CodeSha256, Version: "1", MemorySize: 128 } });
  }
  const compare = (created?: ReadonlySet<string>) => servedDifferences(TARGET, STAGE, RELEASE, null, created);

  it("finds functions that were changed after their version was published", async () => {
    answer(256);
    const { differences } = await compare();
    assert.deepEqual(
      differences.map(({ id, parts }) => [id, parts]),
      [...IDS].sort().map((id) => [id, ["memory"]]),
    );
  });

  it("reads only the version of a function that was created by the same call", async () => {
    answer(128);
    assert.deepEqual(await compare(ALL), { differences: [], missing: [] });
    const qualifiers = lambda()
      .commandCalls(GetFunctionCommand)
      .map(({ args }) => args[0].input.Qualifier);
    assert.deepEqual(
      qualifiers,
      IDS.map(() => LIVE_ALIAS),
    );
  });

  it("finds a created function whose alias is gone", async () => {
    answer(128);
    lambda()
      .on(GetFunctionCommand, { Qualifier: LIVE_ALIAS })
      .rejects(new ResourceNotFoundException({ message: "gone", $metadata: {} }));
    assert.deepEqual((await compare(ALL)).missing, [...IDS].sort());
  });
});
