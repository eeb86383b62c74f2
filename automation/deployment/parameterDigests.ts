import {
  mergedDigests,
  parameterDigests,
  type ChangingFunctions,
  type ParameterDigests,
  type StoredVersions,
} from "../../model/release/parameterDigests";
import { lastGoodRecord, servingRecord } from "../../model/release/record";
import { DeployError } from "../../model/errors";
import { cutList } from "../shortList";
import type { SecretsStatus } from "../secrets/check";
import type { Deployment, With } from "./deployment";

/**
 * Digest by function of the versions of the parameters and secrets that it reads. Versions are today's, also in a rollback:
 * functions read current values, whatever their code. Functions that a deployment may not change keep theirs.
 */
export async function digestsOf(deployment: With<"release">): Promise<ParameterDigests> {
  deployment.parameterDigests ??= await readDigests(deployment);
  return deployment.parameterDigests;
}

async function readDigests(deployment: With<"release">): Promise<ParameterDigests> {
  const { session, release } = deployment;
  const stored = (deployment.stored ??= await readStored(deployment));
  if (stored === null) return liveDigests(deployment);
  noteKeptValues(deployment, stored);
  const today = parameterDigests(session.stage, release.catalog, versionsOf(stored));
  const changing = changingFunctions(deployment);
  return changing.kind === "all" ? today : mergedDigests(today, await liveDigests(deployment), changing);
}

/** A rollback changes no value: what was encrypted or signed since needs today's. */
function noteKeptValues(
  { context, parametersThen = {} }: Deployment,
  { present }: Pick<SecretsStatus, "present">,
): void {
  const changed = Object.entries(parametersThen).filter(([name, version]) => (present[name] ?? version) !== version);
  if (changed.length === 0) return;
  const names = changed.map(
    ([name, version]) => `${name} (version ${String(version)} then, ${String(present[name])} now)`,
  );
  context.terminal.note(`Parameters keep today's values: ${cutList(names, 5)}`);
}

/** Those that the functions have now. As in `restoreRecord`: an automatic rollback does not start from the failed release. */
async function liveDigests({ session, origin }: Deployment): Promise<ParameterDigests> {
  const { readRecordsSinceLive } = await import("../aws/buckets/releases");
  const records = await readRecordsSinceLive(session.target, session.stage);
  const isAutomatic = origin?.kind === "rollback" && origin.automatic;
  return (isAutomatic ? lastGoodRecord(records) : servingRecord(records))?.parameterDigests ?? {};
}

function changingFunctions({ request: { services }, changing }: Deployment): ChangingFunctions {
  if (changing !== undefined) return changing;
  return services.length === 0 ? { kind: "all" } : { kind: "services", services };
}

/** null: they cannot be read, which must not stop a rollback. */
async function readStored({ context, session, release, origin }: With<"release">): Promise<SecretsStatus | null> {
  const { checkSecrets } = await import("../secrets/check");
  try {
    return await checkSecrets(session.target, session.stage, release.catalog);
  } catch (error) {
    if (origin?.kind !== "rollback" || !(error instanceof DeployError)) throw error;
    context.terminal.warn(`Functions keep the versions of parameters that they have: ${error.what}`);
    return null;
  }
}

function versionsOf({ present, secretVersions }: Pick<SecretsStatus, "present" | "secretVersions">): StoredVersions {
  return {
    ...Object.fromEntries(Object.entries(present).map(([name, version]) => [name, String(version)])),
    ...secretVersions,
  };
}
