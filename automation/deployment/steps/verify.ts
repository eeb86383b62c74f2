import { DeployError } from "../../../model/errors";
import type { Release } from "../../../model/release/release";
import { functionsOnStage } from "../../../model/stage/functions";
import { backendPath } from "../../build/settings";
import { catalogLocator } from "../../catalog/catalogLocator";
import { addressesOf } from "../../verification/addresses";
import type { Subject } from "../../verification/subject";
import { checkServedVersions } from "../../verification/servedVersions";
import { testDataJournal } from "../../verification/testData/testDataJournal";
import { NO_CHECKS, verificationError, WRITE_CHECKS } from "../../verification/verificationError";
import { leftoverHandling, verifyStage } from "../../verification/verify";
import type { Change } from "../../engine/changes/change";
import { allChanges, signalOf, type With } from "../deployment";
import { DONE, type StepEnd } from "../step";
import { versionsOf } from "../newVersions";

const FUNCTION = "aws:lambda/function:Function";

/** Verifies the stage with the release's checks. */
export async function verify(deployment: With<"release" | "outputs">): Promise<StepEnd> {
  const { context, session, origin, retryCommand } = deployment;
  const subject = await subjectOf(deployment);
  const occasion = { kind: origin?.kind === "rollback" ? "rollback" : "deployment" } as const;
  const [checked, served] = await Promise.all([
    verifyStage(subject, occasion, { terminal: context.terminal, signal: signalOf(deployment) }),
    checkServedVersions(subject, true),
  ]);
  const results = served === null ? checked : [...checked, served];
  deployment.checks = results;
  if (results.length === 0 && !signalOf(deployment).aborted) {
    context.terminal.warn(`Not verified: ${NO_CHECKS}. ${WRITE_CHECKS}`);
    return DONE;
  }
  const remedy = `See the logs: \`bin/deploy logs ${session.stage.name}\`, fix it, then \`${retryCommand}\`.`;
  const error = verificationError(results, session.stage, remedy, leftoverHandling(occasion.kind));
  if (error === null || signalOf(deployment).aborted) return DONE;
  throw new DeployError(error.code, `The deployment is in place, and ${lowerFirst(error.what)}`, error.remedy);
}

function lowerFirst(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}

async function subjectOf(deployment: With<"release" | "outputs">): Promise<Subject> {
  const { context, session, record, origin, request } = deployment;
  const { outputs } = deployment;
  const built = origin === undefined && request.services.length === 0;
  const release = withChecks(deployment.release, deployment.newest?.release);
  return {
    ...session,
    release,
    ...addressesOf(outputs),
    journal: testDataJournal(session.target, session.stage),
    since: (record?.id ?? Math.floor(Date.now() / 1_000)) * 1_000,
    versions: versionsOf(deployment),
    changed: changedFunctions(deployment),
    created: createdFunctions(deployment),
    backend: built ? await backendPath(context.wiring.root) : null,
    locate: catalogLocator(context.wiring.root, release.catalog),
  };
}

/** A release without checks uses those of the release that it replaces. */
function withChecks(release: Release, newest: Release | undefined): Release {
  if (newest === undefined || Object.keys(release.catalog.checks.checks).length > 0) return release;
  return { ...release, catalog: { ...release.catalog, checks: newest.catalog.checks } };
}

/** Functions that the deployment changed, by id; null: all, because the API changed. */
function changedFunctions(deployment: With<"release">): ReadonlySet<string> | null {
  if (deployment.changes === undefined) return null;
  const changes = allChanges(deployment);
  return changes.some(({ type }) => type.startsWith("aws:apigatewayv2/")) ? null : functionsOf(deployment, changes);
}

function createdFunctions(deployment: With<"release">): ReadonlySet<string> {
  const creations = allChanges(deployment).filter(({ kind }) => kind === "create");
  return functionsOf(deployment, creations);
}

/** Ids of the functions among changes. */
function functionsOf({ release, session }: With<"release">, changes: readonly Change[]): ReadonlySet<string> {
  const touched = new Set(changes.flatMap(({ type, name }) => (type === FUNCTION ? [name] : [])));
  const own = functionsOnStage(session.stage, release).filter(({ service, name }) =>
    touched.has(`${service.service}-${name}`),
  );
  return new Set(own.map(({ id }) => id));
}
