import { homedir } from "node:os";
import { join } from "node:path";
import { DeployError } from "../../model/errors";
import { readJson } from "../files";

/** What the CLI uses without a login. */
const PULUMI_CLOUD = "https://api.pulumi.com";

/**
 * The state backend that the Pulumi CLI uses: PULUMI_BACKEND_URL, or the login in its home.
 * @returns its address, `s3://bucket?…`, `file://…` or `https://…`
 */
export async function currentBackend(environment: NodeJS.ProcessEnv): Promise<string> {
  const url = environment["PULUMI_BACKEND_URL"];
  if (url !== undefined && url !== "") return url;
  const home = environment["PULUMI_HOME"] ?? join(homedir(), ".pulumi");
  const login = await readJson(join(home, "credentials.json"));
  const { current } = (login ?? {}) as { readonly current?: unknown };
  return typeof current === "string" && current !== "" ? current : PULUMI_CLOUD;
}

/**
 * Refuses a login to another backend than the stage's: everything would be created a second time.
 * @param expected address of the stage's state
 * @throws DeployError STATE_MISMATCH
 */
export function requireBackend(stage: string, current: string, expected: string): void {
  if (placeOf(current) === placeOf(expected)) return;
  throw new DeployError(
    "STATE_MISMATCH",
    `Pulumi is logged in to ${withoutQuery(current)}, and the state of ${stage} is in ${withoutQuery(expected)}. Nothing was changed.`,
    expected.startsWith("file://")
      ? `In a rehearsal: evaluate the output of \`bin/deploy rehearse --env ${stage}\` in this shell.`
      : `Log in to it: \`pulumi login '${expected}'\`.`,
  );
}

/** Scheme and path: options such as the region differ without another place being meant. */
function placeOf(url: string): string {
  return withoutQuery(url).replace(/\/+$/, "");
}

function withoutQuery(url: string): string {
  return url.split("?")[0] ?? url;
}
