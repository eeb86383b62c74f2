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
import { stopAndSummarize, startRolloutTraffic } from "./rolloutTraffic";
import { refusedCalls } from "../../automation/verification/refusedCalls";
import { denialLines, denialsSince } from "./denials";
import { rehearsalExit, violationLines, violationsSince } from "./violations";
import { recoverState } from "../../automation/state/recoverState";
import { runDeployment } from "../../automation/deployment/run";
import type { UpRequest } from "../../automation/deployment/request";
import { expectedToFail, planScenario, type Scenario } from "./scenarios";
import { firstScenario, pipelineProgress } from "./progress";
import { upSummary } from "../../automation/deployment/summary";
import { apisIn, urlOf } from "../../automation/verification/addresses";
import type { RehearsedDeployment, RehearsedDocument } from "./document";

interface RehearsalResult {
  /** Not 0 where AWS would reject a request of the scenarios. */
  readonly exit: ExitCode;
  readonly lines: readonly string[];
  readonly data: object;
}

/**
 * Starts the local AWS and runs the scenarios in order, with the same commands as on AWS. The local AWS keeps running. One
 * that was stopped or exited starts with its data, and the scenarios continue with the first that is not done.
 */
export async function runScenarios(
  context: Context,
  rehearsal: Rehearsal,
  scenarios: readonly Scenario[],
): Promise<RehearsalResult> {
  const started = performance.now();
  const rehearsing: Context = { ...context, options: { ...context.options, rehearsal: true } };
  const stages = [...new Set(scenarios.map(({ stage }) => stage))];
  const emulator = await startEmulator(context, rehearsal, stages[0] ?? "dev");
  const earlier = await rehearsal.violations();
  const access = await rehearsal.access();
  for (const stage of stages) await prepareStage(rehearsing, stage, emulator.origin === "recovered");
  const progress = pipelineProgress(context.wiring.root, scenarios);
  const first = firstScenario(emulator.origin, await progress.done());
  if (first > 0) context.terminal.note(resumeMessage(first, scenarios.length));
  const results: ScenarioResult[] = [];
  if (first === scenarios.length) for (const stage of stages) results.push(await unchanged(rehearsing, stage));
  for (const [index, scenario] of scenarios.entries()) {
    if (index < first) continue;
    context.terminal.note(context.terminal.colors.bold(titleOf(scenario, index, scenarios.length)));
    await progress.save(index);
    results.push(await runScenario(rehearsing, scenario));
  }
  await progress.save(scenarios.length);
  const refused = await refusedCalls(rehearsal);
  const violations = violationsSince(earlier, await rehearsal.violations());
  const denials = denialsSince(access, await rehearsal.access());
  const lastOfStages = [...new Map(results.map((result) => [result.stage, result])).values()];
  return {
    exit: rehearsalExit(violations, denials),
    lines: [
      ...results.map(({ line }) => line),
      ...(lastOfStages[0]?.examples ?? []),
      ...lastOfStages.map(({ stage, url }) => `${stage}: ${url}`),
      ...refused.lines,
      ...violationLines(violations),
      ...denialLines(denials),
      `The rehearsal took ${duration(performance.now() - started)} and keeps running. Stop it: \`bin/deploy rehearse --stop\``,
    ],
    data: {
      endpoint: emulator.endpoint,
      stages: lastOfStages.map(({ data }) => data),
      scenes: results.map(({ data }) => data),
      egress: refused.report,
      violations,
      denials,
    } satisfies RehearsedDocument,
  };
}

function resumeMessage(done: number, count: number): string {
  return done === count
    ? "All deployments of this rehearsal were done before the local AWS stopped. It is running again. To repeat them, run `bin/deploy rehearse`."
    : `${String(done)} of ${String(count)} deployments were done before the local AWS stopped; continuing with the next.`;
}

function titleOf({ title }: Scenario, index: number, count: number): string {
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
  const administrator = await openSession(context, name, "administrator");
  const { bootstrapLines } = await import("../../automation/aws/account/bootstrap");
  for (const line of bootstrapLines(await bootstrapAccount(context, administrator))) context.terminal.detail(line);
  const session = await openSession(context, name);
  await prepareParameters(context, session);
  if (recovered) await recoverState(context, session);
}

interface ScenarioResult {
  readonly stage: StageName;
  readonly line: string;
  readonly url: string;
  readonly examples: readonly string[];
  readonly data: RehearsedDeployment;
}

async function runScenario(context: Context, scenario: Scenario): Promise<ScenarioResult> {
  const { stage } = scenario;
  const session = await openSession(context, stage);
  const request: UpRequest = {
    stage,
    rollout: session.stage.rollout.kind,
    services: [],
    allow: { replace: [], delete: [] },
    adopt: [],
    approved: true,
    full: false,
    verify: true,
    reason: `Rehearsal: ${scenario.title}`,
    // A rehearsal of a single stage builds for it, whatever source of releases the stage accepts.
    overrides: scenario.kind === "up" ? ["source"] : [],
    onFailure: "roll-back",
  };
  const retryCommand = `bin/deploy ${scenario.kind} ${stage} --rehearsal`;
  const traffic = scenario.kind === "rollback" ? null : await startRolloutTraffic(session);
  try {
    const result = await runDeployment({ context, session, request, retryCommand }, planScenario(scenario, request));
    return expectedToFail(scenario)
      ? await resultOfRollback(context, scenario, result)
      : resultOfDeployment(scenario, result);
  } finally {
    if (traffic !== null) for (const line of await stopAndSummarize(traffic)) context.terminal.note(line);
  }
}

function resultOfDeployment(scenario: Scenario, result: DeploymentResult): ScenarioResult {
  if (result.kind === "failed") throw result.error;
  const { deployment } = result;
  const { lines, data } = upSummary(result.kind, deployment, result.times, deployment.begunAt ?? 0);
  const url = urlOf(deployment.outputs ?? {});
  return {
    stage: scenario.stage,
    line: `✔ ${scenario.title}: ${lines[0] ?? ""}`,
    url,
    examples: smokeExamples(deployment.session.stage, deployment.release, url, apisIn(deployment.outputs ?? {})),
    data,
  };
}

/** @throws DeployError where the release of the scenario did not fail and roll back */
async function resultOfRollback(
  context: Context,
  { stage, title }: Scenario,
  result: DeploymentResult,
): Promise<ScenarioResult> {
  if (result.kind !== "failed" || result.error.code !== "ROLLED_BACK") {
    if (result.kind === "failed") throw result.error;
    throw new DeployError(
      "VERIFICATION",
      `The failing release of the rehearsal was deployed to ${stage} without an error.`,
      "This is a bug in the tool: report it.",
    );
  }
  const current = await currentRelease(context, stage);
  const milliseconds = result.times.reduce((sum, time) => sum + time.milliseconds, 0);
  return {
    stage,
    line: `✔ ${title}: failed after ${duration(milliseconds)}, and ${stage} is on release ${String(current.release)} again`,
    url: current.url,
    examples: current.examples,
    data: { stage, outcome: "rolled-back", release: current.release, url: current.url },
  };
}

/** The result of a stage whose scenarios were all done before the local AWS was started again. */
async function unchanged(context: Context, stage: StageName): Promise<ScenarioResult> {
  const { release, url, examples } = await currentRelease(context, stage);
  const line = `✔ ${stage} is on release ${String(release)}`;
  return { stage, line, url, examples, data: { stage, outcome: "unchanged", release, url } };
}

interface CurrentRelease {
  /** Null where no release is live. */
  readonly release: number | null;
  readonly url: string;
  readonly examples: readonly string[];
}

async function currentRelease(context: Context, stage: StageName): Promise<CurrentRelease> {
  const { readRecentRecords } = await import("../../automation/aws/buckets/releases");
  const session = await openSession(context, stage);
  const live = servingRecord(await readRecentRecords(session.target, session.stage));
  const { readStageState } = await import("../../automation/state/stageState");
  const { outputsInState } = await import("../../automation/engine/state/stateSummary");
  const outputs = outputsInState(await readStageState(context.wiring.root, session));
  const url = urlOf(outputs);
  const examples = live === null ? [] : smokeExamples(session.stage, live.release, url, apisIn(outputs));
  return { release: live?.id ?? null, url, examples };
}

/** Sets the parameters and secrets that a user sets on AWS: placeholders that are no secrets, and random values. */
async function prepareParameters(context: Context, { stage, target }: Session): Promise<void> {
  const { initSecrets } = await import("../../automation/secrets/init");
  const { entriesOf } = await import("../../automation/secrets/check");
  const { readProjectCatalog } = await import("../../automation/catalog/loadCatalog");
  const catalog = await readProjectCatalog(context.wiring.root);
  const known: Readonly<Record<string, string>> = {
    "/listbackup/cors-origin": `https://${stage.domains.app}`,
    "/listbackup/ses-from-email": `noreply@${stage.domains.zone}`,
  };
  const required = entriesOf(stage, catalog).filter(({ kind, from }) => kind === "required" && from === "person");
  await initSecrets({
    target,
    stage,
    catalog,
    values: Object.fromEntries(
      required.flatMap(({ parts }) => parts.map((part) => [part, known[part] ?? "rehearsal"])),
    ),
    report: (line) => {
      context.terminal.detail(line);
    },
  });
}
