import type { Catalog } from "../../model/catalog/schema/catalog";
import type { Override, ReleaseRecord } from "../../model/release/record";
import type { QuotaId } from "../../model/limits/quotas";
import { accountUsage, type AccountUsage } from "../aws/quotas/accountUsage";
import { serviceQuotas } from "../aws/quotas/appliedQuotas";
import { credentialsLife, signIn, type CredentialsLife, type SignIn } from "../aws/account/signIn";
import type { AwsTarget } from "../aws/target";
import type { Context } from "../commands/command";
import type { ExportedState } from "../engine/state/exportedState";
import type { SecretsStatus } from "../secrets/check";
import type { SecretFinding } from "../secrets/finding";
import type { Session } from "../session";

/**
 * What the checks are run for: `doctor`, or a command. `build`: a release of the working tree; `promotion`: the release of
 * another stage; `rollback`: an earlier release, which must not be blocked by what it does not need; `restore`: the release of a backup
 * set.
 */
export type Purpose = "doctor" | "build" | "promotion" | "rollback" | "restore";

/** What checks of a stage read. Each is read once, however many checks use it. */
export interface Readings {
  readonly signIn: () => Promise<SignIn>;
  readonly credentials: () => Promise<CredentialsLife>;
  /** @throws DeployError NOT_BOOTSTRAPPED */
  readonly bootstrapped: () => Promise<void>;
  /** Back to the last deployment that succeeded. @throws DeployError RELEASE_INVALID */
  readonly records: () => Promise<readonly ReleaseRecord[]>;
  /** The newest records, earlier deployments that succeeded among them. @throws DeployError RELEASE_INVALID */
  readonly earlierRecords: () => Promise<readonly ReleaseRecord[]>;
  /** null: there is none; "unreadable": the engine reports why, with its own remedy */
  readonly state: () => Promise<ExportedState | null | "unreadable">;
  readonly secrets: (catalog: Catalog) => Promise<SecretsStatus>;
  /** What is wrong with the values of parameters and secrets. @throws DeployError AWS */
  readonly secretFindings: (catalog: Catalog) => Promise<readonly SecretFinding[]>;
  readonly account: AccountReadings;
}

/** What the account has, and what it may have. */
export interface AccountReadings extends AccountUsage {
  /** The account's limit; null where it cannot be read. */
  quota(id: QuotaId): Promise<number | null>;
}

/** A stage that checks are run on. */
export interface Subject {
  readonly context: Context;
  readonly purpose: Purpose;
  /** Whether the command takes the lock: a preview is read-only. */
  readonly locks: boolean;
  readonly session: Session;
  /** null where the release is not known yet */
  readonly catalog: Catalog | null;
  readonly overrides: readonly Override[];
  readonly readings: Readings;
}

/** Calls a function once, and returns the same promise to every caller. */
function once<T>(read: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined;
  return () => (result ??= read());
}

function accountReadings(target: AwsTarget): AccountReadings {
  const usage = accountUsage(target);
  return { ...usage, lambda: once(usage.lambda), quota: serviceQuotas(target).of };
}

/** @param root the project's folder */
export function readingsOf(root: string, session: Session): Readings {
  const { target, stage } = session;
  const secrets = new Map<Catalog, Promise<SecretsStatus>>();
  return {
    signIn: once(() => signIn(target)),
    credentials: once(() => credentialsLife(target)),
    bootstrapped: once(async () => {
      const { requireBootstrapped } = await import("../aws/account/requireBootstrapped");
      return requireBootstrapped(target);
    }),
    records: once(async () => {
      const { readRecordsSinceLive } = await import("../aws/buckets/releases");
      return readRecordsSinceLive(target, stage);
    }),
    earlierRecords: once(async () => {
      const { readRecentRecords } = await import("../aws/buckets/releases");
      return readRecentRecords(target, stage);
    }),
    state: once(async () => {
      const { readStageCheckpoint } = await import("../state/stageState");
      return readStageCheckpoint(root, session).catch(() => "unreadable" as const);
    }),
    secrets: (catalog) => {
      const known = secrets.get(catalog);
      if (known !== undefined) return known;
      const read = import("../secrets/check").then(({ checkSecrets }) => checkSecrets(target, stage, catalog));
      secrets.set(catalog, read);
      return read;
    },
    secretFindings: async (catalog) => {
      const { inspectSecrets } = await import("../secrets/inspect");
      return inspectSecrets(target, stage, catalog, null);
    },
    account: accountReadings(target),
  };
}
