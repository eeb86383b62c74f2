import { same, withoutComputedDefaults } from "./compare";
import { fieldsOf } from "./diff";
import type { Live, Row } from "../schema/row";
import type { Property } from "../schema/schema";
import type { Session } from "../resources/session";
import { isRecord, type Properties, toProperties, toValue, type Value } from "../values/values";

/** The tags without the provider's default tags, except those that the program sets itself. */
function ownTags(all: Properties, program: Value | undefined, defaults: Readonly<Record<string, string>>): Properties {
  const named = isRecord(program) ? program : {};
  return Object.fromEntries(Object.entries(all).filter(([key, value]) => key in named || defaults[key] !== value));
}

/** The program's value where it is equal for AWS, the live value where it is not. */
function reconciled(property: Property, known: Value | undefined, found: Value | undefined): Value | undefined {
  const comparable = withoutComputedDefaults(property, known, found);
  return same(property, known, comparable) ? known : (comparable as Value | undefined);
}

/** A block of the state: the program's values, and the computed values of AWS. */
function withComputedValues({ kind }: Property, given: Value | undefined, found: Value | undefined): Value | undefined {
  if (kind.name !== "block" || !isRecord(given) || !isRecord(found)) return given;
  const chosen = Object.entries(found as Properties).filter(
    ([name]) => given[name] === undefined && kind.fields[name]?.traits.computed === true,
  );
  return { ...(given as Properties), ...Object.fromEntries(chosen) };
}

/** A resource of AWS as inputs of the program, and as state. */
export interface LiveResource {
  readonly inputs: Properties;
  readonly state: Properties;
}

/** Turns the result of a read into inputs and state. */
export function reconcile(row: Row, live: Live, known: Properties, session: Session): LiveResource {
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
    // A row that cannot read a property omits it: the program's value stays.
    inputs[name] = name in found ? reconciled(property, known[name], found[name]) : known[name];
  }
  const outputs = Object.fromEntries(row.outputs.map((name) => [name, found[name] ?? known[name]]));
  const checked = toProperties(inputs);
  const properties = Object.entries(fieldsOf(row)).map(([name, property]) => [
    name,
    withComputedValues(property, checked[name], found[name]),
  ]);
  const state = toProperties({
    ...outputs,
    ...(Object.fromEntries(properties) as Properties),
    region: session.aws.region,
  });
  return { inputs: checked, state };
}

/** The inputs of an import: properties that no read returns have their defaults. */
export function defaultsOf(row: Row): Properties {
  const entries = Object.entries(row.inputs).map(([name, { traits }]) => [name, traits.default] as const);
  return toProperties(Object.fromEntries(entries));
}

/** The computed part of a state. */
export function outputsOf(row: Row, state: Properties): Properties {
  return Object.fromEntries(row.outputs.flatMap((name) => (state[name] === undefined ? [] : [[name, state[name]]])));
}

/**
 * The inputs after a refresh or an import: all that the program sets, and of the others those that AWS does not set by
 * itself, so that a manual change appears as drift.
 */
export function inputsToKeep(row: Row, found: Properties, known: Properties): Properties {
  const importing = Object.keys(known).length === 0;
  const fields = fieldsOf(row);
  const inputs = Object.entries(found).filter(([name, value]) => {
    const property = fields[name];
    if (property === undefined) return false;
    if (name in known) return true;
    if (same(property, undefined, value)) return false;
    return importing || property.traits.computed !== true;
  });
  return Object.fromEntries(inputs);
}
