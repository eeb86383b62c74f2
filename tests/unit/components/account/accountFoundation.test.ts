import { strict as assert } from "node:assert";
import { foundationProgram } from "../../../../components/foundationProgram";
import { foundationOf } from "../../../../model/account/foundation";
import { STAGES, type StageName } from "../../../../model/stage/name";
import type { Stage } from "../../../../model/stage/stage";
import { stageOf } from "../../../support/release";
import { mockEngine, named, settled, type Registered } from "../mocks";

const GITHUB: Stage["github"] = {
  kind: "on",
  repository: "acme/backend",
  branches: [],
  environments: ["production"],
  pullRequests: false,
};

/** What the foundation of a stage registers, with these settings on all stages. */
async function registeredFor(name: StageName, settings: Partial<Stage> = {}): Promise<readonly Registered[]> {
  const stages = STAGES.map((stage) => ({ ...stageOf(stage), ...settings }));
  const principal = (account: string): string => `arn:aws:iam::${account}:role/deploy`;
  const foundation = foundationOf(name, stages, principal, ["data"]);
  const registered = await mockEngine();
  await foundationProgram({ foundation, adopt: new Map() })();
  await settled();
  return registered;
}

const customNames = (registered: readonly Registered[]): readonly string[] =>
  registered
    .flatMap(({ name, custom, type }) => (custom && !type.startsWith("pulumi:") && !isOfRoles(name) ? [name] : []))
    .sort();

/** A role, a policy or an attachment: see roles.test.ts. */
const isOfRoles = (name: string): boolean => /^(roles-|listbackup-)/.test(name);

const REGIONAL = [
  ...["deployments", "state"].flatMap((bucket) =>
    ["", "-access", "-encryption", "-lifecycle", "-policy", "-versioning"].map((suffix) => `${bucket}${suffix}`),
  ),
  "state-key",
  "state-key-alias",
].sort();

/** Production and disaster-recovery take over from each other. */
const BACKUPS = [
  "backup-vault",
  "backup-vault-policy",
  "deployments-replication",
  "state-replication",
  ...["", "-access", "-encryption", "-lifecycle", "-policy", "-versioning"].map((suffix) => `backups${suffix}`),
];

describe("the foundation of an account, as a component", () => {
  it("has buckets, key and backups only in the second region of an account", async () => {
    const names = customNames(await registeredFor("disaster-recovery", { github: GITHUB }));
    assert.deepEqual(
      names.filter((name) => !name.startsWith("replica-")),
      [...REGIONAL, ...BACKUPS, "backup-dr", "backup-dr-tables"].sort(),
    );
  });

  it("has replicas of the buckets of the stage that it takes over from", async () => {
    const { bucket } = named(await registeredFor("disaster-recovery"), "replica-prod-data").inputs;
    assert.equal(bucket, "listbackup-prod-data-100000000003-us-east-1");
  });

  it("keeps versions in backups for as long as the stage's file says", async () => {
    const { rules } = named(await registeredFor("disaster-recovery"), "backups-lifecycle").inputs;
    assert.deepEqual(
      (rules as readonly Record<string, unknown>[]).map((rule) => rule["noncurrentVersionExpiration"]),
      [{ noncurrentDays: 35 }],
    );
  });

  it("removes what ended runs leave of their journals", async () => {
    const { rules } = named(await registeredFor("production"), "state-lifecycle").inputs;
    assert.deepEqual((rules as readonly Record<string, unknown>[]).at(-1), {
      id: "old-journals",
      status: "Enabled",
      filter: { prefix: "state-journals/" },
      noncurrentVersionExpiration: { noncurrentDays: 7 },
      expiration: { expiredObjectDeleteMarker: true },
    });
  });

  it("replicates states and their backups, and no leases", async () => {
    const { rules, role } = named(await registeredFor("production"), "state-replication").inputs;
    const destination = { bucket: "arn:aws:s3:::listbackup-backups-100000000003-us-east-1" };
    assert.deepEqual(
      [role, (rules as readonly Record<string, unknown>[]).map((rule) => [rule["filter"], rule["destination"]])],
      [
        "arn:aws:iam::100000000003:role/listbackup-replication-role",
        [
          [{ prefix: ".pulumi/" }, destination],
          [{ prefix: "backups/" }, destination],
        ],
      ],
    );
  });

  it("waits with the replication for its role", async () => {
    const { after } = named(await registeredFor("production"), "deployments-replication");
    assert.ok(after.includes("listbackup-replication-role"), after.join());
  });

  it("has AWS Backup copy the tables to the other region, by their names", async () => {
    const registered = await registeredFor("production");
    const [rule] = named(registered, "backup-prod").inputs["rules"] as readonly Record<string, unknown>[];
    assert.deepEqual(
      [rule?.["schedule"], rule?.["copyActions"], named(registered, "backup-prod-tables").inputs["resources"]],
      [
        "cron(0 9 * * ? *)",
        [
          {
            destinationVaultArn: "arn:aws:backup:us-east-1:100000000003:backup-vault:listbackup-backups",
            lifecycle: { deleteAfter: 35 },
          },
        ],
        ["arn:aws:dynamodb:us-west-2:100000000003:table/listbackup-prod-*"],
      ],
    );
  });

  it("lets no user delete a recovery point, except by the break-glass role", async () => {
    const { policy } = named(await registeredFor("disaster-recovery"), "backup-vault-policy").inputs;
    const { Statement } = JSON.parse(String(policy)) as { Statement: readonly Record<string, unknown>[] };
    assert.deepEqual(
      Statement.map(({ Effect, Principal, Condition }) => [Effect, Principal, Condition]),
      [
        [
          "Deny",
          "*",
          {
            ArnNotEquals: {
              "aws:PrincipalArn": [
                "arn:aws:iam::100000000003:role/listbackup-break-glass-role",
                "arn:aws:iam::100000000003:role/listbackup-backup-role",
              ],
            },
          },
        ],
      ],
    );
  });

  it("has no backups where recovery is off", async () => {
    const names = customNames(await registeredFor("production", { recovery: { kind: "off" } }));
    assert.deepEqual(
      names.filter((name) => /^(backup|replica-)|-replication$/.test(name)),
      [],
    );
  });

  it("has budget, trail and sign-in in the account's first stage", async () => {
    const names = customNames(await registeredFor("production", { github: GITHUB }));
    assert.deepEqual(
      names.filter((name) => ![...REGIONAL, ...BACKUPS].includes(name) && !/^(backup|replica)-/.test(name)),
      [
        "audit-bucket",
        "audit-bucket-access",
        "audit-bucket-encryption",
        "audit-bucket-lifecycle",
        "audit-bucket-lock",
      ].concat("budget", "github"),
    );
  });

  it("has none of them where the stage's file turns them off", async () => {
    const off = { kind: "off" } as const;
    assert.deepEqual(customNames(await registeredFor("dev", { github: off, budget: off, auditTrail: off })), REGIONAL);
  });

  it("protects buckets and key", async () => {
    const registered = await registeredFor("dev");
    const protectedNames = registered.filter(({ protect }) => protect).map(({ name }) => name);
    assert.deepEqual(protectedNames.sort(), ["audit-bucket", "deployments", "state", "state-key"]);
  });

  it("changes one setting of a bucket at a time", async () => {
    const registered = await registeredFor("dev");
    const settings = ["access", "versioning", "encryption", "lifecycle", "policy"].map((one) => `deployments-${one}`);
    const waiting = settings.slice(1).map((name) => named(registered, name).after);
    assert.deepEqual(
      waiting.map((after, index) => after.includes(settings[index] ?? "")),
      [true, true, true, true],
    );
  });

  it("lets the next stage's role read releases and artifacts", async () => {
    const { policy } = named(await registeredFor("dev"), "deployments-policy").inputs;
    const { Statement } = JSON.parse(String(policy)) as { Statement: readonly Record<string, unknown>[] };
    assert.deepEqual(Statement.map(({ Sid, Condition }) => [Sid, Condition]).slice(0, 1), [
      ["Read100000000002", { ArnEquals: { "aws:PrincipalArn": "arn:aws:iam::100000000002:role/deploy" } }],
    ]);
  });

  it("locks recorded events for as long as the stage's file says", async () => {
    const { rule } = named(await registeredFor("production"), "audit-bucket-lock").inputs;
    assert.deepEqual(rule, { defaultRetention: { mode: "GOVERNANCE", days: 365 } });
  });

  it("notifies the budget's recipients of actual and forecast costs", async () => {
    const budget = {
      kind: "on",
      monthlyUsd: 50,
      emails: ["ops@example.com"],
      actualPercent: [80],
      forecastPercent: [100],
    };
    const { limitAmount, notifications } = named(
      await registeredFor("dev", { budget } as Partial<Stage>),
      "budget",
    ).inputs;
    const summary = (notifications as readonly Record<string, unknown>[]).map((one) => [
      one["notificationType"],
      one["threshold"],
      one["subscriberEmailAddresses"],
    ]);
    assert.deepEqual(
      [limitAmount, summary],
      [
        "50",
        [
          ["ACTUAL", 80, ["ops@example.com"]],
          ["FORECASTED", 100, ["ops@example.com"]],
        ],
      ],
    );
  });

  it("has no notification without a recipient, which AWS refuses", async () => {
    const { notifications = [] } = named(await registeredFor("dev"), "budget").inputs;
    assert.deepEqual(notifications, []);
  });
});
