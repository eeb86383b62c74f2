import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";

/** The profile where neither --profile nor AWS_PROFILE names one. */
export const DEFAULT_PROFILE = "listbackup.ai";

/** Credentials in the environment, as CI has them: keys, a token of the CI system, or a container's role. */
const CREDENTIAL_VARIABLES = [
  "AWS_ACCESS_KEY_ID",
  "AWS_WEB_IDENTITY_TOKEN_FILE",
  "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
  "AWS_CONTAINER_CREDENTIALS_FULL_URI",
] as const;

/**
 * The AWS profile to use. Where none is named, it is `listbackup.ai`, unless this machine does not have it and the
 * environment has credentials: the SDK would not look at those beside a profile.
 * @param named by --profile or AWS_PROFILE; null: by neither
 * @returns null: the credentials of the environment
 */
export async function resolveProfile(
  named: string | null,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<string | null> {
  if (named !== null) return named;
  if (!CREDENTIAL_VARIABLES.some((name) => (environment[name] ?? "") !== "")) return DEFAULT_PROFILE;
  return (await isConfigured(DEFAULT_PROFILE, environment)) ? DEFAULT_PROFILE : null;
}

async function isConfigured(
  profile: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<boolean> {
  const file = (variable: string, name: string): string => {
    const given = environment[variable] ?? "";
    return given === "" ? join(environment["HOME"] ?? homedir(), ".aws", name) : given;
  };
  const texts = await Promise.all([
    readFile(file("AWS_CONFIG_FILE", "config"), "utf8").catch(() => ""),
    readFile(file("AWS_SHARED_CREDENTIALS_FILE", "credentials"), "utf8").catch(() => ""),
  ]);
  return texts.some((text) => sectionsOf(text).includes(profile));
}

/** Names of profiles: `[profile NAME]` in the configuration, `[NAME]` in the credentials. */
function sectionsOf(text: string): readonly string[] {
  return [...text.matchAll(/^\s*\[\s*(?:profile\s+)?["']?([^\]"']+?)["']?\s*\]/gm)].map(([, name = ""]) => name);
}
