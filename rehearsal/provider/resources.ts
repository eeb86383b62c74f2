import { type Aws, during, unlessGone } from "./aws";
import { type CheckContext, checkInputs, type Failure, withoutMarks } from "./check";
import { changesBetween, type PropertyChange, same, TAGS_ALL, withoutChosen } from "./compare";
import type { Operation } from "./faults";
import { NotAvailableError } from "./json-call";
import type { Notify } from "./notices";
import type { Live, Row } from "./row";
import type { Fields, Property } from "./schema";
import { isRecord, type Properties, stableText, toProperties, toValue, UNKNOWN, type Value } from "./values";

/** What one configured provider works with. */
export interface Session {
  readonly aws: Aws;
  readonly defaultTags: Readonly<Record<string, string>>;
  readonly notify: Notify;
}

export interface Resource {
  readonly row: Row;
  readonly urn: string;
  /** Last part of the URN. */
  readonly name: string;
  /** Milliseconds, from the resource's own time limits. */
  readonly timeoutMs: number;
}

/** A resource that exists, but is not as it should be: the engine keeps it, and mends it next time. */
export class UnfinishedError extends Error {
  override readonly name = "UnfinishedError";

  constructor(
    readonly id: string,
    readonly state: Properties,
    reason: string,
  ) {
    super(reason);
  }
}

/** The row's properties and, where it has tags, `tagsAll`. */
function fieldsOf(row: Row): Fields {
  return row.retag === undefined ? row.inputs : { ...row.inputs, tagsAll: TAGS_ALL };
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.name === "Error" ? error.message : `${error.name}: ${error.message}`;
}

/** Runs one operation within its time limit; an error names the resource and what was being done. */
async function operate<T>(resource: Resource, verb: Operation["verb"], work: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    const seconds = Math.round(resource.timeoutMs / 1000);
    timer = setTimeout(() => reject(new Error(`not done within ${seconds} s`)), resource.timeoutMs);
  });
  try {
    const operation: Operation = { type: resource.row.token, name: resource.name, verb };
    return await Promise.race([during(operation, work), limit]);
  } catch (error) {
    if (error instanceof UnfinishedError) throw error;
    throw new Error(`${verb} of ${resource.row.token} "${resource.name}": ${describe(error)}`, { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

/** Which of the tags found are the program's own: all but the default ones, unless the program names these too. */
function ownTags(all: Properties, program: Value | undefined, defaults: Readonly<Record<string, string>>): Properties {
  const named = isRecord(program) ? program : {};
  return Object.fromEntries(Object.entries(all).filter(([key, value]) => key in named || defaults[key] !== value));
}

/** The program's spelling where AWS has the same, AWS's own where it has not. */
function reconciled(property: Property, known: Value | undefined, found: Value | undefined): Value | undefined {
  const comparable = withoutChosen(property, known, found);
  return same(property, known, comparable) ? known : (comparable as Value | undefined);
}

/** A block as the state has it: what the program gave, and beside it what AWS chose. */
function withChosen({ kind }: Property, given: Value | undefined, found: Value | undefined): Value | undefined {
  if (kind.name !== "block" || !isRecord(given) || !isRecord(found)) return given;
  const chosen = Object.entries(found as Properties).filter(
    ([name]) => given[name] === undefined && kind.fields[name]?.traits.computed === true,
  );
  return { ...(given as Properties), ...Object.fromEntries(chosen) };
}

interface Found {
  readonly inputs: Properties;
  readonly state: Properties;
}

/** Turns what a read found into inputs and state, property by property. */
function settleOn(row: Row, live: Live, known: Properties, session: Session): Found {
  const found: Record<string, Value | undefined> = Object.fromEntries(
    Object.entries(live).map(([name, value]) => [name, toValue(value)]),
  );
  if (row.retag !== undefined && isRecord(found["tags"])) {
    const all = found["tags"] as Properties;
    const system = Object.entries(all).filter(([key]) => !key.startsWith("aws:"));
    found["tagsAll"] = Object.fromEntries(system);
    found["tags"] = ownTags(found["tagsAll"], known["tags"], session.defaultTags);
  }
  const inputs: Record<string, Value | undefined> = {};
  for (const [name, property] of Object.entries(fieldsOf(row))) {
    // A row that has no way to read a property leaves it out: what the program said stays.
    inputs[name] = name in found ? reconciled(property, known[name], found[name]) : known[name];
  }
  const outputs = Object.fromEntries(row.outputs.map((name) => [name, found[name] ?? known[name]]));
  const checked = toProperties(inputs);
  const filled = Object.entries(fieldsOf(row)).map(([name, property]) => [
    name,
    withChosen(property, checked[name], found[name]),
  ]);
  const state = toProperties({ ...outputs, ...(Object.fromEntries(filled) as Properties), region: session.aws.region });
  return { inputs: checked, state };
}

export function check(
  row: Row,
  news: Properties,
  context: CheckContext,
): { readonly inputs: Properties; readonly failures: readonly Failure[] } {
  return checkInputs(row, news, context);
}

export interface Diff {
  readonly changes: readonly PropertyChange[];
  readonly deleteBeforeReplace: boolean;
}

export function diff(row: Row, oldInputs: Properties, news: Properties): Diff {
  const changes = changesBetween(fieldsOf(row), withoutMarks(oldInputs), withoutMarks(news));
  const replaced = changes.some((change) => change.replaces);
  return { changes, deleteBeforeReplace: replaced && keepsName(row, oldInputs, news) };
}

/** True when the new one would have the name of the old one, which has to go first. */
function keepsName(row: Row, olds: Properties, news: Properties): boolean {
  if (row.deleteBeforeReplace === true) return true;
  if (row.autoName === undefined) return false;
  const { property } = row.autoName;
  const generated = news["__defaults"];
  if (Array.isArray(generated) && generated.includes(property)) return false;
  return olds[property] === news[property];
}

/** What a preview can tell: the inputs; what AWS will compute stays unknown. */
export function previewCreate(row: Row, inputs: Properties): Properties {
  const outputs = Object.fromEntries([...row.outputs, "region"].map((name) => [name, UNKNOWN]));
  return { ...outputs, ...withUnknowns(row.inputs, inputs) };
}

/** What is given, and a mark for each property that AWS will fill in, inside blocks too. */
function withUnknowns(fields: Row["inputs"], given: Properties): Properties {
  const filled = Object.entries(fields).flatMap(([name, { traits, kind }]): (readonly [string, Value])[] => {
    const value = given[name];
    if (value === undefined) return traits.computed === true ? [[name, UNKNOWN]] : [];
    return kind.name === "block" && isRecord(value) ? [[name, withUnknowns(kind.fields, value)]] : [];
  });
  return { ...given, ...Object.fromEntries(filled) };
}

const UNAVAILABLE = Symbol("not available in the emulator");

/** Gives the call's answer, or a mark where the row expects that the emulator may lack the service, and it does. */
async function unlessUnavailable<T>(row: Row, call: Promise<T>): Promise<T | typeof UNAVAILABLE> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof NotAvailableError && row.unavailableId !== undefined) return UNAVAILABLE;
    throw error;
  }
}

/** The inputs and nothing computed: the resource exists in the engine's state alone, and the engine is told so. */
async function onPaper(
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
    const id = await unlessUnavailable(row, row.create(aws, given));
    if (id === UNAVAILABLE) return onPaper(session, resource, inputs);
    try {
      await row.settle?.(aws, id, given);
      const live = await unlessGone(row.read(aws, id, inputs));
      if (live === undefined) throw new Error("made, but a read does not find it");
      return { id, state: settleOn(row, live, inputs, session).state };
    } catch (error) {
      throw new UnfinishedError(id, inputs, `create of ${row.token} "${resource.name}" (${id}): ${describe(error)}`);
    }
  });
}

/** What is there now, or undefined when it is gone. Without known inputs it is an import. */
export async function read(
  session: Session,
  resource: Resource,
  id: string,
  known: { readonly inputs: Properties; readonly state: Properties },
): Promise<Found | undefined> {
  const { row } = resource;
  return operate(resource, "read", async () => {
    const state = withoutMarks(known.state);
    const live = await unlessGone(unlessUnavailable(row, row.read(session.aws, id, state)));
    if (live === undefined) return undefined;
    if (live === UNAVAILABLE) return { inputs: known.inputs, state: known.state };
    const inputs = Object.keys(known.inputs).length > 0 ? withoutMarks(known.inputs) : state;
    const assumed = Object.keys(inputs).length > 0 ? inputs : defaultsOf(row);
    const found = settleOn(row, live, { ...outputsOf(row, state), ...assumed }, session);
    return { inputs: meaningful(row, found.inputs, inputs), state: found.state };
  });
}

/** An import knows nothing: what no read can tell is taken to be as it is by default. */
function defaultsOf(row: Row): Properties {
  const entries = Object.entries(row.inputs).map(([name, { traits }]) => [name, traits.default] as const);
  return toProperties(Object.fromEntries(entries));
}

function outputsOf(row: Row, state: Properties): Properties {
  return Object.fromEntries(row.outputs.flatMap((name) => (state[name] === undefined ? [] : [[name, state[name]]])));
}

/**
 * What belongs among the inputs: all that the program gave; of the rest, in a refresh, only what AWS would not have
 * chosen by itself, so that a setting made by hand shows as one to take away.
 */
function meaningful(row: Row, found: Properties, known: Properties): Properties {
  const importing = Object.keys(known).length === 0;
  const fields = fieldsOf(row);
  const kept = Object.entries(found).filter(([name, value]) => {
    const property = fields[name];
    if (property === undefined) return false;
    if (name in known) return true;
    if (same(property, undefined, value)) return false;
    return importing || property.traits.computed !== true;
  });
  return Object.fromEntries(kept);
}

/** What a preview of an update can tell. */
export function previewUpdate(row: Row, oldInputs: Properties, state: Properties, news: Properties): Properties {
  const changed = new Set(diff(row, oldInputs, news).changes.map((change) => change.property));
  const again = row.recomputed?.(changed, news) ?? [];
  return { ...state, ...news, ...Object.fromEntries(again.map((name) => [name, UNKNOWN])) };
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
    const change = async (): Promise<Live | undefined> => {
      const changed = new Set(diff(row, olds, wanted).changes.map(({ property }) => property));
      const besidesTags = [...changed].some((name) => name !== "tags" && name !== "tagsAll");
      if (besidesTags) {
        await row.update?.(aws, { id, olds: olds, news: wanted, changed, state: known.state });
      }
      await writeTags(aws, row, id, known.state, olds, wanted);
      return row.read(aws, id, { ...outputsOf(row, known.state), ...wanted });
    };
    const live = await unlessGone(unlessUnavailable(row, change()));
    if (live === UNAVAILABLE) return (await onPaper(session, resource, wanted)).state;
    if (live === undefined) throw new Error("gone while it was updated; refresh, then deploy again");
    return settleOn(row, live, { ...outputsOf(row, known.state), ...wanted }, session).state;
  });
}

export async function remove(session: Session, resource: Resource, id: string, state: Properties): Promise<void> {
  await operate(resource, "delete", async () => {
    await unlessGone(unlessUnavailable(resource.row, resource.row.remove(session.aws, id, state)));
  });
}
