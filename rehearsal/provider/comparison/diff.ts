import { withoutMarks } from "../schema/check";
import { changesBetween, type PropertyChange, TAGS_ALL } from "./compare";
import type { Row } from "../schema/row";
import type { Fields } from "../schema/schema";
import { isRecord, type Properties, UNKNOWN, type Value } from "../values/values";

/** The row's properties and, where it has tags, `tagsAll`. */
export function fieldsOf(row: Row): Fields {
  return row.retag === undefined ? row.inputs : { ...row.inputs, tagsAll: TAGS_ALL };
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

/** True where the replacement has the same name, so that the old resource must be deleted first. */
function keepsName(row: Row, olds: Properties, news: Properties): boolean {
  if (row.deleteBeforeReplace === true) return true;
  if (row.autoName === undefined) return false;
  const { property } = row.autoName;
  const generated = news["__defaults"];
  if (Array.isArray(generated) && generated.includes(property)) return false;
  return olds[property] === news[property];
}

/** The preview of a create: inputs are known, computed outputs are unknown. */
export function previewCreate(row: Row, inputs: Properties): Properties {
  const outputs = Object.fromEntries([...row.outputs, "region"].map((name) => [name, UNKNOWN]));
  return { ...outputs, ...withUnknowns(row.inputs, inputs) };
}

/** The inputs, and UNKNOWN for each computed property, in nested blocks too. */
function withUnknowns(fields: Row["inputs"], given: Properties): Properties {
  const unknowns = Object.entries(fields).flatMap(([name, { traits, kind }]): (readonly [string, Value])[] => {
    const value = given[name];
    if (value === undefined) return traits.computed === true ? [[name, UNKNOWN]] : [];
    return kind.name === "block" && isRecord(value) ? [[name, withUnknowns(kind.fields, value)]] : [];
  });
  return { ...given, ...Object.fromEntries(unknowns) };
}

/** The preview of an update. */
export function previewUpdate(row: Row, oldInputs: Properties, state: Properties, news: Properties): Properties {
  const changed = new Set(diff(row, oldInputs, news).changes.map((change) => change.property));
  const again = row.recomputed?.(changed, news) ?? [];
  return { ...state, ...news, ...Object.fromEntries(again.map((name) => [name, UNKNOWN])) };
}
