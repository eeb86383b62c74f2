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

/** Whether the stage is locked: a preview writes nothing, and needs no lease. */
export type LeaseNeed = "taken" | "not needed";

const DESCRIPTION = "check identity, account, bootstrap, parameters and the catalog";

/** Before a release that is built from the working tree. @param handlers whether missing ones are refused first of all */
export function preflightStep(
  lease: LeaseNeed,
  handlers: "checked" | "not needed",
): Step<never, "caller" | "engine" | "catalog"> {
  return {
    kind: "preflight",
    params: { catalog: "working-tree", lease, handlers },
    description: DESCRIPTION,
    runMigration: async (deployment) => {
      const { loadProjectCatalog } = await import("../../catalog/source");
      const catalog = await loadProjectCatalog(deployment.context.wiring.root);
      const read = Object.assign(deployment, { catalog });
      requireServices(read);
      if (handlers === "checked") await refuseMissingHandlers(read);
      const { gives } = await preflight(deployment, "working-tree", lease);
      return { kind: "done", gives: { catalog, ...gives } };
    },
  };
}

/** Before a release that is there: nothing of the working tree is used. */
export function releasePreflightStep(
  source: "release" | "earlier release",
  lease: LeaseNeed,
): Step<never, "caller" | "engine"> {
  return {
    kind: "preflight",
    params: { catalog: source, lease, handlers: "not needed" },
    description: DESCRIPTION,
    runMigration: (deployment) => preflight(deployment, source, lease),
  };
}

/** Everything that can be known before anything is built. Collects all findings before it stops. */
async function preflight(
  deployment: Deployment,
  source: CatalogSource,
  lease: LeaseNeed,
): Promise<Extract<StepEnd<"caller" | "engine">, { readonly kind: "done" }>> {
  const { session } = deployment;
  const { requireAccount } = await import("../../aws/account/identity");
  // The identity first: every other question would be put to the wrong account.
  const caller = await requireAccount(session.target);
  // At once: whatever fails from here on, it is closed.
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

/** The state is looked up while the rest is checked and built. It is only read: an error is told when it is needed. */
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
    // What the stage had before has its certificate: a DNS that does not answer must not stand in the way back.
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

/** What services need that are not deployed is not asked for. */
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

/** Several findings as one error; a single one as itself. What several checks met alike is said once. */
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
