import { strict as assert } from "node:assert";
import type { IncomingMessage } from "node:http";
import { S3Client } from "@aws-sdk/client-s3";
import { STSClient } from "@aws-sdk/client-sts";
import { ALL_COMMANDS } from "../../../../cli";
import type { CommandOptions, Context } from "../../../../automation/commands/command";
import type { Emulator, Rehearsal } from "../../../../automation/wiring";
import { DeployError } from "../../../../model/errors";
import { ERROR_BODIES, FakeAws, withoutMocks, type HttpAnswer } from "../../../support/fakes/fakeAws";
import { ROOT } from "../../../support/project/project";
import { stageOf } from "../../../support/release";

interface Invocation {
  readonly args: readonly string[];
  readonly options?: CommandOptions;
}

/** A command line of every command that calls AWS. */
const AWS_COMMANDS: Readonly<Record<string, Invocation>> = {
  bootstrap: { args: ["dev"] },
  secrets: { args: ["check", "dev"] },
  checklist: { args: ["show", "dev"] },
  preview: { args: ["dev"], options: { release: "1704067200" } },
  up: { args: ["dev"], options: { yes: true, release: "1704067200" } },
  promote: { args: ["staging"], options: { yes: true } },
  rollback: { args: ["dev"], options: { yes: true } },
  releases: { args: ["show", "dev"] },
  verify: { args: ["dev"] },
  status: { args: ["dev"] },
  logs: { args: ["dev"] },
  events: { args: ["dev"] },
  report: { args: ["dev"] },
  graph: { args: ["dev"], options: { release: "1704067200" } },
  cancel: { args: ["dev"] },
  freeze: { args: ["dev"], options: { until: "+1h", reason: "test" } },
  unfreeze: { args: ["dev"] },
  refresh: { args: ["dev"], options: { check: true } },
  "restore-state": { args: ["dev"] },
  outputs: { args: ["dev"] },
  cost: { args: ["dev"] },
  prune: { args: ["dev"], options: { dryRun: true } },
  dr: { args: ["list", "production"] },
  destroy: { args: ["dev"], options: { confirm: "dev" } },
};
/** Commands that do not call AWS, report what is missing as findings, or start the local AWS themselves. */
const OTHER_COMMANDS = ["check", "doctor", "build", "diff-stages", "rehearse", "completion"];

describe("every command, when something is missing", function () {
  this.timeout(60_000);
  let aws: FakeAws;
  let putMocksBack: () => void;
  before(async () => {
    putMocksBack = withoutMocks([S3Client, STSClient]);
    aws = await FakeAws.start();
  });
  after(() => {
    aws.stop();
    putMocksBack();
  });

  const silent = (): undefined => undefined;

  function context(running: Emulator | null): Context {
    const rehearsal = {
      running: () => Promise.resolve(running),
      startProvider: () => Promise.reject(new Error("no provider here")),
    } as unknown as Rehearsal;
    return {
      wiring: {
        root: ROOT,
        version: "test",
        program: () => Promise.reject(new Error("no program here")),
        programDigest: () => Promise.resolve("0"),
        foundation: () => Promise.reject(new Error("no program here")),
        rehearsal: () => Promise.resolve(rehearsal),
      },
      options: { profile: "", rehearsal: true, json: false, quiet: true, verbose: false },
      terminal: {
        print: silent,
        note: silent,
        warn: silent,
        detail: silent,
        draw: silent,
        settle: silent,
        live: false,
        interactive: false,
        columns: 80,
        colors: { red: String, yellow: String, green: String, dim: String, bold: String, cyan: String },
        confirm: () => Promise.resolve(false),
      } as unknown as Context["terminal"],
      signal: new AbortController().signal,
    };
  }

  /** Code, exit code and message of the error of a command; null where it succeeds. */
  async function errorOf(name: string, running: Emulator | null): Promise<readonly [string, number, string] | null> {
    const command = ALL_COMMANDS.find((candidate) => candidate.name === name);
    const { args, options = {} } = AWS_COMMANDS[name] ?? { args: [] };
    try {
      await command?.run(context(running), args, options);
      return null;
    } catch (error) {
      assert.ok(error instanceof DeployError, String(error));
      return [error.code, error.exitCode, error.what.replace(/ \(while [^)]*\)/, "")];
    }
  }

  it("is covered", () => {
    assert.deepEqual(
      [...Object.keys(AWS_COMMANDS), ...OTHER_COMMANDS].sort(),
      ALL_COMMANDS.map(({ name }) => name).sort(),
    );
  });

  for (const name of Object.keys(AWS_COMMANDS)) {
    it(`reports that no rehearsal is running: ${name}`, async () => {
      assert.deepEqual(await errorOf(name, null), [
        "EMULATOR_NOT_RUNNING",
        3,
        "No rehearsal is running on this machine.",
      ]);
    });
  }

  for (const name of Object.keys(AWS_COMMANDS)) {
    it(`reports that the local AWS does not respond: ${name}`, async () => {
      const server = await FakeAws.start();
      const { endpoint } = server;
      server.stop();
      assert.deepEqual(await errorOf(name, { endpoint, pid: 1, log: "" }), [
        "EMULATOR_NOT_RUNNING",
        3,
        `The local AWS at ${endpoint} does not answer.`,
      ]);
    });
  }

  /** In a rehearsal the access key id is the account of the caller. */
  function identityOr(request: IncomingMessage, body: string, other: HttpAnswer): HttpAnswer {
    if (!body.includes("Action=GetCallerIdentity")) return other;
    const account = /Credential=(\d{12})\//.exec(request.headers.authorization ?? "")?.[1] ?? "";
    return {
      status: 200,
      headers: { "content-type": "text/xml" },
      body: `<GetCallerIdentityResponse><GetCallerIdentityResult><Account>${account}</Account><Arn>arn:aws:iam::${account}:root</Arn></GetCallerIdentityResult></GetCallerIdentityResponse>`,
    };
  }
  const running = (): Emulator => ({ endpoint: aws.endpoint, pid: 1, log: "" });

  /** These work on an account that is not bootstrapped, or report it in their own way. */
  const WITHOUT_FOUNDATION = ["bootstrap", "secrets", "status", "dr"];
  const dev = stageOf("dev");
  for (const name of Object.keys(AWS_COMMANDS).filter((one) => !WITHOUT_FOUNDATION.includes(one))) {
    it(`reports that the account is not bootstrapped: ${name}`, async () => {
      const none = ERROR_BODIES.s3(404, "NoSuchBucket", "The specified bucket does not exist");
      aws.answer = (request, body) => identityOr(request, body, none);
      const { account, region } = name === "promote" ? stageOf("staging") : dev;
      assert.deepEqual(await errorOf(name, running()), [
        "NOT_BOOTSTRAPPED",
        3,
        `Account ${account} in ${region} is not bootstrapped: its state bucket or its deployments bucket is missing.`,
      ]);
    });
  }

  /** Commands that read a release. Those that read the engine's state are tested in `tests/engine`. */
  for (const name of ["releases", "verify", "logs", "events"]) {
    it(`reports that nothing is deployed: ${name}`, async () => {
      aws.answer = (request, body) => identityOr(request, body, emptyBucket(request));
      assert.deepEqual(await errorOf(name, running()), ["RELEASE_UNKNOWN", 3, "Nothing is deployed on dev."]);
    });
  }

  function emptyBucket({ method, url = "" }: IncomingMessage): HttpAnswer {
    if (method === "HEAD") return { status: 200 };
    if (url.includes("list-type=2")) return { status: 200, body: "<ListBucketResult></ListBucketResult>" };
    return ERROR_BODIES.s3(404, "NoSuchKey", "The specified key does not exist.");
  }

  it("calls only the recovery region for the list of backup sets: that of the stage may be lost", async () => {
    const regions = new Set<string | undefined>();
    aws.answer = (request, body) => {
      regions.add(/\/\d{8}\/([a-z0-9-]+)\//.exec(request.headers.authorization ?? "")?.[1]);
      return identityOr(request, body, emptyBucket(request));
    };
    await errorOf("dr", running());
    assert.deepEqual([...regions], [stageOf("disaster-recovery").region]);
  });
});
