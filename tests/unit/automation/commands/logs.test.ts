import { strict as assert } from "node:assert";
import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { GetObjectCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { mockClient } from "aws-sdk-client-mock";
import picocolors from "picocolors";
import type { CommandResult, Context } from "../../../../automation/commands/command";
import { logs } from "../../../../automation/commands/logs";
import { awsFailure, logLine as line } from "../../../support/fakes/logs";
import { ROOT } from "../../../support/project/project";
import { recordOf } from "../../../support/records";
import { stageOf } from "../../../support/release";

const STAGE = stageOf("dev");
const RELEASE = 1_704_067_200;
const AUTH = "/listbackup/dev/auth";

describe("the command logs", () => {
  const mock = () => ({
    cloudWatch: mockClient(CloudWatchLogsClient),
    s3: mockClient(S3Client),
    sts: mockClient(STSClient),
  });
  let mocks: ReturnType<typeof mock>;
  let stop: AbortController;
  let warned: string[];
  before(() => {
    mocks = mock();
  });
  beforeEach(() => {
    stop = new AbortController();
    warned = [];
    const { cloudWatch, s3, sts } = mocks;
    for (const one of [cloudWatch, s3, sts]) one.reset();
    sts.on(GetCallerIdentityCommand).resolves({ Account: STAGE.account, Arn: "arn:aws:iam::1:user/ann" });
    s3.on(ListObjectsV2Command).resolves({ Contents: [{ Key: `releases/dev/${String(RELEASE)}.json` }] });
    const text = JSON.stringify(recordOf(RELEASE));
    s3.on(GetObjectCommand).callsFake(() => ({ Body: { transformToString: () => Promise.resolve(text) } }));
    cloudWatch.on(FilterLogEventsCommand).resolves({ events: [] });
  });
  after(() => {
    for (const one of Object.values(mocks)) one.restore();
  });

  function run(options: Readonly<Record<string, string | boolean>> = {}): Promise<CommandResult> {
    const running = () => Promise.resolve({ endpoint: "http://127.0.0.1:1", pid: 1, log: "" });
    const context = {
      wiring: { root: ROOT, version: "0", rehearsal: () => Promise.resolve({ running }) },
      options: { profile: "", rehearsal: true, json: false, quiet: false, verbose: false },
      terminal: { colors: picocolors.createColors(false), warn: (text: string) => void warned.push(text) },
      signal: stop.signal,
    } as unknown as Context;
    return logs.run(context, ["dev"], options);
  }

  it("shows errors in any letter case, and nothing else, with --errors", async () => {
    mocks.cloudWatch.on(FilterLogEventsCommand, { logGroupName: AUTH }).resolves({
      events: [line(1, '{"level":"error","msg":"no"}'), line(2, '{"level":"INFO","msg":"yes"}'), line(3, "panic: x")],
    });
    const { lines } = await run({ errors: true });
    assert.deepEqual(lines, ["00:00:00.001 auth ERROR no", "00:00:00.003 auth ERROR panic: x"]);
  });

  it("finds errors behind more lines than it keeps", async () => {
    const fine = Array.from({ length: 9_999 }, (_, index) => line(index, "fine"));
    const { cloudWatch } = mocks;
    cloudWatch.on(FilterLogEventsCommand, { logGroupName: AUTH }).resolves({ events: fine, nextToken: "more" });
    cloudWatch
      .on(FilterLogEventsCommand, { logGroupName: AUTH, nextToken: "more" })
      .resolves({ events: [line(10_000, "panic: x")] });
    const { lines } = await run({ errors: true });
    assert.deepEqual([lines, warned], [["00:00:10.000 auth ERROR panic: x"], []]);
  });

  it("exits as cancelled on Ctrl-C", async () => {
    mocks.cloudWatch.on(FilterLogEventsCommand).callsFake(() => {
      stop.abort();
      throw awsFailure("AbortError");
    });
    await assert.rejects(run(), { code: "CANCELLED", exitCode: 8 });
  });

  it("reports an error of AWS as that, not as cancelled", async () => {
    mocks.cloudWatch.on(FilterLogEventsCommand).rejects(awsFailure("AccessDeniedException"));
    await assert.rejects(run(), { code: "AWS" });
  });

  it("exits as cancelled after --follow", async () => {
    mocks.cloudWatch.on(FilterLogEventsCommand).callsFake(() => {
      stop.abort();
      throw awsFailure("AbortError");
    });
    assert.deepEqual(await run({ follow: true }), { exit: 8, lines: [], data: null });
    assert.deepEqual(warned, []);
  });
});
