import { allFunctions } from "../../../model/catalog/functions";
import { acceptsPlaceholders } from "../../../model/stage/functions";
import type { Stage } from "../../../model/stage/stage";
import type { BuildResult } from "../../build/build";
import { failureLines } from "../../build/buildFailure";
import type { BuildRequest } from "../../build/buildRequest";
import { backendPath, buildArchitecture } from "../../build/settings";
import type { Context } from "../../commands/command";
import { readStage } from "../../session";
import { count, duration } from "../../ui/duration";
import { signalOf, type Deployment, type With } from "../deployment";
import type { BuildFor } from "../request";
import type { Step, StepEnd } from "../step";

/** @param services the only ones that are built; empty: all */
export function buildStep(services: readonly string[], as: BuildFor): Step<"catalog", "release" | "artifactsFolder"> {
  return {
    kind: "build",
    params: { services, as },
    description: services.length === 0 ? "every changed handler" : `handlers of ${services.join(", ")}`,
    run: (deployment) => buildRelease(deployment, services, as),
  };
}

/** Builds changed handlers for the stage that runs them first. */
async function buildRelease(
  deployment: With<"catalog">,
  services: readonly string[],
  as: BuildFor,
): Promise<StepEnd<"release" | "artifactsFolder">> {
  const { context, session } = deployment;
  const stage = as === "target" ? session.stage : await sourceStage(deployment, as.stage);
  const result = await withChecksOfChanges(deployment, (signal, onCompile) =>
    buildFor(context, stage, deployment.catalog, services, signal, onCompile),
  );
  context.terminal.note(buildLine(result));
  for (const line of failureLines(result.failures)) context.terminal.note(`  ${line}`);
  return { kind: "done", gives: { release: result.release, artifactsFolder: result.artifactsFolder } };
}

/**
 * Runs a build, and from its first compilation on the checks that matter for changes beside it. What they find ends the build: it may
 * take minutes.
 */
export async function withChecksOfChanges<T>(
  deployment: Deployment,
  build: (signal: AbortSignal, onCompile: () => void) => Promise<T>,
): Promise<T> {
  const stop = new AbortController();
  const found: Error[] = [];
  const begin = (): void => {
    deployment.checkChanges?.().catch((error: unknown) => {
      found.push(error instanceof Error ? error : new Error(String(error)));
      stop.abort();
    });
  };
  try {
    return await build(AbortSignal.any([signalOf(deployment), stop.signal]), begin);
  } catch (error) {
    // It was stopped for what they found.
    throw found[0] ?? (error as Error);
  }
}

/** A build that is compared with a release of another stage uses that stage's settings. */
async function sourceStage({ context, session }: Deployment, name: Stage["name"]): Promise<Stage> {
  const stage = await readStage(context.wiring.root, name);
  const { rehearsal } = session.stage;
  return rehearsal === undefined ? stage : { ...stage, rehearsal };
}

/**
 * Refuses functions whose handler is missing, on a stage without placeholders. Reads only the backend's folders.
 * @throws DeployError HANDLERS_ABSENT with all of them, BACKEND_MISSING
 */
export async function refuseMissingHandlers(deployment: With<"catalog">): Promise<void> {
  const { context, session, request } = deployment;
  const { stage } = session;
  if (acceptsPlaceholders(stage)) return;
  const { missingHandlers, assertNoneMissing, assertBackendExists } = await import("../../build/missingHandlers");
  const backend = await backendPath(context.wiring.root);
  await assertBackendExists(backend);
  const isAsked = (service: string): boolean => request.services.length === 0 || request.services.includes(service);
  const functions = allFunctions(deployment.catalog).filter(
    ({ id, service }) => !stage.functions.absent.includes(id) && isAsked(service.service),
  );
  assertNoneMissing(stage.name, functions, await missingHandlers(backend, functions));
}

/** Builds the backend for a stage; without one, for arm64, and without placeholders for failures. */
export async function buildFor(
  context: Context,
  stage: Stage | null,
  catalog: BuildRequest["catalog"],
  services: readonly string[],
  signal: AbortSignal,
  onCompile?: () => void,
): Promise<BuildResult> {
  const { build } = await import("../../build/build");
  return build({
    root: context.wiring.root,
    backend: await backendPath(context.wiring.root),
    catalog,
    architecture: buildArchitecture(stage, context.options.rehearsal),
    absent: stage?.functions.absent ?? [],
    onFailure: stage !== null && acceptsPlaceholders(stage) ? "placeholder" : "error",
    ...(stage === null || acceptsPlaceholders(stage) ? {} : { handlersRequiredBy: stage.name }),
    ...(services.length === 0 ? {} : { services }),
    report: (line) => {
      context.terminal.note(line);
    },
    signal,
    ...(onCompile === undefined ? {} : { onCompile }),
  });
}

/** `Build: 3 handlers built, 120 unchanged, 20 functions with a placeholder (501): 17 missing, 3 failed, in 3 s` */
export function buildLine(result: BuildResult): string {
  const { built, unchanged, placeholders, failed } = result;
  const parts = [
    count(built.length, "handler") + " built",
    `${String(unchanged.length)} unchanged`,
    ...(placeholders.length === 0
      ? []
      : [
          `${count(placeholders.length, "function")} with a placeholder (501): ${placeholderCounts(placeholders.length, failed.length)},`,
        ]),
  ];
  return `Build: ${parts.join(", ")} in ${duration(result.seconds * 1000)}`;
}

/** `17 missing, 3 failed to build` */
export function placeholderCounts(placeholders: number, failed: number): string {
  const missing = placeholders - failed;
  return [
    ...(missing === 0 ? [] : [`${String(missing)} missing`]),
    ...(failed === 0 ? [] : [`${String(failed)} failed to build`]),
  ].join(", ");
}
