import type { AnyStage } from "./stage/stage";

/*
 * Names in Parameter Store and Secrets Manager as the catalog writes them. `{stage}` is the stage's full name, as in the
 * variable STAGE. A parameter's name may be a pattern: `{platform}` matches one path segment, `*` at the end one or more.
 */

export const PARAMETER_NAME = /^(\/([A-Za-z0-9_.-]+|\{[a-z][A-Za-z0-9]*\}))+(\/\*)?$/;

/** The name on a stage; wildcards are unchanged. */
export function nameOnStage(text: string, { name }: Pick<AnyStage, "name">): string {
  return text.replaceAll("{stage}", name);
}

/** Whether a name is a pattern for several parameters. */
export function isPattern(text: string): boolean {
  return text.endsWith("/*") || /\{(?!stage\})/.test(text);
}

/** Common path of all parameters that match a pattern: `/listbackup/{stage}/platforms`. */
export function commonPath(pattern: string): string {
  const parts = pattern.split("/");
  return parts.slice(0, firstWildcard(parts)).join("/");
}

/** Number of fixed segments before the first wildcard; `{stage}` does not count. */
export function fixedSegments(pattern: string): number {
  return commonPath(pattern)
    .split("/")
    .filter((part) => part !== "" && part !== "{stage}").length;
}

/** Whether a pattern matches every parameter that another name or pattern matches. */
export function covers(pattern: string, other: string): boolean {
  const [wide, narrow] = [pattern.split("/"), other.split("/")];
  const isOpen = wide.at(-1) === "*";
  if (isOpen ? narrow.length < wide.length : narrow.length !== wide.length) return false;
  return narrow.every((part, index) => {
    const own = wide[index];
    if (own === undefined || (isOpen && index === wide.length - 1)) return true;
    return isWildcard(own) ? part !== "*" : own === part;
  });
}

/** A pattern in IAM's syntax, where `*` also matches slashes. */
export function iamPattern(pattern: string): string {
  return pattern.replace(/\{[^}]*\}/g, "*");
}

function firstWildcard(parts: readonly string[]): number {
  const index = parts.findIndex(isWildcard);
  return index < 0 ? parts.length : index;
}

function isWildcard(part: string): boolean {
  return part === "*" || (part.startsWith("{") && part !== "{stage}");
}
