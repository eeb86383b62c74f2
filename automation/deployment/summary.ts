import { functionsOnStage } from "../../model/stage/functions";
import { countChanges, type Change } from "../engine/changes/change";
import { duration } from "../ui/duration";
import { cutList } from "../shortList";
import { placeholderCounts } from "./steps/build";
import { allChanges, type Deployment, type With, type StepTime } from "./deployment";
import { urlOf } from "../verification/addresses";

/**
 * The summary of an `up`, as text and as data.
 * @param since start time; 0: the start of this process. ms of performance.now()
 */
export function upSummary(
  kind: "deployed" | "unchanged",
  deployment: With<"release">,
  stepTimes: readonly StepTime[],
  since: number,
): { readonly lines: readonly string[]; readonly data: object } {
  const { stage } = deployment.session;
  const release = deployment.release;
  const changes = allChanges(deployment);
  const total = performance.now() - since;
  const times = withStartup(stepTimes, deployment, since);
  const placeholders = functionsOnStage(stage, release).flatMap((fn) =>
    fn.artifact.kind === "placeholder" ? [fn.id] : [],
  );
  const failed = placeholders.filter((id) => release.artifacts[id]?.reason === "failed");
  const outputs = deployment.outputs ?? {};
  const slow = timeLines(times, total);
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
      ...(urlOf(outputs) === "" ? [] : [`URL: ${urlOf(outputs)}`]),
      ...releaseLine(deployment),
    ],
    data: {
      stage: stage.name,
      outcome: kind,
      release: deployment.record?.id ?? null,
      origin: deployment.origin ?? { kind: "build" },
      changes: countChanges(changes),
      services: deployment.request.services,
      changed: changes.map(({ name }) => name),
      url: urlOf(outputs),
      placeholders,
      failed,
      milliseconds: Math.round(total),
      steps: times.map(({ step, milliseconds, parts = [] }) => ({
        step,
        milliseconds: Math.round(milliseconds),
        ...(parts.length === 0
          ? {}
          : { parts: parts.map((one) => ({ ...one, milliseconds: Math.round(one.milliseconds) })) }),
      })),
      checks: (deployment.checks ?? []).map(({ id, verdict }) => ({ id, verdict: verdict.kind })),
    },
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
