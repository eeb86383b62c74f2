import { strict as assert } from "node:assert";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { ALL_COMMANDS } from "../../../cli";
import { ROOT } from "../../support/project/project";

interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function deploy(...words: readonly string[]): Ran {
  return spawnSync(process.execPath, [join(ROOT, "bin", "deploy"), ...words], {
    encoding: "utf8",
    env: { PATH: process.env["PATH"], HOME: "/nonexistent", AWS_EC2_METADATA_DISABLED: "true" },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

describe("the command line", function () {
  this.timeout(60_000);

  const mistakes: readonly (readonly [words: readonly string[], code: string, what: RegExp])[] = [
    [["frob"], "USAGE", /Unknown command 'frob'/],
    [["stauts"], "USAGE", /Did you mean status/],
    [["up"], "USAGE", /Missing required argument 'stage'/],
    [["up", "dev", "--bogus"], "USAGE", /Unknown option '--bogus'/],
    [["up", "nosuch"], "STAGE_UNKNOWN", /no stage "nosuch"/],
    [["preview", "dev", "--format", "xml"], "USAGE", /no format "xml"/],
    [["deploy", "dev"], "USAGE", /Did you mean up\?/],
    [["up", "dev", "--yes", "--reason", "--dry-run"], "USAGE", /"--dry-run" looks like an option/],
    [["up", "dev", "--service", ""], "USAGE", /The value of --service is empty/],
    [["up", "dev", "--dry-run", "--reason", "a\nb"], "USAGE", /line breaks or control characters/],
    [["up", "prod"], "STAGE_UNKNOWN", /Did you mean "production"\?/],
    [["verify", "dev", "--group", "helth"], "USAGE", /Did you mean "health"\?/],
    [["refresh", "dev", "--check", "--accept"], "USAGE", /--accept writes/],
  ];
  for (const [words, code, what] of mistakes) {
    it(`refuses "${words.join(" ")}" as ${code}, with what to do, and ends with 2`, () => {
      const { status, stdout, stderr } = deploy(...words);
      assert.deepEqual([status, stdout, stderr.startsWith(`error ${code}\n`)], [2, "", true], stderr);
      assert.match(stderr, what);
      assert.match(stderr, /^→ ./m);
    });
  }

  it("lists the stages if the stage is missing", () => {
    assert.match(
      deploy("up").stderr,
      /^→ Stages: dev, staging, production, disaster-recovery\. See `bin\/deploy up --help`\.$/m,
    );
  });

  it("lists the actions if the action is missing", () => {
    assert.match(deploy("secrets").stderr, /^→ Actions: list, init, set, check, rotate\. /m);
  });

  it("asks for a stage if the action has a default", () => {
    assert.match(deploy("releases").stderr, /^Missing required argument 'stage'\.$/m);
  });

  it("prints the error as JSON, and nothing else on stdout", () => {
    const { status, stdout } = deploy("up", "dev", "--bogus", "--json");
    assert.deepEqual(
      [status, JSON.parse(stdout)],
      [
        2,
        {
          version: 1,
          command: "up",
          exit: 2,
          error: { code: "USAGE", what: "Unknown option '--bogus'.", remedy: "See `bin/deploy up --help`." },
        },
      ],
    );
  });

  it("ends with 3 without AWS credentials, and changes nothing", () => {
    const { status, stderr } = deploy("up", "dev", "--yes");
    assert.deepEqual([status, stderr.split("\n")[0]], [3, "error IDENTITY_UNKNOWN"]);
  });

  it("lists the steps of a dry run, and runs none", () => {
    const { status, stdout } = deploy("up", "dev", "--dry-run");
    assert.deepEqual(
      [
        status,
        stdout
          .trim()
          .split("\n")
          .map((line) => line.split(" ")[0]),
      ],
      [
        0,
        "preflight build accept compare checklist publish preview guard review artifacts approve record migrate expand contract up seed migrate verify".split(
          " ",
        ),
      ],
    );
  });

  it("lists every command in its help", () => {
    const { stdout } = deploy("--help");
    assert.deepEqual(
      ALL_COMMANDS.filter(({ name }) => !stdout.includes(`  ${name} `)).map(({ name }) => name),
      [],
    );
  });

  for (const words of [
    ["up", "-h"],
    ["help", "up"],
    ["up", "dev", "-h"],
  ])
    it(`explains up for "${words.join(" ")}"`, () => {
      const { status, stdout } = deploy(...words);
      assert.deepEqual([status, stdout.startsWith("Usage: bin/deploy up")], [0, true]);
    });

  it("prints its version after a command too", () => {
    assert.deepEqual(deploy("up", "dev", "--version").stdout, deploy("--version").stdout);
  });

  for (const { name } of ALL_COMMANDS) {
    it(`explains ${name}`, () => {
      const { status, stdout } = deploy(name, "--help");
      assert.deepEqual([status, stdout.startsWith(`Usage: bin/deploy ${name}`)], [0, true]);
    });
  }
});
