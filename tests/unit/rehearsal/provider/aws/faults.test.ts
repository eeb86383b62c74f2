import { strict as assert } from "node:assert";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import {
  type FaultRuleInput,
  faultsOf,
  faultsSchema,
  type Operation,
} from "../../../../../rehearsal/provider/aws/faults";

const operation = (verb: Operation["verb"] = "create", name = "sync"): Operation => ({
  type: "aws:sqs/queue:Queue",
  name,
  verb,
});

/** What happens to each attempt: the error's name, or "passed". */
async function outcomes(rules: readonly FaultRuleInput[], attempts: readonly (readonly [Operation, object])[]) {
  const faults = faultsOf(faultsSchema.parse(rules));
  const results: string[] = [];
  for (const [of, call] of attempts) {
    results.push(
      await faults.strike(of, call).then(
        () => "passed",
        (error: unknown) => (error as Error).name,
      ),
    );
  }
  return results;
}

const DENIED = { code: "AccessDenied" };

describe("a fault rule", () => {
  it("strikes the first attempt only by default", async () => {
    assert.deepEqual(
      await outcomes(
        [{ error: DENIED }],
        [
          [operation(), {}],
          [operation(), {}],
        ],
      ),
      ["AccessDenied", "passed"],
    );
  });

  it("counts retries of one call", async () => {
    const of = operation();
    const call = {};
    const attempts = Array.from({ length: 4 }, () => [of, call] as const);
    assert.deepEqual(await outcomes([{ times: 3, error: { code: "ThrottlingException" } }], attempts), [
      "ThrottlingException",
      "ThrottlingException",
      "ThrottlingException",
      "passed",
    ]);
  });

  it("leaves an operation's later calls alone", async () => {
    const of = operation();
    assert.deepEqual(
      await outcomes(
        [{ nth: 2, error: DENIED }],
        [
          [of, {}],
          [of, {}],
        ],
      ),
      ["passed", "passed"],
    );
  });

  it("begins at the attempt that it names", async () => {
    const attempts = [1, 2, 3].map(() => [operation(), {}] as const);
    assert.deepEqual(await outcomes([{ nth: 2, error: DENIED }], attempts), ["passed", "AccessDenied", "passed"]);
  });

  it("concerns only its type, name and operation", async () => {
    const rule = { type: "aws:sqs/*", name: "*sync*", operation: "create", error: DENIED } as const;
    const attempts = [operation("delete"), operation("create", "other"), operation("create", "a-sync-1")];
    assert.deepEqual(
      await outcomes(
        [rule],
        attempts.map((of) => [of, {}]),
      ),
      ["passed", "passed", "AccessDenied"],
    );
  });

  it("takes a dot for a dot", async () => {
    assert.deepEqual(await outcomes([{ name: "s.nc", error: DENIED }], [[operation(), {}]]), ["passed"]);
  });

  it("waits where it has a latency, each time", async () => {
    const faults = faultsOf(faultsSchema.parse([{ latencyMs: 30 }]));
    const started = performance.now();
    for (const call of [{}, {}]) await faults.strike(operation(), call);
    assert.ok(performance.now() - started >= 55);
  });

  for (const [title, rule] of Object.entries({
    "does nothing": {},
    "has an unknown key": { error: DENIED, nht: 2 },
    "begins at 0": { error: DENIED, nth: 0 },
    "names an unknown operation": { error: DENIED, operation: "destroy" },
  })) {
    it(`is refused when it ${title}`, () => assert.equal(faultsSchema.safeParse([rule]).success, false));
  }
});

describe("a fault rule for one call of an operation", () => {
  /** The calls at which everything was killed. */
  async function killedAt(rule: FaultRuleInput, calls: number): Promise<readonly number[]> {
    const killed: number[] = [];
    let call = 0;
    const faults = faultsOf(faultsSchema.parse([rule]), () => killed.push(call));
    const of = operation();
    for (call = 1; call <= calls; call += 1) await faults.strike(of, {});
    return killed;
  }

  it("kills before that call", async () => {
    assert.deepEqual(await killedAt({ kill: true, call: 3, times: 9 }, 5), [3]);
  });

  it("kills before any call but the first", async () => {
    assert.deepEqual(await killedAt({ kill: true, call: "later", times: 9 }, 4), [2, 3, 4]);
  });

  it("counts such calls of all operations", async () => {
    assert.deepEqual(await killedAt({ kill: true, call: "later", nth: 2 }, 5), [3]);
  });

  it("may concern several kinds of operation", async () => {
    const rule = { kill: true, operation: ["update", "delete"] } as const;
    assert.deepEqual(
      [
        await killedAt({ ...rule, operation: [...rule.operation] }, 1),
        await killedAt({ kill: true, operation: ["create"] }, 1),
      ],
      [[], [1]],
    );
  });

  it("may be written down instead", async () => {
    const record = join(await mkdtemp(join(tmpdir(), "listbackup-faults-")), "calls.jsonl");
    const faults = faultsOf(faultsSchema.parse([{ record, call: "later" }]));
    const of = operation("update");
    for (const call of [{}, {}]) await faults.strike(of, call);
    const lines = await readFile(record, "utf8");
    await rm(dirname(record), { recursive: true });
    const { type, name } = of;
    assert.equal(lines, `${JSON.stringify({ pid: process.pid, type, name, verb: "update", call: 2 })}\n`);
  });
});
