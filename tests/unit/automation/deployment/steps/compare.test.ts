import { strict as assert } from "node:assert";
import { mkdtemp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { GetObjectCommand, ListObjectsV2Command, S3Client, type ListObjectsV2CommandInput } from "@aws-sdk/client-s3";
import { mockClient } from "aws-sdk-client-mock";
import * as fc from "fast-check";
import type { With } from "../../../../../automation/deployment/deployment";
import { recordedInputs } from "../../../../../automation/deployment/deployedInputs";
import { compareStep } from "../../../../../automation/deployment/steps/compare";
import type { ReleaseRecord } from "../../../../../model/release/record";
import { propertyParameters } from "../../../../support/property";
import { useMock } from "../../../../support/mocks";
import { recordOf } from "../../../../support/records";
import { releaseOf, smallCatalog, stageOf } from "../../../../support/release";

const RELEASE = releaseOf(smallCatalog());
const STATE = JSON.stringify({ version: 3, checkpoint: { latest: { resources: [{ urn: "a", id: "table-1" }] } } });
type Compared = With<"engine" | "release">;

describe("a deployment is compared with the live release", () => {
  const s3 = useMock(() => mockClient(S3Client));
  let root: string;
  let stateFile: string;
  let live: Partial<ReleaseRecord>;
  /** Keys of runs that did not end. */
  let journals: readonly string[];

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), "listbackup-test-"));
    const { account, region } = stageOf("dev");
    stateFile = join(root, `.rehearsal/state/${account}-${region}/.pulumi/stacks/listbackup-backend/dev.json`);
    await mkdir(dirname(stateFile), { recursive: true });
    await writeFile(stateFile, STATE);
    journals = [];
    s3()
      .on(ListObjectsV2Command)
      .callsFake(({ Prefix }: ListObjectsV2CommandInput) => ({
        Contents: (Prefix === "state-journals/dev/" ? journals : ["releases/dev/1700000000.json"]).map((Key) => ({
          Key,
        })),
      }));
    live = { deployed: await recordedInputs(deployment()) };
    s3()
      .on(GetObjectCommand)
      .callsFake(() => ({
        Body: { transformToString: () => Promise.resolve(JSON.stringify(recordOf(1_700_000_000, live))) },
      }));
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  function deployment(more: Partial<Compared> = {}, request: object = {}, program = "p1"): Compared {
    const silent = (): undefined => undefined;
    const stage = stageOf("dev");
    return {
      context: {
        wiring: { root, programDigest: () => Promise.resolve(program) },
        terminal: { note: silent, detail: silent },
      },
      session: {
        stage,
        target: { kind: "rehearsal", account: stage.account, region: stage.region, endpoint: "http://127.0.0.1:1" },
      },
      request: { full: false, verify: false, allow: { delete: [], replace: [] }, adopt: [], ...request },
      parameterDigests: { "users/get": "3" },
      release: RELEASE,
      engine: { open: () => Promise.resolve(null), opened: () => Promise.resolve(null) },
      ...more,
    } as unknown as Compared;
  }

  async function ends(one: Compared = deployment()): Promise<boolean> {
    return (await compareStep.run(one)).kind === "finished";
  }

  /** Whether a deployment that goes on may rely on the gates of the one before. */
  async function reliesOnGates(one: Compared = deployment()): Promise<boolean | undefined> {
    assert.equal(await ends(one), false);
    return one.isAsDeployed;
  }

  it("and ends where inputs and state are the same", async () => {
    assert.equal(await ends(), true);
  });

  it("and goes on after a run that did not end", async () => {
    journals = ["state-journals/dev/1700000000000-ab/0000.json"];
    assert.equal(await reliesOnGates(), false);
  });

  const changedInputs: Readonly<Record<string, () => Compared>> = {
    "another memory size": () => {
      const catalog = smallCatalog();
      const { users } = catalog.services;
      assert.ok(users !== undefined);
      const changed = { ...users, defaults: { ...users.defaults, memory: 256 } };
      return deployment({
        release: { ...RELEASE, catalog: { ...catalog, services: { ...catalog.services, users: changed } } },
      });
    },
    "another artifact": () => {
      const [[id = "", artifact] = []] = Object.entries(RELEASE.artifacts);
      assert.ok(artifact !== undefined);
      const artifacts = { ...RELEASE.artifacts, [id]: { ...artifact, digest: "f".repeat(64) } };
      return deployment({ release: { ...RELEASE, artifacts } });
    },
    "another setting of the stage": () => {
      const { session } = deployment();
      const functions = { ...session.stage.functions, logRetentionDays: 3 } as typeof session.stage.functions;
      return deployment({ session: { ...session, stage: { ...session.stage, functions } } });
    },
    "another emulator": () => {
      const { session } = deployment();
      const rehearsal = { endpoint: "http://127.0.0.1:2", provider: "offline" } as const;
      return deployment({ session: { ...session, stage: { ...session.stage, rehearsal } } });
    },
    "another version of a parameter": () => deployment({ parameterDigests: { "users/get": "4" } }),
    "another program": () => deployment({}, {}, "p2"),
  };
  for (const [what, changed] of Object.entries(changedInputs))
    it(`and asks Pulumi with ${what}, and gates of changed phases only`, async () => {
      assert.equal(await reliesOnGates(changed()), true);
    });

  const updates: readonly (readonly [what: string, updates: unknown])[] = [
    ["another artifact", [{ id: Object.keys(RELEASE.artifacts)[0], changed: ["code"] }]],
    ["another setting of the stage", null],
    ["another version of a parameter", null],
    ["another program", null],
  ];
  for (const [what, found] of updates)
    it(`and finds ${found === null ? "more than updates of functions" : "updates of functions only"} with ${what}`, async () => {
      const one = changedInputs[what]?.() ?? assert.fail(what);
      await ends(one);
      assert.deepEqual(one.functionUpdates, found);
    });

  it("and finds no updates of functions where the state is another", async () => {
    await writeFile(stateFile, `${STATE}\n`);
    const one = changedInputs["another artifact"]?.() ?? assert.fail();
    await ends(one);
    assert.equal(one.functionUpdates, null);
  });

  const requests: Readonly<Record<string, () => Compared>> = {
    "--full": () => deployment({}, { full: true }),
    "an allowed deletion": () => deployment({}, { allow: { delete: ["queue-a"], replace: [] } }),
    "an adoption": () => deployment({}, { adopt: [{ name: "queue-a", id: "a" }] }),
  };
  for (const [what, requested] of Object.entries(requests))
    it(`and asks Pulumi and all gates with ${what}`, async () => {
      assert.equal(await reliesOnGates(requested()), false);
    });

  const records: Readonly<Record<string, Partial<ReleaseRecord>>> = {
    "failed after the live one": { outcome: "failed" },
    "is interrupted": { outcome: "deploying" },
    "was destroyed": { outcome: "destroyed" },
    "has changes that were not made": { undone: ["queue-a"] },
    "is of an earlier version of this program": { deployed: null },
  };
  for (const [what, record] of Object.entries(records))
    it(`and asks Pulumi and all gates where the newest release ${what}`, async () => {
      live = { ...live, ...record };
      assert.equal(await reliesOnGates(), false);
    });

  const checks: readonly (readonly [what: string, request: object, runs: number])[] = [
    ["runs no check of changes where nothing changed", {}, 0],
    ["runs the checks of changes before Pulumi is asked", { full: true }, 1],
  ];
  for (const [what, request, runs] of checks)
    it(`and ${what}`, async () => {
      let run = 0;
      const checkChanges = (): Promise<void> => {
        run += 1;
        return Promise.resolve();
      };
      await ends(deployment({ checkChanges }, request));
      assert.equal(run, runs);
    });

  it("and asks Pulumi and all gates without a state", async () => {
    await rm(stateFile);
    assert.equal(await reliesOnGates(), false);
  });

  it("and asks Pulumi and all gates after any change of the state", async () => {
    const bytes = await readFile(stateFile);
    const change = fc.tuple(fc.nat({ max: bytes.length - 1 }), fc.integer({ min: 1, max: 255 }));
    await fc.assert(
      fc.asyncProperty(change, async ([at, by]) => {
        const changed = Buffer.from(bytes);
        changed[at] = ((bytes[at] ?? 0) + by) % 256;
        await writeFile(stateFile, changed);
        assert.equal(await reliesOnGates(), false);
      }),
      propertyParameters(50),
    );
  });
});
