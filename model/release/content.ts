import { createHash } from "node:crypto";
import type { Release } from "./release";

/** Digest of a release's catalog and artifacts, without time and source of the build. */
export function contentDigest({ catalog, artifacts }: Release): string {
  const artifactDigests = Object.fromEntries(
    Object.entries(artifacts).map(([id, { digest, kind }]) => [id, [digest, kind]]),
  );
  const content = { catalog, artifacts: artifactDigests };
  return createHash("sha256").update(sortedJson(content)).digest("hex");
}

/** JSON with sorted keys: equal values give equal text. */
export function sortedJson(value: unknown): string {
  return JSON.stringify(value, sortedKeys);
}

/** Whether two values of a release or catalog are equal, in any order of keys. */
export function sameValue(a: unknown, b: unknown): boolean {
  return sortedJson(a) === sortedJson(b);
}

export function sameContent(a: Release, b: Release): boolean {
  return contentDigest(a) === contentDigest(b);
}

/** Sorts keys, so that equal objects have equal JSON. */
function sortedKeys(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
