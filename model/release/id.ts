import { DeployError } from "../errors";

/** Parses a release id, or a time in Unix seconds. @throws DeployError USAGE */
export function parseReleaseId(text: string): number {
  if (/^[1-9]\d{8,10}$/.test(text)) return Number(text);
  throw new DeployError(
    "USAGE",
    `"${text}" is not a release id. An id is the start of the deployment in Unix seconds, such as 1704067200.`,
    "List the releases: `bin/deploy releases list <stage>`.",
  );
}
