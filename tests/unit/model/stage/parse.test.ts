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

/** What is wrong with production's file after a change: a place, a key, and why, for each defect. */
interface Told {
  readonly line: number;
  readonly key: string;
  readonly reason: string;
}

function defectsOf(text: string): readonly Told[] {
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

/** The file with another value at a path; undefined takes the key out. */
function changed(path: Path, value: unknown): string {
  const document = parseDocument(TEXT);
  if (value === undefined) document.deleteIn(["config", ...path]);
  else document.setIn(["config", ...path], document.createNode(value));
  return document.toString();
}

/** Every key of the file, maps and what is in them. The stage's own settings have names of its choice. */
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
    it(`of ${stage} says what the stage is`, () => {
      assert.equal(stageOf(stage).name, stage);
    });
  }

  it("gives its values without the prefix of their keys", () => {
    const { account, region, short } = stageOf("production");
    assert.deepEqual({ account, region, short }, { account: "100000000003", region: "us-west-2", short: "prod" });
  });

  it("may name a release, for who runs the engine by hand", () => {
    assert.deepEqual(defectsOf(changed(["listbackup:release"], "working")), []);
  });

  for (const path of KEYS) {
    const key = path.join(".");

    it(`needs ${key}`, () => {
      const told = defectsOf(changed(path, undefined));
      assert.deepEqual(
        told.map((defect) => [defect.key, /^missing/.test(defect.reason)]),
        [[key, true]],
      );
    });

    it(`takes no list of maps for ${key}, and tells where it stands`, () => {
      const text = changed(path, [{ wrong: true }]);
      const told = defectsOf(text).map(({ line, key: named, reason }) => ({
        named: named === key || named.startsWith(`${key}.0`),
        there: text.split("\n")[line - 1]?.includes(`${path.at(-1) ?? ""}:`),
        missing: reason.startsWith("missing"),
      }));
      assert.deepEqual(told, [{ named: true, there: true, missing: false }]);
    });
  }

  for (const path of MAPS) {
    const key = [...path, "colour"].join(".");

    it(`knows no ${key}, and tells where it stands`, () => {
      const text = changed([...path, "colour"], "red");
      const told = defectsOf(text).map(({ line, key: named }) => [
        named,
        text.split("\n")[line - 1]?.includes("colour"),
      ]);
      assert.deepEqual(told, [[key, true]]);
    });
  }

  const VALUES: readonly (readonly [what: string, path: Path, value: unknown])[] = [
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
    ["a setting in capitals", ["listbackup:settings", "EMAIL"], "x"],
  ];
  for (const [what, path, value] of VALUES) {
    it(`refuses ${what}`, () => {
      assert.deepEqual(
        defectsOf(changed(path, value)).map(({ key }) => key),
        [path.join(".")],
      );
    });
  }

  it("refuses alarm addresses that would be one resource", () => {
    const emails = ["a.b@example.com", "a-b@example.com"];
    assert.deepEqual(
      defectsOf(changed(["listbackup:alarms", "emails"], emails)).map(({ key }) => key),
      ["listbackup:alarms.emails.1"],
    );
  });

  it("names the days that CloudWatch takes", () => {
    const [told] = defectsOf(changed(["listbackup:api", "accessLogRetentionDays"], 10));
    assert.match(told?.reason ?? "", /allowed: 1, 3, 5, 7, 14, .*, 3653$/);
  });

  it("takes the most days that CloudWatch takes", () => {
    assert.deepEqual(defectsOf(changed(["listbackup:api", "accessLogRetentionDays"], 3_653)), []);
  });

  it("takes a boolean as the Pulumi CLI writes it", () => {
    const stage = parseStage("production", FILE, changed(["listbackup:protected"], "false"));
    assert.equal(stage.protected, false);
  });

  it("says how to set a map by the Pulumi CLI", () => {
    const [told] = defectsOf(changed(["listbackup:drift"], '{"vanishedPercent":5}'));
    assert.match(told?.reason ?? "", /`pulumi config set --path listbackup:drift\.<name> <value>`$/);
  });

  it("says what a missing key takes", () => {
    const [told] = defectsOf(changed(["listbackup:data", "encryption"], undefined));
    assert.equal(told?.reason, "missing; allowed: aws-owned or aws-managed");
  });

  it("says what a misspelt key may have meant", () => {
    const told = defectsOf(TEXT.replace("listbackup:account:", "listbackup:acount:"));
    assert.deepEqual(
      told.map(({ key, reason }) => `${key}: ${reason}`),
      [
        "listbackup:acount: unknown key; did you mean listbackup:account?",
        "listbackup:account: missing; its type is string",
      ],
    );
  });

  it("says what a misspelt key below may have meant", () => {
    const told = defectsOf(TEXT.replace("    logLevel:", "    loglevel:"));
    assert.deepEqual(
      told.map(({ key, reason }) => `${key}: ${reason}`),
      [
        "listbackup:functions.logLevel: missing; allowed: DEBUG or INFO or WARN or ERROR",
        "listbackup:functions.loglevel: unknown key; did you mean logLevel?",
      ],
    );
  });

  it("tells all defects together", () => {
    const text = TEXT.replace("us-west-2", "west").replace("logLevel: INFO", "logLevel: LOUD");
    assert.deepEqual(
      defectsOf(text).map(({ key }) => key),
      ["listbackup:functions.logLevel", "aws:region"],
    );
  });

  const FORMS: Readonly<Record<string, readonly [text: string, told: string]>> = {
    "is empty": ["", `${FILE}:1 has no map "config" with the stage's keys`],
    "has no config": ["runtime: nodejs\n", `${FILE}:1 has no map "config" with the stage's keys`],
    "has a list for config": ["config: []\n", `${FILE}:1 has no map "config" with the stage's keys`],
    "has an alias": ["config:\n  a: &x 1\n  b: *x\n", `${FILE}:3 *x: write the value out`],
    "has an alias of nothing": ["config:\n  b: *x\n", `${FILE}:2 *x: write the value out`],
    "has a key twice": ["config:\n  a: 1\n  a: 2\n", `${FILE}:3 Map keys must be unique at line 3, column 3:`],
    "has a tag that nobody knows": [
      "config:\n  a: !secret b\n",
      `${FILE}:2 Unresolved tag: !secret at line 2, column 6:`,
    ],
  };
  for (const [what, [text, told]] of Object.entries(FORMS)) {
    it(`is refused when it ${what}`, () => {
      assert.throws(() => parseStage("production", FILE, text), { code: "CONFIG_INVALID", what: told });
    });
  }
});
