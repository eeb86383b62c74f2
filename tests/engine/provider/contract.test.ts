import { strict as assert } from "node:assert";
import { awsFor } from "../../../rehearsal/provider/aws/aws";
import { checkInputs } from "../../../rehearsal/provider/schema/check";
import { diff } from "../../../rehearsal/provider/comparison/diff";
import { type FaultRuleInput, faultsOf, faultsSchema } from "../../../rehearsal/provider/aws/faults";
import * as resources from "../../../rehearsal/provider/resources/resources";
import type { Row } from "../../../rehearsal/provider/schema/row";
import type { Resource, Session } from "../../../rehearsal/provider/resources/session";
import { rows } from "../../../rehearsal/provider/types/table";
import type { Properties } from "../../../rehearsal/provider/values/values";
import { accountExamples } from "./examples/account";
import { alarmExamples } from "./examples/alarms";
import { bucketExamples } from "./examples/buckets";
import { dataExamples } from "./examples/data";
import type { Example } from "./examples/example";
import { functionExamples } from "./examples/functions";
import { documentOf, gatewayExamples } from "./examples/gateway";
import { identityExamples } from "./examples/identity";
import { messageExamples } from "./examples/messages";
import { useEmulator } from "../../support/emulator/emulator";

const EXAMPLES: readonly Example[] = [
  ...accountExamples,
  ...alarmExamples,
  ...bucketExamples,
  ...dataExamples,
  ...functionExamples,
  ...gatewayExamples,
  ...identityExamples,
  ...messageExamples,
];

const DEFAULT_TAGS = { project: "contract" };
/** Two throttled attempts before the first call of each operation gets through. */
const THROTTLED: readonly FaultRuleInput[] = (["create", "read", "update", "delete"] as const).map((operation) => ({
  operation,
  times: 2,
  error: { code: "ThrottlingException" },
}));

function rowOf(token: string): Row {
  const row = rows.get(token);
  assert.ok(row, `${token} has no row`);
  return row;
}

/** One resource and what the engine would keep of it between the steps. */
class Life {
  readonly row: Row;
  needs: Readonly<Record<string, string>> = {};
  id = "";
  inputs: Properties = {};
  state: Properties = {};

  constructor(
    private readonly example: Example,
    private readonly session: Session,
  ) {
    this.row = rowOf(example.token);
  }

  private get resource(): Resource {
    return { row: this.row, urn: "urn:pulumi:t::p::t::example", name: "example", timeoutMs: 30_000 };
  }

  check(given: Properties): Properties {
    const context = { resource: "example", randomSeed: new Uint8Array(8), defaultTags: DEFAULT_TAGS, olds: {} };
    const plain = Object.fromEntries(Object.entries(given).filter(([, value]) => (value as unknown) !== undefined));
    const { inputs, failures } = checkInputs(this.row, plain, context);
    assert.deepEqual(failures, []);
    return inputs;
  }

  async create(): Promise<void> {
    const { aws } = this.session;
    this.needs = (await this.example.needs?.(aws)) ?? {};
    this.inputs = this.check(this.example.inputs(this.needs));
    const { id, state } = await resources.create(this.session, this.resource, this.inputs);
    this.id = id;
    this.state = state;
  }

  read(): ReturnType<typeof resources.read> {
    return resources.read(this.session, this.resource, this.id, { inputs: this.inputs, state: this.state });
  }

  import(id: string): ReturnType<typeof resources.read> {
    return resources.read(this.session, this.resource, id, { inputs: {}, state: {} });
  }

  async update(given: Properties): Promise<void> {
    const news = this.check(given);
    this.state = await resources.update(
      this.session,
      this.resource,
      this.id,
      { inputs: this.inputs, state: this.state },
      news,
    );
    this.inputs = news;
  }

  remove(): Promise<void> {
    return resources.remove(this.session, this.resource, this.id, this.state);
  }

  /** Names of the properties that differ between what is there and what the program wants. */
  async changes(): Promise<readonly string[]> {
    const found = await this.read();
    assert.ok(found, "not found");
    return diff(this.row, found.inputs, this.inputs).changes.map(({ property }) => property);
  }
}

describe("contract of the offline provider's rows", function () {
  this.timeout(60_000);
  let session: Session;
  let throttled: Session;
  let notices: string[] = [];
  // Each change of an example follows the one before at once.
  const emulator = useEmulator({ pace: 1e9 });
  before(() => {
    const { account, region } = { account: "200000000001", region: "us-west-2" };
    const { endpoint } = emulator;
    const credentials = { accessKeyId: account, secretAccessKey: "rehearsal" };
    const notify = (_urn: string, message: string): Promise<void> => {
      notices = [...notices, message];
      return Promise.resolve();
    };
    const sessionOf = (rules: readonly FaultRuleInput[]): Session => ({
      aws: awsFor({ endpoint, account, region, credentials, faults: faultsOf(faultsSchema.parse(rules)) }),
      defaultTags: DEFAULT_TAGS,
      rates: null,
      notify,
    });
    session = sessionOf([]);
    throttled = sessionOf(THROTTLED);
  });

  it("has an example for every row", () => {
    assert.deepEqual([...new Set(EXAMPLES.map(({ token }) => token))].sort(), [...rows.keys()].sort());
  });

  for (const example of EXAMPLES) {
    describe(`${example.token}${example.title === undefined ? "" : ` (${example.title})`}`, () => {
      let life: Life;
      before(() => {
        life = new Life(example, session);
      });

      it("creates with every output", async () => {
        await life.create();
        assert.deepEqual(
          life.row.outputs.filter((name) => life.state[name] === undefined),
          [],
        );
      });

      it("reads back what was asked for", async () => {
        assert.deepEqual(await life.changes(), []);
      });

      it("imports by id", async () => {
        if (example.unavailable === true) return;
        const id = example.importId?.(life.id, life.inputs) ?? life.id;
        const found = await life.import(id);
        assert.ok(found, "not found");
        const { changes } = diff(life.row, found.inputs, life.inputs);
        const missing = changes
          .map(({ property }) => property)
          .filter((name) => !(example.unread ?? []).includes(name));
        // Default tags of the provider are the provider's to add.
        assert.deepEqual(missing, []);
      });

      if (example.update !== undefined) {
        const { update } = example;
        it("updates in place", async () => {
          const wanted = life.check(update(life.needs));
          const { changes } = diff(life.row, life.inputs, wanted);
          assert.deepEqual([changes.length > 0, changes.filter((change) => change.replaces)], [true, []]);
          await life.update(update(life.needs));
          assert.deepEqual(await life.changes(), []);
        });
      }

      if (example.replace !== undefined) {
        const { replace } = example;
        it("asks for another resource when it must", () => {
          const { changes } = diff(life.row, life.inputs, { ...life.inputs, ...replace });
          assert.deepEqual(
            changes.filter((change) => change.replaces).map(({ property }) => property),
            Object.keys(replace),
          );
        });
      }

      if (example.drift !== undefined) {
        const { change, shows } = example.drift;
        it("shows what was changed by hand", async () => {
          await change(session.aws, life.id, life.needs);
          assert.deepEqual(await life.changes(), shows);
        });
      }

      it("deletes", async () => {
        await life.remove();
        const found = await life.read();
        assert.equal(found === undefined, example.stays !== true && example.unavailable !== true);
      });

      it("deletes what is gone already", async () => {
        await assert.doesNotReject(life.remove());
      });

      it("gets through when throttled", async () => {
        if (example.unavailable === true || example.needs !== undefined) return;
        const again = new Life(example, throttled);
        await again.create();
        await again.remove();
      });

      if (example.unavailable === true) {
        it("says that the emulator has no such service", () => {
          assert.ok(notices.some((notice) => notice.includes(example.token)));
        });
      }
    });
  }

  it("gives an API the name, version and tags of its document, whatever the program says", async () => {
    const body = documentOf({ "/health": { function: "health" } });
    const inputs = { name: "example-api", protocolType: "HTTP", version: "2", body, tags: { part: "api" } };
    const life = new Life({ token: "aws:apigatewayv2/api:Api", inputs: () => inputs }, session);
    await life.create();
    assert.deepEqual(await life.changes(), ["name", "version", "tags", "tagsAll"]);
  });
});
