import { join } from "node:path";
import { parseStageName, type StageName } from "../../model/stage/name";
import type { Context } from "../commands/command";
import { openSession, readStage } from "../session";
import { duration } from "../ui/duration";
import type { Rehearsal } from "../wiring";
import { runDeployment } from "./run";
import { planUp, type UpRequest } from "./steps";
import { upSummary } from "./summary";
import { smokeExamples } from "../verification/examples";
import { urlOf } from "./verify";
import type { DeploymentResult } from "./deployment";
import { layFoundation } from "./foundation";
import { recoverState } from "./resume";

interface Rehearsed {
  readonly lines: readonly string[];
  readonly data: object;
}

/** Starts the local AWS and brings the stages up, one after the other, as one would on AWS. Leaves all running. */
export async function rehearseStages(
  context: Context,
  rehearsal: Rehearsal,
  names: readonly string[],
): Promise<Rehearsed> {
  const stages = names.map(parseStageName);
  const started = performance.now();
  const { terminal } = context;
  const rehearsing: Context = { ...context, options: { ...context.options, rehearsal: true } };
  const { account } = await readStage(context.wiring.root, stages[0] ?? "dev");
  const emulator = await rehearsal.start({
    account,
    report: (line) => {
      terminal.note(line);
    },
  });
  terminal.note(`Local AWS (emulated by MiniStack) at ${emulator.endpoint}, log in ${emulator.log}`);
  const done: Rehearsed[] = [];
  for (const stage of stages) done.push(await rehearseStage(rehearsing, stage, emulator.origin === "recovered"));
  return {
    lines: [
      ...done.flatMap(({ lines }) => lines),
      `The rehearsal took ${duration(performance.now() - started)} and keeps running. Stop it: bin/deploy rehearse --stop`,
    ],
    data: { endpoint: emulator.endpoint, stages: done.map(({ data }) => data) },
  };
}

async function rehearseStage(context: Context, name: StageName, recovered: boolean): Promise<Rehearsed> {
  const { terminal } = context;
  terminal.note(terminal.colors.bold(`Stage ${name}`));
  const session = await openSession(context, name);
  const aws = await import("../aws/bootstrap");
  const report = await layFoundation(context, session);
  for (const line of aws.bootstrapLines(report)) terminal.detail(line);
  await prepareParameters(context, name);
  if (recovered) await recoverState(context, session);
  const request: UpRequest = {
    stage: name,
    services: [],
    allow: { replace: [], delete: [] },
    approved: true,
    verify: true,
    reason: "Rehearsal",
    overrides: ["source"],
    onFailure: "roll-back",
  };
  const again = `bin/deploy up ${name} --rehearsal`;
  const result = await runDeployment({ context, session, request, again }, planUp(request));
  return rehearsed(result);
}

function rehearsed(result: DeploymentResult): Rehearsed {
  if (result.kind === "failed") throw result.error;
  const { deployment } = result;
  const summary = upSummary(result.kind, deployment, result.times);
  const url = urlOf(deployment.outputs ?? {});
  return { lines: [...summary.lines, ...smokeExamples(deployment.session.stage, url)], data: summary.data };
}

/** The parameters that on AWS a person would set: values that are plainly not secrets, and random ones. */
async function prepareParameters(context: Context, name: StageName): Promise<void> {
  const parameters = await import("../secrets/parameters");
  const { loadCatalog } = await import("../catalog/source");
  const session = await openSession(context, name);
  const catalog = await loadCatalog(join(context.wiring.root, "catalog"));
  await parameters.initParameters({
    target: session.target,
    catalog,
    values: {
      "/listbackup/cors-origin": `https://${session.stage.domains.app}`,
      "/listbackup/ses-from-email": `noreply@${session.stage.domains.zone}`,
    },
    report: (line) => {
      context.terminal.detail(line);
    },
  });
}
