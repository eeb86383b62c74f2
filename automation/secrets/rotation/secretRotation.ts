import { randomUUID } from "node:crypto";
import { currentSecret, moveCurrentLabel, putSecretVersion, storedSecrets, type StoredSecret } from "../storedSecrets";
import { overlapEnd, requireOverlapOver } from "./overlap";
import {
  conflict,
  isContinued,
  notStored,
  nothingToUndo,
  requireWritten,
  sameValue,
  type PreparedRotation,
  type RotationRequest,
  type RotationVersions,
} from "./rotation";

/*
 * Secrets Manager labels two versions: AWSCURRENT, and the one before it AWSPREVIOUS, which functions may read during the
 * overlap. It moves both labels in one call, so that no crash can lose a value. The id of a new version is ours.
 */

/** @throws DeployError SECRETS_INPUT, SECRETS_OVERLAP, AWS */
export async function prepareSecretRotation(request: RotationRequest): Promise<PreparedRotation> {
  const { action, part, entry, unfinished, value } = request;
  const stored = await readStored(request);
  if (unfinished !== null && isContinued(request, stored.version) && (action === "undo" || value === null))
    return prepared(request, unfinished, { isWritten: true, write: () => Promise.resolve() });
  if (action === "undo") {
    requireWritten(request, stored.version);
    const { previousVersion: before } = stored;
    if (before === null) throw nothingToUndo(request, "Secrets Manager has no version with the label AWSPREVIOUS");
    const versions = { from: stored.version, to: before };
    return prepared(request, versions, { isWritten: false, write: () => moveLabel(request, versions) });
  }
  if (value === null) throw new TypeError("a rotation needs a value");
  const { text, changed } = await currentSecret(request.target, entry.name, part, value);
  if (!changed) throw sameValue(request);
  // Without an overlap nothing reads the version before.
  requireOverlapOver(request, stored.previousVersion === null ? undefined : stored.changedAt);
  const versions = { from: stored.version, to: randomUUID() };
  return prepared(request, versions, {
    isWritten: false,
    write: async () => {
      const { version } = await readStored(request);
      if (version !== versions.from) throw conflict(request, version);
      await putSecretVersion(request.target, entry.name, text, versions.to);
    },
  });
}

async function readStored(request: RotationRequest): Promise<StoredSecret> {
  const { target, entry } = request;
  const stored = (await storedSecrets(target, [entry])).get(entry.name);
  if (stored === undefined) throw notStored(request);
  return stored;
}

function prepared(
  request: RotationRequest,
  { from, to }: RotationVersions,
  { isWritten, write }: Pick<PreparedRotation, "isWritten" | "write">,
): PreparedRotation {
  const { action, part, entry, now } = request;
  return {
    action,
    part,
    from,
    to,
    versions: { [entry.name]: to },
    isWritten,
    overlapUntil: overlapEnd(entry, now),
    write,
    revert: async () => {
      const { version } = await readStored(request);
      if (version !== to) return false;
      await moveCurrentLabel(request.target, entry.name, { from: to, to: from });
      return true;
    },
  };
}

async function moveLabel(request: RotationRequest, versions: RotationVersions): Promise<void> {
  const { version } = await readStored(request);
  if (version !== versions.from) throw conflict(request, version);
  await moveCurrentLabel(request.target, request.entry.name, versions);
}
