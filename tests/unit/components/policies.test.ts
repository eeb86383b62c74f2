import { strict as assert } from "node:assert";
import { DRIVER_PERMISSIONS } from "../../../automation/aws/account/permissions";
import { stageProgram } from "../../../components/program";
import { driverBucketPolicy } from "../../../model/account/driverBuckets";
import { catalogSchema, type Catalog } from "../../../model/catalog/schema/catalog";
import { actionSupport, hasEffectOn } from "../../../model/limits/actionSupport";
import { cognitoCallees, expansion, type StageRelease } from "../../../model/release/expansion";
import type { StageName } from "../../../model/stage/name";
import type { Stage } from "../../../model/stage/stage";
import { realCatalog, releaseOf, smallCatalog, stageOf } from "../../support/release";
import { mockEngine, settled, type Registered } from "./mocks";

/** What a policy allows. */
interface Allowed {
  readonly policy: string;
  readonly action: string;
  readonly resources: readonly string[];
}

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly NotResource?: string | readonly string[];
}

function listed(one: string | readonly string[]): readonly string[] {
  return typeof one === "string" ? [one] : one;
}

function allowedBy(policy: string, document: { readonly Statement: readonly Statement[] }): readonly Allowed[] {
  return document.Statement.filter(({ Effect }) => Effect === "Allow").flatMap(({ Action, Resource }) =>
    listed(Action).map((action) => ({ policy, action, resources: listed(Resource ?? "*") })),
  );
}

/** Every policy of a program: of roles, queues, buckets and topics. */
function policiesOf(registered: readonly Registered[]): readonly Allowed[] {
  return registered.flatMap(({ name, inputs: { policy } }) =>
    typeof policy === "string" ? allowedBy(name, JSON.parse(policy) as { Statement: Statement[] }) : [],
  );
}

async function programPolicies(args: Parameters<typeof stageProgram>[0]): Promise<readonly Allowed[]> {
  const registered = await mockEngine({ preview: true });
  await stageProgram(args)();
  await settled();
  return policiesOf(registered);
}

function allOf(name: StageName): Stage {
  const stage = stageOf(name);
  return { ...stage, functions: { ...stage.functions, absent: [], tracing: true } };
}

/** Actions that do not exist, and actions that have no effect on any of their resources. */
function withoutEffect(allowed: readonly Allowed[]): readonly string[] {
  const wrong = allowed.filter(
    ({ action, resources }) =>
      !["on-resources", "on-all"].includes(actionSupport(action)) ||
      !resources.some((resource) => hasEffectOn(action, resource)),
  );
  return wrong.map(({ policy, action, resources }) => `${policy}: ${action} on ${resources.join(" ")}`);
}

/** A small catalog with a schedule and a rule that sends to a queue. */
function scheduledCatalog(): Catalog {
  const { data, events, services, ...rest } = smallCatalog();
  const { jobs, ...others } = services;
  const schedules = { nightly: { expression: "rate(1 day)", deadLetters: "queue:undelivered" } };
  return catalogSchema.parse({
    ...rest,
    data: {
      ...data,
      queues: { ...data.queues, undelivered: { ...data.queues["sync"], type: "standard" } },
    },
    events: {
      ...events,
      rules: {
        "user-events": { ...events.rules["user-events"], targets: [{ to: "queue:sync", messageGroupId: "users" }] },
      },
    },
    services: { ...others, jobs: { ...jobs, functions: { nightly: { handler: "jobs/nightly", schedules } } } },
  });
}

describe("the policies of a deployment", () => {
  let real: Catalog;
  let production: readonly Allowed[];
  before(async () => {
    real = await realCatalog();
    production = await programPolicies({ stage: allOf("production"), release: releaseOf(real) });
  });

  it("are found for every service, the API and text messages", () => {
    const policies = new Set(production.map(({ policy }) => policy));
    const expected = [...Object.keys(real.services), "api", "cognito-sms"].map((name) => `${name}-policy`);
    assert.deepEqual(
      expected.filter((name) => !policies.has(name)),
      [],
    );
  });

  it("allow only what AWS has, on resources that it takes", () => {
    assert.deepEqual(withoutEffect(production), []);
  });

  it("allow the same where there are schedules and rules that send to queues", async () => {
    const allowed = await programPolicies({ stage: allOf("dev"), release: releaseOf(scheduledCatalog()) });
    const own = allowed.filter(({ policy }) => ["scheduler-policy", "queue-sync-policy"].includes(policy));
    assert.deepEqual([own.length, withoutEffect(allowed)], [3, []]);
  });

  it("allow the same while two releases share the traffic", async () => {
    const stage = allOf("production");
    const old: StageRelease = { stage, release: releaseOf(smallCatalog()) };
    const next: StageRelease = { stage, release: releaseOf(real) };
    const allowed = await programPolicies({
      ...expansion(old, next),
      transition: { movedAliases: new Set(), cognitoCallees: cognitoCallees(old, next) },
    });
    assert.deepEqual(withoutEffect(allowed), []);
  });

  it("allow readers of the driver's buckets what AWS has", () => {
    const reader = { account: "100000000002", principal: "arn:aws:iam::100000000002:role/ci", prefixes: ["releases/"] };
    const document = driverBucketPolicy("listbackup-deployments", [reader], { isRehearsal: false }) as {
      Statement: Statement[];
    };
    assert.deepEqual(withoutEffect(allowedBy("deployments", document)), []);
  });

  it("are asked of IAM for the driver on resources that the actions take", () => {
    const requests = DRIVER_PERMISSIONS.flatMap(({ actions, resource, purpose }) =>
      actions.map((action) => ({ policy: purpose, action, resources: [resource(allOf("dev"))] })),
    );
    assert.deepEqual(withoutEffect(requests), []);
  });
});
