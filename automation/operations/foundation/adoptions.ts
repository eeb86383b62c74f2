import { accountRoles, managedPolicyArn } from "../../../model/access/roles";
import { adoptionKey, type Adoptions } from "../../../model/account/adoption";
import { serviceRoles } from "../../../model/access/serviceRoles";
import { backupBuckets, hasBackups } from "../../../model/account/backups";
import { githubSettings, type Foundation } from "../../../model/account/foundation";
import { DeployError } from "../../../model/errors";
import { DRIVER_NAMES } from "../../../model/names";
import * as existing from "../../aws/account/existing";
import { bucketExists, hasObjectLock } from "../../aws/buckets/bucket";
import type { AwsTarget } from "../../aws/target";
import { nameOfUrn } from "../../engine/changes/change";
import type { ExportedState } from "../../engine/state/exportedState";

/** A resource of a foundation whose name is known before it is created. */
interface Candidate {
  readonly type: string;
  /** Its name in the program. */
  readonly name: string;
  /** Its id in AWS; null: it does not exist. */
  readonly find: (target: AwsTarget) => Promise<string | null>;
}

/**
 * What exists in AWS and is not in the stack's state: created by the SDK, by a run that was killed before it wrote its
 * state, or by hand. Settings of buckets are not listed, because creating them writes them again.
 */
export async function findAdoptions(
  target: AwsTarget,
  foundation: Foundation,
  state: ExportedState | null,
): Promise<Adoptions> {
  const inState = new Set(
    (state?.deployment.resources ?? []).map(({ type, urn }) => adoptionKey(type, nameOfUrn(urn))),
  );
  const candidates = candidatesOf(foundation).filter(({ type, name }) => !inState.has(adoptionKey(type, name)));
  const found = await Promise.all(
    candidates.map(async ({ type, name, find }) => [adoptionKey(type, name), await find(target)] as const),
  );
  return new Map(found.flatMap(([key, id]) => (id === null ? [] : [[key, id]])));
}

function candidatesOf(foundation: Foundation): readonly Candidate[] {
  const { owner, accountOwner, isGlobal } = foundation;
  const hasGithub = githubSettings(foundation).some(({ kind }) => kind === "on");
  return [
    bucket("state", DRIVER_NAMES.stateBucket(owner)),
    bucket("deployments", DRIVER_NAMES.deploymentsBucket(owner)),
    ...backupBuckets(foundation).map(({ name, bucket: physicalName }) => bucket(name, physicalName)),
    ...backupCandidates(foundation),
    { type: "aws:kms/key:Key", name: "state-key", find: existing.stateKeyId },
    {
      type: "aws:kms/alias:Alias",
      name: "state-key-alias",
      find: async (target) => ((await existing.stateKeyId(target)) === null ? null : DRIVER_NAMES.stateKeyAlias),
    },
    ...(isGlobal && accountOwner.auditTrail.kind === "on"
      ? [
          lockedBucket("audit-bucket", DRIVER_NAMES.auditBucket(owner)),
          { type: "aws:cloudtrail/trail:Trail", name: "audit", find: existing.auditTrail },
        ]
      : []),
    ...(isGlobal && accountOwner.budget.kind === "on"
      ? [{ type: "aws:budgets/budget:Budget", name: "budget", find: existing.budget }]
      : []),
    ...(isGlobal && hasGithub
      ? [
          {
            type: "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
            name: "github",
            find: existing.githubProvider,
          },
        ]
      : []),
    ...(isGlobal ? roleCandidates(foundation) : []),
  ];
}

function backupCandidates(foundation: Foundation): readonly Candidate[] {
  if (!hasBackups(foundation)) return [];
  return [
    { type: "aws:backup/vault:Vault", name: "backup-vault", find: existing.backupVault },
    ...foundation.recoveries.flatMap(({ stage }): readonly Candidate[] => {
      const [plan, name] = [DRIVER_NAMES.backupPlan(stage), `backup-${stage.short}`];
      return [
        { type: "aws:backup/plan:Plan", name, find: existing.backupPlan(plan) },
        { type: "aws:backup/selection:Selection", name: `${name}-tables`, find: existing.backupSelection(plan) },
      ];
    }),
  ];
}

/** Attachments are not listed: attaching a policy again changes nothing. */
function roleCandidates({ scope }: Foundation): readonly Candidate[] {
  const { deployment, preview, breakGlass } = accountRoles(scope);
  const policy = (name: string, physicalName: string): Candidate => ({
    type: "aws:iam/policy:Policy",
    name,
    find: existing.managedPolicy(managedPolicyArn(scope.account, physicalName)),
  });
  const role = (name: string, physicalName: string): Candidate => ({
    type: "aws:iam/role:Role",
    name,
    find: existing.role(physicalName),
  });
  return [
    policy("roles-boundary", DRIVER_NAMES.boundary),
    ...[...deployment.policies, ...preview.policies].map(({ name }) => policy(name, name)),
    role("roles-deployment", deployment.name),
    role("roles-preview", preview.name),
    role("roles-break-glass", breakGlass.name),
    ...serviceRoles(scope).flatMap(({ name, policies }) => [
      role(name, name),
      ...policies.map((one) => policy(one.name, one.name)),
    ]),
  ];
}

function bucket(name: string, physicalName: string): Candidate {
  return {
    type: "aws:s3/bucket:Bucket",
    name,
    find: async (target) => ((await bucketExists(target, physicalName)) ? physicalName : null),
  };
}

/** A bucket that is created with Object Lock: Pulumi would replace one without it. @throws DeployError PREFLIGHT */
function lockedBucket(name: string, physicalName: string): Candidate {
  const { find, ...candidate } = bucket(name, physicalName);
  return {
    ...candidate,
    find: async (target) => {
      const id = await find(target);
      if (id === null || (await hasObjectLock(target, id))) return id;
      throw new DeployError(
        "PREFLIGHT",
        `The bucket ${id} exists without Object Lock, so recorded events in it could be deleted. Nothing was changed.`,
        `Enable it: \`aws s3api put-bucket-versioning --bucket ${id} --versioning-configuration Status=Enabled\`, then \`aws s3api put-object-lock-configuration --bucket ${id} --object-lock-configuration ObjectLockEnabled=Enabled\`. Or delete the bucket.`,
      );
    },
  };
}
