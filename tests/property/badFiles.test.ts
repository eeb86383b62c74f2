import { strict as assert } from "node:assert";
import type { IncomingMessage } from "node:http";
import * as fc from "fast-check";
import type { Command } from "../../automation/commands/command";
import { ALL_COMMANDS } from "../../cli";
import { EXIT } from "../../model/errors";
import { InProcessProject, NOT_FOR_USERS, type Ran } from "../support/commandLine/inProcess";
import { ERROR_BODIES, type HttpAnswer } from "../support/fakes/fakeAws";
import { damaged, printSeed, rounds, SEED } from "../support/property";
import { recordOf } from "../support/records";

/** Inputs of each kind of file. */
const INPUTS = rounds({ sample: 40, full: 600 });

const CATALOG_FILES = ["data.yaml", "api.yaml", "identity.yaml", "services/users.yaml", "services/auth.yaml"].map(
  (name) => `catalog/${name}`,
);
const STAGE_FILE = "Pulumi.dev.yaml";
const VALUES_FILE = "values.yaml";

/** Lines that get as far as the files, of every command that takes a stage; the test of arguments has the others. */
const RIGHT_ARGUMENTS: Readonly<Record<string, readonly string[]>> = {
  action: [],
  name: ["/listbackup/jwt-secret"],
  release: ["1704067200"],
  other: ["1704067201"],
};
const NEEDED: Readonly<Record<string, readonly string[]>> = {
  freeze: ["--until", "3d", "--reason", "why"],
  destroy: ["--confirm", "dev"],
};

/** `rehearse` starts an emulator, `doctor` and the checklist's tests start tools. */
const NOT_HERE = ["rehearse", "doctor"];

function linesOf(command: Command): readonly (readonly string[])[] {
  const actions = command.actions?.all.filter((action) => action !== "test" && action !== "write-docs") ?? [null];
  const names = command.args.split(" ").map((text) => text.replace(/[<>[\]]/g, ""));
  return actions.map((action) => [
    command.name,
    ...names.flatMap((name) => {
      if (name === "action") return action === null ? [] : [action];
      if (name === "stage" || command.name === "diff-stages") return ["dev"];
      // `secrets` takes a name only where one value is set.
      if (command.name === "secrets" && action !== "set") return [];
      return RIGHT_ARGUMENTS[name] ?? [];
    }),
    ...(NEEDED[command.name] ?? []),
  ]);
}

const LINES = ALL_COMMANDS.filter(({ name }) => !NOT_HERE.includes(name)).flatMap(linesOf);

interface Case {
  readonly file: string;
  readonly text: string;
  readonly line: readonly string[];
}

describe("a file with an error", function () {
  this.timeout(1_200_000);
  let project: InProcessProject;
  before(async () => {
    printSeed();
    project = await InProcessProject.make({ credentials: true });
    // Wherever a command gets with a file that is still valid, it gets no further than its identity.
    project.aws.answer = () => ERROR_BODIES.query(403, "AccessDenied", "no");
  });
  after(() => {
    project.remove();
  });

  const textOf = (file: string): string => {
    const [, text = ""] = project.contents().find(([path]) => path.endsWith(`/${file}`)) ?? [];
    return text;
  };

  function assertUseful({ exit, stdout, stderr }: Ran, input: string): void {
    const output = `${stdout}\n${stderr}`;
    assert.ok(Object.values(EXIT).includes(exit as 0), `${input}: exit ${String(exit)}`);
    assert.doesNotMatch(output, NOT_FOR_USERS, `${input}\n${output.slice(0, 2_000)}`);
    assert.ok(output.length < 200_000, `${input}: ${String(output.length)} characters`);
  }

  /** Runs each case, and puts the file back. */
  async function tryAll(cases: readonly Case[]): Promise<void> {
    const before = project.contents();
    for (const { file, text, line } of cases) {
      const former = project.replace(file, text);
      const input = `${line.join(" ")} with ${file}: ${JSON.stringify(text.slice(0, 200))}`;
      project.aws.requests.length = 0;
      const ran = await project.run(line);
      assertUseful(ran, input);
      if (ran.exit === EXIT.usage) assert.deepEqual(project.aws.requests, [], input);
      project.restore(file, former);
    }
    assert.deepEqual(project.contents(), before);
  }

  const draw = (files: readonly string[], lines: readonly (readonly string[])[]): readonly Case[] =>
    fc.sample(
      fc
        .tuple(fc.constantFrom(...files), fc.constantFrom(...lines))
        .chain(([file, line]) => damaged(textOf(file)).map((text): Case => ({ file, text, line }))),
      { seed: SEED, numRuns: INPUTS },
    );

  it(`of a stage is refused with file and line by every command (${String(INPUTS)} files)`, async () => {
    await tryAll(draw([STAGE_FILE], LINES));
  });

  it(`of the catalog is refused with file and line by every command (${String(INPUTS)} files)`, async () => {
    await tryAll(draw(CATALOG_FILES, LINES));
  });

  it(`of parameters is refused without its values (${String(INPUTS)} files)`, async () => {
    const secret = "hunter2-hunter2-hunter2";
    const valid = `/listbackup/jwt-secret: "${secret}"\n/listbackup/cors-origin: "https://a.example"\nsecret:stripe#key: "x"\n`;
    const line = ["secrets", "init", "dev", "--from-file", `${project.root}/${VALUES_FILE}`];
    const cases = fc
      .sample(damaged(valid), { seed: SEED, numRuns: INPUTS })
      .map((text): Case => ({ file: VALUES_FILE, text, line }));
    await tryAll(cases);
    const former = project.replace(VALUES_FILE, `${valid}  [`);
    const { stdout, stderr } = await project.run(line);
    assert.doesNotMatch(stdout + stderr, /hunter2/);
    project.restore(VALUES_FILE, former);
  });
});

/** Commands that read records of releases and change nothing. */
const READERS: readonly (readonly string[])[] = [
  ["releases", "list", "dev"],
  ["releases", "show", "dev", "1704067200"],
  ["releases", "diff", "dev", "1704067200", "1704067200"],
  ["rollback", "dev", "--list"],
  ["status", "dev"],
  ["verify", "dev"],
  ["logs", "dev"],
  ["events", "dev"],
];

describe("a record of a release with an error", function () {
  this.timeout(1_200_000);
  let project: InProcessProject;
  before(async () => {
    project = await InProcessProject.make({ credentials: false });
  });
  after(() => {
    project.remove();
  });

  const RECORD = JSON.stringify(recordOf(1_704_067_200), null, 1);
  /** Values of another type, and texts that are no JSON. */
  const spoiled = fc.oneof(
    damaged(RECORD),
    fc
      .tuple(fc.constantFrom(...Object.keys(JSON.parse(RECORD) as object)), fc.jsonValue({ maxDepth: 2 }))
      .map(([key, value]) => JSON.stringify({ ...(JSON.parse(RECORD) as object), [key]: value })),
  );

  it(`is reported by every command that reads it (${String(INPUTS)} records)`, async () => {
    const cases = fc.sample(fc.tuple(fc.constantFrom(...READERS), spoiled), { seed: SEED, numRuns: INPUTS });
    for (const [line, record] of cases) {
      project.aws.requests.length = 0;
      project.aws.answer = (request, body) => answerWith(record, request, body);
      const { exit, stdout, stderr } = await project.run([...line, "--rehearsal"], true);
      const input = `${line.join(" ")}: ${record.slice(0, 300)}`;
      assert.ok(Object.values(EXIT).includes(exit as 0), `${input}: exit ${String(exit)}`);
      assert.doesNotMatch(`${stdout}\n${stderr}`, NOT_FOR_USERS, `${input}\n${stdout}${stderr}`);
      assert.deepEqual(
        project.aws.requests.filter((request) => /^(?:PUT|DELETE)/.test(request)),
        [],
        input,
      );
    }
  });

  /** A bootstrapped account with one record, and nothing else. */
  function answerWith(record: string, { method, url = "", headers }: IncomingMessage, body: string): HttpAnswer {
    if (body.includes("Action=GetCallerIdentity")) {
      const account = /Credential=(\d{12})\//.exec(headers.authorization ?? "")?.[1] ?? "";
      return {
        status: 200,
        headers: { "content-type": "text/xml" },
        body: `<GetCallerIdentityResponse><GetCallerIdentityResult><Account>${account}</Account><Arn>arn:aws:iam::${account}:root</Arn></GetCallerIdentityResult></GetCallerIdentityResponse>`,
      };
    }
    if (method === "HEAD") return { status: 200 };
    if (url.includes("list-type=2") && url.includes("releases"))
      return {
        status: 200,
        body: "<ListBucketResult><Contents><Key>releases/dev/1704067200.json</Key></Contents></ListBucketResult>",
      };
    if (url.includes("list-type=2")) return { status: 200, body: "<ListBucketResult></ListBucketResult>" };
    if (url.includes("releases/dev/1704067200.json")) return { status: 200, body: record };
    if (method === "GET") return ERROR_BODIES.s3(404, "NoSuchKey", "The specified key does not exist.");
    return ERROR_BODIES.json(400, "AccessDeniedException", "no");
  }
});
