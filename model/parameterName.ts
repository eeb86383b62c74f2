import type { Stage } from "./stage/stage";

/*
 * Names in Parameter Store and Secrets Manager as the catalog writes them: `{stage}` is the stage's whole name, as
 * handlers see it in STAGE. A parameter's name may also be a pattern: `{platform}` is any one segment of its path, and
 * `*` at its end is one or more.
 */

export const PARAMETER_NAME = /^(\/([A-Za-z0-9_.-]+|\{[a-z][A-Za-z0-9]*\}))+(\/\*)?$/;

/** A name on a stage; wildcards stay. */
export function nameOnStage(text: string, { name }: Pick<Stage, "name">): string {
  return text.replaceAll("{stage}", name);
}

/** Whether a name stands for several parameters. */
export function isPattern(text: string): boolean {
  return text.endsWith("/*") || /\{(?!stage\})/.test(text);
}

/** The path that all parameters of a pattern have in common: `/listbackup/{stage}/platforms`. */
export function commonPath(pattern: string): string {
  const parts = pattern.split("/");
  return parts.slice(0, firstWildcard(parts)).join("/");
}

/** How many segments before the first wildcard say which parameters are meant; `{stage}` says none. */
export function fixedSegments(pattern: string): number {
  return commonPath(pattern)
    .split("/")
    .filter((part) => part !== "" && part !== "{stage}").length;
}

/** Whether each parameter of a name or pattern is one of a pattern. */
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

/** A pattern as IAM writes it. There a star also stands for slashes. */
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
