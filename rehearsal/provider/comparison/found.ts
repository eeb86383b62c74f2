import { same, withoutChosen } from "./compare";
import { fieldsOf } from "./diff";
import type { Live, Row } from "../schema/row";
import type { Property } from "../schema/schema";
import type { Session } from "../resources/session";
import { isRecord, type Properties, toProperties, toValue, type Value } from "../values/values";

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

/** What is there: as the program would ask for it, and as the state keeps it. */
export interface Found {
  readonly inputs: Properties;
  readonly state: Properties;
}

/** Turns what a read found into inputs and state, property by property. */
export function settleOn(row: Row, live: Live, known: Properties, session: Session): Found {
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

/** An import knows nothing: what no read can tell is taken to be as it is by default. */
export function defaultsOf(row: Row): Properties {
  const entries = Object.entries(row.inputs).map(([name, { traits }]) => [name, traits.default] as const);
  return toProperties(Object.fromEntries(entries));
}

/** The computed part of a state. */
export function outputsOf(row: Row, state: Properties): Properties {
  return Object.fromEntries(row.outputs.flatMap((name) => (state[name] === undefined ? [] : [[name, state[name]]])));
}

/**
 * What belongs among the inputs: all that the program gave; of the rest, in a refresh, only what AWS would not have
 * chosen by itself, so that a setting made by hand shows as one to take away.
 */
export function meaningful(row: Row, found: Properties, known: Properties): Properties {
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
