import { strict as assert } from "node:assert";
import { isMap, isScalar, parseDocument, type YAMLMap } from "yaml";
import { DeployError } from "../../../../model/errors";
import { STAGES } from "../../../../model/stage/name";
import { parseStage } from "../../../../model/stage/parse";
import { stageOf, stageText } from "../../../support/release";

const FILE = "Pulumi.production.yaml";
const TEXT = stageText("production");

/** Keys from `config:` on: `["listbackup:data", "protect"]`. */
type Path = readonly string[];

/** An error in production's file after a change. */
interface StageError {
  readonly line: number;
  readonly key: string;
  readonly reason: string;
}

function errorsOf(text: string): readonly StageError[] {
  try {
    parseStage("production", FILE, text);
    return [];
  } catch (error) {
    assert.ok(error instanceof DeployError && error.code === "CONFIG_INVALID", String(error));
    return error.what.split("\n").map((line) => {
      const [, at = "", key = "", reason = ""] = /^Pulumi\.production\.yaml:(\d+) (\S+): (.+)$/.exec(line) ?? [];
      return { line: Number(at), key, reason };
    });
  }
}

/** The file with another value at a path; undefined removes the key. */
function changed(path: Path, value: unknown): string {
  const document = parseDocument(TEXT);
  if (value === undefined) document.deleteIn(["config", ...path]);
  else document.setIn(["config", ...path], document.createNode(value));
  return document.toString();
}

/** All keys of the file, nested ones too, except those of `settings`, which are free. */
function keysOf(map: YAMLMap, before: Path = []): readonly Path[] {
  return map.items.flatMap(({ key, value }) => {
    const path = [...before, isScalar(key) ? String(key.value) : ""];
    return [path, ...(isMap(value) && path[0] !== "listbackup:settings" ? keysOf(value, path) : [])];
  });
}

const CONFIG = parseDocument(TEXT).get("config") as YAMLMap;
const KEYS = keysOf(CONFIG);
const MAPS = KEYS.filter((path) => isMap(CONFIG.getIn(path)) && path[0] !== "listbackup:settings");

describe("a stage's file", () => {
  for (const stage of STAGES) {
    it(`of ${stage} is valid`, () => {
      assert.equal(stageOf(stage).name, stage);
    });
  }

  it("gives its values without the prefix of their keys", () => {
    const { account, region, short } = stageOf("production");
    assert.deepEqual({ account, region, short }, { account: "100000000003", region: "us-west-2", short: "prod" });
  });

  it("may have a release id, for `pulumi up`", () => {
    assert.deepEqual(errorsOf(changed(["listbackup:release"], "working")), []);
  });

  for (const path of KEYS) {
    const key = path.join(".");

    it(`requires ${key}`, () => {
      const errors = errorsOf(changed(path, undefined));
      assert.deepEqual(
        errors.map((error) => [error.key, /^missing/.test(error.reason)]),
        [[key, true]],
      );
    });

    it(`rejects a list of maps for ${key}, with its line`, () => {
      const text = changed(path, [{ wrong: true }]);
      const errors = errorsOf(text).map(({ line, key: named, reason }) => ({
        named: named === key || named.startsWith(`${key}.0`),
        there: text.split("\n")[line - 1]?.includes(`${path.at(-1) ?? ""}:`),
        missing: reason.startsWith("missing"),
      }));
      assert.deepEqual(errors, [{ named: true, there: true, missing: false }]);
    });
  }

  for (const path of MAPS) {
    const key = [...path, "colour"].join(".");

    it(`rejects the unknown key ${key}, with its line`, () => {
      const text = changed([...path, "colour"], "red");
      const errors = errorsOf(text).map(({ line, key: named }) => [
        named,
        text.split("\n")[line - 1]?.includes("colour"),
      ]);
      assert.deepEqual(errors, [[key, true]]);
    });
  }

  const GITHUB = {
    kind: "on",
    repository: "acme/backend",
    branches: [],
    environments: ["production"],
    pullRequests: false,
  };
  const LONG_BRANCHES = Array.from({ length: 20 }, (_value, index) => `${"release/".repeat(6)}${String(index)}`);
  const ELEVEN = Array.from({ length: 11 }, (_value, index) => 10 * (index + 1));
  const BUDGET = { kind: "on", monthlyUsd: 1, emails: [], actualPercent: [], forecastPercent: [100] };
  const PRIVATE = { kind: "age", recipients: [`AGE-SECRET-KEY-1${"Q".repeat(58)}`] };
  const VALUES: readonly (readonly [what: string, path: Path, value: unknown, within?: string])[] = [
    ["an account of 11 digits", ["listbackup:account"], "10000000003"],
    ["an account that YAML reads as a number", ["listbackup:account"], 100000000003],
    ["a region that AWS would not name so", ["aws:region"], "us-west"],
    ["days that CloudWatch does not know", ["listbackup:functions", "logRetentionDays"], 10],
    ["access log days that CloudWatch does not know", ["listbackup:api", "accessLogRetentionDays"], 10],
    ["an origin that ends in a slash", ["listbackup:api", "corsOrigins", "0"], "https://app.example.com/"],
    ["an origin with a path", ["listbackup:api", "corsOrigins", "0"], "https://app.example.com/a"],
    ["any origin, with credentials", ["listbackup:api", "corsOrigins", "0"], "*"],
    ["a setting larger than an environment", ["listbackup:settings", "email-from"], "x".repeat(4_500)],
    ["another processor", ["listbackup:functions", "architecture"], "amd64"],
    ["a text for yes", ["listbackup:data", "protect"], "yes"],
    ["a number that is not whole", ["listbackup:api", "throttle", "burst"], 1.5],
    ["no requests at all", ["listbackup:api", "throttle", "ratePerSecond"], 0],
    ["no origin", ["listbackup:api", "corsOrigins"], []],
    ["an address that is none", ["listbackup:identity", "logoutUrls", "0"], "app.listbackup.ai"],
    ["a function without its service", ["listbackup:functions", "absent", "0"], "dashboards-list"],
    ["another kind of rollout", ["listbackup:rollout", "kind"], "blue-green"],
    ["all traffic at once in a canary", ["listbackup:rollout", "percent"], 100],
    ["a limit beyond everything", ["listbackup:rollout", "limits", "errorPercent"], 101],
    ["a verdict on nothing", ["listbackup:rollout", "limits", "leastInvocations"], 0],
    ["a canary that is not watched", ["listbackup:rollout", "bakeMinutes"], 0],
    ["promotions from nowhere", ["listbackup:accepts", "promotionsFrom", "0"], "stage"],
    ["a setting that is no text", ["listbackup:settings", "email-from"], 5],
    ["another word for a boolean", ["listbackup:protected"], "yes"],
    ["a secret", ["listbackup:account"], { secure: "v1:abc" }],
    ["a map in a string", ["listbackup:drift"], '{"vanishedPercent":5}'],
    ["a repository without its owner", ["listbackup:github"], { ...GITHUB, repository: "backend" }, "repository"],
    ["a sign-in for no workflow", ["listbackup:github"], { ...GITHUB, environments: [] }],
    ["more branches than fit in a trust policy", ["listbackup:github"], { ...GITHUB, branches: LONG_BRANCHES }],
    ["a budget of nothing", ["listbackup:budget", "monthlyUsd"], 0],
    ["a recipient that is no address", ["listbackup:budget", "emails", "0"], "ops@localhost"],
    ["a percentage twice", ["listbackup:budget", "actualPercent"], [80, 80]],
    ["more notifications than a budget has", ["listbackup:budget"], { ...BUDGET, actualPercent: ELEVEN.slice(1) }],
    ["a trail that is kept for no day", ["listbackup:auditTrail", "retentionDays"], 0],
    ["a recovery stage that does not exist", ["listbackup:recovery", "into"], "dr"],
    ["an hour that no day has", ["listbackup:recovery", "nightlyHourUtc"], 24],
    ["backups that are kept for no day", ["listbackup:recovery", "retentionDays"], 0],
    ["an encryption for no one", ["listbackup:recovery", "parameters"], { kind: "age", recipients: [] }, "recipients"],
    ["a private key as a recipient", ["listbackup:recovery", "parameters"], PRIVATE, "recipients.0"],
    ["a health check without a path", ["listbackup:failover", "healthCheck", "path"], "health"],
    ["an interval that Route 53 does not have", ["listbackup:failover", "healthCheck", "intervalSeconds"], 20],
    [
      "a failover of a domain in another zone",
      ["listbackup:failover"],
      { kind: "secondary", of: "staging", domain: "api.example.com" },
      "domain",
    ],
    ["a setting in capitals", ["listbackup:settings", "EMAIL"], "x"],
  ];
  for (const [what, path, value, ...within] of VALUES) {
    it(`rejects ${what}`, () => {
      assert.deepEqual(
        errorsOf(changed(path, value)).map(({ key }) => key),
        [[...path, ...within].join(".")],
      );
    });
  }

  it("rejects a failover without a custom domain", () => {
    const errors = errorsOf(changed(["listbackup:api", "customDomain"], false));
    assert.deepEqual(
      errors.map(({ key }) => key),
      ["listbackup:failover.kind"],
    );
  });

  it("rejects alarm addresses with the same resource name", () => {
    const emails = ["a.b@example.com", "a-b@example.com"];
    assert.deepEqual(
      errorsOf(changed(["listbackup:alarms", "emails"], emails)).map(({ key }) => key),
      ["listbackup:alarms.emails.1"],
    );
  });

  it("lists the retention periods that CloudWatch allows", () => {
    const [errors] = errorsOf(changed(["listbackup:api", "accessLogRetentionDays"], 10));
    assert.match(errors?.reason ?? "", /allowed: 1, 3, 5, 7, 14, .*, 3653$/);
  });

  it("accepts the longest retention of CloudWatch", () => {
    assert.deepEqual(errorsOf(changed(["listbackup:api", "accessLogRetentionDays"], 3_653)), []);
  });

  it("accepts a boolean as the Pulumi CLI writes it", () => {
    const stage = parseStage("production", FILE, changed(["listbackup:protected"], "false"));
    assert.equal(stage.protected, false);
  });

  it("explains how to set a map with the Pulumi CLI", () => {
    const [errors] = errorsOf(changed(["listbackup:drift"], '{"vanishedPercent":5}'));
    assert.match(errors?.reason ?? "", /`pulumi config set --path listbackup:drift\.<name> <value>`$/);
  });

  it("lists the allowed values of a missing key", () => {
    const [errors] = errorsOf(changed(["listbackup:data", "encryption"], undefined));
    assert.equal(errors?.reason, "missing; allowed: aws-owned or aws-managed");
  });

  it("suggests a key for a misspelt one", () => {
    const errors = errorsOf(TEXT.replace("listbackup:account:", "listbackup:acount:"));
    assert.deepEqual(
      errors.map(({ key, reason }) => `${key}: ${reason}`),
      [
        "listbackup:acount: unknown key; did you mean listbackup:account?",
        "listbackup:account: missing; its type is string",
      ],
    );
  });

  it("suggests a key for a misspelt nested one", () => {
    const errors = errorsOf(TEXT.replace("    logLevel:", "    loglevel:"));
    assert.deepEqual(
      errors.map(({ key, reason }) => `${key}: ${reason}`),
      [
        "listbackup:functions.logLevel: missing; allowed: DEBUG or INFO or WARN or ERROR",
        "listbackup:functions.loglevel: unknown key; did you mean logLevel?",
      ],
    );
  });

  it("reports all errors together", () => {
    const text = TEXT.replace("us-west-2", "west").replace("logLevel: INFO", "logLevel: LOUD");
    assert.deepEqual(
      errorsOf(text).map(({ key }) => key),
      ["listbackup:functions.logLevel", "aws:region"],
    );
  });

  const FORMS: Readonly<Record<string, readonly [text: string, message: string]>> = {
    "is empty": ["", `${FILE}:1 has no map "config" with the stage's keys`],
    "has no config": ["runtime: nodejs\n", `${FILE}:1 has no map "config" with the stage's keys`],
    "has a list for config": ["config: []\n", `${FILE}:1 has no map "config" with the stage's keys`],
    "has an alias": ["config:\n  a: &x 1\n  b: *x\n", `${FILE}:3 *x: write the value out`],
    "has an alias of nothing": ["config:\n  b: *x\n", `${FILE}:2 *x: write the value out`],
    "has a key twice": ["config:\n  a: 1\n  a: 2\n", `${FILE}:3 Map keys must be unique at line 3, column 3:`],
    "has an unknown tag": ["config:\n  a: !secret b\n", `${FILE}:2 Unresolved tag: !secret at line 2, column 6:`],
  };
  for (const [what, [text, errors]] of Object.entries(FORMS)) {
    it(`is rejected if it ${what}`, () => {
      assert.throws(() => parseStage("production", FILE, text), { code: "CONFIG_INVALID", what: errors });
    });
  }
});
