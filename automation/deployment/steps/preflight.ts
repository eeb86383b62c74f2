import { assertAccount, type CallerIdentity } from "../../aws/account/identity";
import { DeployError } from "../../../model/errors";
import type { Catalog } from "../../../model/catalog/schema/catalog";
import { FINDINGS } from "../../../model/preflight/findings";
import { withRequirementsOf } from "../../../model/release/serviceComposition";
import { lazyEngine, type LazyEngine } from "../../engine/lazyEngine";
import { ENGINE_PROCESS } from "../../engine/run/engineProcess";
import { openStageEngine } from "../../engine/stageEngine";
import { refuseMissingHandlers } from "./build";
import type { Deployment, With } from "../deployment";
import type { HeldLease } from "../../lock/lease";
import type { CheckedResult } from "../../preflight/run";
import type { Purpose, Readings, Subject } from "../../preflight/subject";
import { requireAllowedResources, requireServices } from "../preconditions/requestedNames";
import { asksPulumi, type CatalogSource } from "../request";
import { isComparable } from "./compare";
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
      await begin(deployment);
      const { cachedCheckedCatalog } = await import("../../catalog/catalogCache");
      const catalog = await cachedCheckedCatalog(deployment.context.wiring.root);
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
  source: Exclude<CatalogSource, "working-tree">,
  lease: LeaseNeed,
): Step<never, "caller" | "engine"> {
  return {
    kind: "preflight",
    params: { catalog: source, lease, handlers: "not needed" },
    description: DESCRIPTION,
    run: (deployment) => preflight(deployment, source, lease),
  };
}

/** Starts what takes time and needs no catalog: the sign-in. */
async function begin(deployment: Deployment): Promise<With<"engine">> {
  const readings = await readingsFor(deployment);
  // At once: it is closed whatever fails.
  const engine = (deployment.engine ??= engineOf(deployment, readings));
  return Object.assign(deployment, { engine });
}

/** Checks everything that can be checked before the build. Collects all findings before it fails. */
async function preflight(
  deployment: Deployment,
  source: CatalogSource,
  lease: LeaseNeed,
): Promise<Extract<StepEnd<"caller" | "engine">, { readonly kind: "done" }>> {
  const opened = await begin(deployment);
  const subject = await subjectOf(deployment, source, lease);
  // It is needed in any case; otherwise `compare` decides.
  if (source === "earlier release") void opened.engine.open();
  // What a build may turn out not to change is compared first.
  await (source === "working-tree" ? checkFirst(deployment, subject) : checkAll(deployment, subject));
  const { caller } = await subject.readings.signIn();
  deployment.caller = caller;
  // What is to be adopted is not on the stage yet: the step that adopts checks it.
  if (deployment.request.adopt.length === 0) await requireAllowedResources(opened);
  const catalog = catalogOfAllParameters(subject, deployment);
  if (catalog !== null) deployment.stored = await subject.readings.secrets(catalog);
  if (lease === "taken") deployment.lease = await leaseFor(deployment, caller).catch(checksFirst(deployment));
  return { kind: "done", gives: { caller, engine: opened.engine } };
}

async function checkAll(deployment: Deployment, subject: Subject): Promise<void> {
  const { checkStage } = await import("../../preflight/run");
  await stopForFindings(deployment, await checkStage(subject));
}

/**
 * Runs the checks that matter in any case, and leaves the others to `checkChanges` where the stage may turn out to be what is deployed.
 * Where one finds an error, all run: the user learns of every error at once.
 */
async function checkFirst(deployment: Deployment, subject: Subject): Promise<void> {
  const { checkStage, preflightError } = await import("../../preflight/run");
  const { PREFLIGHT } = await import("../../preflight/checks");
  const { isOfChanges } = await import("../../preflight/check");
  const later = PREFLIGHT.filter(isOfChanges);
  const [checked, areRead, mayEnd] = await Promise.all([
    checkStage(
      subject,
      PREFLIGHT.filter((check) => !isOfChanges(check)),
    ),
    readParameters(deployment, subject),
    mayBeUnchanged(deployment, subject),
  ]);
  if (!(await isIdentified(subject))) return stopForFindings(deployment, checked);
  if (!mayEnd || !areRead || preflightError(checked) !== null)
    return stopForFindings(deployment, [...checked, ...(await checkStage(subject, later))]);
  await stopForFindings(deployment, checked);
  let running: Promise<void> | undefined;
  deployment.checkChanges = () =>
    (running ??= checkStage(subject, later).then((results) => stopForFindings(deployment, results)));
}

/** The others must not ask another account. */
async function isIdentified({ session, readings }: Subject): Promise<boolean> {
  try {
    assertAccount(session.target, (await readings.signIn()).caller);
    return true;
  } catch (error) {
    if (error instanceof DeployError) return false;
    throw error;
  }
}

/** Whether `compare` may end this deployment, by the records alone. */
async function mayBeUnchanged({ request }: Deployment, subject: Subject): Promise<boolean> {
  if (asksPulumi(request) || !(await isIdentified(subject))) return false;
  const [newest] = await subject.readings.records().catch(() => []);
  return newest !== undefined && isComparable(newest);
}

/** Reads the versions of parameters beside the first checks. @returns false where AWS refuses: their own check reports it */
async function readParameters(deployment: Deployment, subject: Subject): Promise<boolean> {
  const catalog = catalogOfAllParameters(subject, deployment);
  if (catalog === null) return true;
  if (!(await isIdentified(subject))) return false;
  return subject.readings.secrets(catalog).then(
    () => true,
    (error: unknown) => {
      if (error instanceof DeployError) return false;
      throw error;
    },
  );
}

/** null: it is not known, or it is of some services only, and not all that the release reads */
function catalogOfAllParameters({ catalog }: Subject, { request }: Deployment): Catalog | null {
  return request.services.length === 0 ? catalog : null;
}

const PURPOSES: Readonly<Record<CatalogSource, Purpose>> = {
  "working-tree": "build",
  release: "promotion",
  "earlier release": "rollback",
  "backup set": "restore",
};

async function subjectOf(deployment: Deployment, source: CatalogSource, lease: LeaseNeed): Promise<Subject> {
  const { context, session, request, catalog } = deployment;
  return {
    context,
    purpose: PURPOSES[source],
    locks: lease === "taken",
    session,
    catalog: catalog === undefined ? null : requirementsOf(deployment, catalog),
    overrides: request.overrides,
    readings: await readingsFor(deployment),
  };
}

/** Read once for all checks of a deployment. */
async function readingsFor(deployment: Deployment): Promise<Readings> {
  const { readingsOf } = await import("../../preflight/subject");
  deployment.readings ??= readingsOf(deployment.context.wiring.root, deployment.session);
  return deployment.readings;
}

/** Prints warnings. @throws DeployError of the errors: a single one, or PREFLIGHT */
async function stopForFindings({ context }: Deployment, checked: readonly CheckedResult[]): Promise<void> {
  const { findingsOf, preflightError } = await import("../../preflight/run");
  const error = preflightError(checked);
  if (error !== null) throw error;
  for (const { code, detail, remedy } of findingsOf(checked))
    if (code !== null && FINDINGS[code].severity === "warning") context.terminal.warn(`${code}: ${detail} ${remedy}`);
}

/** A role without permissions learns of all of them, and not only of that to write the lease. */
function checksFirst(deployment: Deployment): (error: unknown) => Promise<never> {
  return async (error) => {
    if (error instanceof DeployError && error.code === "AWS") await deployment.checkChanges?.();
    throw error;
  };
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
 * The engine, which opens when it is needed, once the identity is that of the stage. Its error shows when it is first used.
 */
function engineOf({ context, session }: Deployment, readings: Readings): LazyEngine {
  return lazyEngine(async () => {
    const { caller } = await readings.signIn();
    assertAccount(session.target, caller);
    return openStageEngine(context, session, "run");
  });
}

/** Requirements of services that are not deployed are not checked. */
function requirementsOf({ request }: Deployment, catalog: Catalog): Catalog {
  return request.services.length === 0 ? catalog : withRequirementsOf(catalog, request.services);
}

function sourceOf({ restoring }: Deployment): CatalogSource {
  return restoring === undefined ? "release" : "backup set";
}

/**
 * Checks what a release needs that was not known before, and reads the versions of its parameters.
 * @throws DeployError PARAMETERS_MISSING, PREFLIGHT
 */
export async function checkFetchedRelease(deployment: Deployment, catalog: Catalog): Promise<void> {
  const { checkRelease } = await import("../../preflight/run");
  await stopForFindings(
    deployment,
    await checkRelease(await subjectOf({ ...deployment, catalog }, sourceOf(deployment), "taken")),
  );
  deployment.stored = await (await readingsFor(deployment)).secrets(catalog);
}
