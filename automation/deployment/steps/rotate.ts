import { readersOf } from "../../../model/catalog/secretReaders";
import { DeployError } from "../../../model/errors";
import { stageWithSettingsOf } from "../../../model/release/composition";
import type { ReleaseRecord } from "../../../model/release/record";
import { count } from "../../ui/duration";
import { servingReleaseOf } from "../../records/servingRelease";
import { unfinishedRotation, type RotationAction } from "../../secrets/rotation/rotation";
import type { Rotatable } from "../../secrets/rotation/prepare";
import type { Deployment, With } from "../deployment";
import { refuseUnfinishedRollback } from "../rollback/unfinishedRollback";
import { DONE, type Step, type StepEnd } from "../step";

/** A value to rotate on a stage. */
export interface RotationOrder {
  readonly action: RotationAction;
  /** As the working tree's catalog declares it. */
  readonly rotatable: Rotatable;
  /** null: to undo, to continue, or for a dry run */
  readonly value: string | null;
}

export function prepareRotationStep(order: RotationOrder): Step<"caller", "release"> {
  const { action, rotatable } = order;
  return {
    kind: "prepare",
    params: { action, name: rotatable.part },
    description: `take the live release; read the versions of ${rotatable.part} and of its previous value`,
    run: (deployment) => prepare(deployment, order),
  };
}

export function writeRotationStep({ action, rotatable: { part, previous } }: RotationOrder): Step<"record"> {
  const first = previous === null ? "" : `keep the current value in ${previous.name}, then `;
  const what = action === "undo" ? `write the earlier value of ${part}` : `write the new value of ${part}`;
  return { kind: "write", params: { action, name: part }, description: `${first}${what}`, run: write };
}

/** The live release with the versions that its parameters will have: only their readers change. */
async function prepare(
  deployment: With<"caller">,
  { action, rotatable, value }: RotationOrder,
): Promise<StepEnd<"release">> {
  const { readRecentRecords } = await import("../../aws/buckets/releases");
  const { checkSecrets } = await import("../../secrets/check");
  const { prepareRotation, rotatableEntry } = await import("../../secrets/rotation/prepare");
  const { context, session, request } = deployment;
  const { target, stage } = session;
  const records = await readRecentRecords(target, stage);
  refuseUnfinishedRollback(stage.name, records);
  const live = servingReleaseOf(records, stage.name);
  const { catalog } = live.release;
  const { part } = rotatable;
  requireSameDeclaration(stage.name, live, rotatable);
  const rotation = await prepareRotation({
    ...rotatableEntry(stage, catalog, part),
    target,
    stage: stage.name,
    action,
    value,
    unfinished: unfinishedRotation(records, { part }),
    overlap: request.overrides.includes("overlap") ? "overridden" : "kept",
    now: new Date(),
  });
  const { present, secretVersions } = await checkSecrets(target, stage, catalog);
  deployment.session = { target, stage: stageWithSettingsOf(stage, live) };
  deployment.rotation = rotation;
  deployment.origin = { kind: "rotation", action, name: part, from: rotation.from, to: rotation.to };
  deployment.stored = withVersions({ present, secretVersions }, rotation.versions);
  const readers = Object.keys(rotation.versions).flatMap((name) => readersOf(stage, catalog, { name }));
  deployment.changing = { kind: "functions", functions: new Set(readers) };
  if (rotation.isWritten)
    context.terminal.note(
      `Continuing: version ${rotation.to} of ${part} is written, ${count(deployment.changing.functions.size, "function")} may not have it yet`,
    );
  return { kind: "done", gives: { release: live.release } };
}

/** The working tree may declare a previous value that the live functions do not read yet. */
function requireSameDeclaration(stage: string, live: ReleaseRecord, { entry, part }: Rotatable): void {
  const parameters = live.release.catalog.parameters;
  const before = Object.hasOwn(parameters, entry.name) ? (parameters[entry.name]?.previous ?? null) : null;
  if (entry.previous === before || entry.parameterType === null) return;
  throw new DeployError(
    "SECRETS_INPUT",
    `The catalog keeps the previous value of ${part} in ${entry.previous ?? "no parameter"}, and release ${String(live.id)} of ${stage} in ${before ?? "no parameter"}. Nothing was changed.`,
    `Deploy the catalog first: \`bin/deploy up ${stage}\`.`,
  );
}

function withVersions(
  { present, secretVersions }: NonNullable<Deployment["stored"]>,
  versions: Readonly<Record<string, string>>,
): NonNullable<Deployment["stored"]> {
  const changed = Object.entries(versions);
  const isSecret = ([name]: readonly [string, string]): boolean => name.startsWith("secret:");
  return {
    present: {
      ...present,
      ...Object.fromEntries(
        changed.filter((one) => !isSecret(one)).map(([name, version]) => [name, Number(version)] as const),
      ),
    },
    secretVersions: { ...secretVersions, ...Object.fromEntries(changed.filter(isSecret)) },
  };
}

/** After the record, which says what an interrupted rotation has to continue, and before the readers change. */
async function write(deployment: With<"record">): Promise<StepEnd> {
  const { rotation, lease, context } = deployment;
  if (rotation === undefined) throw new TypeError("step order: the rotation is not prepared");
  if (rotation.isWritten) return DONE;
  await lease?.confirm();
  await rotation.write();
  context.terminal.note(`${rotation.part}: version ${rotation.to} written`);
  return DONE;
}

/**
 * Brings the old value back before the automatic rollback of a rotation starts new instances, which read it.
 * @throws DeployError with the command that brings it back
 */
export async function revertRotation({ rotation, context, session }: Deployment): Promise<void> {
  if (rotation === undefined) return;
  try {
    if (await rotation.revert())
      context.terminal.note(`${rotation.part}: the value of version ${rotation.from} is back`);
  } catch (error) {
    if (!(error instanceof DeployError)) throw error;
    throw new DeployError(
      error.code,
      `The old value of ${rotation.part} could not be written back: ${error.what}`,
      `Bring it back: \`bin/deploy secrets rotate ${session.stage.name} ${rotation.part} --undo\`.`,
      { cause: error },
    );
  }
}
