import { assertAccount, type CallerIdentity } from "../../aws/account/identity";
import type { Catalog } from "../../../model/catalog/schema/catalog";
import { FINDINGS } from "../../../model/preflight/findings";
import { withRequirementsOf } from "../../../model/release/serviceComposition";
import type { Engine } from "../../engine/engine";
import { ENGINE_PROCESS } from "../../engine/run/engineProcess";
import { openStageEngine } from "../../engine/stageEngine";
import { refuseMissingHandlers } from "./build";
import type { Deployment } from "../deployment";
import type { HeldLease } from "../../lock/lease";
import type { CheckedResult } from "../../preflight/run";
import type { Purpose, Subject } from "../../preflight/subject";
import { requireAllowedResources, requireServices } from "../preconditions/requestedNames";
import type { CatalogSource } from "../request";
import type { Step, StepEnd } from "../step";

/** Whether the stage is locked. A preview is read-only, and needs no lease. */
export type LeaseNeed = "taken" | "not needed";

const DESCRIPTION = "check identity, account, bootstrap, parameters and the catalog";

/** For a release that is built from the working tree. @param handlers whether missing handlers are refused first */
export function preflightStep(
  lease: LeaseNeed,
  handlers: "checked" | "not needed",
): Step<never, "caller" | "engine" | "catalog"> {
  return {
    kind: "preflight",
    params: { catalog: "working-tree", lease, handlers },
    description: DESCRIPTION,
    run: async (deployment) => {
      const { loadProjectCatalog } = await import("../../catalog/loadCatalog");
      const catalog = await loadProjectCatalog(deployment.context.wiring.root);
      const read = Object.assign(deployment, { catalog });
      requireServices(read);
      if (handlers === "checked") await refuseMissingHandlers(read);
      const { gives } = await preflight(deployment, "working-tree", lease);
      return { kind: "done", gives: { catalog, ...gives } };
    },
  };
}

/** For a release that exists: the working tree is not used. */
export function releasePreflightStep(
  source: "release" | "earlier release",
  lease: LeaseNeed,
): Step<never, "caller" | "engine"> {
  return {
    kind: "preflight",
    params: { catalog: source, lease, handlers: "not needed" },
    description: DESCRIPTION,
    run: (deployment) => preflight(deployment, source, lease),
  };
}

/** Checks everything that can be checked before the build. Collects all findings before it fails. */
async function preflight(
  deployment: Deployment,
  source: CatalogSource,
  lease: LeaseNeed,
): Promise<Extract<StepEnd<"caller" | "engine">, { readonly kind: "done" }>> {
  const { checkStage, preflightError } = await import("../../preflight/run");
  const subject = await subjectOf(deployment, source, lease);
  // At once: it is closed whatever fails.
  const opened = Object.assign(deployment, { engine: openEngineEarly(deployment, subject) });
  const checked = await checkStage(subject);
  const error = preflightError(checked);
  if (error !== null) throw error;
  await reportWarnings(deployment, checked);
  const { caller } = await subject.readings.signIn();
  deployment.caller = caller;
  await requireAllowedResources(opened);
  if (subject.catalog !== null) deployment.parameters = (await subject.readings.secrets(subject.catalog)).present;
  if (lease === "taken") deployment.lease = await leaseFor(deployment, caller);
  return { kind: "done", gives: { caller, engine: opened.engine } };
}

const PURPOSES: Readonly<Record<CatalogSource, Purpose>> = {
  "working-tree": "build",
  release: "promotion",
  "earlier release": "rollback",
};

async function subjectOf(deployment: Deployment, source: CatalogSource, lease: LeaseNeed): Promise<Subject> {
  const { context, session, request, catalog } = deployment;
  const { readingsOf } = await import("../../preflight/subject");
  return {
    context,
    purpose: PURPOSES[source],
    locks: lease === "taken",
    session,
    catalog: catalog === undefined ? null : requirementsOf(deployment, catalog),
    overrides: request.overrides,
    readings: readingsOf(context.wiring.root, session),
  };
}

async function reportWarnings({ context }: Deployment, checked: readonly CheckedResult[]): Promise<void> {
  const { findingsOf } = await import("../../preflight/run");
  for (const { code, detail, remedy } of findingsOf(checked))
    if (code !== null && FINDINGS[code].severity === "warning") context.terminal.warn(`${code}: ${detail} ${remedy}`);
}

async function leaseFor(
  { context, session, request, retryCommand }: Deployment,
  caller: CallerIdentity,
): Promise<HeldLease> {
  const { takeLease } = await import("../../lock/lease");
  return takeLease(session, {
    command: retryCommand.replace(/^bin\/deploy /, ""),
    who: caller.arn,
    reason: request.reason,
    note: context.terminal.warn,
    engine: ENGINE_PROCESS,
  });
}

/**
 * Opens the engine while the other checks and the build run, once the identity is that of the stage. Its error shows when the
 * engine is first used.
 */
function openEngineEarly({ context, session }: Deployment, { readings }: Subject): Promise<Engine> {
  const engine = readings.signIn().then(({ caller }) => {
    assertAccount(session.target, caller);
    return openStageEngine(context, session, "run");
  });
  engine.catch(() => undefined);
  return engine;
}

/** Requirements of services that are not deployed are not checked. */
function requirementsOf({ request }: Deployment, catalog: Catalog): Catalog {
  return request.services.length === 0 ? catalog : withRequirementsOf(catalog, request.services);
}

/** @throws DeployError PARAMETERS_MISSING */
export async function requireParameters(deployment: Deployment, catalog: Catalog): Promise<void> {
  const { checkSecrets } = await import("../../secrets/check");
  const { target, stage } = deployment.session;
  const { present, missingRequired } = await checkSecrets(target, stage, catalog);
  deployment.parameters = present;
  if (missingRequired.length > 0) {
    const { parametersMissing } = await import("../../preflight/checks/requirements");
    throw parametersMissing(stage.name, missingRequired);
  }
}
