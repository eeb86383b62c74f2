import { DeployError } from "../../../model/errors";
import { storedParameters, valueOfVersion, type StoredParameter } from "../storedParameters";
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
} from "./rotation";

/*
 * A parameter has numbered versions, and keeps the last 100. The value that is replaced is first written to the parameter
 * that the catalog names as `previous`, so that a crash between the two writes loses nothing: the next run finds the
 * current value there, and continues.
 */

/** @throws DeployError SECRETS_INPUT, SECRETS_OVERLAP, AWS */
export async function prepareParameterRotation(request: RotationRequest): Promise<PreparedRotation> {
  const { entry, action, value } = request;
  const { current, previous } = await readState(request);
  if (isContinued(request, current.version) && (action === "undo" || value === null || value === current.value))
    return continued(request, current);
  const next = await nextValue(request, current);
  const keeps = request.previous !== null && previous?.value !== current.value;
  if (keeps && previous?.value !== next) requireOverlapOver(request, previous?.changedAt);
  const to = String(Number(current.version) + 1);
  const keptVersion = String(Number(previous?.version ?? "0") + (keeps ? 1 : 0));
  const writes = [
    ...(keeps && request.previous !== null
      ? [{ entry: request.previous, value: current.value, from: previous?.version ?? null, to: keptVersion }]
      : []),
    { entry, value: next, from: current.version, to },
  ];
  return {
    action,
    part: request.part,
    from: current.version,
    to,
    versions: {
      [entry.name]: to,
      ...(request.previous === null ? {} : { [request.previous.name]: keptVersion }),
    },
    isWritten: false,
    overlapUntil: overlapEnd(entry, request.now),
    write: () => writeAll(request, writes),
    revert: () => revert(request, { from: current.version, to }),
  };
}

interface State {
  readonly current: StoredParameter;
  readonly previous: StoredParameter | undefined;
}

async function readState(request: RotationRequest): Promise<State> {
  const { target, entry, previous } = request;
  const names = [entry.name, ...(previous === null ? [] : [previous.name])];
  const stored = await storedParameters(target, names, "decrypted");
  const current = stored.get(entry.name);
  if (current === undefined) throw notStored(request);
  for (const one of [entry, previous])
    if (one !== null) requireType(request.stage, one.name, one.parameterType, stored.get(one.name));
  return { current, previous: previous === null ? undefined : stored.get(previous.name) };
}

/** AWS does not change the type of a parameter. */
function requireType(stage: string, name: string, type: string | null, stored: StoredParameter | undefined): void {
  if (stored === undefined || type === null || stored.type === type) return;
  throw new DeployError(
    "SECRETS_INPUT",
    `${name} of ${stage} is a ${stored.type}, and the catalog says ${type}: AWS does not change the type of a parameter. Nothing was changed.`,
    `Note the value, delete the parameter (\`aws ssm delete-parameter --name ${name}\`), and create it: \`bin/deploy secrets set ${stage} ${name}\`.`,
  );
}

async function nextValue(request: RotationRequest, current: StoredParameter): Promise<string> {
  if (request.action === "rotate") {
    if (request.value === null) throw new TypeError("a rotation needs a value");
    if (request.value === current.value) throw sameValue(request);
    return request.value;
  }
  requireWritten(request, current.version);
  const before = Number(current.version) - 1;
  if (before < 1) throw nothingToUndo(request, "it has one version only");
  const value = await valueOfVersion(request.target, request.entry.name, before);
  if (value === null) throw nothingToUndo(request, `AWS no longer has version ${String(before)}`);
  if (value === current.value) throw nothingToUndo(request, `version ${String(before)} has the same value`);
  return value;
}

/** An interrupted rotation has written the values: the readers are left. */
function continued(request: RotationRequest, current: StoredParameter): PreparedRotation {
  const { entry, unfinished, action, part } = request;
  const versions = { from: unfinished?.from ?? current.version, to: current.version };
  return {
    action,
    part,
    ...versions,
    versions: { [entry.name]: current.version },
    isWritten: true,
    overlapUntil: overlapEnd(entry, current.changedAt),
    write: () => Promise.resolve(),
    revert: () => revert(request, versions),
  };
}

interface Write {
  readonly entry: RotationRequest["entry"];
  readonly value: string;
  /** null: it does not exist */
  readonly from: string | null;
  readonly to: string;
}

/** In order: the old value must be kept before the new one replaces it. */
async function writeAll(request: RotationRequest, writes: readonly Write[]): Promise<void> {
  const { target } = request;
  const stored = await storedParameters(
    target,
    writes.map(({ entry }) => entry.name),
    "encrypted",
  );
  for (const { entry, from } of writes) {
    const found = stored.get(entry.name)?.version ?? null;
    if (found !== from) throw conflict(request, found ?? "none");
  }
  for (const { entry, value, to } of writes) {
    const { after } = await entry.set(target, entry.name, value, request.entry.name);
    if (after !== to) throw conflict(request, after);
  }
}

/** The new value becomes the previous one: what was signed with it in the meantime is still accepted. */
async function revert(request: RotationRequest, { from, to }: { readonly from: string; readonly to: string }) {
  const { target, entry } = request;
  const { current, previous } = await readState(request);
  if (current.version !== to) return false;
  const old = await valueOfVersion(target, entry.name, Number(from));
  if (old === null) throw nothingToUndo(request, `AWS no longer has version ${from}`);
  if (request.previous !== null && previous?.value !== current.value)
    await request.previous.set(target, request.previous.name, current.value, entry.name);
  await entry.set(target, entry.name, old);
  return true;
}
