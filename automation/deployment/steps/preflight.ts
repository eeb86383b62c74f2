import type { CallerIdentity } from "../../aws/account/identity";
import type { Catalog } from "../../../model/catalog/schema/catalog";
import { DeployError } from "../../../model/errors";
import { withRequirementsOf } from "../../../model/release/serviceComposition";
import type { Engine } from "../../engine/engine";
import { ENGINE_PROCESS } from "../../engine/run/engineProcess";
import { openStageEngine } from "../../engine/stageEngine";
import { refuseMissingHandlers } from "./build";
import type { Deployment } from "../deployment";
import { assertNotFrozen } from "../../lock/freeze";
import type { HeldLease } from "../../lock/lease";
import { requireRecordedState } from "../../state/recordedState";
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
  const { session } = deployment;
  const { requireAccount } = await import("../../aws/account/identity");
  // The identity first: other checks could ask the wrong account.
  const caller = await requireAccount(session.target);
  // At once: it is closed whatever fails.
  const opened = Object.assign(deployment, { caller, engine: openEngineEarly(deployment) });
  const findings = await findingsOf(deployment, source, lease);
  if (findings.length > 0) throw combineFindings(findings);
  await requireAllowedResources(opened);
  if (lease === "taken") deployment.lease = await leaseFor(deployment, caller);
  return { kind: "done", gives: { caller, engine: opened.engine } };
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

/** Opens the engine while checks and build run. Its error shows when the engine is first used. */
function openEngineEarly({ context, session }: Deployment): Promise<Engine> {
  const engine = openStageEngine(context, session, "run");
  engine.catch(() => undefined);
  return engine;
}

async function findingsOf(
  deployment: Deployment,
  source: CatalogSource,
  lease: LeaseNeed,
): Promise<readonly DeployError[]> {
  const { session, catalog } = deployment;
  const { requireBootstrapped } = await import("../../aws/account/bootstrap");
  const { requireConcurrency } = await import("../../aws/account/concurrency");
  const { requireDelegation } = await import("../../aws/account/delegation");
  const checks = [
    requireBootstrapped(session.target).then(() => requireRecordedState(deployment.context, session)),
    // An earlier release has its certificate: a DNS failure must not block a rollback.
    ...(source === "earlier release" ? [] : [requireDelegation(session.target, session.stage)]),
    ...(lease === "taken" ? [assertNotFrozen(deployment.context, session, deployment.request.overrides)] : []),
    ...(catalog === undefined
      ? []
      : [
          requireParameters(deployment, requirementsOf(deployment, catalog)),
          requireConcurrency(session.target, session.stage, catalog),
        ]),
  ];
  const settled = await Promise.allSettled(checks);
  return settled.flatMap((result) => {
    if (result.status === "fulfilled") return [];
    if (result.reason instanceof DeployError) return [result.reason];
    throw result.reason;
  });
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
  if (missingRequired.length === 0) return;
  throw new DeployError(
    "PARAMETERS_MISSING",
    `Required parameters or secrets are missing: ${missingRequired.join(", ")}.`,
    `Create them: \`bin/deploy secrets init ${stage.name}\`.`,
  );
}

/** Several findings as one error; a single one as itself. Duplicates are removed. */
function combineFindings(all: readonly DeployError[]): DeployError {
  const findings = [...new Map(all.map((finding) => [finding.what, finding])).values()];
  const [first] = findings;
  if (first !== undefined && findings.length === 1) return first;
  return new DeployError(
    "PREFLIGHT",
    findings.map((finding) => `- ${finding.what}`).join("\n"),
    findings.map((finding) => `- ${finding.remedy}`).join("\n"),
  );
}
