import { STAGES, type StageName } from "../../model/stage/name";
import { clockTime } from "../../model/time";
import type { ApiHealth, LiveRelease, StageStatus } from "../status/stageStatus";
import { describeAwsHealth } from "../aws/account/awsHealth";
import { describeFailover, failoverRemedy } from "../lock/failedOver";
import { describeFreeze } from "../lock/freeze";
import { rollbackCommand } from "../deployment/rollback/unfinishedRollback";
import { describeLease } from "./lease";
import { describeOutsideRun } from "./outsideRun";
import { age, nameOf } from "./releases";
import { tableLines } from "./table";
import type { Colors } from "./terminal";

type Deployed = Extract<StageStatus, { readonly kind: "deployed" }>;
type Unreachable = Extract<StageStatus, { readonly kind: "unreachable" }>;

/** A table of the stages, and remarks that need attention. The table fits 80 columns. */
export function statusLines(statuses: readonly StageStatus[], now: number, colors: Colors): readonly string[] {
  const head = ["stage", "state", "release", "age", "commit", "functions", "health"];
  return [
    ...tableLines(
      head,
      statuses.map((status) => row(status, now, colors)),
    ),
    ...statuses.flatMap((status) => (status.kind === "deployed" ? [`${status.stage}: ${status.url}`] : [])),
    ...mergedRemarks(statuses.flatMap((status) => remarks(status, now))),
  ];
}

/** What is the same for several stages is printed once: `dev, staging: No valid AWS credentials`. */
function mergedRemarks(lines: readonly string[]): readonly string[] {
  const stages = new Map<string, string[]>();
  for (const line of lines) {
    const [, stage, text = line] = STAGE_REMARK.exec(line) ?? [];
    stages.set(text, [...(stages.get(text) ?? []), ...(stage === undefined ? [] : [stage])]);
  }
  return [...stages].map(([text, names]) => (names.length === 0 ? text : `${names.join(", ")}: ${text}`));
}

const STAGE_REMARK = new RegExp(`^(${STAGES.join("|")}): (.*)$`, "s");

const HEALTH_COLORS = {
  healthy: "green",
  answers: "green",
  placeholder: "yellow",
  unhealthy: "red",
  "no answer": "red",
} as const satisfies Readonly<Record<ApiHealth, keyof Colors>>;

function row(status: StageStatus, now: number, colors: Colors): readonly string[] {
  switch (status.kind) {
    case "unreachable":
      return [status.stage, colors.red("unreachable"), ...releaseCells(status.recorded?.release ?? null, now), "", ""];
    case "empty":
      return [status.stage, colors.dim(status.bootstrapped ? "not deployed" : "not bootstrapped"), "", "", "", "", ""];
    case "state-missing": {
      const { stage, release } = status;
      return [stage, colors.red("state missing"), String(release.id), age(now - release.id), "", "", ""];
    }
    case "deployed": {
      const { stage, release, functions, health } = status;
      const paint = HEALTH_COLORS[health];
      return [stage, stateOf(status, colors), ...releaseCells(release, now), String(functions), colors[paint](health)];
    }
  }
}

/** Id, age and commit. */
function releaseCells(release: LiveRelease | null, now: number): readonly [string, string, string] {
  if (release === null) return ["", "", ""];
  const { id, commit, dirty } = release;
  return [String(id), age(now - id), `${(commit ?? "").slice(0, 8)}${dirty ? "*" : ""}`];
}

/** When, by whom and why the live release was deployed. */
function releaseRemarks(stage: StageName, release: LiveRelease | null): readonly string[] {
  if (release?.who === undefined) return [];
  const why = release.reason === null || release.reason === undefined ? "" : `: ${release.reason}`;
  return [`${stage}: deployed ${clockTime(release.id * 1_000)} by ${nameOf(release.who)}${why}`];
}

function stateOf({ stage, unfinished, pending, lease, freeze, failover }: Deployed, colors: Colors): string {
  if (lease !== null && lease.presence !== "gone") return colors.yellow("busy");
  if (unfinished !== null) return colors.yellow(unfinished.outcome === "failed" ? "failed" : "interrupted");
  if (pending > 0) return colors.yellow("interrupted");
  if (failover?.stage === stage) return colors.yellow("failed over");
  return freeze === null ? "deployed" : colors.cyan("frozen");
}

export function remarks(status: StageStatus, now: number): readonly string[] {
  switch (status.kind) {
    case "unreachable":
      return [
        `${status.stage}: ${status.reason}${status.remedy === undefined ? "" : `\n→ ${status.remedy}`}`,
        ...awsRemarks(status),
        ...failoverRemarks(status),
        ...recordedRemarks(status, now),
      ];
    case "empty":
      return status.bootstrapped
        ? [`Nothing is deployed on ${status.stage}: \`bin/deploy up ${status.stage}\``]
        : [`The account of ${status.stage} is not bootstrapped: \`bin/deploy bootstrap ${status.stage}\``];
    case "state-missing":
      return [
        `${status.stage}: release ${String(status.release.id)} is live, and Pulumi's state is empty or gone; \`bin/deploy restore-state ${status.stage}\` restores it`,
      ];
    case "deployed":
      return [
        ...releaseRemarks(status.stage, status.release),
        ...leaseRemarks(status, now),
        ...unfinishedRemarks(status),
        ...outsideRemarks(status),
        ...failoverRemarks(status),
        ...freezeRemarks(status),
        ...awsRemarks(status),
      ];
  }
}

/** Changes by the Pulumi CLI: the live release may not be what its record says. */
function outsideRemarks({ stage, outside = [] }: Deployed): readonly string[] {
  return outside.map(
    (run) =>
      `${stage}: changed by ${describeOutsideRun(run)}, without \`bin/deploy\`; \`bin/deploy preview ${stage}\` shows the difference, \`bin/deploy up ${stage}\` deploys and records, \`bin/deploy rollback ${stage}\` returns to the recorded release`,
  );
}

/** Remarks from the records of a stage that is otherwise unreachable. */
function recordedRemarks({ stage, recorded }: Unreachable, now: number): readonly string[] {
  if (recorded === undefined) return [];
  const known = { stage, pending: 0, ...recorded };
  return [
    ...releaseRemarks(stage, recorded.release),
    ...leaseRemarks(known, now),
    ...unfinishedRemarks(known),
    ...freezeRemarks(known),
  ];
}

/** The running deployment, or one whose process was killed. */
function leaseRemarks({ stage, lease }: Pick<Deployed, "stage" | "lease">, now: number): readonly string[] {
  if (lease === null) return [];
  const { presence } = lease;
  const title =
    presence === "gone"
      ? "the lease is held by a process that no longer exists; the next command takes it over"
      : "a deployment is running";
  return [`${stage}: ${title}`, ...(lease.lease === null ? [] : describeLease(lease.lease, now * 1000))];
}

function unfinishedRemarks({
  stage,
  pending,
  unfinished,
  lease,
}: Pick<Deployed, "stage" | "pending" | "unfinished" | "lease">): readonly string[] {
  if (lease !== null && lease.presence !== "gone") return [];
  const next = nextCommands(stage, unfinished);
  return [
    ...(unfinished === null ? [] : [`${stage}: ${unfinishedLine(unfinished)}; ${next}`]),
    ...((unfinished?.shifting ?? 0) === 0
      ? []
      : [`${stage}: its traffic was being shifted to new versions, which are no longer monitored`]),
    ...(pending === 0 ? [] : [`${stage}: ${String(pending)} operations were interrupted; ${next}`]),
  ];
}

/** Commands that finish or roll back an interrupted deployment. An interrupted rollback continues to its own target. */
function nextCommands(stage: Deployed["stage"], unfinished: Deployed["unfinished"]): string {
  const returnTo = unfinished?.returnTo ?? null;
  const back = returnTo === null ? `\`bin/deploy rollback ${stage}\`` : `\`${rollbackCommand(stage, returnTo)}\``;
  if (unfinished?.kind === "rollback") return `${back} finishes it`;
  const isFirst = unfinished !== null && returnTo === null;
  return `\`bin/deploy up ${stage}\` finishes it${isFirst ? "" : `, ${back} rolls back`}`;
}

function unfinishedLine({ id, who, outcome, serves, error }: NonNullable<Deployed["unfinished"]>): string {
  const end = outcome === "failed" ? "failed" : `was interrupted while ${outcome}`;
  const release = `release ${String(id)} of ${who}`;
  return serves
    ? `${release} is live, but its deployment ${end}${error === null ? "" : ` (${error})`}`
    : `${release} ${end}`;
}

function failoverRemarks({ stage, failover }: Pick<Deployed, "stage" | "failover">): readonly string[] {
  if (failover === undefined) return [];
  return [`${stage}: ${describeFailover(failover)}; ${lowerFirst(failoverRemedy(failover))}`];
}

function lowerFirst(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}

function freezeRemarks({ stage, freeze }: Pick<Deployed, "stage" | "freeze">): readonly string[] {
  return freeze === null ? [] : [`${stage}: frozen ${describeFreeze(freeze)}`];
}

function awsRemarks({ stage, aws }: Pick<Deployed, "stage" | "aws">): readonly string[] {
  return aws === null ? [] : [`${stage}: ${describeAwsHealth(aws)}`];
}
