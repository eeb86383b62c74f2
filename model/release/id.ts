import { DeployError } from "../errors";

/** A release's id, or a time: Unix seconds. @throws DeployError USAGE */
export function parseReleaseId(text: string): number {
  if (/^[1-9]\d{8,10}$/.test(text)) return Number(text);
  throw new DeployError(
    "USAGE",
    `"${text}" is no release: a release is called by the second at which it began, such as 1704067200.`,
    "See which there are: `bin/deploy releases list <stage>`.",
  );
}
