import { DeployError } from "../../../model/errors";
import {
  QUOTAS,
  quotaRequest,
  quotaVerdict,
  type AnyQuota,
  type QuotaId,
  type QuotaUse,
} from "../../../model/limits/quotas";
import { plannedResources, type PlannedResources } from "../../../model/preflight/plannedResources";
import { NAMES } from "../../../model/names";
import { servingRecord, type ReleaseRecord } from "../../../model/release/record";
import type { Catalog } from "../../../model/catalog/schema/catalog";
import type { Stage } from "../../../model/stage/stage";
import { reservedConcurrency } from "../../../model/stage/reservedConcurrency";
import { isDenied } from "../../aws/errors";
import { NOT_ROLLBACK, withCatalog, type StageCheck } from "../check";
import { found, passed, type CheckResult } from "../finding";
import type { AccountReadings, Subject } from "../subject";

export const QUOTA_CHECKS: readonly StageCheck[] = [
  {
    id: "concurrency",
    on: "stage",
    purposes: NOT_ROLLBACK,
    ofChanges: true,
    ofRelease: true,
    run: withCatalog(concurrency),
  },
  { id: "quotas", on: "stage", purposes: NOT_ROLLBACK, ofChanges: true, ofRelease: true, run: withCatalog(quotas) },
];

/** What a stage needs of an account, and what it has already. */
interface Demand {
  readonly stage: Stage;
  readonly catalog: Catalog;
  readonly planned: PlannedResources;
  /** null: nothing is deployed */
  readonly live: ReleaseRecord | null;
  readonly account: AccountReadings;
}

/** What is used of a quota; null where the stage needs nothing of it. `limit`: null where the service does not say. */
type Use = (
  demand: Demand,
) => Promise<(Pick<QuotaUse, "others" | "planned"> & { readonly limit: number | null }) | null>;

const USES: Readonly<Record<Exclude<QuotaId, "concurrency">, Use>> = {
  codeStorage: async ({ account, live }) => {
    const { codeSize, codeSizeLimit } = await account.lambda();
    // At most every function gets a new version, about as large as now.
    const artifacts = Object.values(live?.release.artifacts ?? {});
    const next = artifacts.reduce((sum, { size }) => sum + size, 0);
    return { others: gigabytes(codeSize), planned: gigabytes(next), limit: gigabytes(codeSizeLimit) };
  },
  tables: ({ account, planned }) => named(planned.tables, account.tables),
  buckets: ({ account, planned }) => named(planned.buckets, account.buckets),
  roles: async ({ account, planned, live, stage }) => {
    const { count, limit } = await account.roles();
    const own = live === null ? 0 : plannedResources(stage, live.release.catalog).roles;
    return { others: Math.max(0, count - own), planned: planned.roles, limit };
  },
  routes: ({ planned }) => alone(planned.routes),
  integrations: ({ planned }) => alone(planned.integrations),
  rules: ({ planned }) => alone(planned.rules),
  queryAlarms: async ({ account, planned, stage }) => {
    if (planned.queryAlarms === 0) return null;
    const prefix = NAMES.alarm.of(stage, "");
    const others = (await account.queryAlarms()).filter((name) => !name.startsWith(prefix));
    return { others: others.length, planned: planned.queryAlarms, limit: null };
  },
};

/** Of a resource of the stage itself, such as the routes of its API. */
async function alone(planned: number): ReturnType<Use> {
  return Promise.resolve(planned === 0 ? null : { others: 0, planned, limit: null });
}

async function named(planned: readonly string[], read: () => Promise<readonly string[]>): ReturnType<Use> {
  if (planned.length === 0) return null;
  const own = new Set(planned);
  const others = (await read()).filter((name) => !own.has(name));
  return { others: others.length, planned: planned.length, limit: null };
}

const GIGABYTE = 1024 ** 3;
const gigabytes = (bytes: number): number => bytes / GIGABYTE;

async function demandOf({ session, readings }: Subject, catalog: Catalog): Promise<Demand> {
  const { stage } = session;
  // The check of the state reports records that cannot be read.
  const live = servingRecord(await readings.records().catch(() => []));
  return { stage, catalog, planned: plannedResources(stage, catalog), live, account: readings.account };
}

async function quotas(subject: Subject, catalog: Catalog): Promise<readonly CheckResult[]> {
  const demand = await demandOf(subject, catalog);
  const ids = Object.keys(USES) as (keyof typeof USES)[];
  const uses = await Promise.all(ids.map((id) => useOf(id, demand, subject.readings.account)));
  const known = uses.filter((use) => use !== null);
  const problems = known.flatMap((use) => (use === "unreadable" ? [] : (quotaResult(use, subject) ?? [])));
  if (problems.length > 0) return problems;
  const unreadable = ids.filter((_, index) => uses[index] === "unreadable").map((id) => QUOTAS[id].title);
  const assumed = known.some((use) => use !== "unreadable" && use.assumed);
  return [
    passed(
      [
        `${String(known.length - unreadable.length)} are large enough`,
        ...(assumed ? ["AWS's defaults are assumed where the account's limits cannot be read"] : []),
        ...(unreadable.length === 0 ? [] : [`not readable: ${unreadable.join(", ")}`]),
      ].join("; "),
    ),
  ];
}

/** The permission to read usage and limits is optional. @throws DeployError AWS */
async function useOf(
  id: keyof typeof USES,
  demand: Demand,
  account: AccountReadings,
): Promise<QuotaUse | "unreadable" | null> {
  try {
    const [use, applied] = await Promise.all([USES[id](demand), account.quota(id)]);
    if (use === null) return null;
    const limit = use.limit ?? applied;
    return {
      id,
      others: use.others,
      planned: use.planned,
      limit: limit ?? QUOTAS[id].default,
      assumed: limit === null,
    };
  } catch (error) {
    if (error instanceof DeployError && isDenied(error.cause)) return "unreadable";
    throw error;
  }
}

/** null where the quota is large enough */
function quotaResult(use: QuotaUse, { session }: Pick<Subject, "session">): CheckResult | null {
  const verdict = quotaVerdict(use);
  if (verdict === "enough") return null;
  const { title, unit, alternative } = QUOTAS[use.id] as AnyQuota;
  const { limit, assumed, others, planned } = use;
  const detail = `${title}: ${shortNumber(others + planned)} ${unit} are needed (${shortNumber(planned)} of this stage, ${shortNumber(others)} of others), and ${shortNumber(limit)} are allowed${assumed ? " (default assumed)" : ""}.`;
  const command = quotaRequest(use, session.target);
  const remedy = command === null ? (alternative ?? "") : `Ask AWS for more: \`${command}\`.`;
  return verdict === "too small"
    ? found("QUOTA_TOO_SMALL", `${detail} Nothing was changed.`, remedy, use.id)
    : found("QUOTA_NEARLY_USED", detail, remedy, use.id);
}

function shortNumber(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(1);
}

/** Executions that Lambda keeps for functions without a reservation. A new account has 10 in total. */
const MIN_UNRESERVED = 100;

async function concurrency(subject: Subject, catalog: Catalog): Promise<CheckResult> {
  const { stage, target } = subject.session;
  const planned = reservedConcurrency(stage, catalog);
  if (planned === 0) return passed("none is reserved");
  const { live, account } = await demandOf(subject, catalog);
  const { concurrency: limit, reserved } = await account.lambda();
  const own =
    live?.settings.functions.reservedConcurrency === true ? reservedConcurrency(stage, live.release.catalog) : 0;
  const others = Math.max(0, reserved - own);
  if (others + planned + MIN_UNRESERVED <= limit)
    return passed(`${String(limit)} executions, ${String(planned)} of them reserved by this stage`);
  const command = quotaRequest({ id: "concurrency", others, planned: planned + MIN_UNRESERVED }, target);
  return found(
    "CONCURRENCY_TOO_SMALL",
    `The account has ${String(limit)} concurrent Lambda executions; the stage reserves ${String(planned)}, others reserve ${String(others)}, and ${String(MIN_UNRESERVED)} must stay unreserved. Nothing was changed.`,
    `Ask AWS for more: \`${command ?? ""}\`. Or set listbackup:functions.reservedConcurrency to false in Pulumi.${stage.name}.yaml.`,
  );
}
