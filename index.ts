import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Config, getStack } from "@pulumi/pulumi";
import { stageProgram } from "./components/program";
import { DeployError } from "./model/errors";
import { releaseSchema, type Release } from "./model/release/release";
import { parseStageName } from "./model/stage/name";
import { parseStage } from "./model/stage/parse";

/* The Pulumi program for `pulumi up` with the official CLI. It deploys the same stage as `bin/deploy up`, without identity
 * check, gates, data loss check and verification.
 */

/** The release in the configuration key `release`: a file, or `working` for the last build. */
function readRelease(): Release {
  const named = new Config("listbackup").get("release") ?? "working";
  const file = named === "working" ? join(__dirname, ".build", "release.json") : named;
  if (!existsSync(file)) {
    throw new DeployError("RELEASE_UNKNOWN", `There is no release in ${file}.`, "Build one first: `bin/deploy build`.");
  }
  const parsed = releaseSchema.safeParse(JSON.parse(readFileSync(file, "utf8")));
  if (parsed.success) return parsed.data;
  throw new DeployError(
    "RELEASE_INVALID",
    `${file} is no release of this program's form.`,
    "Build it again: `bin/deploy build`.",
  );
}

export = async (): Promise<Record<string, unknown>> => {
  const name = parseStageName(getStack());
  const file = `Pulumi.${name}.yaml`;
  const stage = parseStage(name, file, readFileSync(join(__dirname, file), "utf8"));
  return stageProgram({ stage, release: readRelease() })();
};
