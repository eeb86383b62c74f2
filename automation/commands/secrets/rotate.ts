import { randomBytes } from "node:crypto";
import type { Catalog } from "../../../model/catalog/schema/catalog";
import { readersOf } from "../../../model/catalog/secretReaders";
import type { DeploymentResult } from "../../deployment/deployment";
import { planRotation } from "../../deployment/plans/rotation";
import { rotatableEntry, type Rotatable } from "../../secrets/rotation/prepare";
import { unfinishedRotation, type RotationAction } from "../../secrets/rotation/rotation";
import { checkValues } from "../../secrets/values";
import type { Session } from "../../session";
import type { CommandOptions, CommandResult, Context } from "../command";
import { deploy, deployRequest } from "../deploymentCommand";
import { givenValue, type GivenValues } from "./givenValue";
import type { RotateDocument } from "../../documents/deployments";

/** Replaces a value, and deploys the functions that read it. */
export async function rotate(
  context: Context,
  session: Session,
  catalog: Catalog,
  name: string,
  given: GivenValues | null,
  options: CommandOptions,
): Promise<CommandResult> {
  const { stage } = session;
  const action: RotationAction = options["undo"] === true ? "undo" : "rotate";
  const rotatable = rotatableEntry(stage, catalog, name);
  const request = { ...(await deployRequest(context, stage.name, options)), verify: true };
  const value =
    action === "undo" || options["dryRun"] === true ? null : await newValue(context, session, rotatable, name, given);
  const plan = planRotation(request, { action, rotatable, value });
  const command = ["secrets rotate", rotatable.part, ...(action === "undo" ? ["--undo"] : [])];
  const result = await deploy(context, request, plan, options, command, rotationSummary);
  return result;
}

/** null: an interrupted rotation has a value already. */
async function newValue(
  context: Context,
  session: Session,
  { entry, part }: Rotatable,
  name: string,
  given: GivenValues | null,
): Promise<string | null> {
  if (given === null && (await isInterrupted(session, part, entry.name))) return null;
  const value =
    given === null && typeof entry.from === "object"
      ? randomBytes(entry.from.random).toString("base64")
      : await givenValue(context, { entry, part, name }, given);
  checkValues([entry], { [part]: value });
  return value;
}

/** Whether a rotation was interrupted after it wrote the value. Decided again when the lease is taken. */
async function isInterrupted({ target, stage }: Session, part: string, name: string): Promise<boolean> {
  const { readRecentRecords } = await import("../../aws/buckets/releases");
  const { storedEntries } = await import("../../secrets/check");
  const unfinished = unfinishedRotation(await readRecentRecords(target, stage), { part });
  if (unfinished?.action !== "rotate") return false;
  return (await storedEntries(target, [{ name }])).get(name)?.version === unfinished.to;
}

/** What the summary of a deployment says of its rotation. */
function rotationSummary({ deployment }: Extract<DeploymentResult, { readonly kind: "deployed" | "unchanged" }>): {
  readonly lines: readonly string[];
  readonly data: Pick<RotateDocument, "rotation">;
} {
  const { rotation, session, release } = deployment;
  if (rotation === undefined) return { lines: [], data: {} };
  const { part, from, to, action, overlapUntil, versions } = rotation;
  const { stage } = session;
  const readers = [...new Set(Object.keys(versions).flatMap((name) => readersOf(stage, release.catalog, { name })))];
  const until = overlapUntil?.toISOString() ?? null;
  return {
    lines: [
      `${part}: version ${from} before, version ${to} now; ${readers.length === 0 ? "no function reads it" : `read by ${readers.join(", ")}`}`,
      ...(until === null
        ? []
        : [`The value before is accepted until ${until.slice(0, 16).replace("T", " ")} UTC at least`]),
      `Bring the value before back: \`bin/deploy secrets rotate ${stage.name} ${part} --undo\``,
    ],
    data: { rotation: { name: part, action, from, to, readers, overlapUntil: until } },
  };
}
