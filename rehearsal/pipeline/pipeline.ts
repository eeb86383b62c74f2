import { DeployError, type ExitCode } from "../../model/errors";
import { servingRecord } from "../../model/release/record";
import type { StageName } from "../../model/stage/name";
import type { Context } from "../../automation/commands/command";
import { openSession, readStage, type Session } from "../../automation/session";
import { duration } from "../../automation/ui/duration";
import { smokeExamples } from "../../automation/verification/requests/examples";
import type { StartedEmulator } from "../ministack/emulator";
import type { Rehearsal } from "../rehearsal";
import type { DeploymentResult } from "../../automation/deployment/deployment";
import { bootstrapAccount } from "../../automation/operations/bootstrapAccount";
import { callersLines, callersOf } from "./rolloutCallers";
import { refusedCalls } from "../../automation/verification/refusedCalls";
import { rehearsalExit, violationLines, violationsSince } from "./violations";
import { recoverState } from "../../automation/state/recoverState";
import { runDeployment } from "../../automation/deployment/run";
import type { UpRequest } from "../../automation/deployment/request";
import { hasToFail, planScene, type Scene } from "./scenarios";
import { firstScene, storyProgress } from "./progress";
import { upSummary } from "../../automation/deployment/summary";
import { urlOf } from "../../automation/verification/addresses";

interface Rehearsed {
  /** Not 0 where AWS would refuse a request of the scenes. */
  readonly exit: ExitCode;
  readonly lines: readonly string[];
  readonly data: object;
}

/**
 * Starts the local AWS and plays the scenes, one after the other, as they would be on AWS. Leaves all running. A local AWS
 * that was stopped or died is started again with what it has: the scenes continue where they stopped.
 */
export async function rehearseScenes(
  context: Context,
  rehearsal: Rehearsal,
  scenes: readonly Scene[],
): Promise<Rehearsed> {
  const started = performance.now();
  const rehearsing: Context = { ...context, options: { ...context.options, rehearsal: true } };
  const stages = [...new Set(scenes.map(({ stage }) => stage))];
  const emulator = await startEmulator(context, rehearsal, stages[0] ?? "dev");
  const earlier = await rehearsal.violations();
  for (const stage of stages) await prepareStage(rehearsing, stage, emulator.origin === "recovered");
  const progress = storyProgress(context.wiring.root, scenes);
  const first = firstScene(emulator.origin, await progress.done());
  if (first > 0) context.terminal.note(continueLine(first, scenes.length));
  const played: Played[] = [];
  if (first === scenes.length) for (const stage of stages) played.push(await standing(rehearsing, stage));
  for (const [index, scene] of scenes.entries()) {
    if (index < first) continue;
    context.terminal.note(context.terminal.colors.bold(titleOf(scene, index, scenes.length)));
    await progress.reached(index);
    played.push(await playScene(rehearsing, scene));
  }
  await progress.reached(scenes.length);
  const refused = await refusedCalls(rehearsal);
  const violations = violationsSince(earlier, await rehearsal.violations());
  const last = [...new Map(played.map((one) => [one.stage, one])).values()];
  return {
    exit: rehearsalExit(violations),
    lines: [
      ...played.map(({ line }) => line),
      ...(last[0]?.examples ?? []),
      ...last.map(({ stage, url }) => `${stage}: ${url}`),
      ...refused.lines,
      ...violationLines(violations),
      `The rehearsal took ${duration(performance.now() - started)} and keeps running. Stop it: \`bin/deploy rehearse --stop\``,
    ],
    data: {
      endpoint: emulator.endpoint,
      stages: last.map(({ data }) => data),
      scenes: played.map(({ data }) => data),
      egress: refused.report,
      violations,
    },
  };
}

function continueLine(done: number, count: number): string {
  return done === count
    ? "Every deployment of this rehearsal was done before the local AWS stopped: it only runs again. To repeat them, run `bin/deploy rehearse` once more."
    : `${String(done)} of ${String(count)} deployments were done before the local AWS stopped: continuing with the next.`;
}

function titleOf({ title }: Scene, index: number, count: number): string {
  return count === 1 ? title : `${String(index + 1)}/${String(count)} ${title}`;
}

async function startEmulator(context: Context, rehearsal: Rehearsal, first: StageName): Promise<StartedEmulator> {
  const { account } = await readStage(context.wiring.root, first);
  const emulator = await rehearsal.start({
    account,
    report: (line) => {
      context.terminal.note(line);
    },
  });
  context.terminal.note(`Local AWS (emulated by MiniStack) at ${emulator.endpoint}, log in ${emulator.log}`);
  return emulator;
}

async function prepareStage(context: Context, name: StageName, recovered: boolean): Promise<void> {
  const session = await openSession(context, name);
  const { bootstrapLines } = await import("../../automation/aws/account/bootstrap");
  for (const line of bootstrapLines(await bootstrapAccount(context, session))) context.terminal.detail(line);
  await prepareParameters(context, session);
  if (recovered) await recoverState(context, session);
}

interface Played {
  readonly stage: StageName;
  readonly line: string;
  readonly url: string;
  readonly examples: readonly string[];
  readonly data: object;
}

async function playScene(context: Context, scene: Scene): Promise<Played> {
  const { stage } = scene;
  const session = await openSession(context, stage);
  const request: UpRequest = {
    stage,
    rollout: session.stage.rollout.kind,
    services: [],
    allow: { replace: [], delete: [] },
    approved: true,
    verify: true,
    reason: `Rehearsal: ${scene.title}`,
    // A rehearsal of one stage alone builds for it whatever it accepts.
    overrides: scene.kind === "up" ? ["source"] : [],
    onFailure: "roll-back",
  };
  const retryCommand = `bin/deploy ${scene.kind} ${stage} --rehearsal`;
  const callers = scene.kind === "rollback" ? null : await callersOf(session);
  try {
    const result = await runDeployment({ context, session, request, retryCommand }, planScene(scene, request));
    return hasToFail(scene) ? await rolledBack(context, scene, result) : deployed(scene, result);
  } finally {
    if (callers !== null) for (const line of await callersLines(callers)) context.terminal.note(line);
  }
}

function deployed(scene: Scene, result: DeploymentResult): Played {
  if (result.kind === "failed") throw result.error;
  const { deployment } = result;
  const { lines, data } = upSummary(result.kind, deployment, result.times, deployment.begunAt ?? 0);
  const url = urlOf(deployment.outputs ?? {});
  return {
    stage: scene.stage,
    line: `✔ ${scene.title}: ${lines[0] ?? ""}`,
    url,
    examples: smokeExamples(deployment.session.stage, deployment.release, url),
    data,
  };
}

/** The bad release must have failed, and the stage must be on a good one again. */
async function rolledBack(context: Context, { stage, title }: Scene, result: DeploymentResult): Promise<Played> {
  if (result.kind !== "failed" || result.error.code !== "ROLLED_BACK") {
    if (result.kind === "failed") throw result.error;
    throw new DeployError(
      "VERIFICATION",
      `The bad release of the rehearsal came up on ${stage}, and nothing noticed.`,
      "This is a bug in the tool: report it.",
    );
  }
  const found = await servingNow(context, stage);
  const milliseconds = result.times.reduce((sum, time) => sum + time.milliseconds, 0);
  return {
    stage,
    line: `✔ ${title}: failed after ${duration(milliseconds)}, and ${stage} is on release ${String(found.release)} again`,
    url: found.url,
    examples: found.examples,
    data: { stage, outcome: "rolled-back", release: found.release, url: found.url },
  };
}

/** A stage that was brought up before the local AWS was started again. */
async function standing(context: Context, stage: StageName): Promise<Played> {
  const { release, url, examples } = await servingNow(context, stage);
  const line = `✔ ${stage} is on release ${String(release)}`;
  return { stage, line, url, examples, data: { stage, outcome: "unchanged", release, url } };
}

interface ServingNow {
  /** Null where none serves. */
  readonly release: number | null;
  readonly url: string;
  readonly examples: readonly string[];
}

async function servingNow(context: Context, stage: StageName): Promise<ServingNow> {
  const { readRecentRecords } = await import("../../automation/aws/buckets/releases");
  const session = await openSession(context, stage);
  const live = servingRecord(await readRecentRecords(session.target, session.stage));
  const { openStageEngine } = await import("../../automation/engine/stageEngine");
  const engine = await openStageEngine(context, session, "read");
  const url = urlOf(await engine.outputs().finally(() => engine.close()));
  const examples = live === null ? [] : smokeExamples(session.stage, live.release, url);
  return { release: live?.id ?? null, url, examples };
}

/** The parameters and secrets that on AWS a person would set: values that are plainly not secrets, and random ones. */
async function prepareParameters(context: Context, { stage, target }: Session): Promise<void> {
  const { initSecrets } = await import("../../automation/secrets/init");
  const { entriesOf } = await import("../../automation/secrets/check");
  const { readProjectCatalog } = await import("../../automation/catalog/source");
  const catalog = await readProjectCatalog(context.wiring.root);
  const known: Readonly<Record<string, string>> = {
    "/listbackup/cors-origin": `https://${stage.domains.app}`,
    "/listbackup/ses-from-email": `noreply@${stage.domains.zone}`,
  };
  const asked = entriesOf(stage, catalog).filter(({ kind, from }) => kind === "required" && from === "person");
  await initSecrets({
    target,
    stage,
    catalog,
    values: Object.fromEntries(asked.flatMap(({ parts }) => parts.map((part) => [part, known[part] ?? "rehearsal"]))),
    report: (line) => {
      context.terminal.detail(line);
    },
  });
}
