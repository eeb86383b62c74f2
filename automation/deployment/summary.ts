import type { Origin } from "../../model/release/record";
import { functionsOnStage } from "../../model/stage/functions";
import type { StageName } from "../../model/stage/name";
import { countChanges, type Change, type ChangeCounts } from "../engine/changes/change";
import { duration } from "../ui/duration";
import { cutList } from "../shortList";
import { placeholderCounts } from "./steps/build";
import { allChanges, type Deployment, type With, type StepTime } from "./deployment";
import { urlOf } from "../verification/addresses";
import type { Verdict } from "../verification/verdict";

/** How a deployment ended: the document of `--json`, and the result of the library. */
export interface DeploymentSummary {
  readonly stage: StageName;
  readonly outcome: "deployed" | "unchanged";
  /** The new release; null where nothing changed. */
  readonly release: number | null;
  readonly origin: Origin;
  readonly changes: ChangeCounts;
  /** The only services that could change; empty: all. */
  readonly services: readonly string[];
  /** Logical names of the changed resources. */
  readonly changed: readonly string[];
  /** Address of the API; empty: unknown. */
  readonly url: string;
  /** Functions without a handler, which answer 501. */
  readonly placeholders: readonly string[];
  /** Those of them whose build failed. */
  readonly failed: readonly string[];
  readonly milliseconds: number;
  readonly steps: readonly StepTime[];
  readonly checks: readonly { readonly id: string; readonly verdict: Verdict["kind"] }[];
}

/** @param since start time; 0: the start of this process. ms of performance.now() */
export function deploymentSummary(
  outcome: "deployed" | "unchanged",
  deployment: With<"release">,
  stepTimes: readonly StepTime[],
  since: number,
): DeploymentSummary {
  const { session, release } = deployment;
  const changes = allChanges(deployment);
  const placeholders = functionsOnStage(session.stage, release).flatMap((fn) =>
    fn.artifact.kind === "placeholder" ? [fn.id] : [],
  );
  return {
    stage: session.stage.name,
    outcome,
    release: deployment.record?.id ?? null,
    origin: deployment.origin ?? { kind: "build" },
    changes: countChanges(changes),
    services: deployment.request.services,
    changed: changes.map(({ name }) => name),
    url: urlOf(deployment.outputs ?? {}),
    placeholders,
    failed: placeholders.filter((id) => release.artifacts[id]?.reason === "failed"),
    milliseconds: Math.round(performance.now() - since),
    steps: withStartup(stepTimes, deployment, since).map(({ step, milliseconds, parts = [] }) => ({
      step,
      milliseconds: Math.round(milliseconds),
      ...(parts.length === 0
        ? {}
        : { parts: parts.map((one) => ({ ...one, milliseconds: Math.round(one.milliseconds) })) }),
    })),
    checks: (deployment.checks ?? []).map(({ id, verdict }) => ({ id, verdict: verdict.kind })),
  };
}

/**
 * The summary of an `up`, as text and as data.
 * @param since start time; 0: the start of this process. ms of performance.now()
 */
export function upSummary(
  kind: "deployed" | "unchanged",
  deployment: With<"release">,
  stepTimes: readonly StepTime[],
  since: number,
): { readonly lines: readonly string[]; readonly data: DeploymentSummary } {
  const { stage } = deployment.session;
  const data = deploymentSummary(kind, deployment, stepTimes, since);
  const { milliseconds: total, placeholders, failed, url } = data;
  const changes = allChanges(deployment);
  const slow = timeLines(data.steps, total);
  const lines =
    kind === "unchanged"
      ? [`${stage.name} is up to date: nothing to change (${duration(total)}).`]
      : [
          `${stage.name} is up: ${changes.length === 0 ? "nothing to change, checked" : pastTense(changes)} in ${duration(total)}.`,
        ];
  return {
    lines: [
      ...lines,
      ...servicesLines(deployment),
      ...slow,
      ...(placeholders.length === 0
        ? []
        : [
            `Placeholders that answer 501: ${String(placeholders.length)} functions, ${placeholderCounts(placeholders.length, failed.length)} (\`bin/deploy build --list ${stage.name}\`)`,
          ]),
      ...(url === "" ? [] : [`URL: ${url}`]),
      ...releaseLine(deployment),
    ],
    data,
  };
}

/** Adds the time before the first step: loading the program and opening the stage. */
function withStartup(times: readonly StepTime[], { begunAt }: Deployment, since: number): readonly StepTime[] {
  return begunAt === undefined ? times : [{ step: "startup", milliseconds: begunAt - since }, ...times];
}

/** Shorter times are left out. ms */
const MIN_SHOWN_MS = 100;

/** Time by step, the parts of Pulumi's runs that no phase accounts for, and the rest. */
function timeLines(times: readonly StepTime[], total: number): readonly string[] {
  const known = times.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  const named = (name: string, milliseconds: number): readonly string[] =>
    milliseconds < MIN_SHOWN_MS ? [] : [`${name} ${duration(milliseconds)}`];
  const steps = [
    ...times.flatMap(({ step, milliseconds }) => named(step, milliseconds)),
    ...named("other", total - known),
  ];
  const engine = times.flatMap(({ step, parts = [] }) => {
    const longParts = parts.flatMap(({ part, milliseconds }) => named(part, milliseconds));
    return longParts.length === 0 ? [] : [`  ${step}: ${longParts.join(", ")}`];
  });
  return steps.length === 0 ? [] : [`Time: ${steps.join(", ")}`, ...engine];
}

/** So many other resources that a deployment of some services changed are named. */
const LISTED_RESOURCES = 10;

/** For a deployment of some services: whether anything else changed. */
function servicesLines(deployment: Deployment): readonly string[] {
  const { request, same = 0 } = deployment;
  const { services } = request;
  const changes = allChanges(deployment);
  if (services.length === 0) return [];
  const isOwn = ({ name }: Change): boolean => services.some((service) => name.startsWith(`${service}-`));
  const others = changes.filter((change) => !isOwn(change));
  const own = `${services.join(", ")}: ${String(changes.length - others.length)} changed`;
  return others.length === 0
    ? [`${own}; nothing else: ${String(same)} resources unchanged`]
    : [
        `${own}; other changed resources: ${cutList(
          others.map(({ name }) => name),
          deployment.context.options.verbose ? Infinity : LISTED_RESOURCES,
        )}`,
      ];
}

/** The release's id, and the command that rolls back. */
function releaseLine({ record, session }: Deployment): readonly string[] {
  if (record === undefined) return [];
  const back =
    record.replaced === null
      ? ""
      : `. Roll back: \`bin/deploy rollback ${session.stage.name} --to ${String(record.replaced)}\``;
  return [`Release ${String(record.id)}${back}`];
}

/** `3 created, 1 updated`. */
function pastTense(changes: readonly Change[]): string {
  const verbs = {
    create: "created",
    update: "updated",
    replace: "replaced",
    delete: "deleted",
    import: "imported",
  } as const;
  const counts = countChanges(changes);
  const kinds = Object.keys(verbs) as (keyof typeof verbs)[];
  return kinds.flatMap((kind) => (counts[kind] === 0 ? [] : [`${String(counts[kind])} ${verbs[kind]}`])).join(", ");
}
