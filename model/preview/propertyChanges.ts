import { isUnknown, type Inputs } from "../review/plannedResource";

/** A property before and after a change; null where it is absent. Secrets are `[secret]`, as the engine masks them. */
export interface PropertyChange {
  /** `environment.variables.STAGE`, `policy.Statement[0].Action` */
  readonly path: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** Text of a value that is known only after the deployment. */
export const KNOWN_LATER = "known after the deployment";

const SECRET = "[secret]";
/** Longer values are cut: characters. */
const MAX_LENGTH = 160;
/** Inputs of the engine itself. */
const INTERNAL = new Set(["__defaults"]);

/** The properties that differ, in the order of the new inputs. JSON documents are compared by their content. */
export function propertyChanges(before: Inputs, after: Inputs): readonly PropertyChange[] {
  return differences("", before, after);
}

function differences(path: string, before: unknown, after: unknown): readonly PropertyChange[] {
  const [old, next] = [opened(before), opened(after)];
  if (isUnknown(next)) return JSON.stringify(old) === undefined ? [] : [changeOf(path, old, next)];
  if (isMap(old) && isMap(next)) {
    const keys = [...new Set([...Object.keys(next), ...Object.keys(old)])].filter((key) => !INTERNAL.has(key));
    return keys.flatMap((key) => differences(path === "" ? key : `${path}.${key}`, old[key], next[key]));
  }
  if (isList(old) && isList(next) && [...old, ...next].some((one) => typeof one === "object"))
    return Array.from({ length: Math.max(old.length, next.length) }, (_, index) =>
      differences(`${path}[${String(index)}]`, old[index], next[index]),
    ).flat();
  return JSON.stringify(old) === JSON.stringify(next) ? [] : [changeOf(path, old, next)];
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A document in JSON as what it contains: policies are texts for the engine. */
function opened(value: unknown): unknown {
  if (typeof value !== "string" || !/^\s*[{[]/.test(value) || value === SECRET) return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}

function changeOf(path: string, before: unknown, after: unknown): PropertyChange {
  return { path, before: textOf(before), after: textOf(after) };
}

function textOf(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  if (isUnknown(value)) return KNOWN_LATER;
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length <= MAX_LENGTH ? text : `${text.slice(0, MAX_LENGTH - 1)}…`;
}
