import { type Aws, unlessGone } from "../aws/aws";
import { withoutMarks } from "../schema/check";
import { diff } from "../comparison/diff";
import { defaultsOf, type LiveResource, inputsToKeep, outputsOf, reconcile } from "../comparison/found";
import { NotAvailableError } from "../aws/jsonCall";
import { describe, operate, UnfinishedError } from "./operation";
import type { Live, Row } from "../schema/row";
import type { Resource, Session } from "./session";
import { isRecord, type Properties, stableText, type Value } from "../values/values";

const UNAVAILABLE = Symbol("not available in the emulator");

/** The call's result, or UNAVAILABLE where the row allows for a missing service and the emulator has none. */
async function unlessUnavailable<T>(row: Row, call: Promise<T>): Promise<T | typeof UNAVAILABLE> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof NotAvailableError && row.unavailableId !== undefined) return UNAVAILABLE;
    throw error;
  }
}

/** Records the inputs without creating a resource, and reports that to the engine. */
async function recordOnly(
  session: Session,
  { row, urn }: Resource,
  inputs: Properties,
): Promise<{ readonly id: string; readonly state: Properties }> {
  const given = withoutMarks(inputs);
  await session.notify(
    urn,
    `not available here: the emulator has no service for ${row.token}; recorded, but not created`,
  );
  const outputs = Object.fromEntries(row.outputs.map((name) => [name, ""]));
  return { id: row.unavailableId?.(given) ?? urn, state: { ...outputs, ...given, region: session.aws.region } };
}

export async function create(
  session: Session,
  resource: Resource,
  inputs: Properties,
): Promise<{ readonly id: string; readonly state: Properties }> {
  const { row } = resource;
  const { aws } = session;
  const given = { tagsAll: {}, ...withoutMarks(inputs) } as never;
  return operate(resource, "create", async () => {
    await session.rates?.take(row.token, "create", given);
    const id = await unlessUnavailable(row, row.create(aws, given));
    if (id === UNAVAILABLE) return recordOnly(session, resource, inputs);
    try {
      await row.settle?.(aws, id, given);
      const live = await unlessGone(row.read(aws, id, inputs));
      if (live === undefined) throw new Error("created, but a read does not find it");
      const { state } = reconcile(row, live, inputs, session);
      session.rates?.created(row.token, state);
      return { id, state };
    } catch (error) {
      throw new UnfinishedError(id, inputs, `create of ${row.token} "${resource.name}" (${id}): ${describe(error)}`);
    }
  });
}

/** The live resource, or undefined where it does not exist. Without known inputs it is an import. */
export async function read(
  session: Session,
  resource: Resource,
  id: string,
  known: { readonly inputs: Properties; readonly state: Properties },
): Promise<LiveResource | undefined> {
  const { row } = resource;
  return operate(resource, "read", async () => {
    await session.rates?.take(row.token, "read", known.inputs);
    const state = withoutMarks(known.state);
    const live = await unlessGone(unlessUnavailable(row, row.read(session.aws, id, state)));
    if (live === undefined) return undefined;
    if (live === UNAVAILABLE) return { inputs: known.inputs, state: known.state };
    const inputs = Object.keys(known.inputs).length > 0 ? withoutMarks(known.inputs) : state;
    const assumed = Object.keys(inputs).length > 0 ? inputs : defaultsOf(row);
    const found = reconcile(row, live, { ...outputsOf(row, state), ...assumed }, session);
    return { inputs: inputsToKeep(row, found.inputs, inputs), state: found.state };
  });
}

function tagMap(value: Value | undefined): Readonly<Record<string, string>> {
  return isRecord(value) ? (value as Readonly<Record<string, string>>) : {};
}

async function writeTags(
  aws: Aws,
  row: Row,
  id: string,
  state: Properties,
  olds: Properties,
  news: Properties,
): Promise<void> {
  const before = tagMap(olds["tagsAll"]);
  const after = tagMap(news["tagsAll"]);
  if (row.retag === undefined || stableText(before) === stableText(after)) return;
  const set = Object.fromEntries(Object.entries(after).filter(([key, value]) => before[key] !== value));
  const removed = Object.keys(before).filter((key) => !(key in after));
  await row.retag(aws, { id, state, set, removed });
}

export async function update(
  session: Session,
  resource: Resource,
  id: string,
  known: { readonly inputs: Properties; readonly state: Properties },
  news: Properties,
): Promise<Properties> {
  const { row } = resource;
  const { aws } = session;
  const olds = withoutMarks(known.inputs);
  const wanted = withoutMarks(news);
  return operate(resource, "update", async () => {
    await session.rates?.take(row.token, "update", wanted);
    const change = async (): Promise<Live | undefined> => {
      const changed = new Set(diff(row, olds, wanted).changes.map(({ property }) => property));
      const besidesTags = [...changed].some((name) => name !== "tags" && name !== "tagsAll");
      if (besidesTags) {
        await row.update?.(aws, { id, olds: olds, news: wanted, changed, state: known.state });
      }
      await writeTags(aws, row, id, known.state, olds, wanted);
      return row.read(aws, id, { ...outputsOf(row, known.state), ...wanted });
    };
    const state = { ...outputsOf(row, known.state), ...wanted };
    const live = await unlessGone(unlessUnavailable(row, change())).catch((error: unknown) => {
      // As the official provider does: it is unknown which calls succeeded, so the state records the failure.
      throw new UnfinishedError(id, state, `update of ${row.token} "${resource.name}" (${id}): ${describe(error)}`);
    });
    if (live === UNAVAILABLE) return (await recordOnly(session, resource, wanted)).state;
    if (live === undefined) throw new Error("gone while it was updated; refresh, then deploy again");
    return reconcile(row, live, state, session).state;
  });
}

export async function remove(session: Session, resource: Resource, id: string, state: Properties): Promise<void> {
  await operate(resource, "delete", async () => {
    await session.rates?.take(resource.row.token, "delete", state);
    await unlessGone(unlessUnavailable(resource.row, resource.row.remove(session.aws, id, state)));
  });
}
